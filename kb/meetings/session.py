"""Session: a meeting is opened, who is there is marked, what is said is taken down, it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.alliance import charter
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings import invitations
from kb.meetings.agenda import AgendaItem
from kb.meetings.invitations import Answer, Attendance, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.quorum import needed
from kb.meetings.resolutions import Resolution, Voting
from kb.meetings.rights import may_run, may_take_down
from kb.publishing import audit
from kb.publishing.permissions import require
from kb.web.filters import long_date

MARKED = frozenset({MeetingState.FIXED, MeetingState.IN_SESSION, MeetingState.HELD})
"""While attendance can be marked: people arrive early, and a slip is seen late."""
TAKEN_DOWN = frozenset({MeetingState.IN_SESSION, MeetingState.HELD})


class Mark(StrEnum):
    """What the secretary marks."""

    PRESENT = "present"
    SUBSTITUTE = "substitute"
    LEAVE = "leave"
    ABSENT = "absent"
    LEFT = "left"
    UNMARKED = "unmarked"

    @property
    def label(self) -> LazyString:
        return MARK_LABELS[self]


MARK_LABELS = {
    Mark.PRESENT: _l("Present"),
    Mark.SUBSTITUTE: _l("Substitute"),
    Mark.LEAVE: _l("On leave"),
    Mark.ABSENT: _l("Absent"),
    Mark.LEFT: _l("Has left"),
    Mark.UNMARKED: _l("Take back"),
}
SAID = {
    Answer.ATTEND: Mark.PRESENT,
    Answer.OBSERVER: Mark.PRESENT,
    Answer.SUBSTITUTE: Mark.SUBSTITUTE,
    Answer.LEAVE: Mark.LEAVE,
}
"""What follows from an answer when all come who said so."""


@dataclass(frozen=True)
class Quorum:
    """Seats with a vote: how many there are, how many are there, how many have to be."""

    entitled: int
    present: int
    needed: int | None
    """None while the charter has no rule."""
    rule: str = ""

    @property
    def reached(self) -> bool:
        return self.needed is not None and self.present >= self.needed

    @property
    def missing(self) -> int:
        """How many more have to come."""
        return max(0, (self.needed or 0) - self.present)


def quorum(meeting: Meeting) -> Quorum:
    """As things stand now, by the charter of the meeting's day."""
    return counted(invitations.of_meeting(meeting), charter.value_on("council_quorum", meeting.day))


def counted(found: Sequence[Invitation], rule: str) -> Quorum:
    """The quorum of these invitations; a rule that cannot be read counts as none."""
    voting = [each for each in found if each.has_vote]
    present = sum(1 for each in voting if each.is_there)
    try:
        return Quorum(len(voting), present, needed(rule, len(voting)), rule)
    except DomainError:
        return Quorum(len(voting), present, None, rule)


def begin(meeting: Meeting, staff: User) -> None:
    """The meeting begins. Raises Conflict before its day, and before its agenda is fixed."""
    require(may_run(staff, meeting))
    if meeting.state is MeetingState.IN_SESSION:
        return
    if meeting.state is not MeetingState.FIXED:
        raise Conflict(_("Fix the agenda first, then open the meeting."))
    if today() < meeting.day:
        day = long_date(meeting.day)
        raise Conflict(_("It is planned for %(day)s. Move it if it is held earlier.", day=day))
    meeting.state, meeting.opened_at = MeetingState.IN_SESSION, utcnow()
    audit.log(staff, "open-session", meeting.title, meeting=meeting.id)
    db.session.flush()


def mark(invitation: Invitation, staff: User, what: Mark, substitute: str = "") -> None:
    """Note whether somebody is there. The same mark once more changes nothing.

    `substitute` names who came instead, where the answer has not named anybody.
    """
    meeting = invitation.meeting
    require(may_run(staff, meeting))
    if meeting.state not in MARKED:
        raise Conflict(_("Attendance is marked from the fixed agenda up to the minutes."))
    if what is Mark.SUBSTITUTE and not (substitute or invitation.substitute_name):
        raise DomainError(_("Name who came for %(name)s.", name=invitation.name))
    _note(invitation, what)
    if what is Mark.SUBSTITUTE and substitute:
        _replace(invitation, substitute)
    whose = invitation.name
    audit.log(staff, "mark-attendance", meeting.title, meeting=meeting.id, person=whose, mark=what)
    db.session.flush()


def _note(invitation: Invitation, what: Mark) -> None:
    if what is Mark.LEFT:
        if invitation.arrived_at is None:
            raise DomainError(_("Who was not there cannot leave. Mark the person present first."))
        invitation.left_at = invitation.left_at or utcnow()
        return
    invitation.attendance, invitation.left_at = Attendance(what.value), None
    is_there = what in (Mark.PRESENT, Mark.SUBSTITUTE)
    invitation.arrived_at = (invitation.arrived_at or utcnow()) if is_there else None


def _replace(invitation: Invitation, name: str) -> None:
    """Somebody else than whom the answer named, if it named anybody."""
    if name != invitation.substitute_name:
        invitation.substitute_name, invitation.substitute_duty = name, ""
        invitation.substitute = None


def mark_as_answered(meeting: Meeting, staff: User) -> int:
    """Everybody who is not marked yet, as they have answered. How many that were."""
    require(may_run(staff, meeting))
    open_ones = [
        each
        for each in invitations.of_meeting(meeting)
        if each.attendance is Attendance.UNMARKED and each.answer in SAID
    ]
    for each in open_ones:
        mark(each, staff, SAID[each.answer])
    return len(open_ones)


def take_down(item: AgendaItem, person: User, notes: str, outcome: str, version: int) -> None:
    """What was said, and what came of it. Raises Conflict when the item was changed since."""
    assert item.meeting is not None
    require(may_take_down(person, item.meeting))
    if item.meeting.state not in TAKEN_DOWN:
        raise Conflict(_("Notes are taken while the meeting is in session, up to its minutes."))
    db.session.refresh(item, with_for_update=True)
    if (item.notes, item.outcome) == (notes, outcome):
        return
    if item.version != version:
        raise Conflict(_("Somebody else has written here meanwhile. Both texts are below."))
    item.notes, item.outcome = notes, outcome
    audit.log(person, "take-down", item.title, item=item.id, meeting=item.meeting_id)
    db.session.flush()


def close(meeting: Meeting, staff: User) -> None:
    """The meeting ends. Raises Conflict while somebody is not marked or a vote is open."""
    require(may_run(staff, meeting))
    if meeting.state is MeetingState.HELD:
        return
    if meeting.state is not MeetingState.IN_SESSION:
        raise Conflict(_("This meeting is not in session."))
    found = invitations.of_meeting(meeting)
    unmarked = sum(1 for each in found if each.attendance is Attendance.UNMARKED)
    if unmarked:
        sentence = _("Mark first who was there: %(count)s are not marked yet.", count=unmarked)
        raise Conflict(sentence)
    if open_votes(meeting):
        raise Conflict(_("A vote is still open. Close it first."))
    meeting.state, meeting.closed_at = MeetingState.HELD, utcnow()
    audit.log(staff, "close-session", meeting.title, meeting=meeting.id)
    db.session.flush()


def open_votes(meeting: Meeting) -> int:
    """How many votes of this meeting are under way."""
    rows = select(func.count()).select_from(Resolution)
    opened = rows.where(Resolution.meeting_id == meeting.id, Resolution.voting == Voting.OPEN)
    return db.session.scalar(opened) or 0
