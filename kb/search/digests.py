"""Digests: one number for all that the index knows of a record, to compare it with the database."""

from collections.abc import Mapping
from dataclasses import fields
from hashlib import blake2b

from kb.search.engine import Document

_BYTES = 7
"""Wide enough for chance, narrow enough for any signed column."""


def digest(document: Document) -> int:
    """Of every field, so that a new one is part of it by itself. Tags have no order."""
    values = [getattr(document, each.name) for each in fields(document)]
    plain = [_unordered(value) if isinstance(value, Mapping) else value for value in values]
    return int.from_bytes(blake2b(repr(plain).encode(), digest_size=_BYTES).digest())


def _unordered(values: Mapping[str, object]) -> list[tuple[str, list[str]]]:
    return sorted(
        (name, sorted(map(str, each)))
        for name, each in values.items()
        if isinstance(each, list | tuple)
    )
