"""Speakers: who spoke at which activity, and which of them stand in the expert library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, cast, select

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.activities.counting import DONE, IS_ACTIVITY
from kb.db import db
from kb.libraries.experts import Expert
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record, Visibility
from kb.text.folding import fold
from kb.web.tallies import tallied


def require_known(number: str, name: str) -> str:
    """The number as the expert library has it. Raises ValueError for one that is not there.

    The name is compared only with a profile that everybody may read: of others nothing is told.
    """
    number = number.strip().upper()
    wanted = Expert.number == number, Record.published_at.is_not(None)
    found = db.session.execute(
        select(Expert.title, Expert.visibility).where(*wanted, Record.withdrawn_at.is_(None))
    ).first()
    if found is None:
        raise ValueError(
            _("The expert library has no %(number)s. Leave it empty.", number=number[:20])
        )
    if found.visibility is Visibility.PUBLIC and fold(found.title) != fold(name):
        raise ValueError(
            _("%(number)s is %(title)s in the library.", number=number, title=found.title)
        )
    return number


def profiles(speakers: Iterable[Mapping[str, Any]], reader: User | None) -> frozenset[str]:
    """The numbers of those whose profile this reader may open."""
    numbers = {str(one["number"]) for one in speakers if one.get("number")}
    if not numbers:
        return frozenset()
    query = select(Expert.number).where(Expert.number.in_(numbers), readable_by(reader))
    return frozenset(number for number in db.session.scalars(query) if number)


@dataclass(frozen=True)
class Talk:
    """What an expert spoke about, and where."""

    topic: str
    title: str
    href: str
    day: date | None


def talks_of(expert: Expert, reader: User | None) -> list[Talk]:
    """The talks that this expert gave at activities which this reader may see, newest first."""
    if not expert.number:
        return []
    by_speaker = tallied(("talks", audiences(reader)), lambda: _all_talks(reader))
    return by_speaker.get(expert.number, [])


def _all_talks(reader: User | None) -> dict[str, list[Talk]]:
    """By the expert's number: which activities name one stands in no index."""
    names = (Activity.speakers, Activity.title, Activity.number, Activity.starts_on)
    is_seen = (IS_ACTIVITY, Activity.progress.in_(DONE), readable_by(reader))
    query = select(*names).where(cast(Activity.speakers, String) != "[]", *is_seen)
    found: dict[str, list[Talk]] = {}
    newest = (Activity.starts_on.desc(), Activity.id)
    for speakers, title, number, day in db.session.execute(query.order_by(*newest)):
        for one in speakers:
            if one.get("number"):
                talk = Talk(one.get("topic", ""), title, f"/activities/{number}", day)
                found.setdefault(one["number"], []).append(talk)
    return found
