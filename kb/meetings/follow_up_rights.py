"""Rights of follow-ups: who reads a line of the list, who reports on it, who decides.

The secretariat everything; the owner's people their own; who belongs to the body or to the meeting
all of it, closed ones too; officials of the alliance what is not closed; park editors only the
lines of their own unit.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from kb.accounts.users import Role, User
from kb.alliance.bodies import Body, all_bodies
from kb.alliance.offices import CITY_ROLES, sits_in
from kb.clock import today
from kb.db import db
from kb.meetings.followups import FollowUp
from kb.meetings.invitations import INNER, Invitation
from kb.publishing.permissions import UNIT, is_known, is_staff

OFFICIALS = frozenset({Role.CITY_LIAISON, Role.COUNCIL_MEMBER, Role.PROVINCIAL_OBSERVER})
"""Roles that read every line of the list that is not closed."""


def may_read(user: User | None, follow_up: FollowUp) -> bool:
    """The same as `readable_by` says of the whole list."""
    if user is None or not is_known(user):
        return False
    if is_staff(user) or is_owner(user, follow_up) or is_of_body(user, follow_up):
        return True
    return not follow_up.is_closed and user.role in OFFICIALS


def is_owner(user: User | None, follow_up: FollowUp) -> bool:
    """Named as its owner, or acting for the city or the member that owns it."""
    if user is None or not is_known(user):
        return False
    named = follow_up.owner_id is not None and follow_up.owner_id == user.id
    city = user.role in CITY_ROLES and user.city is not None and user.city == follow_up.owner_city
    unit = user.role in UNIT and user.member is not None and user.member == follow_up.owner_member
    return named or city or unit


def is_of_body(user: User, follow_up: FollowUp) -> bool:
    """Sits in the body today, or was invited to the meeting; to a closed line not as a guest."""
    if sits_in(user, follow_up.body, today()):
        return True
    invited = _invited(user, inner=follow_up.is_closed)
    return follow_up.meeting_id is not None and follow_up.meeting_id in invited


def may_report(user: User | None, follow_up: FollowUp) -> bool:
    """The owner's people and the secretariat."""
    return is_staff(user) or is_owner(user, follow_up)


def may_decide(user: User | None) -> bool:
    """Gives, changes, confirms, cancels and reopens follow-ups: the secretariat."""
    return is_staff(user)


def readable_by(user: User | None) -> ColumnElement[bool]:
    """The WHERE clause of every list, file and feed of follow-ups."""
    if user is None or not is_known(user):
        return false()
    if is_staff(user):
        return true()
    meetings = select(Invitation.meeting_id).where(_of(user))
    inner = meetings.where(Invitation.capacity.in_(INNER))
    open_line = and_(FollowUp.meeting_id.in_(meetings), FollowUp.is_closed.is_(False))
    seen = [owned_by(user), open_line, FollowUp.meeting_id.in_(inner)]
    if bodies := [body.id for body in bodies_of(user, today())]:
        seen.append(FollowUp.body_id.in_(bodies))
    if user.role in OFFICIALS:
        seen.append(FollowUp.is_closed.is_(False))
    return or_(*seen)


def owned_by(user: User) -> ColumnElement[bool]:
    """The WHERE clause of what this person or their unit has to do."""
    own: list[ColumnElement[bool]] = [FollowUp.owner_id == user.id]
    if user.role in CITY_ROLES and user.city is not None:
        own.append(FollowUp.owner_city == user.city)
    if user.role in UNIT and user.member is not None:
        own.append(FollowUp.owner_member == user.member)
    if is_staff(user):
        neither = and_(FollowUp.owner_city.is_(None), FollowUp.owner_member.is_(None))
        own.append(and_(neither, FollowUp.owner_id.is_(None)))
    return or_(*own)


def bodies_of(user: User, day: date) -> Sequence[Body]:
    """In which this person sits on this day."""
    return [body for body in all_bodies() if sits_in(user, body, day)]


def _invited(user: User, inner: bool) -> set[int]:
    rows = select(Invitation.meeting_id).where(_of(user))
    return set(db.session.scalars(rows.where(Invitation.capacity.in_(INNER)) if inner else rows))


def _of(user: User) -> ColumnElement[bool]:
    return or_(Invitation.user_id == user.id, Invitation.substitute_id == user.id)
