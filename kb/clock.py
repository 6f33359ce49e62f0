"""Time: instants are aware UTC, days are those of Asia/Shanghai; and reckoning with days.

A working day is Monday to Friday without China's public holidays, and the Saturdays and Sundays
that the State Council's yearly notice makes working days (调休). The library `holidays` holds them.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from holidays import country_holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def utcnow() -> datetime:
    """The present instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Inside it is this instant, for what happens here: an example year is played so."""
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """The present day in Asia/Shanghai, where terms and deadlines begin and end."""
    return utcnow().astimezone(SHANGHAI).date()


def local(instant: datetime) -> datetime:
    """The same instant on a clock in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """The instant at which this day begins in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Offices in China work on this day.

    Of a year that is not announced yet only the holidays fixed by law are known, and no
    make-up day: ask `is_announced`, and say so beside the day.
    """
    made_up, free = _special_days(day.year)
    return day in made_up or (day.weekday() < SATURDAY and day not in free)


def is_announced(year: int) -> bool:
    """The State Council's notice for this year is known here: it always names make-up days."""
    made_up, _free = _special_days(year)
    return bool(made_up)


def add_days(day: date, count: int, working: bool) -> date:
    """The day that lies so many days later, or earlier for a negative count.

    The day itself is not counted. Of working days only those count, so the result is one; with
    a count of 0 it is the day itself in either case.
    """
    if not working:
        return day + timedelta(days=count)
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days there are from the first day to the last, both counted; 0 if none."""
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return sum(is_working_day(day) for day in days)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later; the last of that month if it is shorter.

    30 November and three months is the last day of February. Days that follow one another are
    reckoned from the first: going on from 28 February would lose the 30th.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=64)
def holiday_names(year: int, english: bool) -> Mapping[date, str]:
    """The public holidays of this year with their names in the given language."""
    known = country_holidays("CN", years=year, language="en_US" if english else "zh_CN")
    return MappingProxyType({day: name for day, name in known.items() if day.year == year})


def made_up_days(year: int) -> frozenset[date]:
    """Saturdays and Sundays of this year that are worked (调休)."""
    return _special_days(year)[0]


@lru_cache(maxsize=32)
def _special_days(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Of this year the weekend days that are worked, and the days that are free by law."""
    known = country_holidays("CN", years=year)
    free = frozenset(day for day in known if day.year == year)
    return frozenset(day for day in known.weekend_workdays if day.year == year), free
