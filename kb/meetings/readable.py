"""Readable: what of a meeting this reader may have in the hand, on paper as on the page."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from kb.accounts.users import User
from kb.db import db
from kb.meetings import follow_up_rights, minutes
from kb.meetings.agenda import AgendaItem, items_of
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, follow_ups_of
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Minutes
from kb.meetings.resolutions import Resolution, resolutions_of
from kb.meetings.rights import (
    is_within,
    may_read_item,
    may_read_papers,
    may_read_resolution,
    may_see,
    reads_closed,
)
from kb.meetings.sections import MinutesSection, open_ones, sections_of
from kb.meetings.signing import acts_as_chair
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
    """Closed ones are for those who read them on the page."""
    return [item for item in items_of(meeting) if may_read_item(reader, item)]


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
    if meeting.state not in SHOWN_DRAFTS or not is_within(reader, meeting):
        return False
    every = sections_of(record)
    return len(sections(reader, meeting, every)) == len(every)


def sections(
    reader: User | None, meeting: Meeting, every: Sequence[MinutesSection]
) -> list[MinutesSection]:
    """Of a draft: the closed ones are for who reads closed items, and for who signs it."""
    if reads_closed(reader, meeting) or acts_as_chair(reader, meeting):
        return list(every)
    return open_ones(every)


def minutes_of(reader: User | None, meeting: Meeting) -> list[Minutes]:
    """The whole ones before the public part."""
    return [one for one in minutes.of_meeting(meeting) if may_read_minutes(reader, one)]


def papers(reader: User | None, meeting: Meeting) -> Sequence[MeetingFile]:
    """The papers of the agenda: only for those who belong to the meeting, as far as they do."""
    if not is_within(reader, meeting):
        return ()
    seen = [item.id for item in items_of(meeting) if may_read_papers(reader, item)]
    loose = and_(MeetingFile.meeting_id == meeting.id, MeetingFile.item_id.is_(None))
    own = or_(loose, MeetingFile.item_id.in_(seen))
    rows = select(MeetingFile).where(own, MeetingFile.report_id.is_(None))
    if not reads_closed(reader, meeting):
        rows = rows.where(MeetingFile.is_closed.is_(False))
    return db.session.scalars(rows.order_by(MeetingFile.id)).all()


def attached(reader: User | None, records: Sequence[Minutes]) -> list[Attachment]:
    """What is attached to these minutes, as far as its own visibility goes."""
    theirs = Attachment.record_id.in_([one.id for one in records])
    rows = select(Attachment).where(theirs, Attachment.standing.in_(SHOWN))
    files = db.session.scalars(rows.order_by(Attachment.id)).all()
    return [file for file in files if may_download(reader, file)]
