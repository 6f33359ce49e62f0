"""Answering: the notice is signed for, and people say whether they come."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings.invitations import Answer, Invitation, of_meeting
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.rights import may_answer
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import Notice, mark_read, notify
from kb.publishing.permissions import is_staff, require
from kb.web.filters import long_date

ASKED = frozenset({MeetingState.CONVENED, MeetingState.FIXED})
"""While answers are taken."""


@dataclass(frozen=True)
class Reply:
    """What somebody answers."""

    answer: Answer
    reason: str = ""
    substitute_name: str = ""
    substitute_duty: str = ""
    substitute: User | None = None


def sign(invitation: Invitation, reader: User) -> None:
    """The notice has arrived (签收). Signing once more changes nothing."""
    own = reader.id in (invitation.user_id, invitation.substitute_id)
    require(own and reader.active)
    if invitation.read_at is None:
        invitation.read_at = utcnow()
        audit.log(reader, "sign-notice", invitation.meeting.title, meeting=invitation.meeting_id)
    _settle(invitation.meeting, reader)
    db.session.flush()


def is_open(invitation: Invitation, user: User, day: date) -> bool:
    """Whether this person can still change the answer: staff until it begins, others until the
    last day to answer (Asia/Shanghai).
    """
    meeting = invitation.meeting
    if meeting.state not in ASKED or not may_answer(user, invitation):
        return False
    return is_staff(user) or day <= (meeting.answer_until or meeting.day)


def answer(invitation: Invitation, person: User, reply: Reply) -> None:
    """Say who comes. The last answer holds; the secretariat enters those that came by phone."""
    require(may_answer(person, invitation))
    meeting = invitation.meeting
    if not is_open(invitation, person, today()):
        raise Conflict(_("Answers are no longer taken here. Call the secretariat."))
    _check(invitation, reply)
    stands_in = reply.answer is Answer.SUBSTITUTE
    told = reply.substitute if stands_in and reply.substitute else None
    is_new = told is not None and told.id != invitation.substitute_id
    invitation.answer, invitation.answered_at = reply.answer, utcnow()
    invitation.reason = reply.reason if reply.answer is not Answer.ATTEND else ""
    invitation.substitute_name = reply.substitute_name if stands_in else ""
    invitation.substitute_duty = reply.substitute_duty if stands_in else ""
    invitation.substitute = told
    if invitation.user_id == person.id:
        invitation.read_at = invitation.read_at or utcnow()
        _settle(meeting, person)
    whose, what = invitation.name, reply.answer.value
    audit.log(person, "answer", meeting.title, meeting=meeting.id, person=whose, answer=what)
    db.session.flush()
    if is_new and told is not None:
        day, href = long_date(meeting.starts_at), meeting.address
        notify([told], Event.CONVENED, None, title=meeting.title, day=day, href=href)


def _check(invitation: Invitation, reply: Reply) -> None:
    if reply.answer is Answer.NONE:
        raise DomainError(_("Choose an answer."))
    if reply.answer is Answer.LEAVE and not reply.reason:
        raise DomainError(_("Give the reason for the leave: the minutes need it."))
    if reply.answer is Answer.SUBSTITUTE and not reply.substitute_name:
        raise DomainError(_("Name who comes instead."))
    if reply.answer is Answer.SUBSTITUTE and reply.substitute is not None:
        _check_substitute(invitation, reply.substitute)


def _check_substitute(invitation: Invitation, person: User) -> None:
    """One person speaks for one seat."""
    others = [each for each in of_meeting(invitation.meeting) if each.id != invitation.id]
    if person.id == invitation.user_id:
        raise DomainError(_("Nobody stands in for themselves. Choose another account."))
    if any(person.id in (each.user_id, each.substitute_id) and each.seat_id for each in others):
        raise DomainError(_("This person comes for another seat already. Choose another one."))


def _settle(meeting: Meeting, person: User) -> None:
    """The notices that asked for it count as read."""
    asked = select(Notice).where(
        Notice.user_id == person.id,
        Notice.event.in_((Event.CONVENED, Event.ANSWER_WANTED)),
        Notice.read_at.is_(None),
    )
    found = [each for each in db.session.scalars(asked) if each.facts["href"] == meeting.address]
    mark_read(found, person)
