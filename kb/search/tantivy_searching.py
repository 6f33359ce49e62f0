"""How Tantivy is searched: the best hits of a query, how many there are, and their facets."""

from collections.abc import Sequence
from dataclasses import replace

import tantivy
from tantivy import Occur

from kb.search.engine import DEEPEST_HIT, Everything, Hits, Order, Query
from kb.search.tantivy_counts import Counts, Reader, every_value, most_frequent, total
from kb.search.tantivy_queries import SCHEMA, is_loose, narrowed, ranked, tree

_SPARE = 3
"""So many times what is asked for is looked at where some of it may hold too few words."""
_SELDOM = 200
"""Up to this hit. Further down it is quicker to ask for just what holds enough words."""


def found(reader: Reader, query: Query) -> Hits:
    # Tantivy makes room for all hits up to the last one asked for, and ends the process when
    # there is not so much memory.
    offset = min(query.offset, DEEPEST_HIT)
    query = replace(query, offset=offset, limit=max(min(query.limit, DEEPEST_HIT - offset), 0))
    by_relevance = query.order is Order.RELEVANCE and not isinstance(query.node, Everything)
    if by_relevance and is_loose(query.node):
        return _loosely(reader, query)
    result = _ranked(reader, query) if by_relevance else _ordered(reader, query)
    count: int = getattr(result, "count", 0)  # The stub forgets it.
    is_enough = query.facets and count >= query.enough
    facets = _facets(reader, query, count)[1] if is_enough else {}
    ids = _fresh_first(reader, result) if by_relevance else _ids(reader, result)
    return Hits(count, ids[: query.limit], facets)


def _ranked(reader: Reader, query: Query) -> tantivy.SearchResult:
    wanted = _within(reader, ranked(query.node, query.near_city, reader.searcher), query)
    return reader.searcher.search(wanted, max(query.limit, 1), offset=query.offset)


def _ordered(reader: Reader, query: Query) -> tantivy.SearchResult:
    wanted = _within(reader, tree(query.node, False), query)
    column, order = "newest", tantivy.Order.Desc
    if query.order is Order.TITLE:
        column, order = "sort_title", tantivy.Order.Asc
    limit, offset = max(query.limit, 1), query.offset
    return reader.searcher.search(wanted, limit, offset=offset, order_by_field=column, order=order)


def _loosely(reader: Reader, query: Query) -> Hits:
    """Some of the words are enough: what is ranked may hold fewer, which is looked at again."""
    count, facets = _facets(reader, query, None)
    if count is None:
        count = total(reader, _within(reader, tree(query.node, False), query))
    ids = tuple(_best(reader, query, query.offset + query.limit)) if query.limit else ()
    return Hits(count, ids[query.offset :], facets if count >= query.enough else {})


def _best(reader: Reader, query: Query, count: int) -> Sequence[int]:
    """The ids of so many best hits. Those that rank highest nearly always hold enough words, so
    a few more of them are looked at than are asked for; all of them when that is not enough.
    """
    ranking = ranked(query.node, query.near_city, reader.searcher)
    matching = tantivy.Query.const_score_query(tree(query.node, False), 0.0)
    if count <= _SELDOM:
        tried = count * _SPARE
        highest = reader.searcher.search(_within(reader, ranking, query), tried, count=False)
        ids = _fresh_first(reader, highest)
        those = tantivy.Query.term_set_query(SCHEMA, "id", ids)
        fitting = set(
            _ids(reader, reader.searcher.search(_both(those, matching), tried, count=False))
        )
        best = [id for id in ids if id in fitting]
        if len(best) >= count or len(ids) < tried:
            return best[:count]
    wanted = _within(reader, _both(ranking, matching), query)
    return _fresh_first(reader, reader.searcher.search(wanted, count, count=False))


def _both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])


def _ids(reader: Reader, result: tantivy.SearchResult) -> tuple[int, ...]:
    ids = reader.searcher.fast_field_values("id", [address for _score, address in result.hits])
    return tuple(int(id) for id in ids if id is not None)


def _fresh_first(reader: Reader, result: tantivy.SearchResult) -> tuple[int, ...]:
    """The ids in the order of their scores, of equal ones the newest first."""
    ids = _ids(reader, result)
    scores = [score for score, _address in result.hits]
    if len(set(scores)) == len(scores):
        return ids
    days = reader.searcher.fast_field_values("newest", [address for _, address in result.hits])
    keyed = sorted(zip(scores, days, ids, strict=True), reverse=True)
    return tuple(id for _score, _day, id in keyed)


def _facets(reader: Reader, query: Query, count: int | None) -> tuple[int | None, Counts]:
    """Facets without a filter of their own are counted in one go, each other one by itself; and
    how many hits there are, if the former tell. `count` is that when it is known.
    """
    matching = tree(query.node, False)
    alone = [facet for facet in query.facets if query.filters.get(facet)]
    together = [facet for facet in query.facets if facet not in alone]
    counts = Counts()
    if together:
        wanted = _within(reader, matching, query)
        count, counts = most_frequent(reader, wanted, together, count)
    for facet in alone:
        others = {name: values for name, values in query.filters.items() if name != facet}
        wanted = _within(reader, matching, replace(query, filters=others))
        counts[facet] = every_value(reader, wanted, facet)
    return count, {facet: counts[facet] for facet in query.facets}


def _within(reader: Reader, wanted: tantivy.Query, query: Query) -> tantivy.Query:
    """What of it the reader may find and has chosen. Every document has an audience, and what few
    may read is little: to leave that out takes less than to look for what is open to the reader.
    """
    if query.audiences is None:
        return narrowed(wanted, None, query.filters)
    known = dict(reader.searcher.terms_with_prefix("audience", ""))
    hidden = known.keys() - query.audiences
    if sum(known[audience] for audience in hidden) * 2 > reader.searcher.num_docs:
        return narrowed(wanted, query.audiences, query.filters)
    left_out = [(Occur.MustNot, _of_audience(audience)) for audience in sorted(hidden)]
    found = narrowed(wanted, None, query.filters)
    return tantivy.Query.boolean_query([(Occur.Must, found), *left_out]) if left_out else found


def _of_audience(audience: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, "audience", audience, "basic")
