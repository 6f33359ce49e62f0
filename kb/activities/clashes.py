"""Clashes: activities that may be the same one, and those that another city holds on those days.

They warn and never stand in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from kb.accounts.users import User
from kb.activities.activities import Activity, Precision, Progress
from kb.db import db
from kb.publishing.permissions import readable_by
from kb.text.folding import fold

MOST = 5


@dataclass(frozen=True)
class Warnings:
    same: Sequence[Activity] = ()
    """Of the same title that begin on the same day."""
    clashing: Sequence[Activity] = ()
    """Of the same kind in another city on one of these days."""

    def __bool__(self) -> bool:
        return bool(self.same or self.clashing)


def warnings_of(
    facts: Mapping[str, Any], person: User | None, but: Activity | None = None
) -> Warnings:
    """What this person should know of activities that they may read or have written themselves."""
    first = facts.get("starts_on")
    if person is None or first is None or facts.get("progress") is Progress.CANCELLED:
        return Warnings()
    last = facts.get("ends_on") or first
    own = Activity.author_id == person.id
    query = (
        select(Activity)
        .where(or_(readable_by(person), own), Activity.withdrawn_at.is_(None))
        .where(Activity.progress != Progress.CANCELLED, Activity.starts_on <= last)
        .where(func.coalesce(Activity.ends_on, Activity.starts_on) >= first)
    )
    around = [one for one in db.session.scalars(query.order_by(Activity.id)) if one is not but]
    return Warnings(_same(facts, around), _clashing(facts, around))


def _same(facts: Mapping[str, Any], around: Sequence[Activity]) -> list[Activity]:
    title, first = fold(str(facts.get("title") or "")).strip(), facts["starts_on"]
    same = (one for one in around if one.starts_on == first and fold(one.title) == title)
    return list(same)[:MOST]


def _clashing(facts: Mapping[str, Any], around: Sequence[Activity]) -> list[Activity]:
    """Only days that are known to the day can clash."""
    city, kind = facts.get("city"), facts.get("activity_kind")
    if not city or facts.get("precision") is Precision.MONTH:
        return []
    return [
        one
        for one in around
        if one.city
        and one.city != city
        and one.activity_kind is kind
        and one.precision is Precision.DAY
    ][:MOST]
