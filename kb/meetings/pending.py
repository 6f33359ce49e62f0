"""Pending: what a chair leaves open, put together from follow-ups, votes and meetings.

Closed matters and those put to the vote are not named: not everybody who hands over sits in the
body that deals with them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from kb.db import db
from kb.meetings.followups import UNDONE, FollowUp
from kb.meetings.meetings import AFTER, Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Voting

UNFINISHED = (AFTER - {MeetingState.PUBLISHED}) | {MeetingState.IN_SESSION}
"""Held, but its minutes are not out."""
AHEAD = frozenset({MeetingState.CONVENED, MeetingState.FIXED})


def follow_ups() -> Sequence[FollowUp]:
    """Those under way that are not closed matters, the first due first."""
    rows = select(FollowUp).where(FollowUp.state.in_(UNDONE), FollowUp.is_closed.is_(False))
    rows = rows.options(joinedload(FollowUp.body))
    return db.session.scalars(rows.order_by(FollowUp.due_on.nulls_last(), FollowUp.id)).all()


def closed_follow_ups() -> int:
    """How many more there are that are not named."""
    return _count(select(FollowUp).where(FollowUp.state.in_(UNDONE), FollowUp.is_closed))


def overdue(day: date) -> int:
    return _count(select(FollowUp).where(FollowUp.state.in_(UNDONE), FollowUp.due_on < day))


def open_votes() -> Sequence[Resolution]:
    rows = select(Resolution).where(Resolution.voting == Voting.OPEN)
    loaded = rows.options(joinedload(Resolution.body))
    return db.session.scalars(loaded.order_by(Resolution.closes_at.nulls_last())).all()


def meetings() -> Sequence[Meeting]:
    """Held without minutes that are out, then those convened."""
    rows = select(Meeting).where(Meeting.state.in_(UNFINISHED | AHEAD))
    return db.session.scalars(rows.order_by(Meeting.starts_at)).all()


def minutes_waiting() -> int:
    """How many meetings were held whose minutes are not out."""
    return _count(select(Meeting).where(Meeting.state.in_(UNFINISHED)))


def _count(rows: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def kept(day: date) -> dict[str, Any]:
    """The same as plain data, to be kept with a hand-over that is signed."""
    return {
        "day": day.isoformat(),
        "follow_ups": [
            {
                "id": each.id,
                "task": each.task,
                "due_on": each.due_on.isoformat() if each.due_on else "",
                "overdue": each.is_overdue(day),
                "owner": each.owner_city or each.owner_member or "",
            }
            for each in follow_ups()
        ],
        "closed": closed_follow_ups(),
        "votes": [
            {"id": each.id, "body": each.body.name, "closes": _day(each.closes_at)}
            for each in open_votes()
        ],
        "meetings": [
            {"id": each.id, "title": each.title, "day": each.day.isoformat(), "state": each.state}
            for each in meetings()
        ],
    }


def _day(instant: Any) -> str:
    return instant.isoformat() if instant else ""
