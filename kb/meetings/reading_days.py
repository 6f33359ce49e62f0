"""Days and times as old minutes write them: 2022年3月5日, 二〇二二年三月五日, 2022.3.5, 下午2时."""

import calendar
import re
from datetime import date, time

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
}
_CHINESE_DAY = re.compile(
    r"([二一][〇零○O一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DAY = re.compile(
    r"(?:((?:19|20)\d\d)\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})(?:\s*日|(?!\d))"
)
_TIME = re.compile(
    r"(上午|下午|晚上|中午|早上)?\s*(\d{1,2})\s*(?:[:：](\d{2})|[时点](?:(\d{1,2})分|(半))?)"
)
_DUE = re.compile(
    r"(?:(20\d\d)年|(?:今|本|当)年)?(?:(\d{1,2})月(?:(\d{1,2})日|(底|末|中旬|上旬|下旬)|份?)|(年底|年末))"
)
_HALVES = {
    "上午": time(9),
    "早上": time(9),
    "下午": time(14, 30),
    "晚上": time(19),
    "中午": time(12),
}
_TENS = {"上旬": 10, "中旬": 20}


def arabic(text: str) -> str:
    """The text with days in Chinese numerals in digits."""

    def written(found: re.Match[str]) -> str:
        year = "".join(str(_DIGITS[sign]) for sign in found[1])
        return f"{year}年{number(found[2])}月{number(found[3])}日"

    return _CHINESE_DAY.sub(written, text)


def number(text: str) -> int:
    """1 to 99, as 三, 十, 二十五; digits too."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text[-1], 0)
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def days(text: str, year: int | None = None) -> list[date]:
    """The days that are named; those without a year are of `year`, or are passed over."""
    found = []
    for match in _DAY.finditer(arabic(text)):
        of = int(match[1]) if match[1] else year
        day = _day(of, int(match[2]), int(match[3]))
        is_time = match[1] is None and "月" not in match[0]
        if day is not None and not is_time:
            found.append(day)
    return found


def _day(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None


def times(text: str) -> list[time]:
    """The times of day that are named, in their order; of a half day alone, its usual one."""
    found, half = [], ""
    plain = _DAY.sub(" ", arabic(text))
    for match in _TIME.finditer(plain):
        half = match[1] or half
        hour, minute = int(match[2]), int(match[3] or match[4] or (30 if match[5] else 0))
        if half in ("下午", "晚上") and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            found.append(time(hour, minute))
    if found:
        return found
    return [usual for half, usual in _HALVES.items() if half in plain][:1]


def due(text: str, meeting: date | None) -> date | None:
    """The day of `4月底前`, `9月30日前`, `年底前`: without a year, in or after the meeting's."""
    for match in _DUE.finditer(arabic(text)):
        after = arabic(text)[match.end() : match.end() + 3]
        if not after.lstrip().startswith(("前", "之前", "以前", "完成")) and "时限" not in text:
            continue
        year = int(match[1]) if match[1] else (meeting.year if meeting else None)
        month = 12 if match[5] else int(match[2])
        if year is None or not 1 <= month <= 12:
            continue
        last = calendar.monthrange(year, month)[1]
        day = int(match[3]) if match[3] else _TENS.get(match[4] or "", last)
        found = _day(year, month, day)
        if found and not match[1] and meeting and found < meeting:
            found = _day(year + 1, month, min(day, calendar.monthrange(year + 1, month)[1]))
        if found:
            return found
    return None
