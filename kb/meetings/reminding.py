"""Reminding: owners hear of their follow-ups at set distances from the due day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from kb.alliance import rules
from kb.clock import local, today
from kb.db import db
from kb.meetings.carrying import carry_all
from kb.meetings.following import owners, tell
from kb.meetings.followups import UNDONE, FollowUp
from kb.publishing.events import Event


def daily(_payload: Mapping[str, Any], _progress: object) -> None:
    """The work of every morning: remind, and bring what is open to the next agendas."""
    remind(today())
    carry_all()


def remind(day: date) -> int:
    """Tell the owners of what is due or overdue, each at most once a day. How many were told of.

    A day on which nothing ran is made up for: whoever should have heard since the last time hears
    now, once. Distances are the charter's of this day.
    """
    before, again, told = rules.reminder_days(day), rules.overdue_reminder_days(day), 0
    rows = select(FollowUp).where(FollowUp.state.in_(UNDONE), FollowUp.due_on.is_not(None))
    for follow_up in db.session.scalars(rows.order_by(FollowUp.id)).all():
        if is_time(follow_up, day, before, again):
            late = follow_up.is_overdue(day)
            event = Event.FOLLOW_UP_OVERDUE if late else Event.FOLLOW_UP_DUE
            tell(owners(follow_up), event, follow_up)
            follow_up.reminded_on = day
            told += 1
    db.session.flush()
    return told


def is_time(follow_up: FollowUp, day: date, before: Sequence[int], again: int) -> bool:
    """Whether a day of reminding has come since its owner last heard of it: so many days before
    the due day, on it, and `again` and again so many days after. On the day on which it was given
    its owner has heard.
    """
    if follow_up.due_on is None:
        return False
    heard = follow_up.reminded_on or local(follow_up.created_at).date()
    days = {follow_up.due_on - timedelta(days=distance) for distance in (*before, 0)}
    if again and day > follow_up.due_on:
        times = (day - follow_up.due_on).days // again
        days.add(follow_up.due_on + timedelta(days=times * again))
    return any(heard < each <= day for each in days)
