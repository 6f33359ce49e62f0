"""What Tantivy is asked: its schema, and the node tree of a query as Tantivy's own queries."""

from collections.abc import Iterable, Mapping

import tantivy
from tantivy import Occur, Query

from kb.search import analysis
from kb.search.beginnings import exact, ways
from kb.search.engine import FACETS, All, Everything, Node, Phrase, Some, Without, Word
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
    for name in FACETS:
        made.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
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


def tree(node: Node, scored: bool) -> Query:
    """The node as Tantivy runs it; without scores only what decides whether a document matches."""
    match node:
        case Word() | Phrase():
            return _words(node.text, node.field, scored)
        case All():
            parts = [
                (Occur.MustNot, tree(part.part, False))
                if isinstance(part, Without)
                else (Occur.Must, tree(part, scored))
                for part in node.parts
            ]
            if all(isinstance(part, Without) for part in node.parts):
                parts.append(_EVERY)
            return _with_typed(Query.boolean_query(parts), node, scored)
        case Some():
            some = [(Occur.Should, tree(part, scored)) for part in node.parts]
            return _with_typed(Query.boolean_query(some, node.minimum), node, scored)
        case Without():
            return Query.boolean_query([_EVERY, (Occur.MustNot, tree(node.part, False))])
        case Everything():
            return Query.all_query()


_EVERY = (Occur.Must, Query.const_score_query(Query.all_query(), 0.0))


def _with_typed(query: Query, node: All | Some, scored: bool) -> Query:
    """What was typed, whole, ranks higher; of a question all its pieces tell, not only words."""
    if not (scored and node.typed):
        return query
    found = analysis.sparse(analysis.run(node.typed))
    better = [Query.const_score_query(_term("exact", exact(node.typed)), analysis.EXACT)]
    if found:
        whole = _run(analysis.where_whole(node.typed), found)
        better.append(Query.boost_query(whole, analysis.TYPED_WHOLE))
    if isinstance(node, Some) and node.minimum * 2 < len(node.parts):
        pieces = dict.fromkeys(analysis.run(node.typed))
        better += [Query.term_query(SCHEMA, "text", piece, "freq") for piece in pieces]
    return Query.boolean_query([(Occur.Must, query), *((Occur.Should, one) for one in better)])


def _words(text: str, field: str, scored: bool) -> Query:
    """What was typed as this very run of characters: in its field, or anywhere."""
    if field in analysis.VALUES:
        return Query.const_score_query(_term(field, text), 0.0)
    found = analysis.sparse(analysis.run(text))
    if not found:
        return Query.empty_query()
    if not field and analysis.is_known(text):
        found = [(0, fold(text))]
    query = _run(analysis.TEXTS[field], found)
    if not scored:
        return query
    whole = Query.const_score_query(_term("exact", exact(text)), analysis.EXACT)
    return Query.boolean_query([(Occur.Must, query), (Occur.Should, whole)])


def _run(field: str, found: list[tuple[int, str]]) -> Query:
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
