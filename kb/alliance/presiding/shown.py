"""Shown: terms and changes as the pages of the rotation draw them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.alliance import agreeing, names, terms
from kb.alliance.terms import Term
from kb.alliance.turn_changes import ChangeState, TurnChange
from kb.alliance.turns import TurnKind
from kb.publishing.permissions import OUTSIDE, is_known, is_staff

NEAR = 8
"""How many of the planned terms are in the table at once."""
WIDTH = 1000
"""Of the picture, in its own units."""
TONES = {
    ChangeState.PROPOSED: "sand",
    ChangeState.IN_FORCE: "green",
    ChangeState.DECLINED: "coral",
    ChangeState.WITHDRAWN: "plain",
}


def lines(rows: Sequence[Term], day: date) -> list[dict[str, Any]]:
    """The terms as rows of a table; those of the order are counted."""
    shown, number, found = names.city_names(), 0, []
    for term in rows:
        acts = term.kind is TurnKind.ACTING
        number += not acts
        whose = shown.get(term.turn_of, term.turn_of)
        found.append(
            {
                "number": None if acts else number,
                "city": shown.get(term.city_slug, term.city_slug),
                "starts_on": term.starts_on,
                "ends_on": term.ends_on,
                "state": _state(term, day),
                "state_label": _state_label(term, day),
                "kind": _("Acts for %(city)s", city=whose) if acts else str(term.kind.label),
                "acts": acts,
                "change": term.change.address if term.change else "",
                "source": term.source,
            }
        )
    return found


def _state(term: Term, day: date) -> str:
    if term.ends_on < day:
        return "past"
    return "now" if term.starts_on <= day else "later"


def _state_label(term: Term, day: date) -> str:
    words = {"past": _("over"), "now": _("presides now"), "later": _("planned")}
    return str(words[_state(term, day)])


def picture(rows: Sequence[Term], day: date) -> dict[str, Any] | None:
    """The same as a band of time for each city, in the order of the cities."""
    if not rows:
        return None
    first = min(term.starts_on for term in rows)
    span = (max(term.ends_on for term in rows) - first).days + 1

    def at(point: date) -> float:
        return round(WIDTH * (point - first).days / span, 1)

    present = {term.city_slug for term in rows}
    bands = [
        {
            "city": name,
            "bars": [
                {
                    "x": at(term.starts_on),
                    "width": round(WIDTH * ((term.ends_on - term.starts_on).days + 1) / span, 1),
                    "state": "acting" if term.kind is TurnKind.ACTING else _state(term, day),
                }
                for term in rows
                if term.city_slug == slug
            ],
        }
        for slug, name in names.city_names().items()
        if slug in present
    ]
    here = at(day) if first <= day <= max(term.ends_on for term in rows) else None
    years = range(first.year, first.year + span // 365 + 2)
    marks = [{"year": year, "x": at(date(year, 1, 1))} for year in years]
    marks = [mark for mark in marks if 0 <= mark["x"] < WIDTH]
    step = len(marks) // 6 + 1
    return {"bands": bands, "here": here, "years": marks[::step], "width": WIDTH}


def may_follow(reader: User | None) -> bool:
    """Belongs to the alliance, and reads of changes that do not count (yet) as well."""
    return reader is not None and is_known(reader) and reader.role not in OUTSIDE


def may_see(reader: User | None, change: TurnChange) -> bool:
    """Everybody reads what counts, the alliance all the others too."""
    return change.state is ChangeState.IN_FORCE or may_follow(reader)


def change(found: TurnChange, reader: User | None) -> dict[str, Any]:
    """One change with what the reader can do about it."""
    open_states = (ChangeState.PROPOSED, ChangeState.IN_FORCE)
    return {
        "href": found.address,
        "title": agreeing.named(found),
        "state": str(found.state.label),
        "tone": TONES[found.state],
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "turn_on": found.turn_on,
        "reason": found.reason,
        "resolution": found.resolution,
        "consents": _consents(found, reader),
        "declined": found.decline_reason if may_follow(reader) else "",
        "version": found.version,
        "may_consent": agreeing.may_consent(reader, found),
        "may_withdraw": is_staff(reader) and found.state in open_states,
    }


def _consents(found: TurnChange, reader: User | None) -> list[dict[str, Any]]:
    """Which city agreed when; by whom, is for the alliance."""
    if found.other_slug is None or found.kind.value != "swap":
        return []
    shown, inside = names.city_names(), may_follow(reader)
    sides = (
        (found.city_slug, found.city_at, found.city_by),
        (found.other_slug, found.other_at, found.other_by),
    )
    return [
        {
            "city": shown.get(slug, slug),
            "at": at,
            "by": by.display_name if by is not None and inside else "",
        }
        for slug, at, by in sides
    ]


def differs(day: date) -> bool:
    """Whether the table of terms is not what charter and changes give."""
    made = [(t.city, t.starts_on, t.ends_on) for t in terms.plan_on(day).turns if t.starts_on > day]
    rows = [t for t in terms.all_terms() if t.kind is not TurnKind.ACTING and t.starts_on > day]
    return bool(made) and made != [(t.city_slug, t.starts_on, t.ends_on) for t in rows]
