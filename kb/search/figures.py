"""Numbers, dates and document numbers as people type them, and the other ways to write them."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

from kb.search.engine import Between, Node, Phrase, Some, Word
from kb.text.numerals import PERSONS, SCALES
from kb.text.segmenting import words

MOST_DIGITS = 12
"""Of an amount, before its point."""

_PATTERN = re.compile(
    r"(?P<record>(?<![a-z0-9])[a-z]{2}[-_ ]?[0-9]{4}[-_ ]?[0-9]{4}(?![a-z0-9]))"
    r"|(?P<paper>[\u4e00-\u9fff]{2,12} ?[〔\[(【{<《]\s?[0-9]{4}\s?[〕\])】}>》] ?第?[0-9]{1,4}号)"
    r"|(?<![0-9.])(?P<year>(?:19|20)[0-9]{2})"
    r"(?:年(?P<month>1[0-2]|0?[1-9])月份?(?:(?P<day>[0-3]?[0-9])[日号])?"
    r"|(?P<sign>[-./])(?P<month2>1[0-2]|0?[1-9])(?:(?P=sign)(?P<day2>[0-3]?[0-9]))?(?![0-9.]))"
    r"|(?P<amount>(?<![0-9.,])[0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,6})?)(?P<scale>万亿|[万亿])元?"
    r"|(?<![0-9.,年])(?P<month3>1[0-2]|0?[1-9])月份?(?:(?P<day3>[0-3]?[0-9])[日号])?"
    r"|(?<![a-z0-9.,])(?P<count>[0-9]{1,9}(?:,[0-9]{3})*)(?P<over>[余多]?)(?P<unit>人次|[\u4e00-\u9fff])"
)
_UNITS = frozenset(("人次", *"个家人名位场次项件天日年岁元条篇种类所座届期批亩套台处户号"))
"""With its number each is one word, as in 61场."""
_ORDINALS = frozenset("日年届期号")
"""Of these nobody says 余 or 多."""


def apart(folded: str) -> Iterator[str | Node]:
    """The text in order: what is meant by each such figure, and what stands between them."""
    at = 0
    for found in _PATTERN.finditer(folded):
        node = _node(found)
        if node is not None:
            yield folded[at : found.start()]
            yield node
            at = found.end()
    yield folded[at:]


def record_number(text: str) -> str:
    """`xm20260001` and `XM 2026 0001` as the numbers of records are written; else the text."""
    letters = re.sub("[-_ ]", "", text)
    found = re.fullmatch(r"([a-z]{2})([0-9]{4})([0-9]{4})", letters)
    return "-".join(found.groups()) if found else text


def _node(found: re.Match[str]) -> Node | None:
    if found["record"]:
        return Word(record_number(found["record"]))
    if found["paper"]:
        return Word(found["paper"])
    if found["amount"]:
        return _amount(found["amount"].replace(",", ""), found["scale"])
    if found["month3"]:
        day = f"{int(found['day3'])}日" if found["day3"] else ""
        return Word(f"{int(found['month3'])}月{day}")
    if found["count"]:
        return _count(found)
    day = found["day"] or found["day2"] or "0"
    return _date(int(found["year"]), int(found["month"] or found["month2"]), int(day))


def _date(year: int, month: int, day: int) -> Node | None:
    """A text that names the month or day in any way, and what came out then."""
    last = monthrange(year, month)[1]
    if day > last:
        return None
    if not day:
        days = (date(year, month, 1).toordinal(), date(year, month, last).toordinal())
        written: list[Node] = [Phrase(f"{year}年{month}月"), Phrase(f"{year}-{month:02}")]
        written += [Word(f"{year}.{each}") for each in dict.fromkeys((f"{month}", f"{month:02}"))]
    else:
        days = (date(year, month, day).toordinal(),) * 2
        forms = (
            f"{year}年{month}月{day}日",
            f"{year}-{month:02}-{day:02}",
            f"{year}-{month}-{day}",
        )
        written = [Phrase(form) for form in dict.fromkeys(forms)]
    return Some((*written, Between("day", *days)))


def _count(found: re.Match[str]) -> Node | None:
    """8000个 is 8,000个 and 8000余个 too, 20人 is 20余位, and 2021年 is named by 2021-12 as well.
    None where the characters behind the number are another word: 61场景.
    """
    unit = found["unit"]
    behind = words(found.string[found.start("unit") : found.end() + _AHEAD])
    if unit not in _UNITS or not behind or behind[0].text != unit:
        return None
    plain = found["count"].replace(",", "")
    if unit == "年" and len(plain) == 4:
        return Some((Word(f"{plain}年"), Word(plain)))
    numbers = dict.fromkeys((plain, f"{int(plain):,}"))
    units = sorted(PERSONS) if unit in PERSONS else (unit,)
    about = ("",) if int(plain) < 10 or unit in _ORDINALS else ("", "余", "多")
    forms = ["".join(form) for form in product(numbers, about, units)]
    return Some(tuple(map(Word, forms))) if len(forms) > 1 else Word(forms[0])


_AHEAD = 8
"""So many characters more tell whether a unit is the beginning of a longer word."""


def _amount(number: str, scale: str) -> Node:
    """57.73亿 is 577300万. What is longer than any amount is looked for as it stands."""
    if len(number.partition(".")[0]) > MOST_DIGITS:
        return Word(f"{number}{scale}")
    value = Decimal(number) * SCALES[scale]
    forms = [f"{number}{scale}"]
    for other, size in SCALES.items():
        if other in ("", scale):
            continue
        count = (value / size).normalize()
        short = count == count.quantize(Decimal("0.0001"))
        if count >= Decimal("0.1") and short:
            forms.append(f"{count:f}{other}")
            if count >= 1000:
                forms.append(f"{count:,f}{other}")
    return Some(tuple(map(Word, forms))) if len(forms) > 1 else Word(forms[0])
