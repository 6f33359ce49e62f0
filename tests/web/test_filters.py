from datetime import UTC, date, datetime

from kb.web import filters
from kb.web.languages import speaking


def test_days_are_written_as_each_language_does(site):
    with site.app_context():
        assert filters.long_date(date(2026, 11, 2)) == "2026年11月2日"
        with speaking("en"):
            assert filters.long_date(date(2026, 11, 2)) == "2 November 2026"
        assert filters.short_date(date(2026, 11, 2)) == "11-02"
        assert filters.long_date(None) == filters.short_date(None) == ""


def test_instants_are_shown_on_a_clock_in_shanghai(site):
    instant = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    with site.app_context():
        assert filters.date_time(instant) == "2027年1月1日 00:05"
        assert filters.long_date(instant) == "2027年1月1日"
    assert filters.iso(instant) == "2027-01-01T00:05:00+08:00"


def test_numbers_have_thousands_apart():
    assert filters.number(1234567.5) == "1,234,567.5"
    assert filters.number(None) == ""
