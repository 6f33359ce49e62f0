"""Figures of an activity: each with a label, the text as written, and what the text says."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.text.numerals import PERSON_TIMES, PERSONS, Figure, Qualifier, parse, said
from kb.web.filters import number as grouped
from kb.web.languages import in_english

LABELS: Mapping[str, LazyString] = {
    "参会企业": _l("Firms taking part"),
    "提供岗位": _l("Posts offered"),
    "求职者": _l("Job seekers"),
    "服务机构": _l("Service institutions"),
    "参会人数": _l("Participants"),
    "参会人次": _l("Attendances (person-times)"),
    "专家": _l("Experts"),
    "演讲": _l("Talks"),
    "参展机构": _l("Exhibitors"),
    "国家级产业园": _l("National-level parks"),
    "用工企业": _l("Employers"),
    "展会": _l("Exhibitions"),
    "达成意向": _l("Agreements in principle"),
    "链接机构": _l("Institutions linked"),
}
"""Labels that are offered, with what they are called in English. Others may be written."""
OFFERED = "、".join(list(LABELS)[:8])
UNITS: Mapping[str, LazyString] = {
    "家": _l("organisations"),
    "人": _l("persons"),
    "名": _l("persons"),
    "位": _l("persons"),
    "人次": _l("person-times"),
    "场": _l("events"),
    "元": _l("yuan"),
}
QUALIFIERS: Mapping[Qualifier, LazyString] = {
    Qualifier.OVER: _l("more than"),
    Qualifier.NEARLY: _l("nearly"),
    Qualifier.AT_LEAST: _l("at least"),
    Qualifier.ABOUT: _l("about"),
}
_PREFIXED = {Qualifier.NEARLY: "近", Qualifier.ABOUT: "约"}
_SUFFIXED = {Qualifier.OVER: "余"}


def row_of(row: Mapping[str, str]) -> dict[str, Any]:
    """A line as it is stored: number and unit beside the text. Raises ValueError with a sentence.

    The number is text, so that JSON keeps it exactly.
    """
    label, text = row["label"], row.get("text", "")
    if not text:
        raise ValueError(_("“%(label)s” has no figure: write firms | 112家.", label=label[:40]))
    figure = parse(text)
    if figure is None:
        words = _(
            "“%(text)s” is no figure: write it as 112家, 8000余个, 近万名 or 2.14亿元.",
            text=text[:40],
        )
        raise ValueError(words)
    if not figure.unit:
        raise ValueError(_("Say of what: “%(text)s” has no unit, as in 112家.", text=text[:40]))
    _keep_apart(label, figure)
    return {"label": label, "text": text, **stored(figure)}


def _keep_apart(label: str, figure: Figure) -> None:
    """Persons and person-times are never one figure: a label says which of them it counts."""
    counts_times = label.endswith(PERSON_TIMES)
    if counts_times and figure.unit in PERSONS:
        raise ValueError(_("“%(label)s” counts 人次, not persons.", label=label[:40]))
    if figure.unit == PERSON_TIMES and label.endswith("人数"):
        raise ValueError(
            _("“%(label)s” counts persons: give 人次 under 参会人次.", label=label[:40])
        )


def stored(figure: Figure) -> dict[str, str]:
    """What a figure says, as text that JSON keeps exactly."""
    facts = {"number": f"{_plain(figure.number):f}", "unit": figure.unit}
    facts |= {"qualifier": figure.qualifier.value, "scale": figure.scale}
    if figure.upper is not None:
        facts["upper"] = f"{_plain(figure.upper):f}"
    return {name: value for name, value in facts.items() if value}


@dataclass(frozen=True)
class Shown:
    """A figure as a page draws it: the number large, what qualifies it and its unit small."""

    label: str
    before: str
    number: str
    after: str
    text: str


def shown(row: Mapping[str, Any]) -> Shown:
    """In the reader's language; what was stored before figures were read is shown as written."""
    text, label = str(row.get("text", "")), str(row.get("label", ""))
    figure = parse(text)
    if figure is None:
        return Shown(label, "", text, "", text)
    if in_english():
        return _in_english(label, figure, text)
    amount = said(figure) if figure.scale else _grouped(figure)
    before = _PREFIXED.get(figure.qualifier, "")
    after = _SUFFIXED.get(figure.qualifier, "") + figure.unit
    if figure.qualifier is Qualifier.AT_LEAST:
        after += "以上"
    return Shown(label, before, amount, after, text)


def _in_english(label: str, figure: Figure, text: str) -> Shown:
    words = LABELS.get(label, label)
    unit = "" if figure.unit == "个" else UNITS.get(figure.unit, figure.unit)
    qualifier = QUALIFIERS.get(figure.qualifier, "")
    return Shown(str(words), str(qualifier), _grouped(figure), str(unit), text)


def _grouped(figure: Figure) -> str:
    """The number in full with separators: 8,000; 4–6."""
    ends = [figure.number] + ([figure.upper] if figure.upper is not None else [])
    return "–".join(grouped(_plain(end)) for end in ends)


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
