"""Ballots: which seats vote, who may cast the vote of each, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance.bodies import Holding, holdings_on
from kb.clock import local
from kb.db import db
from kb.errors import Conflict
from kb.meetings.counting import Tally
from kb.meetings.invitations import Attendance, Invitation, of_meeting
from kb.meetings.meetings import AFTER, Manner, Meeting, MeetingState
from kb.meetings.resolutions import Choice, Resolution, Vote, Voting


@dataclass(frozen=True)
class Ballot:
    """What is put into the box: whose seat, which choice, and why a seat is recused."""

    seat_id: int
    choice: Choice
    reason: str = ""


def is_written(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.manner is Manner.WRITTEN


def stage(resolution: Resolution, now: datetime) -> Voting:
    """Where its vote stands at this instant. A written vote opens and closes by the clock, even
    before the work in the background has noted it; the vote of a meeting ends with the meeting.
    """
    meeting = resolution.meeting
    if resolution.voting is Voting.CLOSED or meeting is None:
        return resolution.voting
    if meeting.state is MeetingState.CANCELLED:
        return Voting.DRAFT
    if not is_written(meeting):
        is_over = resolution.voting is Voting.OPEN and meeting.state in AFTER
        return Voting.CLOSED if is_over else resolution.voting
    if meeting.state in AFTER:
        return Voting.CLOSED
    if now < meeting.starts_at:
        return Voting.DRAFT
    return Voting.OPEN if now < meeting.ends_at else Voting.CLOSED


def is_uncounted(meeting: Meeting, now: datetime) -> bool:
    """A written vote whose time is over, and nobody has counted it yet."""
    over = is_written(meeting) and now >= meeting.ends_at
    return over and meeting.state in (MeetingState.CONVENED, MeetingState.IN_SESSION)


def meeting_of(resolution: Resolution) -> Meeting:
    """The meeting that votes on it. Raises Conflict when there is none."""
    if resolution.meeting is None:
        raise Conflict(_("This resolution belongs to no meeting; nobody votes on it."))
    return resolution.meeting


def lock(resolution: Resolution, shared: bool = False) -> None:
    """Read it anew and hold it until the transaction ends: votes side by side, closing alone."""
    rows = select(Resolution).where(Resolution.id == resolution.id)
    rows = rows.with_for_update(read=shared).execution_options(populate_existing=True)
    if db.session.scalar(rows) is None:
        raise Conflict(_("This draft has been taken back."))


def voting_seats(meeting: Meeting) -> list[Invitation]:
    """The seats with a vote, by their invitations. A seat that nobody holds is not invited, and is
    nobody's vote.
    """
    return [each for each in of_meeting(meeting) if each.has_vote and each.seat_id is not None]


def own_seats(user: User, meeting: Meeting, now: datetime) -> list[Invitation]:
    """The seats whose vote this person may cast.

    In a meeting: who is marked as present, and holds the seat on the meeting's day, or is the
    substitute who is there for it. In a written vote: who holds the seat, or is its named
    substitute, on the day (Asia/Shanghai) of this instant.
    """
    if not user.active:
        return []
    seats, day = voting_seats(meeting), voting_day(meeting, now)
    held = {each.seat_id for each in holdings_on(meeting.body, day) if _votes(each, user)}
    if is_written(meeting):
        return [each for each in seats if each.seat_id in held]
    return [
        each
        for each in seats
        if each.is_there
        and (
            each.substitute_id == user.id
            if each.attendance is Attendance.SUBSTITUTE
            else each.user_id == user.id and each.seat_id in held
        )
    ]


def _votes(holding: Holding, user: User) -> bool:
    return holding.user_id == user.id and holding.seat.has_vote


def voting_day(meeting: Meeting, now: datetime) -> date:
    """The day that decides who holds a seat."""
    return local(now).date() if is_written(meeting) else meeting.day


def why_not(user: User, meeting: Meeting, now: datetime) -> str:
    """Why this person casts no vote here, in a sentence."""
    invited = [
        each for each in voting_seats(meeting) if user.id in (each.user_id, each.substitute_id)
    ]
    day = voting_day(meeting, now)
    holds = any(_votes(each, user) for each in holdings_on(meeting.body, day))
    if not is_written(meeting) and invited and (holds or invited[0].substitute_id == user.id):
        return str(_("You are not marked as present. Tell the secretariat at the table."))
    return str(
        _(
            "You hold no seat with a vote in this body on %(day)s. Ask the secretariat if that is "
            "wrong.",
            day=day.isoformat(),
        )
    )


def votes_of(resolution: Resolution) -> Sequence[Vote]:
    """All that are cast, as the database has them at this moment."""
    rows = select(Vote).where(Vote.resolution_id == resolution.id).order_by(Vote.id)
    fresh = rows.options(joinedload(Vote.cast_by)).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def tally(votes: Sequence[Vote]) -> Tally:
    chosen = [vote.choice for vote in votes]
    order = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.RECUSED)
    return Tally(*(chosen.count(choice) for choice in order))
