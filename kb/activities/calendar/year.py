"""Year: twelve months by seven cities, as a picture and as the table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import and_, or_

from kb.accounts.users import User
from kb.activities.activities import Activity, Progress
from kb.activities.calendar.asked import Asked, between
from kb.db import db

MONTHS = range(1, 13)
LEFT, TOP, WIDTH, HEIGHT = 150, 40, 82, 54
"""Of the picture: where the first month begins, and how large the field of a month is."""
IN_A_LINE, STEP = 4, 18
"""Signs beside each other in a field, and how far apart."""
MOST = IN_A_LINE * 2
SHAPES = {
    Progress.PLANNED: "planned",
    Progress.ANNOUNCED: "announced",
    Progress.HELD: "held",
    Progress.REPORTED: "reported",
    Progress.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Sign:
    """One activity in the picture: its shape, and the middle of it."""

    shape: str
    x: int
    y: int


@dataclass(frozen=True)
class Field:
    """A city's month; month 0 is without one."""

    month: int
    activities: Sequence[Activity]
    signs: Sequence[Sign]
    more: int
    """How many the picture has no room for."""
    x: int
    y: int


@dataclass(frozen=True)
class Row:
    city: str
    label: str
    y: int
    fields: Sequence[Field]

    @property
    def total(self) -> int:
        return sum(len(field.activities) for field in self.fields)


@dataclass(frozen=True)
class Year:
    year: int
    months: Sequence[tuple[int, int]]
    """Month and where it begins in the picture; 0 for what has no month."""
    rows: Sequence[Row]
    width: int
    height: int

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def found(asked: Asked, reader: User | None, year: int) -> Sequence[Activity]:
    """Those with a day in this year, and those of the year that have no day yet."""
    undated = and_(Activity.starts_on.is_(None), Activity.year == year)
    in_year = or_(between(date(year, 1, 1), date(year, 12, 31)), undated)
    return db.session.scalars(asked.rows(reader, in_year)).all()


def laid_out(year: int, activities: Sequence[Activity], cities: Mapping[str, str]) -> Year:
    """A row for each city in the official order, one below for what belongs to none."""
    undated = any(each.starts_on is None for each in activities)
    months = [*MONTHS, *([0] if undated else [])]
    places = [(month, LEFT + WIDTH * at) for at, month in enumerate(months)]
    elsewhere = [each for each in activities if each.city not in cities]
    labels = dict(cities) | ({"": str(_("No city"))} if elsewhere else {})
    rows = [
        _row(slug, label, TOP + HEIGHT * at, places, _of_city(activities, slug, cities), year)
        for at, (slug, label) in enumerate(labels.items())
    ]
    width, height = LEFT + WIDTH * len(months), TOP + HEIGHT * len(rows)
    return Year(year, places, rows, width, height)


def _of_city(
    activities: Sequence[Activity], slug: str, cities: Mapping[str, str]
) -> list[Activity]:
    return [each for each in activities if (each.city if each.city in cities else "") == slug]


def _row(
    slug: str,
    label: str,
    y: int,
    places: Sequence[tuple[int, int]],
    activities: Sequence[Activity],
    year: int,
) -> Row:
    fields = []
    for month, x in places:
        mine = [each for each in activities if month_of(each, year) == month]
        shown = mine if len(mine) <= MOST else mine[: MOST - 1]
        signs = [
            Sign(
                SHAPES[each.progress],
                x + 14 + STEP * (at % IN_A_LINE),
                y + 18 + STEP * (at // IN_A_LINE),
            )
            for at, each in enumerate(shown)
        ]
        fields.append(Field(month, mine, signs, len(mine) - len(shown), x, y))
    return Row(slug, label, y, fields)


def month_of(activity: Activity, year: int) -> int:
    """The month in which it begins, in this year; 0 for none. One from last year is January's."""
    first = activity.starts_on
    if first is None:
        return 0
    return first.month if first.year == year else 1
