"""Filters: dates, times and numbers as each language writes them. Days are those of Shanghai."""

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from flask import Flask

from kb.clock import local
from kb.web.languages import in_english, language

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        long_date=long_date,
        long_month=long_month,
        short_date=short_date,
        date_time=date_time,
        iso=iso,
        number=number,
        titled=titled,
    )


class Titled(Protocol):
    """What has a title of its own in English, or none."""

    @property
    def title(self) -> str: ...

    @property
    def title_en(self) -> str: ...


def titled(thing: Titled) -> str:
    """Its title in the reader's language, where it has one. As a filter it serves imported macros
    too, which do not see what the page's frame knows.
    """
    return (thing.title_en if in_english() else "") or thing.title


def long_date(day: date | None) -> str:
    """`2026年11月12日`, `12 November 2026`; nothing for no date."""
    if day is None:
        return ""
    day = _day(day)
    if language() == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def long_month(day: date) -> str:
    """`2026年11月`, `November 2026`."""
    if language() == "en":
        return f"{MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月"


def short_date(day: date | None) -> str:
    """`11-12`: month and day, for lists that say the year elsewhere."""
    return "" if day is None else f"{_day(day):%m-%d}"


def date_time(instant: datetime | None) -> str:
    """Day and minute on a clock in Shanghai."""
    return "" if instant is None else f"{long_date(instant)} {local(instant):%H:%M}"


def iso(moment: date | None) -> str:
    """For `<time datetime>`."""
    if moment is None:
        return ""
    return (local(moment) if isinstance(moment, datetime) else moment).isoformat()


def number(value: int | float | Decimal | None) -> str:
    """`12,345.6`: the same in both languages."""
    return "" if value is None else f"{value:,}"


def _day(moment: date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment
