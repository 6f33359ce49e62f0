"""What Tantivy is asked: its schema, and the node tree of a query as Tantivy's own queries."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import comb

import tantivy
from tantivy import FieldType, Occur, Query, Searcher

from kb.search import analysis
from kb.search.beginnings import ways
from kb.search.engine import (
    YEARS,
    All,
    Between,
    Everything,
    Node,
    Phrase,
    Some,
    Without,
    Word,
)
from kb.search.sounds import SOUND
from kb.search.tantivy_counts import add_columns
from kb.text.folding import fold


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    made.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    made.add_text_field("shown", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("text", *analysis.FIELDS):
        made.add_text_field(name, tokenizer_name="whitespace")
    for name in ("exact", "starts", "near"):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    made.add_text_field("audience", tokenizer_name="raw", index_option="basic")
    add_columns(made)
    made.add_unsigned_field("newest", fast=True)
    made.add_unsigned_field("digest", fast=True)
    made.add_text_field("sort_title", fast=True, tokenizer_name="raw", index_option="basic")
    return made.build()


SCHEMA = _schema()


def narrowed(
    query: Query, audiences: frozenset[str] | None, filters: Mapping[str, frozenset[str]]
) -> Query:
    """The query within what the reader may find and has chosen; neither adds to the score."""
    chosen = [(name, values) for name, values in filters.items() if values]
    if audiences is not None:
        chosen.append(("audience", audiences))
    if not chosen:
        return query
    narrowing = [(Occur.Must, _any_value(name, values)) for name, values in chosen]
    return Query.boolean_query([(Occur.Must, query), *narrowing])


def _any_value(field: str, values: Iterable[str]) -> Query:
    terms = [(Occur.Should, term(field, value)) for value in sorted(values)]
    return Query.const_score_query(Query.boolean_query(terms), 0.0)


def tree(node: Node) -> Query:
    """What decides whether a document matches the node; it says nothing of how well."""
    match node:
        case Word() | Phrase():
            return _words(node.text, node.field)
        case All():
            return _every(node)
        case Some():
            return _some(node)
        case Without():
            return Query.boolean_query([_EVERY, (Occur.MustNot, tree(node.part))])
        case Between():
            return _between(node)
        case Everything():
            return Query.all_query()


def _between(node: Between) -> Query:
    if node.field == "day":
        low, high = max(node.low, 0), max(node.high, 0)
        asked = Query.range_query(
            SCHEMA, "newest", FieldType.Unsigned, low << 32, (high << 32) | 0xFFFFFFFF
        )
    else:
        years = range(max(node.low, YEARS.start), min(node.high + 1, YEARS.stop))
        asked = Query.term_set_query(SCHEMA, "year", list(map(str, years)))
    return Query.const_score_query(asked, 0.0)


_MOST_WAYS = 10
"""In so few ways can some of the words be there that Tantivy is quicker to look for each of them,
skipping what lacks a word, than to count the words of every document.
"""


def any_of(queries: Iterable[Query], minimum: int = 1) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum)


def all_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


_EVERY = (Occur.Must, Query.const_score_query(Query.all_query(), 0.0))


def _every(node: All) -> Query:
    parts = [
        (Occur.MustNot, tree(part.part)) if isinstance(part, Without) else (Occur.Must, tree(part))
        for part in node.parts
    ]
    if all(isinstance(part, Without) for part in node.parts):
        parts.append(_EVERY)
    return Query.boolean_query(parts)


def _some(node: Some) -> Query:
    some, minimum = list(map(tree, node.parts)), node.minimum
    if minimum == 1:
        return any_of(some)
    if minimum == 2:  # Each with any of those behind it: no two are looked for together twice.
        ways = ((one, any_of(some[at:])) for at, one in enumerate(some[:-1], 1))
        return any_of(map(all_of, ways))
    if comb(len(some), minimum) <= _MOST_WAYS:
        return any_of(map(all_of, combinations(some, minimum)))
    return any_of(some, minimum)


def _words(text: str, field: str) -> Query:
    """What was typed as this very run of characters: in its field, or anywhere."""
    if field == SOUND:  # Of one that is called so from the beginning it is probably the name.
        return term("starts", text)
    if field in analysis.VALUES:
        return Query.const_score_query(term(field, text), 0.0)
    found, row = terms(text, field), analysis.TEXTS[field]
    if len(found) < 2:
        return _run(row, found) if found else Query.empty_query()
    # To compare places takes longest, so all pairs must be there before.
    sure = (term(row, pair) for pair in meeting(text, field))
    return all_of((*sure, _run(row, found)))


@lru_cache(maxsize=512)
def terms(text: str, field: str) -> Sequence[tuple[int, str]]:
    """What is looked for instead of these characters, with the places in their run. Asked several
    times for every word of a question.
    """
    known = not field and analysis.is_known(text)
    return ((0, fold(text)),) if known else tuple(analysis.sparse(analysis.run(text)))


@lru_cache(maxsize=512)
def meeting(text: str, field: str) -> Sequence[str]:
    """The pairs of characters in between the terms."""
    run, own = analysis.run(text), {found for _place, found in terms(text, field)}
    return tuple({one for at, one in enumerate(run) if analysis.is_pair(run, at)} - own)


def _run(field: str, found: Sequence[tuple[int, str]]) -> Query:
    if len(found) == 1:
        return Query.term_query(SCHEMA, field, found[0][1], "freq")
    return Query.phrase_query(SCHEMA, field, list(found))


def term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value, "basic")


def of_record(id: int) -> Query:
    """The document of one record. Deleting by term takes numbers for signed and finds nothing."""
    return Query.term_query(SCHEMA, "id", id, "basic")


def digests(searcher: Searcher, first: int, last: int) -> dict[int, int]:
    """Of the documents with these ids, both included."""
    within = Query.range_query(SCHEMA, "id", FieldType.Unsigned, first, last)
    there: int = getattr(searcher.search(within, 1), "count", 0)  # The stub forgets it.
    found = [address for _, address in searcher.search(within, max(there, 1)).hits]
    ids, kept = (searcher.fast_field_values(name, found) for name in ("id", "digest"))
    return {int(id or 0): int(digest or 0) for id, digest in zip(ids, kept, strict=True)}


def starting(typed: str) -> Query:
    """Documents with a title or name that may be meant, as far as it is typed."""
    run = analysis.sparse(analysis.run(typed))
    weighed = [
        (weight, term(field, text) if field == "starts" else _run(field, run))
        for weight, field, text in ways(typed)
    ]
    return Query.boolean_query(
        [(Occur.Should, Query.const_score_query(way, weight)) for weight, way in weighed]
    )
