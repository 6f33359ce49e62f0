"""Readable: what of a meeting this reader may have in the hand, on paper as on the page."""

from collections.abc import Sequence

from sqlalchemy import select

from kb.accounts.users import User
from kb.db import db
from kb.meetings import follow_up_rights, minutes
from kb.meetings.agenda import AgendaItem, items_of
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, follow_ups_of
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Minutes
from kb.meetings.resolutions import Resolution, resolutions_of
from kb.meetings.rights import is_within, may_read_resolution, may_see
from kb.publishing.attachments import SHOWN, Attachment
from kb.publishing.permissions import is_out, is_staff, may_download, may_read

SHOWN_DRAFTS = frozenset({MeetingState.CIRCULATED, MeetingState.SIGNED, MeetingState.PUBLISHED})
"""From when on those who belong to the meeting read the draft; the secretariat before."""


def has_notice(reader: User | None, meeting: Meeting) -> bool:
    """While it is being planned, only the secretariat."""
    if meeting.state is MeetingState.PLANNED:
        return is_staff(reader)
    return may_see(reader, meeting)


def items(reader: User | None, meeting: Meeting) -> list[AgendaItem]:
    """Closed ones are for those who belong to the meeting."""
    within = is_within(reader, meeting)
    return [item for item in items_of(meeting) if within or not item.is_closed]


def resolutions(reader: User | None, meeting: Meeting) -> list[Resolution]:
    return [one for one in resolutions_of(meeting) if may_read_resolution(reader, one)]


def follow_ups(reader: User | None, meeting: Meeting) -> list[FollowUp]:
    return [one for one in follow_ups_of(meeting) if follow_up_rights.may_read(reader, one)]


def may_read_minutes(reader: User | None, record: Minutes) -> bool:
    """Published ones as any record; a draft, who belongs to the meeting once it is circulated."""
    if is_out(record):
        return record.withdrawn_at is None and may_read(reader, record)
    meeting = record.meeting
    if is_staff(reader) or meeting is None:
        return may_read(reader, record)
    return meeting.state in SHOWN_DRAFTS and is_within(reader, meeting)


def minutes_of(reader: User | None, meeting: Meeting) -> list[Minutes]:
    """The whole ones before the public part."""
    return [one for one in minutes.of_meeting(meeting) if may_read_minutes(reader, one)]


def papers(reader: User | None, meeting: Meeting) -> Sequence[MeetingFile]:
    """The papers of the agenda: only for those who belong to the meeting."""
    if not is_within(reader, meeting):
        return ()
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)
    own = (MeetingFile.meeting_id == meeting.id) | MeetingFile.item_id.in_(items)
    rows = select(MeetingFile).where(own, MeetingFile.report_id.is_(None))
    return db.session.scalars(rows.order_by(MeetingFile.id)).all()


def attached(reader: User | None, records: Sequence[Minutes]) -> list[Attachment]:
    """What is attached to these minutes, as far as its own visibility goes."""
    theirs = Attachment.record_id.in_([one.id for one in records])
    rows = select(Attachment).where(theirs, Attachment.standing.in_(SHOWN))
    files = db.session.scalars(rows.order_by(Attachment.id)).all()
    return [file for file in files if may_download(reader, file)]
