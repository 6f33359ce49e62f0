"""Duplicates: records that may be the same thing as one under review."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from kb.db import db
from kb.publishing.records import Record
from kb.publishing.revisions import latest
from kb.text.folding import clean, fold

ALIKE = 0.6
"""So much of their pairs of characters two titles share, of 1, to be pointed out."""
MOST = 5


@dataclass(frozen=True)
class Duplicate:
    record: Record
    likeness: float
    same_unit: bool
    """Same title and unit: of experts, most probably the same person."""


def alike(record: Record, content: Mapping[str, Any]) -> list[Duplicate]:
    """Other records of the kind with a similar title, the most similar first."""
    title = str(content.get("title") or "")
    wanted = _pairs(title)
    if not wanted:
        return []
    others = select(Record.id, Record.title).where(
        Record.kind == record.kind, Record.id != record.id, Record.withdrawn_at.is_(None)
    )
    signs = frozenset("".join(wanted)) | frozenset(title)
    near = (row for row in db.session.execute(others) if _may_be(signs, row.title))
    weighed = ((_likeness(wanted, _pairs(row.title)), row.id) for row in near)
    best = sorted(((value, key) for value, key in weighed if value >= ALIKE), reverse=True)[:MOST]
    rows = {found.id: found for found in _loaded([key for _value, key in best])}
    unit = fold(str(content.get("unit") or ""))
    return [
        Duplicate(rows[key], value, _is_same(rows[key], title, unit))
        for value, key in best
        if key in rows
    ]


def _may_be(signs: frozenset[str], title: str) -> bool:
    """Whether it is worth a closer look: of most titles too few signs are the same."""
    own = set(title.lower())
    return 3 * len(own & signs) >= len(own)


def _loaded(ids: list[int]) -> list[Record]:
    return list(db.session.scalars(select(Record).where(Record.id.in_(ids))))


def _is_same(other: Record, title: str, unit: str) -> bool:
    if not unit or fold(other.title) != fold(title):
        return False
    # Of the newest version: the row holds only what its readers may know.
    newest = latest(other)
    written = (newest.content.get("unit") if newest else "") or getattr(other, "unit", "")
    return fold(str(written or "")) == unit


def _pairs(text: str) -> frozenset[str]:
    letters = [sign for sign in fold(clean(text)) if sign.isalnum()]
    if len(letters) == 1:
        return frozenset(letters)
    return frozenset(a + b for a, b in pairwise(letters))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's measure: twice what they share of what both have."""
    return 2 * len(one & other) / (len(one) + len(other)) if other else 0.0
