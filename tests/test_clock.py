"""Reckoning with days: China's holidays and make-up days, and ends of months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.clock import (
    add_days,
    add_months,
    is_announced,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True),  # Sunday, made up for the Spring Festival.
        ("2025-01-27", True),
        ("2025-01-28", False),  # New Year's Eve.
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),  # Saturday, made up.
        ("2025-02-15", False),  # An ordinary Saturday.
        ("2025-09-28", True),  # Sunday, made up for National Day and Mid-Autumn.
        ("2025-09-30", True),
        ("2025-10-01", False),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-11", True),  # Saturday, made up.
        ("2026-02-14", True),  # Saturday, made up for the Spring Festival.
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday, made up.
        ("2026-05-09", True),  # Saturday, made up for Labour Day.
        ("2026-10-07", False),
        ("2026-10-10", True),  # Saturday, made up for National Day.
    ],
)
def test_a_working_day_is_what_the_state_council_announced(day, works):
    assert is_working_day(date.fromisoformat(day)) is works


def test_a_year_without_the_notice_says_so():
    assert is_announced(2025)
    assert is_announced(2026)
    assert not is_announced(2031)


def test_five_working_days_over_the_spring_festival():
    # 27 January; 5, 6, 7 and Saturday 8 February.
    assert add_days(date(2025, 1, 26), 5, working=True) == date(2025, 2, 8)
    assert add_days(date(2025, 2, 8), -5, working=True) == date(2025, 1, 26)
    assert working_days_between(date(2025, 1, 27), date(2025, 2, 8)) == 5


def test_seven_calendar_days_count_every_day():
    assert add_days(date(2025, 9, 28), 7, working=False) == date(2025, 10, 5)
    assert add_days(date(2025, 10, 4), 0, working=True) == date(2025, 10, 4)


def test_a_month_that_is_too_short_ends_on_its_last_day():
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_later_is_a_working_day_with_as_many_between(day, count):
    later = add_days(day, count, working=True)
    assert is_working_day(later)
    assert working_days_between(day + timedelta(days=1), later) == count


@given(DAYS, st.integers(-400, 400))
def test_months_later_lies_in_the_right_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
