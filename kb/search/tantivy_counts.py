"""What Tantivy counts: facets, as columns that are quick to run through.

A column with one value for every document is read five times as fast as one where some have none,
and fifteen times as fast as one where some have several. So a document without a value has an
empty one, and several values that are few in all are one key besides.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import tantivy
from tantivy import Searcher

from kb.search import tantivy_tags
from kb.search.engine import FACETS, Document
from kb.search.tantivy_tags import Numbers, Tags

SINGLE = ("kind", "city", "member", "year")
"""Facets of which a document has one value at most."""
JOINED = {"theme": "themes"}
"""Facets with few values, and the column that has all values of a document in one."""

_MOST = dict.fromkeys(FACETS, 40) | {"tag": 16}
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
_FEW = 500
"""Of so few documents all tags are quickly counted by name."""

Counts = dict[str, Sequence[tuple[str, int]]]


class Reader(NamedTuple):
    """One state of the index."""

    searcher: Searcher
    tags: Tags
    audiences: Mapping[str, int]
    """Who may find its documents, and how many are for each."""


def add_columns(schema: tantivy.SchemaBuilder) -> None:
    for name in (*FACETS, *JOINED.values()):
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    tantivy_tags.add_columns(schema)


def add_values(made: tantivy.Document, document: Document, numbers: Numbers) -> None:
    for facet in FACETS:
        values = list(dict.fromkeys(document.facets.get(facet, ())))
        for value in values or ([""] if facet in SINGLE else []):
            made.add_text(facet, value)
        if facet in JOINED:
            made.add_text(JOINED[facet], "\n".join(sorted(values)))
        if facet == "tag":
            tantivy_tags.add_numbers(made, numbers.of(values))


def most_frequent(
    reader: Reader, matching: tantivy.Query, facets: Sequence[str], most: int
) -> tuple[int, Counts]:
    """How many documents there are, and the frequent values of these facets with their counts.
    `most` is what is known of the former.
    """
    by_number = most > _FEW and bool(reader.tags.asked)
    asked = dict[str, Any]() if "kind" in facets else {"total": _TOTAL}
    for facet in facets:
        if facet == "tag" and by_number:
            asked |= reader.tags.asked
        elif facet in JOINED:
            asked[facet] = _terms(reader, JOINED[facet], _KEYS)
        else:
            # One more where one of them may be the empty value.
            size = _ALL if "trait" in facets else _MOST[facet] + (facet in SINGLE)
            asked[facet] = _terms(reader, facet, size)
    found = reader.searcher.aggregate(matching, asked)
    counts: Counts = {}
    for facet in facets:
        if facet == "tag" and by_number:
            tags = reader.tags.counts(found, matching)
            certain = reader.tags.is_certain(tags, _MOST["tag"])
            counts[facet] = _ordered(tags) if certain else every_value(reader, matching, facet)
            counts[facet] = counts[facet][: _MOST["tag"]]
        elif facet not in JOINED:
            counts[facet] = _ordered(_values(found[facet]))
        elif found[facet]["sum_other_doc_count"]:
            counts[facet] = every_value(reader, matching, facet)
        else:
            counts[facet] = _ordered(_parted(_values(found[facet])))
    if "total" in found:
        return int(found["total"]["value"]), counts
    return sum(_values(found["kind"]).values()) + found["kind"]["sum_other_doc_count"], counts


def every_value(reader: Reader, matching: tantivy.Query, facet: str) -> list[tuple[str, int]]:
    """The values of one facet with their counts, also rare ones."""
    found = reader.searcher.aggregate(matching, {facet: _terms(reader, facet, _ALL)})
    return _ordered(_values(found[facet]))


_TOTAL = {"value_count": {"field": "id"}}


def _terms(reader: Reader, field: str, size: int) -> dict[str, Any]:
    apart = {"segment_size": _EVERY} if reader.searcher.num_segments > 1 else {}
    return {"terms": {"field": field, "size": size} | apart}


def _values(found: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}


def _parted(keys: Mapping[str, int]) -> dict[str, int]:
    """The counts of single values from those of keys that hold several."""
    counts: Counter[str] = Counter()
    for key, count in keys.items():
        for value in key.split("\n"):
            counts[value] += count
    return counts


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    known = [(value, count) for value, count in counts.items() if value]
    return sorted(known, key=lambda each: (-each[1], each[0]))
