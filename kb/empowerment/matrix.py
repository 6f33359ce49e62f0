"""The matrix: offers, needs and confirmed links of the ten kinds in the seven cities.

Without a year: what is open today, and all links ever confirmed. Of a year: what was published in
it, whether it is open still or not, and the links confirmed in it. A link belongs to the city that
gives and to the city that takes; where both are one city, once. In totals each counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from kb.accounts.users import User
from kb.clock import local, midnight
from kb.db import db
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.postings import Direction, Posting
from kb.empowerment.resources import Resource
from kb.empowerment.suggestions import still_valid
from kb.publishing.permissions import audiences, readable_by
from kb.web.tallies import tallied

IS_POSTING = Posting.kind == "posting"
"""Every one is; said again, the database looks it up in the index that counts."""
HINTS = 3
"""Suggested needs for one city."""
LISTED = 200
"""Postings on the page of one cell."""
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Tally:
    offers: int = 0
    needs: int = 0
    links: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.offers or self.needs or self.links)

    @property
    def most(self) -> int:
        return max(self.offers, self.needs, self.links)


@dataclass(frozen=True)
class Matrix:
    """Tallies by kind and city; `placeless` is what names no city, and stands in no cell."""

    cells: Mapping[tuple[Resource, str], Tally]
    of_kinds: Mapping[Resource, Tally]
    of_cities: Mapping[str, Tally]
    total: Tally
    placeless: Tally

    def cell(self, resource: Resource, city: str) -> Tally:
        return self.cells.get((resource, city), Tally())

    @property
    def most(self) -> int:
        """The highest number in any cell, for the picture's measure."""
        return max((tally.most for tally in self.cells.values()), default=0)


@dataclass(frozen=True)
class Hint:
    """A kind of which a city has no need, while others offer it."""

    resource: Resource
    offers: int
    cities: Sequence[str]


Posted = tuple[Direction, Resource, str | None, int]
Linked = tuple[Resource, str | None, str | None, int]


def matrix(cities: Sequence[str], reader: User | None, year: int | None, day: date) -> Matrix:
    """What this reader may see, in two statements however much there is."""
    key = ("matrix", tuple(cities), audiences(reader), year, day)
    return tallied(key, lambda: _matrix(cities, reader, year, day))


def _matrix(cities: Sequence[str], reader: User | None, year: int | None, day: date) -> Matrix:
    posted = select(Posting.direction, Posting.resource, Posting.city, func.count())
    posted = posted.where(*counted(reader, year, day))
    posted = posted.group_by(Posting.direction, Posting.resource, Posting.city)
    sides = (Docking.resource, Docking.giver_city, Docking.taker_city)
    linked = select(*sides, func.count()).where(*confirmed(year)).group_by(*sides)
    return added_up(
        [(row[0], row[1], row[2], row[3]) for row in db.session.execute(posted)],
        [(row[0], row[1], row[2], row[3]) for row in db.session.execute(linked)],
        cities,
    )


def counted(reader: User | None, year: int | None, day: date) -> list[ColumnElement[bool]]:
    """Which offers and needs are in the matrix."""
    seen = (IS_POSTING, readable_by(reader))
    if year is None:
        return [*seen, still_valid(day)]
    begins, ends = _bounds(year)
    return [*seen, Posting.published_at >= begins, Posting.published_at < ends]


def confirmed(year: int | None) -> list[ColumnElement[bool]]:
    """Which links are in it: those that both sides have confirmed."""
    held: list[ColumnElement[bool]] = [Docking.state == DockingState.CONFIRMED]
    if year is not None:
        begins, ends = _bounds(year)
        held += [Docking.confirmed_at >= begins, Docking.confirmed_at < ends]
    return held


def _bounds(year: int) -> tuple[Any, Any]:
    """The instants at which the year begins and ends in Asia/Shanghai."""
    return midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))


def added_up(posted: Iterable[Posted], linked: Iterable[Linked], cities: Sequence[str]) -> Matrix:
    """Cells and totals out of counts by group."""
    cells: dict[tuple[Resource, str], Counter[str]] = defaultdict(Counter)
    of_kinds: dict[Resource, Counter[str]] = defaultdict(Counter)
    of_cities: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    placeless: Counter[str] = Counter()
    for direction, resource, city, count in posted:
        what = "offers" if direction is Direction.OFFER else "needs"
        total[what] += count
        of_kinds[resource][what] += count
        if city is not None and city in cities:
            cells[resource, city][what] += count
            of_cities[city][what] += count
        else:
            placeless[what] += count
    for resource, giver, taker, count in linked:
        total["links"] += count
        of_kinds[resource]["links"] += count
        there = {city for city in (giver, taker) if city is not None and city in cities}
        for city in there:
            cells[resource, city]["links"] += count
            of_cities[city]["links"] += count
        if not there:
            placeless["links"] += count
    return Matrix(
        {key: Tally(**counts) for key, counts in cells.items()},
        {key: Tally(**counts) for key, counts in of_kinds.items()},
        {key: Tally(**counts) for key, counts in of_cities.items()},
        Tally(**total),
        Tally(**placeless),
    )


def hints(found: Matrix, cities: Sequence[str]) -> dict[str, list[Hint]]:
    """For each city the kinds that it has no need of yet and that most others offer."""
    return {city: of_city for city in cities if (of_city := _hints_of(found, city, cities))}


def _hints_of(found: Matrix, city: str, cities: Sequence[str]) -> list[Hint]:
    possible = []
    for resource in Resource:
        if found.cell(resource, city).needs:
            continue
        offering = [c for c in cities if c != city and found.cell(resource, c).offers]
        offers = sum(found.cell(resource, c).offers for c in offering)
        if offers:
            possible.append(Hint(resource, offers, offering))
    return sorted(possible, key=lambda hint: -hint.offers)[:HINTS]


def in_cell(
    resource: Resource, city: str, reader: User | None, year: int | None, day: date
) -> list[Posting]:
    """The offers and needs that one cell counts, the newest first, `LISTED` at most."""
    held = (Posting.resource == resource, Posting.city == city)
    rows = select(Posting).where(*held, *counted(reader, year, day)).limit(LISTED)
    return list(db.session.scalars(rows.order_by(Posting.published_at.desc(), Posting.id)))


def of_cell(
    resource: Resource, city: str, reader: User | None, year: int | None, day: date
) -> Tally:
    """What the matrix counts there."""
    return matrix([city], reader, year, day).cell(resource, city)


def years(reader: User | None) -> list[int]:
    """From the first posting to the newest, the newest first."""
    return tallied(("posting years", audiences(reader)), lambda: _years(reader))


def _years(reader: User | None) -> list[int]:
    first, last = func.min(Posting.published_at), func.max(Posting.published_at)
    begins, ends = db.session.execute(
        select(first, last).where(IS_POSTING, readable_by(reader))
    ).one()
    if begins is None or ends is None:
        return []
    return list(range(local(ends).year, local(begins).year - 1, -1))
