"""Speakers: who spoke at which activity, and which of them stand in the expert library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, cast, select

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.activities.counting import DONE
from kb.db import db
from kb.libraries.experts import Expert
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record, Visibility
from kb.text.folding import fold


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
    held = Activity.progress.in_(DONE), readable_by(reader)
    query = select(Activity).where(cast(Activity.speakers, String).contains(expert.number), *held)
    return [
        Talk(one.get("topic", ""), activity.title, f"/activities/{activity.number}", day)
        for activity in db.session.scalars(query.order_by(Activity.starts_on.desc()))
        for day in [activity.starts_on]
        for one in activity.speakers
        if one.get("number") == expert.number
    ]
