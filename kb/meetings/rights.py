"""Rights: who may see and do what with meetings and all that belongs to them.

They rest on role, seat and term, each read for the day in question; nothing is copied.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from kb.accounts.users import Role, User
from kb.alliance.bodies import Holding, Seat
from kb.alliance.offices import sits_in
from kb.clock import midnight, today
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.invitations import INNER, Capacity, Invitation, invitation_of, invitations_of
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Voting
from kb.publishing.permissions import OUTSIDE, is_known, is_staff

QUIET = frozenset({MeetingState.PLANNED, MeetingState.CANCELLED})
"""While it was never convened, these are known to those within alone."""


def may_see(user: User | None, meeting: Meeting) -> bool:
    """That it takes place, where and when: the alliance; everybody once its minutes are out."""
    if meeting.state is MeetingState.PUBLISHED or is_within(user, meeting):
        return True
    return _is_of_alliance(user) and (meeting.state not in QUIET or meeting.convened_at is not None)


def _is_of_alliance(user: User | None) -> bool:
    return user is not None and is_known(user) and user.role not in OUTSIDE


def seen_by(user: User | None) -> ColumnElement[bool]:
    """The WHERE clause of lists of meetings: the same as `may_see`."""
    published = Meeting.state == MeetingState.PUBLISHED
    if user is None or not is_known(user):
        return published
    if is_staff(user):
        return true()
    asked = or_(Invitation.user_id == user.id, Invitation.substitute_id == user.id)
    invited = Meeting.id.in_(select(Invitation.meeting_id).where(asked))
    known = or_(Meeting.state.not_in(QUIET), Meeting.convened_at.is_not(None))
    alliance = known if _is_of_alliance(user) else false()
    return or_(published, alliance, invited, *_sat_in(user))


def _sat_in(user: User) -> list[ColumnElement[bool]]:
    """Meetings of a body on days when this person sat there; all of them, if they do now."""
    rows = select(Holding, Seat).join(Seat).where(Holding.user_id == user.id)
    found: list[ColumnElement[bool]] = []
    for holding, seat in db.session.execute(rows):
        first = max(holding.starts_on, seat.since or date.min)
        last = min(holding.ends_on or date.max, seat.until or date.max)
        if first <= today() <= last:
            found.append(Meeting.body_id == seat.body_id)
        elif first <= last:
            during = (Meeting.starts_at >= midnight(first), Meeting.starts_at < _end(last))
            found.append(and_(Meeting.body_id == seat.body_id, *during))
    return found


def _end(last: date) -> datetime:
    """The instant after this day."""
    open_end = last == date.max
    return datetime.max.replace(tzinfo=UTC) if open_end else midnight(last + timedelta(days=1))


def is_within(user: User | None, meeting: Meeting) -> bool:
    """Belongs to the meeting: reads papers and drafts. The secretariat, who is invited or stands
    in, and who sits in the body on the meeting's day or today. What is closed: `reads_closed`.
    """
    if user is None or not is_known(user):
        return False
    if is_staff(user) or invitation_of(user, meeting) is not None:
        return True
    return any(sits_in(user, meeting.body, day) for day in {meeting.day, today()})


def reads_closed(user: User | None, meeting: Meeting) -> bool:
    """Reads closed items with their papers, votes and resolutions: the secretariat, who sits in the
    body, and who is asked as its member or to take the minutes; observers and guests do not.
    """
    if user is None or not is_known(user):
        return False
    if is_staff(user) or any(own.capacity in INNER for own in invitations_of(user, meeting)):
        return True
    return any(sits_in(user, meeting.body, day) for day in {meeting.day, today()})


def may_run(user: User | None, meeting: Meeting) -> bool:
    """Plans, convenes, keeps attendance, opens votes, writes the minutes: the secretariat."""
    return is_staff(user)


def may_read_resolution(user: User | None, resolution: Resolution) -> bool:
    """Everybody what was decided once the minutes are out; drafts, votes under way and closed
    items only who belongs to the meeting.
    """
    meeting = resolution.meeting
    if meeting is None:
        return is_staff(user) or sits_in(user, resolution.body, today())
    if resolution.is_closed:
        return reads_closed(user, meeting)
    is_out = meeting.state is MeetingState.PUBLISHED and resolution.voting is Voting.CLOSED
    return is_out or is_within(user, meeting)


def may_take_down(user: User | None, meeting: Meeting) -> bool:
    """Writes down what is said: the secretariat, and who is asked to take the minutes."""
    if user is None or not is_known(user):
        return False
    own = invitation_of(user, meeting)
    return may_run(user, meeting) or (own is not None and own.capacity is Capacity.CLERK)


def may_propose(user: User | None) -> bool:
    """Proposes items for an agenda: the secretariat, and who acts for a city or a member."""
    if user is None or not is_known(user):
        return False
    for_city = user.role in (Role.COUNCIL_MEMBER, Role.CITY_LIAISON) and user.city is not None
    for_member = user.role is Role.PARK_EDITOR and user.member is not None
    return is_staff(user) or for_city or for_member


def may_change_item(user: User | None, item: AgendaItem) -> bool:
    """The secretariat; who proposed it, until that is decided."""
    own = user is not None and is_known(user) and item.proposer_id == user.id
    return is_staff(user) or (own and item.state is ItemState.PROPOSED)


def may_read_item(user: User | None, item: AgendaItem) -> bool:
    """That it is on the agenda: who sees the meeting; closed ones as `reads_closed` says."""
    if is_staff(user) or (user is not None and is_known(user) and item.proposer_id == user.id):
        return True
    if item.meeting is None or item.state is not ItemState.ACCEPTED:
        return False
    return reads_closed(user, item.meeting) if item.is_closed else may_see(user, item.meeting)


def may_read_papers(user: User | None, item: AgendaItem) -> bool:
    """Who is within; and who proposed the item, as long as it waits for its meeting."""
    if is_staff(user) or may_change_item(user, item):
        return True
    if item.meeting is None or item.state is not ItemState.ACCEPTED:
        return False
    reads = reads_closed if item.is_closed else is_within
    return reads(user, item.meeting)


def may_answer(user: User | None, invitation: Invitation) -> bool:
    """Says who comes: the person invited, and the secretariat for who has called."""
    if user is None or not is_known(user):
        return False
    return is_staff(user) or invitation.user_id == user.id
