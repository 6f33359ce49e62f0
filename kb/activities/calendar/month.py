"""Month: the days of one month with what is on, public holidays, and what is known vaguely."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from kb.activities.activities import Activity, Precision, Progress
from kb.clock import add_months, holiday_names, is_announced, made_up_days

MONDAY_FIRST = Calendar(0)
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Slot:
    """An activity on one of its days."""

    activity: Activity
    day: date

    @property
    def goes_on(self) -> bool:
        """It began on an earlier day."""
        return self.activity.starts_on != self.day

    @property
    def number(self) -> int:
        assert self.activity.starts_on is not None
        return (self.day - self.activity.starts_on).days + 1

    @property
    def length(self) -> int:
        """In days."""
        first, last = self.activity.starts_on, self.activity.last_day
        assert first is not None
        assert last is not None
        return (last - first).days + 1


@dataclass(frozen=True)
class Day:
    day: date
    is_inside: bool
    """Of this month, not of its neighbours."""
    slots: Sequence[Slot]
    holiday: str = ""
    is_made_up: bool = False


@dataclass(frozen=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day]]
    vague: Sequence[Activity]
    """Known to the month alone."""
    is_announced: bool
    """The holidays of the year are known, not only those fixed by law."""

    @property
    def is_empty(self) -> bool:
        return not self.vague and not any(day.slots for week in self.weeks for day in week)

    @property
    def before(self) -> date | None:
        found = add_months(self.first, -1)
        return found if found.year >= FIRST_YEAR else None

    @property
    def after(self) -> date | None:
        found = add_months(self.first, 1)
        return found if found.year <= LAST_YEAR else None


def read(text: str, day: date) -> date:
    """`2026-11` as its first day; this day's month for any other text."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.replace(day=1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else day.replace(day=1)


def last_of(first: date) -> date:
    return add_months(first, 1) - timedelta(days=1)


def laid_out(first: date, activities: Sequence[Activity], english: bool) -> Month:
    """The weeks from Monday to Sunday, the days of the neighbouring months empty."""
    exact = [each for each in activities if each.precision is Precision.DAY]
    names, worked = holiday_names(first.year, english), made_up_days(first.year)
    weeks = [
        [
            Day(
                day,
                day.month == first.month,
                _slots(day, exact) if day.month == first.month else [],
                names.get(day, "") if day.month == first.month else "",
                day in worked and day.month == first.month,
            )
            for day in week
        ]
        for week in MONDAY_FIRST.monthdatescalendar(first.year, first.month)
    ]
    vague = [each for each in activities if each.precision is Precision.MONTH]
    return Month(first, weeks, vague, is_announced(first.year))


def _slots(day: date, activities: Sequence[Activity]) -> list[Slot]:
    return [Slot(each, day) for each in activities if is_on(each, day)]


def is_on(activity: Activity, day: date) -> bool:
    """Whether this is one of its days."""
    first, last = activity.starts_on, activity.last_day
    return first is not None and last is not None and first <= day <= last


def weekdays() -> list[str]:
    return [
        str(name) for name in (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    ]


@dataclass(frozen=True)
class Clash:
    """Activities of one kind in two cities or more that share days."""

    first: date
    activities: Sequence[Activity]


def clashes(activities: Sequence[Activity]) -> list[Clash]:
    """Each pair of cities that hold the same kind on the same day; cancelled ones are no matter."""
    live = [
        each
        for each in activities
        if each.city and each.precision is Precision.DAY and each.progress is not Progress.CANCELLED
    ]
    found = []
    for place, one in enumerate(live):
        for other in live[place + 1 :]:
            first, last = _shared(one, other)
            if is_alike(one, other) and first <= last:
                found.append(Clash(first, (one, other)))
    return sorted(found, key=lambda clash: clash.first)


def is_alike(one: Activity, other: Activity) -> bool:
    return one.activity_kind is other.activity_kind and one.city != other.city


def _shared(one: Activity, other: Activity) -> tuple[date, date]:
    """First and last of the days that both have; the first after the last where there are none."""
    assert one.starts_on is not None
    assert other.starts_on is not None
    return (
        max(one.starts_on, other.starts_on),
        min(one.last_day or one.starts_on, other.last_day or other.starts_on),
    )
