"""Wording: a value of the charter in words, in the reader's language, and a setting as a line."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from kb.alliance import names, notations
from kb.alliance.charter import CharterSetting
from kb.alliance.notations import Unreadable
from kb.alliance.rulebook import RULES, Counting, Notation, Rule
from kb.clock import is_announced, today
from kb.web.filters import long_date
from kb.web.languages import in_english

_UNITS: dict[str, Callable[[int], str]] = {
    "months": lambda count: ngettext("%(num)s month", "%(num)s months", count),
    "days": lambda count: ngettext("%(num)s day", "%(num)s days", count),
    "seats": lambda count: ngettext("%(num)s seat", "%(num)s seats", count),
    "persons": lambda count: ngettext("%(num)s person", "%(num)s persons", count),
    "consultations": lambda count: ngettext("%(num)s consultation", "%(num)s consultations", count),
    "meetings": lambda count: ngettext("%(num)s meeting", "%(num)s meetings", count),
    "activities": lambda count: ngettext("%(num)s activity", "%(num)s activities", count),
    "projects": lambda count: ngettext("%(num)s project", "%(num)s projects", count),
    "outcomes": lambda count: ngettext("%(num)s outcome", "%(num)s outcomes", count),
    "links": lambda count: ngettext("%(num)s link", "%(num)s links", count),
    "events": lambda count: ngettext("%(num)s event", "%(num)s events", count),
}


def line(row: CharterSetting) -> dict[str, Any]:
    """A setting as pages show it: its name, what this row says, whence, and what is used without.

    `words` are empty while it is open; then `fallback` says what this site reckons with.
    """
    rule, english = RULES.get(row.key), in_english()
    return {
        "id": row.id,
        "key": row.key,
        "label": (row.label_en if english else "") or row.label,
        "href": f"/governance/charter/{row.key}" if rule else "",
        "words": in_words(row),
        "since": row.since,
        "source": row.source,
        "note": (row.note_en if english else "") or row.note,
        "is_default": row.is_default,
        "recorded_at": row.recorded_at,
        "fallback": _typed(rule, rule.fallback, row.unit) if rule else "",
    }


def in_words(row: CharterSetting) -> str:
    """The value as somebody would say it; empty for an open one."""
    said = (row.shown_en if in_english() else "") or row.shown
    rule = RULES.get(row.key)
    if rule is None or (said and rule.notation is Notation.TEXT):
        return said or row.value
    return _typed(rule, row.value, row.unit)


def about_holidays(key: str) -> str:
    """Beside a setting that may count working days: of which year they are not known yet."""
    if Counting.WORKING not in RULES[key].choices:
        return ""
    first = today().year
    year = next((each for each in (first, first + 1) if not is_announced(each)), None)
    if year is None:
        return ""
    sentence = _(
        "Working days follow the State Council's notices of holidays and make-up days. That for"
        " %(year)s is not known to this site yet: until then only the holidays fixed by law count.",
        year=year,
    )
    return str(sentence)


def _typed(rule: Rule, value: str, unit: str) -> str:
    if not value:
        return ""
    try:
        return _WORDS[rule.notation](rule, value, unit)
    except (Unreadable, ValueError):
        return value


def _number(rule: Rule, value: str, unit: str) -> str:
    return str(_UNITS[unit](int(value)) if unit in _UNITS else int(value))


def _choice(rule: Rule, value: str, unit: str) -> str:
    return str(rule.choices.get(value, value))


def _order(rule: Rule, value: str, unit: str) -> str:
    cities = names.city_names()
    return " → ".join(cities.get(slug, slug) for slug in notations.order(value))


def _first_term(rule: Rule, value: str, unit: str) -> str:
    first = notations.first_term(value)
    city = names.city_names().get(first.city, first.city)
    return str(_("%(city)s, from %(day)s", city=city, day=long_date(first.starts_on)))


def _quorum(rule: Rule, value: str, unit: str) -> str:
    quorum = notations.quorum(value)
    if quorum.share is None:
        seats = quorum.number or 0
        return str(ngettext("at least %(num)s seat", "at least %(num)s seats", seats))
    words = {
        True: _("more than %(share)s of the seats with a vote", share=quorum.share),
        False: _("at least %(share)s of the seats with a vote", share=quorum.share),
    }
    return str(words[quorum.is_more_than])


def _majority(rule: Rule, value: str, unit: str) -> str:
    needed = notations.majority(value)
    share = {"majority": needed.majority.label, "of": needed.of.label}
    words = {
        True: _("%(majority)s %(of)s; abstentions count", **share),
        False: _("%(majority)s %(of)s; abstentions are left out", **share),
    }
    return str(words[needed.abstentions_count])


def _pattern(rule: Rule, value: str, unit: str) -> str:
    pattern = notations.number_pattern(value)
    return str(_("as %(number)s", number=pattern.format(year=today().year, number=1)))


def _distances(rule: Rule, value: str, unit: str) -> str:
    days = notations.joined(notations.distances(value))
    return str(_("%(days)s days before", days=days))


def _ladder(rule: Rule, value: str, unit: str) -> str:
    days = notations.joined(notations.ladder(value))
    return str(_("after %(days)s days: remind, call, tell the unit, give up", days=days))


def _text(rule: Rule, value: str, unit: str) -> str:
    return value


_WORDS: dict[Notation, Callable[[Rule, str, str], str]] = {
    Notation.NUMBER: _number,
    Notation.TEXT: _text,
    Notation.CHOICE: _choice,
    Notation.ORDER: _order,
    Notation.FIRST_TERM: _first_term,
    Notation.QUORUM: _quorum,
    Notation.MAJORITY: _majority,
    Notation.PATTERN: _pattern,
    Notation.DISTANCES: _distances,
    Notation.LADDER: _ladder,
}
