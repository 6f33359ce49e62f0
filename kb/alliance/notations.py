"""Notations: how the charter writes down a quorum, a majority, an order, a pattern; read here.

Each reader takes the stored text and raises `Unreadable` with a sentence for who typed it.
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.errors import DomainError

LONGEST_DISTANCE = 366
MOST_SEATS = 1000


class Unreadable(DomainError):
    """This is not how such a value is written; the sentence says how it is."""


class Majority(StrEnum):
    """How large a majority has to be; the words that resolutions store."""

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    FOUR_FIFTHS = "four_fifths"
    UNANIMOUS = "unanimous"

    @property
    def label(self) -> LazyString:
        return MAJORITY_LABELS[self]


MAJORITY_LABELS = {
    Majority.SIMPLE: _l("More than half"),
    Majority.TWO_THIRDS: _l("Two thirds"),
    Majority.FOUR_FIFTHS: _l("Four fifths"),
    Majority.UNANIMOUS: _l("Unanimous"),
}


class ShareOf(StrEnum):
    """Of whom the majority is taken; the words that resolutions store."""

    CAST = "cast"
    PRESENT = "present"
    ALL = "all"

    @property
    def label(self) -> LazyString:
        return SHARE_LABELS[self]


SHARE_LABELS = {
    ShareOf.CAST: _l("of the votes for and against"),
    ShareOf.PRESENT: _l("of the seats present"),
    ShareOf.ALL: _l("of all seats"),
}


@dataclass(frozen=True)
class MajorityRule:
    """What a resolution needs: `two_thirds present`, `simple cast abstentions`."""

    majority: Majority = Majority.SIMPLE
    of: ShareOf = ShareOf.PRESENT
    abstentions_count: bool = True
    """An abstention enlarges what the majority is taken of. Without it abstentions are left out:
    of the votes cast by itself, of the seats present or of all by subtraction.
    """
    is_fallback: bool = False
    """Nobody has set it for this type of resolution."""

    @property
    def notation(self) -> str:
        return f"{self.majority} {self.of}{' abstentions' if self.abstentions_count else ''}"


@dataclass(frozen=True)
class Quorum:
    """How many of the seats with a vote must be there: a share of them, or a number."""

    notation: str
    share: Fraction | None = None
    is_more_than: bool = False
    number: int | None = None

    def needed(self, entitled: int) -> int:
        """The least number of seats that is enough when so many are entitled to vote."""
        if self.share is None:
            return self.number or 0
        if self.is_more_than:
            return floor(entitled * self.share) + 1
        return ceil(entitled * self.share)


@dataclass(frozen=True)
class FirstTerm:
    """The city that presided first, and from which day."""

    city: str
    starts_on: date

    @property
    def notation(self) -> str:
        return f"{self.city} {self.starts_on.isoformat()}"


def quorum(text: str) -> Quorum:
    """`2/3`: at least two thirds. `1/2+`: more than half. `5`: at least five seats."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("⁄", "/")
    if re.fullmatch("[1-9][0-9]{0,3}", plain) and int(plain) <= MOST_SEATS:
        return Quorum(plain, number=int(plain))
    found = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})(\+?)", plain)
    if not found or int(found[2]) == 0:
        raise Unreadable(
            _("Write a share of the seats as 2/3, more than a share as 1/2+, or a number as 5.")
        )
    share, is_more_than = Fraction(int(found[1]), int(found[2])), bool(found[3])
    if not 0 < share <= 1 or (share == 1 and is_more_than):
        raise Unreadable(_("A quorum is more than nothing and at most all of the seats."))
    return Quorum(plain, share=share, is_more_than=is_more_than)


def majority(text: str) -> MajorityRule:
    """`two_thirds present`, with `abstentions` behind where they count."""
    words = text.split()
    if len(words) not in (2, 3) or words[2:] not in ([], ["abstentions"]):
        raise Unreadable(_("Choose the majority, and of what it is taken."))
    try:
        return MajorityRule(Majority(words[0]), ShareOf(words[1]), len(words) == 3)
    except ValueError as error:
        raise Unreadable(_("Choose the majority, and of what it is taken.")) from error


def order(text: str) -> list[str]:
    """The slugs of the cities, first to last."""
    slugs = text.split()
    if len(slugs) != len(set(slugs)):
        raise Unreadable(_("Each city has one place in the order."))
    return slugs


def first_term(text: str) -> FirstTerm:
    """`qingdao 2026-01-01`."""
    city, _blank, day = text.partition(" ")
    try:
        return FirstTerm(city, date.fromisoformat(day))
    except ValueError as error:
        raise Unreadable(_("Write the day as 2026-11-12.")) from error


def number_pattern(text: str) -> str:
    """`联盟纪〔{year}〕{number}号`: both names once each, and no others."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise Unreadable(_two_names()) from error
    named = [name for _text, name, _spec, _conversion in parts if name is not None]
    plain = all(not spec and not conversion for _text, _name, spec, conversion in parts)
    if sorted(named) != ["number", "year"] or not plain:
        raise Unreadable(_two_names())
    return text


def _two_names() -> str:
    sentence = _(
        "A number needs its year and its place in the year: write {year} and {number} once each."
    )
    return str(sentence)


def distances(text: str) -> list[int]:
    """`30, 7, 1`: days before the day, the farthest first."""
    plain = unicodedata.normalize("NFKC", text)
    words = [word for word in re.split(r"[\s,、;]+", plain) if word]
    if not words or not all(re.fullmatch("[0-9]{1,3}", word) for word in words):
        raise Unreadable(_("Write the numbers of days with commas between them, as 30, 7, 1."))
    days = sorted({int(word) for word in words}, reverse=True)
    if days[0] > LONGEST_DISTANCE or len(days) > 10:
        raise Unreadable(_("At most ten reminders, none more than 366 days before."))
    return days


def ladder(text: str) -> list[int]:
    """`7, 14, 21, 30`: four rising numbers of days."""
    words = re.split(r"[\s,、;]+", unicodedata.normalize("NFKC", text).strip())
    is_number = [bool(re.fullmatch("[0-9]{1,3}", word)) for word in words]
    days = [int(word) for word in words] if all(is_number) else []
    if len(days) != 4 or days != sorted(set(days)) or not 0 < days[0] <= days[3] <= 366:
        raise Unreadable(_("Write four rising numbers of days, as 7, 14, 21, 30."))
    return days


def joined(days: Sequence[int]) -> str:
    """Distances as they are stored."""
    return ", ".join(map(str, days))
