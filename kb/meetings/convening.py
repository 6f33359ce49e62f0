"""Convening: the notice goes out, with its number, to those who hold a seat and to guests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import rules
from kb.alliance.bodies import Holding, Seat, holdings_on, seats_on
from kb.alliance.rulebook import Counting
from kb.clock import add_days, today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings import invitations
from kb.meetings.carrying import carry_over
from kb.meetings.invitations import Answer, Capacity, Invitation
from kb.meetings.meetings import BEFORE, Meeting, MeetingState
from kb.meetings.numbers import Paper, next_number
from kb.meetings.telling import people_of
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require
from kb.web.filters import long_date

BETWEEN_REMINDERS = timedelta(hours=12)
"""Nobody is asked more often than twice a day."""
OPEN = BEFORE | {MeetingState.IN_SESSION}
"""While the list of those invited can change."""


@dataclass(frozen=True)
class Guest:
    """Somebody without a seat in the body."""

    name: str
    duty: str = ""
    capacity: Capacity = Capacity.GUEST
    city_slug: str | None = None
    user: User | None = None


def seated(meeting: Meeting) -> list[Holding]:
    """Who is to be invited for which seat: its holder on that day, else the first substitute."""
    found: dict[int, Holding] = {}
    for holding in holdings_on(meeting.body, meeting.day):
        found.setdefault(holding.seat_id, holding)
    return list(found.values())


def vacant(meeting: Meeting) -> list[Seat]:
    """Seats for which nobody can be invited."""
    held = {holding.seat_id for holding in seated(meeting)}
    return [seat for seat in seats_on(meeting.body, meeting.day) if seat.id not in held]


def last_day_of_notice(meeting: Meeting) -> date | None:
    """The last day on which the charter's days of notice are kept; None where it sets none."""
    days = rules.convening_days(today())
    if days is None:
        return None
    working = rules.convening_counting(today()) is Counting.WORKING
    return add_days(meeting.day, -days, working)


def convene(meeting: Meeting, staff: User, text: str, answer_until: date | None) -> None:
    """Send the notice. Those with an account are told and can sign for it and answer."""
    require(is_staff(staff))
    if meeting.state is not MeetingState.PLANNED:
        raise Conflict(_("This meeting has been convened already, or is cancelled."))
    _check(meeting, answer_until)
    meeting.notice_number = next_number(Paper.NOTICE, today())
    meeting.notice_text, meeting.answer_until = text, answer_until
    meeting.state, meeting.convened_at = MeetingState.CONVENED, utcnow()
    db.session.flush()
    bring_up_to_date(meeting, staff, is_first=True)
    number = meeting.notice_number
    audit.log(staff, "convene", meeting.title, meeting=meeting.id, notice=number)
    carry_over(meeting, staff)
    tell(meeting, invitations.of_meeting(meeting))


def _check(meeting: Meeting, answer_until: date | None) -> None:
    if meeting.starts_at <= utcnow():
        raise DomainError(_("It would have begun already. Move it first, then convene it."))
    if not seated(meeting) and not invitations.of_meeting(meeting):
        raise DomainError(
            _("Nobody can be invited: enter who holds the seats of this body, or add guests first.")
        )
    if answer_until is not None and not today() <= answer_until <= meeting.day:
        raise DomainError(_("The last day to answer lies between today and the day itself."))


def bring_up_to_date(meeting: Meeting, staff: User, is_first: bool = False) -> list[Invitation]:
    """Invite for the seats as they are held on the meeting's day; the new invitations.

    Who no longer holds a seat is replaced by who does, as long as the meeting has not begun.
    """
    require(is_staff(staff))
    if meeting.state not in BEFORE:
        raise Conflict(_("The meeting has begun: the list of seats stays as it is."))
    by_seat = {each.seat_id: each for each in invitations.of_meeting(meeting) if each.seat_id}
    made = []
    for place, holding in enumerate(seated(meeting), start=1):
        before = by_seat.pop(holding.seat_id, None)
        if before is not None and (before.name, before.user_id) == (holding.name, holding.user_id):
            continue
        if before is not None:
            db.session.delete(before)
            db.session.flush()
        made.append(_invited(meeting, holding, place))
    for gone in by_seat.values():
        db.session.delete(gone)
    db.session.add_all(made)
    db.session.flush()
    if not is_first and (made or by_seat):
        audit.log(staff, "change-invited", meeting.title, meeting=meeting.id)
        tell(meeting, made)
    return made


