"""What Tantivy counts: facets, as columns that are quick to run through.

A column with one value for every document is read five times as fast as one where some have none,
and fifteen times as fast as one where some have several. So a document without a value has an
empty one, and several values that are few in all are one key besides.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import tantivy
from tantivy import Searcher

from kb.search.engine import FACETS, Document

SINGLE = ("kind", "city", "member", "year")
"""Facets of which a document has one value at most."""
JOINED = {"theme": "themes"}
"""Facets with few values, and the column that has all values of a document in one."""

_NAMED = 40
_MOST = dict.fromkeys(FACETS, _NAMED) | {"tag": 16}
"""Values of one facet that are counted, the most frequent ones. Of thousands of tags a page has
room for a dozen.
"""
_ALL = 300
"""The same of the facet that holds the choices of all kinds, and of one with a filter: what is
chosen has a count even when it is rare.
"""
_KEYS = 1000
"""Different keys of a joined column; where there are more, the values are counted themselves."""
_EVERY = 1_000_000
"""Values that each part of an index hands in. Were it fewer, one that is rare in one part and
frequent in another would be counted short.
"""

Counts = dict[str, Sequence[tuple[str, int]]]


def add_columns(schema: tantivy.SchemaBuilder) -> None:
    for name in (*FACETS, *JOINED.values()):
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")


def add_values(made: tantivy.Document, document: Document) -> None:
    for facet in FACETS:
        values = list(dict.fromkeys(document.facets.get(facet, ())))
        for value in values or ([""] if facet in SINGLE else []):
            made.add_text(facet, value)
        if facet in JOINED:
            made.add_text(JOINED[facet], "\n".join(sorted(values)))


def total(searcher: Searcher, matching: tantivy.Query) -> int:
    found = searcher.aggregate(matching, {"total": _TOTAL})
    return int(found["total"]["value"])


def counted(
    searcher: Searcher, matching: tantivy.Query, facets: Sequence[str], most: bool = True
) -> tuple[int, Counts]:
    """How many documents there are, and the values of these facets with their counts. `most` of
    the time the frequent ones are enough.
    """
    some = most and "trait" not in facets
    asked = {
        facet: _terms(searcher, JOINED[facet], _KEYS)
        if facet in JOINED
        else _terms(searcher, facet, (_MOST[facet] if some else _ALL) + 1)
        for facet in facets
    }
    found = searcher.aggregate(matching, {"total": _TOTAL} | asked)
    counts: Counts = {}
    for facet in facets:
        values = _counts(found[facet])
        if facet in JOINED and found[facet]["sum_other_doc_count"]:
            again = searcher.aggregate(matching, {facet: _terms(searcher, facet, _ALL)})
            values = _counts(again[facet])
        elif facet in JOINED:
            values = _parted(values)
        values.pop("", None)
        counts[facet] = sorted(values.items(), key=lambda each: (-each[1], each[0]))
    return int(found["total"]["value"]), counts


_TOTAL = {"value_count": {"field": "id"}}


def _terms(searcher: Searcher, field: str, size: int) -> dict[str, Any]:
    apart = {"segment_size": _EVERY} if searcher.num_segments > 1 else {}
    return {"terms": {"field": field, "size": size} | apart}


def _counts(found: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}


def _parted(keys: Mapping[str, int]) -> dict[str, int]:
    """The counts of single values from those of keys that hold several."""
    counts: Counter[str] = Counter()
    for key, count in keys.items():
        for value in key.split("\n"):
            counts[value] += count
    return counts
