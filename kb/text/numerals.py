"""Numerals: 57.73亿元, 8000余个, 近万名, 7家以上, 4-6个 as number, unit and qualifier, and back."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Qualifier(StrEnum):
    """How near the number is to what was counted."""

    EXACT = "exact"
    OVER = "over"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    ABOUT = "about"


SCALES = {"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8, "万亿": Decimal(10) ** 12}
PERSONS = frozenset("人名位")
PERSON_TIMES = "人次"


@dataclass(frozen=True)
class Figure:
    """What was counted. Equal figures are written alike."""

    number: Decimal
    """In full: 57.73亿 is 5773000000. Of a range its lower end."""
    unit: str
    """As it stands: 家, 人, 人次, 元, %; empty where none was given. 人 and 人次 stay two."""
    qualifier: Qualifier = Qualifier.EXACT
    upper: Decimal | None = None
    """The upper end of a range."""
    scale: str = ""
    """In which the number is said, a key of SCALES."""

    @property
    def measure(self) -> str:
        """What may be compared: 名 and 位 count persons as 人 does, 人次 never does."""
        return "人" if self.unit in PERSONS else self.unit


_AMOUNT = r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,6})?)"
_CHINESE = "[一二两三四五六七八九十百千零〇]{1,9}"
_NUMBER = rf"(?:{_AMOUNT}[百千]?|{_CHINESE})"
_BEFORE = {
    **dict.fromkeys(("近", "将近", "接近"), Qualifier.NEARLY),
    **dict.fromkeys(("约", "大约", "约为"), Qualifier.ABOUT),
    **dict.fromkeys(("超", "超过", "逾", ">"), Qualifier.OVER),
    **dict.fromkeys(("≥", ">=", "至少", "不少于", "不低于", "上"), Qualifier.AT_LEAST),
}
_AFTER = {"以上": Qualifier.AT_LEAST, "及以上": Qualifier.AT_LEAST, "左右": Qualifier.ABOUT}
_ANY_BEFORE = "|".join(sorted(map(re.escape, _BEFORE), key=len, reverse=True))
_PATTERN = re.compile(
    rf"(?:共|共计|合计|累计|总计)?(?P<before>{_ANY_BEFORE})?"
    rf"(?P<number>{_NUMBER})?"
    rf"(?:(?P<lower_scale>万亿|[万亿])?(?:[-~至到])(?P<upper>{_NUMBER}))?"
    r"(?P<over>[余多])?(?P<scale>万亿|[万亿])?(?P<over_after>[余多])?"
    r"(?P<unit>[\u3400-\u9fffA-Za-z²³/%‰℃]{0,12}?)"
    r"(?P<after>及?以上|左右)?"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys(map(ord, "‐‑‒–—―－─〜～∼"), "-") | {ord("⩾"): "≥"}
"""Full width to half; not NFKC, which would make m2 of m²."""


def parse(text: str) -> Figure | None:
    """The figure that this text is, or None for what is no figure.

    Takes full-width digits, thousands separators, blanks between number and unit, Chinese digits.
    """
    found = _PATTERN.fullmatch("".join(text.translate(_PLAIN).split()))
    if found is None or not (found["number"] or found["scale"]):
        return None
    qualifiers = _qualifiers(found)
    if len(qualifiers) > 1 or (found["upper"] and not found["number"]):
        return None
    scale = found["scale"] or ""
    number = _value(found["number"] or "1")
    upper = _value(found["upper"]) if found["upper"] else None
    lower_scale = found["lower_scale"] or scale
    number, upper = number * SCALES[lower_scale], upper and upper * SCALES[scale]
    if upper is not None and upper <= number:
        return None
    qualifier = qualifiers.pop() if qualifiers else Qualifier.EXACT
    return Figure(number, found["unit"], qualifier, upper, scale)


def _qualifiers(found: re.Match[str]) -> set[Qualifier]:
    named = {_BEFORE[found["before"]]} if found["before"] else set()
    if found["over"] or found["over_after"]:
        named.add(Qualifier.OVER)
    if found["after"]:
        named.add(_AFTER[found["after"]])
    return named


def _value(written: str) -> Decimal:
    if written[0].isascii():
        times = _POWERS.get(written[-1])
        digits = written.rstrip("百千").replace(",", "")
        return Decimal(digits) * (times or 1)
    return _chinese(written)


def _chinese(written: str) -> Decimal:
    """二十, 一百零五, 十: below ten thousand; digits in a row are read as digits, as 二〇二一."""
    if not any(sign in _POWERS for sign in written):
        return Decimal("".join(str(_DIGITS[sign]) for sign in written))
    total, digit = 0, 0
    for sign in written:
        if sign in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[sign], 0
        else:
            digit = _DIGITS[sign]
    return Decimal(total + digit)


def write(figure: Figure) -> str:
    """The figure as an office would write it: 近万名, 8000余个, 7家以上, 57.73亿元."""
    amount, unit = said(figure), figure.unit
    match figure.qualifier:
        case Qualifier.OVER:
            return f"{amount}余{unit}"
        case Qualifier.NEARLY:
            return f"近{amount}{unit}"
        case Qualifier.ABOUT:
            return f"约{amount}{unit}"
        case Qualifier.AT_LEAST:
            return f"{amount}{unit}以上"
    return f"{amount}{unit}"


def said(figure: Figure) -> str:
    """The number alone, in the scale in which it is said: 57.73亿; nearly one 万 is plain 万."""
    number = _shown(figure.number, figure.scale)
    if figure.upper is not None:
        return f"{number}-{_shown(figure.upper, figure.scale)}{figure.scale}"
    if number == "1" and figure.scale and figure.qualifier is Qualifier.NEARLY:
        return figure.scale
    return f"{number}{figure.scale}"


def _shown(number: Decimal, scale: str) -> str:
    return f"{(number / SCALES[scale]).normalize():f}"
