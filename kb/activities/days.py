"""Days of an activity in words: a day, some days, or the months that alone are known."""

from datetime import date

from kb.activities.activities import Activity, Precision
from kb.web.filters import MONTHS, long_date
from kb.web.languages import language


def days_of(activity: Activity) -> str:
    """`2021年4月至6月`, `2026年3月12日至14日`; nothing where no day is known."""
    first, last = activity.starts_on, activity.ends_on
    if first is None:
        return ""
    if activity.precision is Precision.MONTH:
        if last is not None and _is_whole_year(first, last):
            return str(first.year) if language() == "en" else f"{first.year}年"
        same = last is None or (last.year, last.month) == (first.year, first.month)
        return _month(first) if same or last is None else _span(first, last, by_month=True)
    if last is None or last == first:
        return long_date(first)
    return _span(first, last, by_month=False)


def _is_whole_year(first: date, last: date) -> bool:
    return first.year == last.year and (first.month, last.month) == (1, 12)


def _month(day: date) -> str:
    if language() == "en":
        return f"{MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月"


def _span(first: date, last: date, by_month: bool) -> str:
    """What both ends have in common is said once."""
    whole = _month if by_month else long_date
    if language() == "en":
        return _english_span(first, last, by_month)
    end = whole(last)
    if last.year == first.year:
        end = end.removeprefix(f"{last.year}年")
        if not by_month and last.month == first.month:
            end = end.removeprefix(f"{last.month}月")
    return f"{whole(first)}至{end}"


def _english_span(first: date, last: date, by_month: bool) -> str:
    whole = _month if by_month else long_date
    if last.year != first.year:
        return f"{whole(first)} – {whole(last)}"
    begin = whole(first).removesuffix(f" {first.year}")
    if not by_month and last.month == first.month:
        begin = str(first.day)
    return f"{begin} – {whole(last)}"
