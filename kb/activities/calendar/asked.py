"""Asked: of which city, member, kind and manner activities are wanted, and their addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, select

from kb.accounts.users import User
from kb.activities.activities import Activity, ActivityKind, Mode
from kb.alliance import names
from kb.db import db
from kb.publishing.permissions import readable_by

BETWEEN = "~"
"""Parts the words of a feed's address; no slug has it."""


@dataclass(frozen=True)
class Asked:
    """Empty words are any. What there is not is any, too."""

    city: str = ""
    member: str = ""
    kind: str = ""
    mode: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        offered = choices()
        words = {name: given.get(name, "") for name in NAMES}
        return cls(**{name: word for name, word in words.items() if word in offered[name]})

    @classmethod
    def of_token(cls, token: str) -> "Asked | None":
        """Out of a feed's address; None for any other text."""
        words = [] if token == "all" else token.split(BETWEEN)
        if words and len(words) != len(NAMES):
            return None
        given = dict(zip(NAMES, words, strict=False))
        found = cls.of(given)
        return found if all(getattr(found, name) == word for name, word in given.items()) else None

    @property
    def token(self) -> str:
        """Short enough to be read out: `rizhao~~forum~`."""
        words = [getattr(self, name) for name in NAMES]
        return BETWEEN.join(words) if any(words) else "all"

    def address(self, path: str, **more: str) -> str:
        """That page with this filter."""
        query = {name: getattr(self, name) for name in NAMES} | more
        chosen = {name: word for name, word in query.items() if word}
        return f"{path}?{urlencode(chosen)}" if chosen else path

    @property
    def list_address(self) -> str:
        """The shared list, which calls the kind by its column."""
        chosen = {"city": self.city, "member": self.member, "activity_kind": self.kind}
        words = {name: word for name, word in chosen.items() if word}
        return f"/activities?{urlencode(words)}" if words else "/activities"

    def rows(self, reader: User | None, *more: ColumnElement[bool]) -> Select[Activity]:
        """Those that this reader may see, in the order of their days."""
        columns = {
            "city": Activity.city,
            "member": Activity.member,
            "kind": Activity.activity_kind,
            "mode": Activity.mode,
        }
        wanted = [columns[name] == getattr(self, name) for name in NAMES if getattr(self, name)]
        rows = select(Activity).where(readable_by(reader), *wanted, *more)
        return rows.order_by(Activity.starts_on, Activity.id)


NAMES = tuple(field.name for field in fields(Asked))


def choices() -> dict[str, dict[str, Any]]:
    """What each filter offers: value and words."""
    return {
        "city": dict(names.city_names()),
        "member": dict(names.member_names()),
        "kind": {kind.value: kind.label for kind in ActivityKind},
        "mode": {mode.value: mode.label for mode in Mode},
    }


def between(first: date, last: date) -> ColumnElement[bool]:
    """Some day of it lies in this time, both ends counted."""
    return (Activity.starts_on <= last) & (
        func.coalesce(Activity.ends_on, Activity.starts_on) >= first
    )


def found(asked: Asked, reader: User | None, first: date, last: date) -> Sequence[Activity]:
    return db.session.scalars(asked.rows(reader, between(first, last))).all()
