"""What Tantivy is asked: its schema, and the node tree of a query as Tantivy's own queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import comb

import tantivy
from tantivy import FieldType, Occur, Query, Searcher

from kb.search import analysis
from kb.search.beginnings import exact, ways
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
    terms = [(Occur.Should, _term(field, value)) for value in sorted(values)]
    return Query.const_score_query(Query.boolean_query(terms), 0.0)


def ranked(node: Node, near_city: str, searcher: Searcher) -> Query:
    """What the node finds, a little higher what is of the city nearby, and on top the record that
    is called just as the node or one of its words. Most words are no title: to ask for those
    would cost as much as the words themselves.
    """
    names = dict.fromkeys(exact(text) for text in _texts(node))
    called = [
        (Occur.Should, Query.const_score_query(_term("exact", name), analysis.EXACT))
        for name in names
        if searcher.doc_freq("exact", name)
    ]
    if near_city:
        nearby = Query.const_score_query(_term("city", near_city), analysis.NEARBY)
        called.append((Occur.Should, nearby))
    found = tree(node, True)
    return Query.boolean_query([(Occur.Must, found), *called]) if called else found


def is_loose(node: Node) -> bool:
    """Whether what is ranked need not match: it may hold fewer of some words than it must."""
    match node:
        case Some():
            return bool(node.pieces) or node.minimum > 1 or any(map(is_loose, node.parts))
        case All():
            return bool(node.pieces) or any(map(is_loose, node.parts))
        case _:
            return False


def _texts(node: Node) -> Iterator[str]:
    """What may be the name of a record that is looked for."""
    match node:
        case Word() | Phrase():
            stands_in = isinstance(node, Word) and node.weight < 1
            if node.field not in analysis.VALUES and not stands_in:
                yield node.text
        case All() | Some():
            if node.typed:
                yield node.typed
            if not node.pieces:  # A sentence tells of more than one of its words.
                for part in node.parts:
                    yield from _texts(part)


def tree(node: Node, scored: bool) -> Query:
    """The node as Tantivy runs it; without scores only what decides whether a document matches.

    With scores it may find more, see `is_loose`: to count words while scoring takes five times as
    long as to score what has any.
    """
    match node:
        case Word(weight=weight) if scored and weight != 1:
            return Query.boost_query(_words(node.text, node.field), weight)
        case Word() | Phrase():
            return _words(node.text, node.field)
        case All() | Some():
            if scored and node.pieces:
                return _any(Query.term_query(SCHEMA, "text", one, "freq") for one in node.pieces)
            found = _every(node, scored) if isinstance(node, All) else _some(node, scored)
            return _with_typed(found, node.typed) if scored else found
        case Without():
            return Query.boolean_query([_EVERY, (Occur.MustNot, tree(node.part, False))])
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


def _any(queries: Iterable[Query], minimum: int = 1) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum)


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


_EVERY = (Occur.Must, Query.const_score_query(Query.all_query(), 0.0))


def _every(node: All, scored: bool) -> Query:
    parts = [
        (Occur.MustNot, tree(part.part, False))
        if isinstance(part, Without)
        else (Occur.Must, tree(part, scored))
        for part in node.parts
    ]
    if all(isinstance(part, Without) for part in node.parts):
        parts.append(_EVERY)
    return Query.boolean_query(parts)


def _some(node: Some, scored: bool) -> Query:
    some = [tree(part, scored) for part in node.parts]
    if scored:
        return _any(some)
    if node.minimum > 1 and comb(len(some), node.minimum) <= _MOST_WAYS:
        return _any([_all(way) for way in combinations(some, node.minimum)])
    return _any(some, node.minimum)


def _with_typed(found: Query, typed: str) -> Query:
    """What was typed, whole, ranks higher."""
    terms = _terms(typed) if typed else ()
    if not terms:
        return found
    whole = Query.boost_query(_run(analysis.where_whole(typed), terms), analysis.TYPED_WHOLE)
    return Query.boolean_query([(Occur.Must, found), (Occur.Should, whole)])


def _words(text: str, field: str) -> Query:
    """What was typed as this very run of characters: in its field, or anywhere."""
    if field == SOUND:  # Of one that is called so from the beginning it is probably the name.
        sounds = (_term("starts", text), _term("starts", f"^{text}"))
        return _any(Query.const_score_query(sound, 1.0) for sound in sounds)
    if field in analysis.VALUES:
        return Query.const_score_query(_term(field, text), 0.0)
    found = analysis.sparse(analysis.run(text)) if field else _terms(text)
    return _run(analysis.TEXTS[field], found) if found else Query.empty_query()


@lru_cache(maxsize=256)
def _terms(text: str) -> Sequence[tuple[int, str]]:
    """What is looked for instead of these characters, with the places in their run. Asked several
    times for every word of a question.
    """
    known = analysis.is_known(text)
    return [(0, fold(text))] if known else analysis.sparse(analysis.run(text))


def _run(field: str, found: Sequence[tuple[int, str]]) -> Query:
    if len(found) == 1:
        return Query.term_query(SCHEMA, field, found[0][1], "freq")
    return Query.phrase_query(SCHEMA, field, list(found))


def _term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value, "basic")


def of_record(id: int) -> Query:
    """The document of one record. Deleting by term takes numbers for signed and finds nothing."""
    return Query.term_query(SCHEMA, "id", id, "basic")


def starting(typed: str) -> Query:
    """Documents with a title or name that may be meant, as far as it is typed."""
    run = analysis.sparse(analysis.run(typed))
    weighed = [
        (weight, _term(field, text) if field == "starts" else _run(field, run))
        for weight, field, text in ways(typed)
    ]
    return Query.boolean_query(
        [(Occur.Should, Query.const_score_query(way, weight)) for weight, way in weighed]
    )
