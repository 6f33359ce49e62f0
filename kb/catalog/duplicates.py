"""Duplicates: records that may tell the same as one that is being written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import func, or_, select

from kb.accounts.users import User
from kb.catalog.kind import RecordKind
from kb.db import db
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.text.folding import fold

LIKE = 70
"""From this likeness on, of 100, a title is worth a look."""
SHORTEST = 4
"""Signs of a title that says enough to be compared."""
SHOWN = 5
LOOKED_AT = 500
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Twin:
    """A record that may tell the same, and how like its title is, of 100."""

    title: str
    href: str
    likeness: int


def twins(
    kind: RecordKind, said: dict[str, Any], reader: User, but: Record | None = None
) -> list[Twin]:
    """Records of this kind that this person may read and that are like what is said, likest first.

    Titles that differ in a figure tell of different years or places, and are no twins.
    """
    title, apart = _plain(said.get("title", "")), kind.model.told_apart_by
    if len(title) < SHORTEST and not apart:
        return []
    columns = [getattr(kind.model, name) for name in apart]
    english = func.coalesce(func.nullif(Record.title_en, ""), Record.title)
    named = english if title.isascii() else Record.title
    own = Record.author_id == reader.id
    query = select(Record.id, Record.number, named, *columns).where(
        Record.kind == kind.name, or_(readable_by(reader), own)
    )
    if columns:
        query = query.join_from(Record, kind.model.__table__)
    rows = [row for row in db.session.execute(query) if but is None or row[0] != but.id]
    found = []
    for id, number, other, *traits in _near(str(said["title"]), rows):
        likeness = _likeness(title, _plain(other), bool(apart))
        same = [_plain(said.get(name, "")) for name in apart] == [_plain(one) for one in traits]
        if likeness >= LIKE and same:
            found.append(Twin(other, f"/{kind.slug}/{number or f'draft-{id}'}", likeness))
    return sorted(found, key=lambda twin: -twin.likeness)[:SHOWN]


def _near(title: str, rows: Sequence[Any]) -> Iterator[Any]:
    """The rows whose title is roughly like this one: a first look without folding is quick."""
    titles = [row[2] for row in rows]
    near = process.extract(title, titles, scorer=fuzz.ratio, score_cutoff=LIKE / 2, limit=LOOKED_AT)
    for _other, _share, place in near:
        yield rows[place]


def _likeness(title: str, other: str, exactly: bool) -> int:
    if title == other:
        return 100 if title else 0
    if exactly or re.findall(r"\d+", title) != re.findall(r"\d+", other):
        return 0
    return int(fuzz.ratio(title, other, score_cutoff=LIKE))


def _plain(text: object) -> str:
    return _SIGNS.sub("", fold(str(text)))
