"""Fairness: what each city has carried, in the fixed order of the cities and without a ranking."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from kb.accounts.users import User
from kb.activities import counting
from kb.alliance import names, terms
from kb.alliance.terms import Term
from kb.alliance.turns import TurnKind
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.meetings import AFTER, Meeting


@dataclass(frozen=True)
class Share:
    """Of one city, up to a day."""

    city: str
    name: str
    terms: int
    """Turns that have begun, its own ones; acting is none."""
    days: int
    """Days in the chair, those on which it acted counted and those given up not."""
    meetings: int
    items: int
    activities: int


def ledger(day: date, reader: User | None) -> list[Share]:
    """One share for each city. Activities are those held or reported that the reader may see."""
    rows = [term for term in terms.all_terms() if term.starts_on <= day]
    served = Counter(term.city_slug for term in rows if term.kind is not TurnKind.ACTING)
    presided = _presided(rows, day)
    meetings, items, activities = _meetings(), _items(), counting.done_by_city(reader)
    return [
        Share(
            city=slug,
            name=name,
            terms=served[slug],
            days=presided.get(slug, 0),
            meetings=meetings.get(slug, 0),
            items=items.get(slug, 0),
            activities=activities.get(slug, 0),
        )
        for slug, name in names.city_names().items()
    ]


def _presided(rows: list[Term], day: date) -> Mapping[str, int]:
    """Days in the chair by city, up to this day."""
    found: Counter[str] = Counter()
    acted = [term for term in rows if term.kind is TurnKind.ACTING]
    for term in rows:
        found[term.city_slug] += _common(term.starts_on, min(term.ends_on, day), term)
        if term.kind is not TurnKind.ACTING:
            given_up = (_common(a.starts_on, min(a.ends_on, day), term) for a in acted)
            found[term.city_slug] -= sum(given_up)
    return found


def _common(first: date, last: date, term: Term) -> int:
    """How many of these days lie in the term."""
    return max(0, (min(last, term.ends_on) - max(first, term.starts_on)).days + 1)


def _meetings() -> Mapping[str | None, int]:
    """Held in the city."""
    held = select(Meeting.city_slug, func.count()).where(Meeting.state.in_(AFTER))
    return dict(db.session.execute(held.group_by(Meeting.city_slug)).all())


def _items() -> Mapping[str | None, int]:
    """Proposed by the city and taken onto an agenda."""
    raised = select(AgendaItem.proposer_city, func.count())
    raised = raised.where(AgendaItem.state == ItemState.ACCEPTED)
    return dict(db.session.execute(raised.group_by(AgendaItem.proposer_city)).all())