def is_out_of_date(meeting: Meeting) -> bool:
    """Whether the seats are held otherwise than when the invitations were made."""
    held = {(each.seat_id, each.name, each.user_id) for each in seated(meeting)}
    asked = invitations.of_meeting(meeting)
    return held != {(each.seat_id, each.name, each.user_id) for each in asked if each.seat_id}


def _invited(meeting: Meeting, holding: Holding, place: int) -> Invitation:
    seat = holding.seat
    return Invitation(
        meeting=meeting,
        seat=seat,
        user=holding.user,
        name=holding.name,
        duty=holding.duty or seat.post,
        city_slug=seat.city_slug or (seat.member.city_slug if seat.member else None),
        has_vote=seat.has_vote,
        position=place,
    )


def tell(meeting: Meeting, found: Sequence[Invitation]) -> None:
    """The notice itself, to the accounts of these people."""
    if meeting.convened_at is None:
        return
    day = long_date(meeting.starts_at)
    people = people_of(found)
    notify(people, Event.CONVENED, None, title=meeting.title, day=day, href=meeting.address)


def add(meeting: Meeting, staff: User, guest: Guest) -> Invitation:
    """An observer, a guest, or who takes the minutes; also somebody who comes late."""
    require(is_staff(staff))
    _require_open(meeting)
    if not guest.name or guest.capacity is Capacity.MEMBER:
        raise DomainError(_("Give a name, and as what the person comes. Members have a seat."))
    there = invitations.of_meeting(meeting)
    if any((each.name, each.duty) == (guest.name, guest.duty) for each in there):
        raise Conflict(_("%(name)s is on the list already.", name=guest.name))
    made = Invitation(meeting=meeting, name=guest.name, duty=guest.duty, user=guest.user)
    made.capacity, made.city_slug, made.position = guest.capacity, guest.city_slug, 1000
    db.session.add(made)
    audit.log(staff, "change-invited", meeting.title, meeting=meeting.id, added=guest.name)
    db.session.flush()
    tell(meeting, [made])
    return made


def remove(invitation: Invitation, staff: User) -> None:
    """Take somebody who has no seat off the list again."""
    require(is_staff(staff))
    meeting = invitation.meeting
    _require_open(meeting)
    if invitation.seat_id is not None:
        raise Conflict(_("Who holds a seat stays invited. Mark the person on leave instead."))
    if invitation.is_there:
        raise Conflict(_("This person is marked as present."))
    audit.log(staff, "change-invited", meeting.title, meeting=meeting.id, removed=invitation.name)
    db.session.delete(invitation)
    db.session.flush()


def remind(meeting: Meeting, staff: User) -> int:
    """Ask those once more who have not answered, at most twice a day. How many were told."""
    require(is_staff(staff))
    if meeting.state not in (MeetingState.CONVENED, MeetingState.FIXED):
        raise Conflict(_("Nobody is asked for an answer now."))
    late = utcnow() - BETWEEN_REMINDERS
    waiting = select(Invitation).where(
        Invitation.meeting_id == meeting.id,
        Invitation.answer == Answer.NONE,
        Invitation.user_id.is_not(None),
    )
    due = [
        each
        for each in db.session.scalars(waiting)
        if (each.reminded_at or meeting.convened_at or late) <= late
    ]
    for each in due:
        each.reminded_at = utcnow()
    day = long_date(meeting.answer_until or meeting.day)
    facts = {"title": meeting.title, "day": day, "href": meeting.address}
    notify(people_of(due), Event.ANSWER_WANTED, None, **facts)
    if due:
        audit.log(staff, "remind-invited", meeting.title, meeting=meeting.id, people=len(due))
    db.session.flush()
    return len(due)


def _require_open(meeting: Meeting) -> None:
    if meeting.state not in OPEN:
        raise Conflict(_("The meeting is over or cancelled: its list stays as it is."))
