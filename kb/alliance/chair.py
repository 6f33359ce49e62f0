"""Chair: who presides on a day and who is next, as pages show it."""

from collections import Counter
from datetime import date
from typing import Any

from flask_babel import gettext as _

from kb.alliance import names, terms
from kb.alliance.terms import Term
from kb.alliance.turns import TurnKind


def chair(day: date) -> dict[str, Any]:
    """From the terms on record; on acting days the acting city presides, for whom is said."""
    now, after = terms.presiding(day), terms.following(day)
    return {
        "now": _term(now, day),
        "next": _term(after, day),
        "rota": _rota(day, now, after),
        "empty": _("No term of the chair is on record yet; the secretariat enters it."),
    }


def _term(term: Term | None, day: date) -> dict[str, Any] | None:
    if term is None:
        return None
    shown = names.city_names()
    acts = term.kind is TurnKind.ACTING
    return {
        "city": shown.get(term.city_slug, term.city_slug),
        "city_slug": term.city_slug,
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
        "days_left": (term.ends_on - day).days,
        "acts_for": shown.get(term.turn_of, term.turn_of) if acts else "",
    }


def _rota(day: date, now: Term | None, after: Term | None) -> list[dict[str, str]]:
    """Every city in the official order: who has presided in this round, presides, is next."""
    begun = Counter(
        term.city_slug
        for term in terms.all_terms()
        if term.kind is not TurnKind.ACTING and term.starts_on <= day
    )
    most = max(begun.values(), default=0)
    planned = after is not None
    found = []
    for slug, name in names.city_names().items():
        if now is not None and now.city_slug == slug:
            state = "now"
        elif after is not None and after.city_slug == slug:
            state = "next"
        elif most and begun[slug] == most:
            state = "past"
        else:
            state = "later" if planned else "none"
        found.append({"short": name, "state": state})
    return found
