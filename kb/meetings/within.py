"""Within: the meetings that somebody belongs to, as the WHERE clause of lists; see `rights`."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance.bodies import Holding
from kb.clock import midnight, today
from kb.db import db
from kb.meetings.invitations import INNER, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Voting
from kb.publishing.permissions import is_known, is_staff


def within(user: User | None) -> ColumnElement[bool]:
    """Of `Meeting`: those to which this person belongs, as `is_within`."""
    return _belongs(user, true())


def reading_closed(user: User | None) -> ColumnElement[bool]:
    """Of `Meeting`: those whose closed items this person reads, as `reads_closed`."""
    return _belongs(user, Invitation.capacity.in_(INNER))


def _belongs(user: User | None, invited_as: ColumnElement[bool]) -> ColumnElement[bool]:
    if user is None or not is_known(user):
        return false()
    if is_staff(user):
        return true()
    mine = or_(Invitation.user_id == user.id, Invitation.substitute_id == user.id)
    invited = Meeting.id.in_(select(Invitation.meeting_id).where(mine, invited_as))
    return or_(invited, *(_held_during(holding) for holding in _holdings(user)))


def readable_resolutions(user: User | None) -> ColumnElement[bool]:
    """Of `Resolution`: what every list, count and date shows of them, as `may_read_resolution`."""
    if is_staff(user):
        return true()
    decided = and_(_of(Meeting.state == MeetingState.PUBLISHED), Resolution.voting == Voting.CLOSED)
    out = and_(decided, ~Resolution.is_closed)
    if user is None or not is_known(user):
        return out
    bodies = [each.seat.body_id for each in _holdings(user) if _includes(each, today())]
    homeless = and_(Resolution.meeting_id.is_(None), Resolution.body_id.in_(bodies))
    inside = and_(_of(within(user)), ~Resolution.is_closed)
    return or_(out, homeless, inside, _of(reading_closed(user)))


def _of(meetings: ColumnElement[bool]) -> ColumnElement[bool]:
    return Resolution.meeting_id.in_(select(Meeting.id).where(meetings))


def _holdings(user: User) -> list[Holding]:
    rows = select(Holding).where(Holding.user_id == user.id).options(joinedload(Holding.seat))
    return list(db.session.scalars(rows))


def _span(holding: Holding) -> tuple[date, date | None]:
    """Its first and last day, as far as the seat was one."""
    seat = holding.seat
    last = [day for day in (holding.ends_on, seat.until) if day is not None]
    return max(holding.starts_on, seat.since or date.min), min(last, default=None)


def _includes(holding: Holding, day: date) -> bool:
    first, last = _span(holding)
    return first <= day and (last is None or day <= last)


def _held_during(holding: Holding) -> ColumnElement[bool]:
    """Meetings of its body: all while it lasts, else those of its own days (Asia/Shanghai)."""
    own = Meeting.body_id == holding.seat.body_id
    if _includes(holding, today()):
        return own
    first, last = _span(holding)
    begun = and_(own, Meeting.starts_at >= midnight(first))
    if last is None:
        return begun
    return and_(begun, Meeting.starts_at < midnight(last + timedelta(days=1)))
