"""Waiting: the votes that somebody is asked for and has not cast yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kb.accounts.users import User
from kb.db import db
from kb.meetings.ballots import is_written, own_seats, stage
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Voting, resolutions_of
from kb.meetings.within import within
from kb.meetings.written import unvoted


@dataclass(frozen=True)
class Waiting:
    """A meeting with open votes, and how many of them wait for this person."""

    meeting: Meeting
    count: int
    until: datetime | None
    """When it closes; of a vote in a meeting the secretariat decides that."""

    @property
    def href(self) -> str:
        return f"{self.meeting.address}/votes"


def waiting_for(user: User, now: datetime) -> list[Waiting]:
    """What closes first stands first; votes in a meeting stand before all others."""
    running = Meeting.state.in_([MeetingState.CONVENED, MeetingState.IN_SESSION])
    rows = select(Meeting).where(running, within(user)).order_by(Meeting.ends_at)
    found = [_waiting(meeting, user, now) for meeting in db.session.scalars(rows)]
    return sorted((each for each in found if each.count), key=lambda each: each.until is not None)


def _waiting(meeting: Meeting, user: User, now: datetime) -> Waiting:
    opened = [each for each in resolutions_of(meeting) if stage(each, now) is Voting.OPEN]
    seats = own_seats(user, meeting, now) if opened else []
    count = sum(len(unvoted(seat.seat_id or 0, opened)) for seat in seats)
    return Waiting(meeting, count, meeting.ends_at if is_written(meeting) else None)
