"""Duplicates: records that may tell the same as one that is being written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.db import db
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record
from kb.search.alike import alike, asking
from kb.text.folding import fold

LIKE = 70
"""From this likeness on, of 100, a title is worth a look."""
SHORTEST = 4
"""Signs of a title that says enough to be compared."""
SHOWN = 5
LOOKED_AT = 500
TEXT_LIKE = 60
"""From this likeness on, of 100, a text is worth a look."""
FEWEST_PAIRS = 40
"""A shorter text says too little to be compared."""
COMPARED = 5000
"""Characters of each text that are compared."""
CANDIDATES = 10
"""Records whose text is looked at."""
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Twin:
    """A record that may tell the same, and how like its title is, of 100; 0 for not at all."""

    title: str
    href: str
    likeness: int
    text_likeness: int = 0
    """How like its text is, of 100."""


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
    likest = sorted(found, key=lambda twin: -twin.likeness)[:SHOWN]
    if len(likest) == SHOWN or apart:
        return likest
    known = {twin.href for twin in likest}
    others = in_text(kind, said, reader, but)
    more = [Twin(*_named(kind, row), 0, share) for row, share in others]
    return [*likest, *(twin for twin in more if twin.href not in known)][:SHOWN]


def _named(kind: RecordKind, record: Record) -> tuple[str, str]:
    return record.title, f"/{kind.slug}/{record.address}"


def in_text(
    kind: RecordKind, said: Mapping[str, Any], reader: User, but: Record | None = None
) -> list[tuple[Record, int]]:
    """Published records of this kind, readable for this person, whose text is like what is said,
    whatever they are called; with the share of 100. Candidates come from the index.
    """
    title = str(said.get("title") or "")
    text = "\n".join(str(said.get(name) or "") for name in ("summary", *kind.model.text_fields))
    own = _pairs(text)
    if len(own) < FEWEST_PAIRS:
        return []
    without = {but.id} if but is not None else set()
    wanted = asking(title, text)
    ids = alike(site().index, wanted, audiences(reader), without, kind.name, CANDIDATES)
    query = select(Record).where(Record.id.in_(ids), readable_by(reader))
    found = []
    for record in db.session.scalars(query.options(joinedload(Record.text))):
        plain = record.text.plain if record.text else ""
        share = _dice(own, _pairs(f"{record.summary}\n{plain}"))
        if share >= TEXT_LIKE and _figures(title) == _figures(record.title):
            found.append((record, share))
    return sorted(found, key=lambda pair: -pair[1])


def _pairs(text: str) -> frozenset[str]:
    """The pairs of characters that follow each other."""
    plain = _plain(text[:COMPARED])
    return frozenset(a + b for a, b in pairwise(plain))


def _dice(one: frozenset[str], other: frozenset[str]) -> int:
    """Twice what they share of what both have, of 100."""
    return round(200 * len(one & other) / (len(one) + len(other)))


def _figures(title: str) -> list[str]:
    return re.findall(r"\d+", fold(title))


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
