"""Turns: the values that the rotation is worked out from, and those it gives."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class ChangeKind(StrEnum):
    SWAP = "swap"
    SKIP = "skip"
    VACANCY = "vacancy"
    JOIN = "join"
    LEAVE = "leave"

    @property
    def label(self) -> LazyString:
        return CHANGE_LABELS[self]


CHANGE_LABELS = {
    ChangeKind.SWAP: _l("Swap of two turns"),
    ChangeKind.SKIP: _l("Skipped turn"),
    ChangeKind.VACANCY: _l("Vacancy, another city acts"),
    ChangeKind.JOIN: _l("A city joins the rotation"),
    ChangeKind.LEAVE: _l("A city leaves the rotation"),
}


class TurnKind(StrEnum):
    REGULAR = "regular"
    SWAPPED = "swapped"
    REPAID = "repaid"
    ACTING = "acting"

    @property
    def label(self) -> LazyString:
        return TURN_LABELS[self]


TURN_LABELS = {
    TurnKind.REGULAR: _l("By the order"),
    TurnKind.SWAPPED: _l("Swapped"),
    TurnKind.REPAID: _l("Makes up for a skipped turn"),
    TurnKind.ACTING: _l("Acts"),
}


@dataclass(frozen=True)
class Rule:
    """What the charter says from a day on; a turn that has begun keeps its length."""

    since: date
    order: tuple[str, ...]
    months: int


@dataclass(frozen=True)
class Charter:
    first_city: str
    first_day: date
    rules: tuple[Rule, ...]
    """At least one, in the order of their days; before the first day the first one holds."""

    def rule_on(self, day: date) -> Rule:
        return next((r for r in reversed(self.rules) if r.since <= day), self.rules[0])


@dataclass(frozen=True)
class Change:
    """Swap and skip are of the next turns that begin on `day` or later."""

    kind: ChangeKind
    city: str
    day: date
    """First day: of the vacancy, of belonging, of no longer belonging."""
    other: str = ""
    """With whom it swaps, or who acts."""
    until: date | None = None
    """Last day of a vacancy; the end of the term where it is empty."""
    key: int = 0
    """Tells changes apart; of one day the lower comes first."""


@dataclass(frozen=True)
class Turn:
    """Both days belong to it."""

    city: str
    starts_on: date
    ends_on: date
    kind: TurnKind = TurnKind.REGULAR
    turn_of: str = ""
    """Whose turn it was; another city's where the two have swapped."""
    passed: tuple[str, ...] = ()
    """Who skipped here."""
    key: int | None = None
    """The change that made it so."""


@dataclass(frozen=True)
class Plan:
    turns: tuple[Turn, ...] = ()
    acting: tuple[Turn, ...] = ()
    """Days inside a turn on which another city acts; `turn_of` is whose term it is."""

    def presiding(self, day: date) -> str | None:
        """The city in the chair on this day."""
        for turn in (*self.acting, *self.turns):
            if turn.starts_on <= day <= turn.ends_on:
                return turn.city
        return None


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
