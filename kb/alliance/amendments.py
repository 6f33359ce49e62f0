"""Amendments: the secretariat enters what the alliance has decided. A value never overwrites one:
it stands beside the earlier ones, with its first day and its source.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.alliance import charter, names, notations
from kb.alliance.charter import CharterSetting
from kb.alliance.notations import Unreadable
from kb.alliance.rulebook import RULES, Notation, Rule
from kb.clock import today
from kb.db import db
from kb.errors import Conflict
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require


@dataclass(frozen=True)
class Amendment:
    """One value from a day on, in the setting's notation, and by which decision."""

    value: str
    since: date
    source: str
    note: str = ""
    shown_en: str = ""
    """The English wording of a setting that is a text."""


def enter(key: str, amendment: Amendment, staff: User) -> CharterSetting:
    """The setting has this value from that day on. Raises Unreadable for what it cannot be."""
    require(is_staff(staff))
    check(RULES[key], amendment.value)
    known = charter.history(key)[-1]
    row = CharterSetting(
        key=key,
        label=known.label,
        label_en=known.label_en,
        unit=known.unit,
        value=amendment.value,
        shown_en=amendment.shown_en,
        since=amendment.since,
        source=amendment.source,
        note=amendment.note,
    )
    db.session.add(row)
    db.session.flush()
    _tell(staff, "amend-charter", row)
    return row


def take_back(row: CharterSetting, staff: User) -> None:
    """What does not hold yet is as if it had never been entered. Raises Conflict once it holds."""
    require(is_staff(staff))
    if not may_take_back(row):
        raise Conflict(_("This value holds already. Enter the right one, with its own first day."))
    _tell(staff, "take-back-amendment", row)
    db.session.delete(row)
    db.session.flush()


def may_take_back(row: CharterSetting) -> bool:
    """Only until its first day begins in Shanghai."""
    return row.since is not None and row.since > today()


def check(rule: Rule, value: str) -> None:
    """Raise Unreadable with the reason if this setting cannot have this value."""
    if not value.strip():
        raise Unreadable(_("Say what holds."))
    read = _READERS.get(rule.notation)
    found: Any = read(value) if read else value
    if rule.notation is Notation.NUMBER:
        _within(rule, value)
    if rule.notation is Notation.CHOICE and value not in rule.choices:
        raise Unreadable(_("%(value)s is not among the choices.", value=value[:50]))
    if rule.notation is Notation.ORDER:
        _known_cities(found)
    if rule.notation is Notation.FIRST_TERM:
        _known_cities([found.city])


_READERS: dict[Notation, Callable[[str], Any]] = {
    Notation.ORDER: notations.order,
    Notation.FIRST_TERM: notations.first_term,
    Notation.QUORUM: notations.quorum,
    Notation.MAJORITY: notations.majority,
    Notation.PATTERN: notations.number_pattern,
    Notation.DISTANCES: notations.distances,
    Notation.LADDER: notations.ladder,
}


def _within(rule: Rule, value: str) -> None:
    if not (value.isascii() and value.isdigit() and rule.least <= int(value) <= rule.most):
        least, most = rule.least, rule.most
        raise Unreadable(
            _("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
        )


def _known_cities(slugs: list[str]) -> None:
    known = names.city_names()
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise Unreadable(_("%(value)s is not among the choices.", value=unknown[0][:50]))


def _tell(staff: User, action: str, row: CharterSetting) -> None:
    """Into the audit trail, with all that a row says."""
    since = row.since.isoformat() if row.since else ""
    told = {"value": row.value, "since": since, "source": row.source}
    audit.log(staff, action, row.label, None, key=row.key, **told)
