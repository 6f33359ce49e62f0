"""Reasons: why a city is next in the chair, as facts and as a sentence for everybody."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from kb.alliance import names, terms
from kb.alliance.turn_changes import TurnChange
from kb.alliance.turns import Plan, Turn, TurnKind
from kb.db import db
from kb.web.filters import long_date
from kb.web.languages import in_english


@dataclass(frozen=True)
class Why:
    """What the plan knows about one turn."""

    city: str
    starts_on: date
    ends_on: date
    before: str
    """Who presides until then; empty of the first turn."""
    kind: TurnKind
    turn_of: str
    passed: tuple[str, ...]
    served: int
    """How many turns the city has had before."""
    last_day: date | None
    """Of its latest one."""
    key: int | None
    """The change that made it so."""


def why(plan: Plan, city: str, day: date) -> Why | None:
    """The facts of this city's next turn after the day; None where the plan has none."""
    for number, turn in enumerate(plan.turns):
        if turn.city == city and turn.starts_on > day:
            return _facts(plan.turns[:number], turn)
    return None


def _facts(before: tuple[Turn, ...], turn: Turn) -> Why:
    own = [each for each in before if each.city == turn.city]
    return Why(
        city=turn.city,
        starts_on=turn.starts_on,
        ends_on=turn.ends_on,
        before=before[-1].city if before else "",
        kind=turn.kind,
        turn_of=turn.turn_of,
        passed=turn.passed,
        served=len(own),
        last_day=own[-1].ends_on if own else None,
        key=turn.key,
    )


def next_one(day: date) -> str:
    """Why the next city is next, in the reader's language; nothing while there is no plan."""
    plan = terms.plan_on(day)
    turn = next((each for each in plan.turns if each.starts_on > day), None)
    found = why(plan, turn.city, day) if turn else None
    return worded(found) if found else ""


def worded(facts: Why) -> str:
    """Facts as sentences, each standing for itself."""
    blank = " " if in_english() else ""
    return blank.join([_first_sentence(facts), *_skipped(facts), _served(facts)])


def _first_sentence(facts: Why) -> str:
    shown = names.city_names()
    city, before = shown.get(facts.city, facts.city), shown.get(facts.before, facts.before)
    if facts.kind is TurnKind.SWAPPED:
        text = _(
            "It would be the turn of %(owner)s; it is swapped, so %(city)s presides. %(decided)s",
            owner=shown.get(facts.turn_of, facts.turn_of),
            city=city,
            decided=_decided(facts.key),
        )
    elif facts.kind is TurnKind.REPAID:
        text = _(
            "%(city)s has skipped its turn and makes up for it before anybody else goes on. "
            "%(decided)s",
            city=city,
            decided=_decided(facts.key),
        )
    elif not before:
        text = _("%(city)s presides first, as the charter says.", city=city)
    else:
        text = _(
            "By the charter's order the turn comes to %(city)s when the term of %(before)s ends.",
            city=city,
            before=before,
        )
    return str(text).strip()


def _decided(key: int | None) -> str:
    """Reason and decision of a change."""
    change = db.session.get(TurnChange, key) if key else None
    if change is None:
        return ""
    given = {"reason": change.reason, "resolution": change.resolution}
    return str(_("Reason: %(reason)s Decision: %(resolution)s", **given))


def _skipped(facts: Why) -> list[str]:
    shown = names.city_names()
    return [
        str(_("%(city)s skips here and presides in the turn after it.", city=shown.get(slug, slug)))
        for slug in facts.passed
    ]


def _served(facts: Why) -> str:
    city = names.city_names().get(facts.city, facts.city)
    if facts.last_day is None:
        return str(_("%(city)s has not presided before.", city=city))
    text = ngettext(
        "%(city)s has presided %(count)s time so far, until %(day)s.",
        "%(city)s has presided %(count)s times so far, until %(day)s.",
        facts.served,
        count=facts.served,
        city=city,
        day=long_date(facts.last_day),
    )
    return str(text)
