"""Rules: what the rest of the site asks of the charter, each question with its type.

Each getter takes the day it asks for. While nobody has set a value, or none that can be read, it
gives the setting's fall-back (`rulebook.py`); None or an empty list where there is none. Fall-backs
are this site's, not the alliance's: the charter's page shows them as such.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import charter, notations
from kb.alliance.notations import FirstTerm, MajorityRule, Quorum, Unreadable
from kb.alliance.rulebook import DEFAULT_MAJORITY, RULES, Counting, Signer

Read = TypeVar("Read")


class ResolutionType(StrEnum):
    """What a resolution is about, as far as the charter asks for different majorities."""

    ORDINARY = "ordinary"
    CHARTER = "charter"
    MEMBERSHIP = "membership"
    ROTATION = "rotation"

    @property
    def label(self) -> LazyString:
        return TYPE_LABELS[self]


TYPE_LABELS = {
    ResolutionType.ORDINARY: _l("Ordinary matter"),
    ResolutionType.CHARTER: _l("Change of the charter"),
    ResolutionType.MEMBERSHIP: _l("Joining and leaving"),
    ResolutionType.ROTATION: _l("Change of the rotation"),
}


def term_months(day: date) -> int | None:
    """How long one turn of the chair lasts, in months. No fall-back."""
    return number("chair_term_length", day)


def order(day: date) -> list[str]:
    """The slugs of the cities in the order of rotation. Empty while it is open."""
    return _read("chair_order", day, notations.order) or []


def first_term(day: date) -> FirstTerm | None:
    """Who presided first, and from when. No fall-back."""
    return _read("chair_first_term", day, notations.first_term)


def council_seats(day: date) -> int | None:
    return number("council_seats", day)


def seats_per_city(day: date) -> int | None:
    return number("council_seats_per_city", day)


def quorum(day: date) -> Quorum | None:
    """How many seats with a vote must be there. None while it is open: nobody can say."""
    return _read("council_quorum", day, notations.quorum)


def majority_for(type: str, day: date) -> MajorityRule:
    """What a resolution of this type needs (`ResolutionType`; others count as ordinary).

    While its own setting is open that of ordinary matters holds; while that is open too, more
    than half of the seats present. Both are marked `is_fallback`.
    """
    own = None if type == ResolutionType.ORDINARY else RULES.get(f"majority_{type}")
    if own and (rule := _set(own.key, day, notations.majority)):
        return rule
    ordinary = _set("council_majority", day, notations.majority)
    if ordinary is None:
        return DEFAULT_MAJORITY
    return replace(ordinary, is_fallback=own is not None)


def minutes_signer(day: date) -> Signer:
    """Whose chair signs minutes. Fall-back: who held it on the day of the meeting."""
    return Signer(text("minutes_signer", day))


def convening_days(day: date) -> int | None:
    """How many days before a meeting its notice has to be out. No fall-back: nothing to check."""
    return number("convening_days", day)


def convening_counting(day: date) -> Counting:
    """Which days count for the notice of a meeting. Fall-back: calendar days."""
    return Counting(text("convening_counting", day))


def corrections_days(day: date) -> int:
    """How many calendar days there are for proposing corrections of minutes. Fall-back: 7."""
    return number("corrections_days", day) or 0


def reminder_days(day: date) -> list[int]:
    """How many days before something is due people are reminded, farthest first: 30, 7, 1."""
    return _read("reminder_days", day, notations.distances) or []


def overdue_reminder_days(day: date) -> int:
    """After how many days people are reminded again of what is overdue. Fall-back: 7."""
    return number("reminder_overdue_days", day) or 0


def consultation_ladder(day: date) -> list[int]:
    """After how many days without an answer an expert is reminded, is called, the unit is told,
    and nobody waits any longer: four rising numbers. Fall-back: 7, 14, 21, 30.
    """
    return _read("consultation_ladder", day, notations.ladder) or []


def number_pattern(paper: str, day: date) -> str:
    """How a notice, minutes, a resolution, follow_ups or a letter of appointment are numbered:
    with {year}, {number}.
    """
    return _read(f"number_{paper}", day, notations.number_pattern) or ""


def committee_warning_days(day: date) -> int:
    """How many days before a term in the committee ends people are warned. Fall-back: 90."""
    return number("committee_warning_days", day) or 0


def expert_most_load(day: date) -> int:
    """With so many open consultations an expert is not drawn. Fall-back: 2."""
    return number("expert_most_load", day) or 0


def expert_rest_days(day: date) -> int | None:
    """So many days after a draw an expert is not drawn again. No fall-back: at once."""
    return number("expert_rest_days", day)


def lineage_months(rule: str, day: date) -> int:
    """After how many months a link that nothing follows is a broken end; `rule` is one of the
    `lineage_..._months`. Fall-backs: 12, of topics 24.
    """
    return number(rule, day) or 0


def notice_days(day: date) -> int:
    """How many days a public notice lasts. Fall-back: 7."""
    return number("notice_days", day) or 0


def notice_counting(day: date) -> Counting:
    """Which days count for a public notice. Fall-back: calendar days."""
    return Counting(text("notice_counting", day))


def activity_report_days(day: date) -> int:
    """How many calendar days after an activity its report is due. Fall-back: 30."""
    return number("activity_report_days", day) or 0


def sign_up_kept_days(day: date) -> int:
    """How many calendar days after an activity names and phones are kept. Fall-back: 30."""
    return number("sign_up_kept_days", day) or 0


def posting_validity(day: date) -> int:
    """For how many days an offer or a need is valid unless its poster says so. Fall-back: 180."""
    return number("posting_validity", day) or 0


def posting_reminder(day: date) -> int:
    """How many days before it expires its poster is reminded. Fall-back: 14."""
    return number("posting_reminder", day) or 0


def interest_answer(day: date) -> int:
    """How many calendar days a poster has to answer an interest. Fall-back: 7."""
    return number("interest_answer", day) or 0


def link_ladder(day: date) -> list[int]:
    """After how many days without a step people are reminded. Fall-back: 7, 14, 21, 30."""
    return sorted(_read("link_ladder", day, notations.distances) or [])


def is_set(key: str, day: date) -> bool:
    """Something holds that was entered, if only as an example: no fall-back is used."""
    return bool(charter.value_on(key, day))


def number(key: str, day: date) -> int | None:
    """A setting that is a number; None while neither it nor a fall-back is there."""
    return _read(key, day, int)


def text(key: str, day: date) -> str:
    """The value of a choice: one of its own, or the fall-back."""
    value = charter.value_on(key, day)
    return value if value in RULES[key].choices else RULES[key].fallback


def _read(key: str, day: date, reader: Callable[[str], Read]) -> Read | None:
    """What holds on this day, else the fall-back, else nothing."""
    found = _set(key, day, reader)
    if found is None and RULES[key].fallback:
        return reader(RULES[key].fallback)
    return found


def _set(key: str, day: date, reader: Callable[[str], Read]) -> Read | None:
    """What was entered for this day, if it can be read."""
    value = charter.value_on(key, day)
    try:
        return reader(value) if value else None
    except (Unreadable, ValueError):
        return None
