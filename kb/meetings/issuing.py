"""Issuing: signed minutes become records for their readers, with number, files and fingerprint."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from kb.accounts.users import User
from kb.clock import today
from kb.db import db
from kb.errors import Conflict
from kb.jobs.queue import enqueue
from kb.meetings import integrity, minuting
from kb.meetings.agenda import AgendaItem
from kb.meetings.compiling import OPENING
from kb.meetings.files import MeetingFile
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Minutes, Part
from kb.meetings.numbers import Paper, next_number
from kb.meetings.rights import may_run
from kb.meetings.sections import MinutesSection, digest, joined, open_ones, sections_of
from kb.publishing import audit, sealed
from kb.publishing.attachments import READ_FILE, Attachment, Reading, Standing
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import require
from kb.publishing.records import Record, Visibility

LONGEST_SUMMARY = 500
LEFT_OUT = "（另有议题按规定不予公开。）"
"""In the opening of the public part, so that nobody takes it for the whole."""


def publish(meeting: Meeting, secretary: User) -> list[Minutes]:
    """The whole minutes for the council, and without the closed items for everybody; one record
    for all where nothing was closed. From now on none of it changes.
    """
    require(may_run(secretary, meeting))
    whole = minuting.of(meeting)
    if whole is None or not _is_ready(meeting):
        raise Conflict(_("Minutes are published once the chair has signed them."))
    sections = list(sections_of(whole))
    if whole.signed_at is not None and whole.sha256 != digest(sections):
        raise Conflict(_("The text is not the one that was signed. Ask the chair to sign again."))
    minuting.require_nothing_leaks(meeting, sections)
    issued = _records(meeting, whole, sections)
    sealed.publish(issued, secretary)
    records = [record for record, _content in issued]
    _hand_over_files(meeting, records)
    for record in records:
        record.sha256 = integrity.fingerprint(record)
        audit.log(secretary, integrity.FIXED, record.title, record.id, sha256=record.sha256)
    meeting.state = MeetingState.PUBLISHED
    db.session.flush()
    others = [user for user in minuting.attendees(meeting) if user.id != secretary.id]
    notify(others, Event.PUBLISHED, records[-1])
    return records


def _is_ready(meeting: Meeting) -> bool:
    """Signed here; minutes of former years were signed on paper."""
    former = bool(meeting.source) and meeting.state in minuting.EDITED
    return meeting.state is MeetingState.SIGNED or former


def _records(
    meeting: Meeting, whole: Minutes, sections: Sequence[MinutesSection]
) -> list[tuple[Minutes, Mapping[str, Any]]]:
    """The whole first; the public part beside it where something is closed."""
    public = open_ones(sections)
    number = whole.document_number or next_number(Paper.MINUTES, today())
    facts = _facts(meeting, whole, public) | {"document_number": number}
    if len(public) == len(sections) and not _closed_files(meeting):
        return [(whole, facts | {"body": joined(sections), "visibility": Visibility.PUBLIC})]
    part = Minutes(meeting=meeting, part=Part.PUBLIC)
    part.signed_at, part.signed_by, part.signed_for = (
        whole.signed_at,
        whole.signed_by,
        whole.signed_for,
    )
    inside = {"body": joined(sections), "visibility": Visibility.COUNCIL}
    inside["title"] = f"{facts['title']}（全文）"
    left_out = LEFT_OUT if len(public) < len(sections) else ""
    outside = {"body": _outside(public, left_out), "visibility": Visibility.PUBLIC}
    return [(whole, facts | inside), (part, facts | outside)]


def _outside(public: Sequence[MinutesSection], left_out: str) -> str:
    """The opening, that something is left out, and the open items."""
    opening = [section for section in public if section.key == OPENING]
    items = [section for section in public if section.key != OPENING]
    return "\n\n".join(part for part in (joined(opening), left_out, joined(items)) if part)


def _facts(meeting: Meeting, whole: Minutes, public: Sequence[MinutesSection]) -> dict[str, Any]:
    """What both parts say of themselves; the summary names the open items only."""
    headings = "；".join(section.heading for section in public if section.heading)
    english = f"Minutes: {meeting.title_en}" if meeting.title_en else ""
    return {
        "title": minuting.title_of(meeting),
        "title_en": english,
        "summary": headings[:LONGEST_SUMMARY],
        "summary_en": "",
        "city": meeting.city_slug,
        "member": None,
        "year": meeting.day.year,
        "published_on": meeting.day,
        "source": meeting.source,
        "themes": whole.themes,
        "tags": whole.tags,
        "body_slug": meeting.body.slug,
        "place": meeting.place,
    }


def _files(meeting: Meeting) -> list[MeetingFile]:
    """The papers of the meeting and of its items; proofs of reports are none of them."""
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)
    own = or_(MeetingFile.meeting_id == meeting.id, MeetingFile.item_id.in_(items))
    rows = select(MeetingFile).where(own, MeetingFile.report_id.is_(None))
    return list(db.session.scalars(rows.order_by(MeetingFile.id)))


def _is_closed(file: MeetingFile) -> bool:
    return file.is_closed or (file.item is not None and file.item.is_closed)


def _closed_files(meeting: Meeting) -> list[MeetingFile]:
    return [file for file in _files(meeting) if _is_closed(file)]


def _hand_over_files(meeting: Meeting, records: Sequence[Minutes]) -> None:
    """The same files, held once: all of them for the whole, the open ones for the public."""
    for record in records:
        position = 0
        for file in _files(meeting):
            if record.visibility is Visibility.PUBLIC and _is_closed(file):
                continue
            position += 1
            _attach(record, file, position)
    db.session.flush()


def _attach(record: Record, file: MeetingFile, position: int) -> None:
    made = Attachment(
        record=record,
        name=file.name,
        edition=position,  # Two papers of one name are two papers, not versions of one.
        type=file.type,
        size=file.size,
        sha256=file.sha256,
        caption=file.caption,
        position=position,
        standing=Standing.LIVE,
        uploader_id=file.uploader_id,
    )
    made.reading = Reading.WAITING if made.is_read else Reading.NONE
    db.session.add(made)
    db.session.flush()
    if made.is_read:
        enqueue(READ_FILE, {"attachment": made.id}, key=f"{READ_FILE}-{made.id}")
