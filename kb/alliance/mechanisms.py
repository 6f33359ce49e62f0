"""Mechanisms: what the charter wants of 1+7+N and 1+3+X in a year; read as in `rules.py`."""

from datetime import date

from kb.alliance.rules import number, text


def plenaries(day: date) -> int:
    """How many council plenaries a year has to have: the “1”. The founding report says one."""
    return number("plenary_per_year", day) or 1


def city_activities(day: date) -> int:
    """How many summits, forums or other activities a year has to have: the “7”."""
    return number("city_activities_per_year", day) or 1


def is_for_each_city(day: date) -> bool:
    """Whether that number is meant for each city, or for the seven together."""
    return text("city_activities_scope", day) != "seven_together"


def park_activities(day: date) -> int | None:
    """How many themed activities each park has to hold: the “N”. No fall-back: they are counted."""
    return number("themed_activities_per_park", day)


def showcases(day: date) -> int:
    """How many showcases of application scenes a year has to have."""
    found = number("showcase_per_year", day)
    return 1 if found is None else found


def committee_seats(day: date) -> int | None:
    """How many seats the expert advisory committee has. No fall-back."""
    return number("committee_seats", day)


def silent_months(day: date) -> int:
    """After how many months without a contribution a city is reminded."""
    return number("silent_months", day) or 6


def yearly_target(key: str, day: date) -> int | None:
    """What the charter wants of one library or of the links in a year. No fall-back."""
    return number(key, day)
