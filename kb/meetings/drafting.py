"""Drafting: what a resolution says, and who carries it out, until it is put to the vote."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings import majorities
from kb.meetings.agenda import AgendaItem
from kb.meetings.ballots import is_written, lock, meeting_of
from kb.meetings.meetings import AFTER, Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Voting
from kb.meetings.rights import may_run
from kb.publishing import audit
from kb.publishing.permissions import require


@dataclass(frozen=True)
class Wording:
    """What a resolution says, and who carries it out."""

    title: str
    text: str
    owner_name: str
    due_on: date
    owner_city: str | None = None
    owner_member: str | None = None
    """The unit; neither city nor member: the secretariat."""
    type: str = ""
    title_en: str = ""
    item_id: int | None = None
    is_closed: bool = False


def draft(meeting: Meeting, wording: Wording, user: User) -> Resolution:
    """A resolution that this meeting is to vote on. Raises Conflict when it is too late for one."""
    _require_time(meeting)
    return put(meeting, wording, user)


def put(meeting: Meeting, wording: Wording, user: User) -> Resolution:
    """The same, also while the written vote that it is for opens at this very moment."""
    require(may_run(user, meeting))
    resolution = Resolution(body=meeting.body, meeting=meeting, author_id=user.id)
    _write(resolution, wording, meeting)
    db.session.add(resolution)
    db.session.flush()
    audit.log(user, "draft-resolution", resolution.title, resolution=resolution.id)
    return resolution


def change(resolution: Resolution, wording: Wording, user: User, version: int) -> None:
    """Say it differently, until it is put to the vote. Raises Conflict when somebody else has
    changed it since `version`.
    """
    meeting = meeting_of(resolution)
    require(may_run(user, meeting))
    lock(resolution)
    require_draft(resolution)
    if resolution.version != version:
        raise Conflict(_("Somebody else has changed this draft. Compare both and save again."))
    _write(resolution, wording, meeting)
    db.session.flush()
    audit.log(user, "change-resolution", resolution.title, resolution=resolution.id)


def drop(resolution: Resolution, user: User) -> None:
    """Take a draft back."""
    require(may_run(user, meeting_of(resolution)))
    lock(resolution)
    require_draft(resolution)
    audit.log(user, "drop-resolution", resolution.title, resolution=resolution.id)
    db.session.delete(resolution)
    db.session.flush()


def require_draft(resolution: Resolution) -> None:
    """Raises Conflict once it is, or can no longer be, put to the vote."""
    _require_time(meeting_of(resolution))
    if resolution.voting is not Voting.DRAFT:
        raise Conflict(_("This resolution has been put to the vote and stays as it is."))


def _require_time(meeting: Meeting) -> None:
    if meeting.state in AFTER or meeting.state is MeetingState.CANCELLED:
        raise Conflict(_("The meeting is over. Put the resolution to the next one."))
    if is_written(meeting) and utcnow() >= meeting.starts_at:
        raise Conflict(_("The written vote has begun; nothing can be added to it any more."))


def _write(resolution: Resolution, wording: Wording, meeting: Meeting) -> None:
    item = db.session.get(AgendaItem, wording.item_id) if wording.item_id else None
    if wording.item_id and (item is None or item.meeting_id != meeting.id):
        raise DomainError(_("This item is not on the agenda of the meeting. Choose another one."))
    if wording.due_on < meeting.day:
        raise DomainError(_("The due date lies before the meeting. Choose a later one."))
    for name, value in vars(wording).items():
        setattr(resolution, name, value)
    # What was dealt with behind closed doors is resolved there.
    resolution.is_closed = wording.is_closed or (item is not None and item.is_closed)
    majorities.keep(resolution, majorities.rule_for(wording.type, meeting.day))
