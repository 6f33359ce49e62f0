"""Counting: what the boards need to know of a year's activities, read in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, extract, func, or_, select

from kb.accounts.users import User
from kb.activities.activities import Activity, ActivityKind, Programme, Progress
from kb.db import db
from kb.publishing.permissions import audiences, readable_by
from kb.web.tallies import tallied

IS_ACTIVITY = Activity.kind == "activity"
"""Every activity is one; said again, the database looks it up in the index that counts."""
DONE = (Progress.HELD, Progress.REPORTED)
"""What has taken place. Planned and announced never count as done."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One published activity, as its published face says it."""

    programme: Programme
    city: str | None
    member: str | None
    progress: Progress
    kind: ActivityKind
    id: int
    number: str | None
    title: str
    title_en: str
    day: date | None
    """Its first day, in Asia/Shanghai; none for one whose year alone is known."""

    @property
    def is_done(self) -> bool:
        return self.progress in DONE

    @property
    def address(self) -> str:
        return f"/activities/{self.number}"


def of_year(year: int, reader: User | None) -> Sequence[Counted]:
    """The activities of a year that this reader may see, by day; those without a day come last."""
    return tallied(("activities", year, audiences(reader)), lambda: _of_year(year, reader))


def _of_year(year: int, reader: User | None) -> Sequence[Counted]:
    query = (
        select(
            Activity.programme,
            Activity.city,
            Activity.member,
            Activity.progress,
            Activity.activity_kind.label("kind"),
            Activity.id,
            Activity.number,
            Activity.title,
            Activity.title_en,
            Activity.starts_on.label("day"),
        )
        .where(in_year(year), readable_by(reader))
        .order_by(Activity.starts_on.is_(None), Activity.starts_on, Activity.id)
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [Counted(*row) for row in rows]


def in_year(year: int) -> ColumnElement[bool]:
    """Begun in this year; without a day the year of the record stands."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    undated = and_(Activity.starts_on.is_(None), Activity.year == year)
    return or_(Activity.starts_on.between(first, last), undated)


def years(reader: User | None) -> Sequence[int]:
    """The years that have an activity this reader may see, newest first."""
    return tallied(("activity years", audiences(reader)), lambda: _years(reader))


def _years(reader: User | None) -> Sequence[int]:
    begun = func.coalesce(extract("year", Activity.starts_on), Activity.year)
    query = select(begun).where(IS_ACTIVITY, begun.is_not(None), readable_by(reader)).distinct()
    return sorted((int(year) for year in db.session.scalars(query)), reverse=True)


def done_by_city(reader: User | None) -> dict[str | None, int]:
    """How many activities each city has held, of those that this reader may see."""
    query = select(Activity.city, func.count()).where(IS_ACTIVITY, Activity.progress.in_(DONE))
    query = query.where(readable_by(reader)).group_by(Activity.city)
    return dict(db.session.execute(query).all())
