"""How Tantivy is searched: the best hits of a query, how many there are, and their facets."""

from collections.abc import Sequence
from dataclasses import replace

import tantivy
from tantivy import Occur, Searcher

from kb.search.engine import DEEPEST_HIT, Everything, Hits, Order, Query
from kb.search.tantivy_counts import Counts, counted, total
from kb.search.tantivy_queries import SCHEMA, is_loose, narrowed, ranked, tree

_SPARE = 3
"""So many times what is asked for is looked at where some of it may hold too few words."""
_SELDOM = 200
"""Up to this hit. Further down it is quicker to ask for just what holds enough words."""


def found(searcher: Searcher, query: Query) -> Hits:
    # Tantivy makes room for all hits up to the last one asked for, and ends the process when
    # there is not so much memory.
    offset = min(query.offset, DEEPEST_HIT)
    query = replace(query, offset=offset, limit=max(min(query.limit, DEEPEST_HIT - offset), 0))
    by_relevance = query.order is Order.RELEVANCE and not isinstance(query.node, Everything)
    if by_relevance and is_loose(query.node):
        return _loosely(searcher, query)
    result = _ranked(searcher, query) if by_relevance else _ordered(searcher, query)
    count: int = getattr(result, "count", 0)  # The stub forgets it.
    facets = _facets(searcher, query)[1] if query.facets and count >= query.enough else {}
    return Hits(count, _ids(searcher, result)[: query.limit], facets)


def _ranked(searcher: Searcher, query: Query) -> tantivy.SearchResult:
    wanted = _within(searcher, ranked(query.node, query.near_city, searcher), query)
    return searcher.search(wanted, max(query.limit, 1), offset=query.offset)


def _ordered(searcher: Searcher, query: Query) -> tantivy.SearchResult:
    wanted = _within(searcher, tree(query.node, False), query)
    column, order = "newest", tantivy.Order.Desc
    if query.order is Order.TITLE:
        column, order = "sort_title", tantivy.Order.Asc
    limit, offset = max(query.limit, 1), query.offset
    return searcher.search(wanted, limit, offset=offset, order_by_field=column, order=order)


def _loosely(searcher: Searcher, query: Query) -> Hits:
    """Some of the words are enough: what is ranked may hold fewer, which is looked at again."""
    count, facets = _facets(searcher, query)
    if count is None:
        count = total(searcher, _within(searcher, tree(query.node, False), query))
    ids = tuple(_best(searcher, query, query.offset + query.limit)) if query.limit else ()
    return Hits(count, ids[query.offset :], facets if count >= query.enough else {})


def _best(searcher: Searcher, query: Query, count: int) -> Sequence[int]:
    """The ids of so many best hits. Those that rank highest nearly always hold enough words, so
    a few more of them are looked at than are asked for; all of them when that is not enough.
    """
    ranking = ranked(query.node, query.near_city, searcher)
    matching = tantivy.Query.const_score_query(tree(query.node, False), 0.0)
    if count <= _SELDOM:
        tried = count * _SPARE
        highest = searcher.search(_within(searcher, ranking, query), tried, count=False)
        ids = _ids(searcher, highest)
        those = tantivy.Query.term_set_query(SCHEMA, "id", ids)
        fitting = set(_ids(searcher, searcher.search(_both(those, matching), tried, count=False)))
        best = [id for id in ids if id in fitting]
        if len(best) >= count or len(ids) < tried:
            return best[:count]
    wanted = _within(searcher, _both(ranking, matching), query)
    return _ids(searcher, searcher.search(wanted, count, count=False))


def _both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])


def _ids(searcher: Searcher, result: tantivy.SearchResult) -> tuple[int, ...]:
    ids = searcher.fast_field_values("id", [address for _score, address in result.hits])
    return tuple(int(id) for id in ids if id is not None)


def _facets(searcher: Searcher, query: Query) -> tuple[int | None, Counts]:
    """Facets without a filter of their own are counted in one go, each other one by itself; and
    how many hits there are, if the former tell.
    """
    matching = tree(query.node, False)
    alone = [facet for facet in query.facets if query.filters.get(facet)]
    together = [facet for facet in query.facets if facet not in alone]
    count, counts = None, Counts()
    if together:
        wanted = _within(searcher, matching, query)
        count, counts = counted(searcher, wanted, together)
    for facet in alone:
        others = {name: values for name, values in query.filters.items() if name != facet}
        wanted = _within(searcher, matching, replace(query, filters=others))
        counts |= counted(searcher, wanted, [facet], most=False)[1]
    return count, {facet: counts[facet] for facet in query.facets}


def _within(searcher: Searcher, wanted: tantivy.Query, query: Query) -> tantivy.Query:
    """What of it the reader may find and has chosen. Every document has an audience, and what few
    may read is little: to leave that out takes less than to look for what is open to the reader.
    """
    if query.audiences is None:
        return narrowed(wanted, None, query.filters)
    known = dict(searcher.terms_with_prefix("audience", ""))
    hidden = known.keys() - query.audiences
    if sum(known[audience] for audience in hidden) * 2 > searcher.num_docs:
        return narrowed(wanted, query.audiences, query.filters)
    left_out = [(Occur.MustNot, _of_audience(audience)) for audience in sorted(hidden)]
    found = narrowed(wanted, None, query.filters)
    return tantivy.Query.boolean_query([(Occur.Must, found), *left_out]) if left_out else found


def _of_audience(audience: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, "audience", audience, "basic")
