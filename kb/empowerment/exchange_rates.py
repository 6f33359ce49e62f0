"""Rates: how many interests were answered in time, and what came of links; missing ones count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from kb.clock import local, midnight
from kb.db import db
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.postings import Answer, Interest


@dataclass(frozen=True)
class Rates:
    """Of one year, or of all: interests by the day they were made, links by their confirmation."""

    interests: int = 0
    """All that were not taken back."""
    in_time: int = 0
    late: int = 0
    unanswered: int = 0
    """Past their day without an answer."""
    waiting: int = 0
    """Still within their time."""
    accepted: int = 0
    from_interests: int = 0
    """Of these interests, those that led to a confirmed link."""
    links: int = 0
    with_result: int = 0
    amount_yuan: int = 0
    people: int = 0
    """Persons, not person-times."""

    @property
    def due(self) -> int:
        """Interests whose answer is there or should be."""
        return self.in_time + self.late + self.unanswered


def share(part: int, whole: int) -> int | None:
    """Per cent, rounded down so that nothing looks better than it is; None of nothing."""
    return 100 * part // whole if whole else None


def rates(day: date, year: int | None = None) -> Rates:
    """As they stand on this day (Asia/Shanghai). Two queries."""
    asked = _of_interests(year)
    standings = Counter(standing(row.answer, row.answered_at, row.answer_by, day) for row in asked)
    linked = _of_links(year)
    return Rates(
        interests=sum(standings[each] for each in ("in_time", "late", "unanswered", "waiting")),
        in_time=standings["in_time"],
        late=standings["late"],
        unanswered=standings["unanswered"],
        waiting=standings["waiting"],
        accepted=sum(row.answer is Answer.ACCEPTED for row in asked),
        from_interests=sum(row.docking is not None for row in asked),
        links=len(linked),
        with_result=sum(row.result is not None for row in linked),
        amount_yuan=sum(row.amount_yuan or 0 for row in linked),
        people=sum(row.people or 0 for row in linked),
    )


def standing(answer: Answer, answered_at: datetime | None, answer_by: date, day: date) -> str:
    """`in_time`, `late`, `unanswered`, `waiting`, or `taken_back`, which counts nowhere."""
    if answer is Answer.TAKEN_BACK:
        return "taken_back"
    if answered_at is None:
        return "unanswered" if answer_by < day else "waiting"
    return "in_time" if local(answered_at).date() <= answer_by else "late"


def _of_interests(year: int | None) -> Sequence[Any]:
    confirmed = (
        select(Docking.id)
        .where(Docking.interest_id == Interest.id, Docking.state == DockingState.CONFIRMED)
        .limit(1)
        .scalar_subquery()
    )
    columns = (Interest.id, Interest.answer, Interest.answered_at, Interest.answer_by)
    rows = select(*columns, confirmed.label("docking"))
    if year is not None:
        first, last = year_span(year)
        rows = rows.where(Interest.made_at >= first, Interest.made_at < last)
    return db.session.execute(rows).all()


def _of_links(year: int | None) -> Sequence[Any]:
    columns = (Docking.result, Docking.amount_yuan, Docking.people)
    rows = select(*columns).where(Docking.state == DockingState.CONFIRMED)
    if year is not None:
        first, last = year_span(year)
        rows = rows.where(Docking.confirmed_at >= first, Docking.confirmed_at < last)
    return db.session.execute(rows).all()


def year_span(year: int) -> tuple[datetime, datetime]:
    """Its first instant in Asia/Shanghai, and the next year's."""
    return midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
