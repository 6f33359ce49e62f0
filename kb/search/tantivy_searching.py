"""How Tantivy is searched: the best hits of a query, how many there are, and their facets."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import tantivy
from tantivy import Occur

from kb.search.engine import DEEPEST_HIT, Everything, Hits, Node, Order, Query
from kb.search.tantivy_checking import MOST_PARTS, fitting, parts
from kb.search.tantivy_counts import Counts, Reader, every_value, most_frequent
from kb.search.tantivy_pruning import pruned
from kb.search.tantivy_queries import narrowed, term, tree
from kb.search.tantivy_ranking import ranking

_Hit = tuple[Any, tantivy.DocAddress]
"""Its score and where it stands."""

_SPARE = 30
"""So many more than are asked for are looked at: those that rank highest nearly always match."""
_SELDOM = 200
"""Up to this hit. Further down it is quicker to rank just what matches."""
_SHARE = 10
"""Where fewer than one of so many documents matches, it is quicker too."""


def found(reader: Reader, query: Query) -> Hits:
    # Tantivy makes room for all hits up to the last one asked for, and ends the process when
    # there is not so much memory.
    if query.limit < 0 or query.offset + query.limit > DEEPEST_HIT:
        offset = min(query.offset, DEEPEST_HIT)
        query = replace(query, offset=offset, limit=max(min(query.limit, DEEPEST_HIT - offset), 0))
    node, most = pruned(query.node, reader.searcher)
    if most < query.enough:
        return Hits(most, ())
    matching = tree(node) if most else tantivy.Query.empty_query()
    count, facets = _facets(reader, query, matching, most)
    if count < query.enough:
        return Hits(count, ())
    if not query.limit or not count:
        return Hits(count, (), facets)
    by_relevance = query.order is Order.RELEVANCE and not isinstance(query.node, Everything)
    ids = _best(reader, query, node, count) if by_relevance else None
    if ids is None:
        ids = _ordered(reader, query, matching)
    return Hits(count, ids, facets)


def _ordered(reader: Reader, query: Query, matching: tantivy.Query) -> tuple[int, ...]:
    column, order = "newest", tantivy.Order.Desc
    if query.order is Order.TITLE:
        column, order = "sort_title", tantivy.Order.Asc
    hits = reader.searcher.search(
        _within(reader, matching, query),
        query.limit,
        count=False,
        offset=query.offset,
        order_by_field=column,
        order=order,
    ).hits
    return _ids(reader, hits)


def _best(reader: Reader, query: Query, node: Node, count: int) -> tuple[int, ...] | None:
    """One page of the best of what matches the node; None where nothing tells of rank."""
    ranked = ranking(query.node, query.near_city, reader.searcher)
    if ranked is None:
        return None
    if count * _SHARE > reader.searcher.num_docs:
        hits = _of_highest(reader, query, node, ranked)
        if hits is not None:
            return _fresh_first(reader, hits)
    sure = tantivy.Query.const_score_query(tree(node), 0.0)
    wanted = tantivy.Query.boolean_query([(Occur.Must, sure), (Occur.Should, ranked)])
    wanted = _within(reader, wanted, query)
    hits = reader.searcher.search(wanted, query.limit, count=False, offset=query.offset).hits
    return _fresh_first(reader, hits)


def _of_highest(
    reader: Reader, query: Query, node: Node, ranked: tantivy.Query
) -> Sequence[_Hit] | None:
    """The page from what ranks highest, matching or not; None where too little of it matches."""
    end = query.offset + query.limit
    if end > _SELDOM or sum(1 for _ in parts(node)) > MOST_PARTS:
        return None
    wanted = _within(reader, ranked, query)
    highest = reader.searcher.search(wanted, end + _SPARE, count=False).hits
    best: list[_Hit] = []
    for start, stop in ((0, end), (end, end + _SPARE)):  # The first ones nearly always do.
        some = highest[start:stop]
        ids = _ids(reader, some)
        sure = fitting(node, ids, reader.searcher)
        best += [hit for hit, id in zip(some, ids, strict=True) if id in sure]
        if len(best) >= end:
            return best[query.offset : end]
    return None


def _ids(reader: Reader, hits: Sequence[_Hit]) -> tuple[int, ...]:
    ids = reader.searcher.fast_field_values("id", [address for _score, address in hits])
    return tuple(int(id) for id in ids if id is not None)


def _fresh_first(reader: Reader, hits: Sequence[_Hit]) -> tuple[int, ...]:
    """The ids in the order of their scores, of equal ones on a page the newest first."""
    ids = _ids(reader, hits)
    scores = [score for score, _address in hits]
    if len(set(scores)) == len(scores):
        return ids
    days = reader.searcher.fast_field_values("newest", [address for _, address in hits])
    keyed = sorted(zip(scores, days, ids, strict=True), reverse=True)
    return tuple(id for _score, _day, id in keyed)


def _facets(reader: Reader, query: Query, matching: tantivy.Query, most: int) -> tuple[int, Counts]:
    """How many match, and facets: those without a filter of their own are counted in one go, each
    other one by itself. No more match than `most`.
    """
    alone = [facet for facet in query.facets if query.filters.get(facet)]
    together = [facet for facet in query.facets if facet not in alone]
    count, counts = most_frequent(reader, _within(reader, matching, query), together, most)
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
    known = reader.audiences
    hidden = known.keys() - query.audiences
    if sum(known[audience] for audience in hidden) * 2 > reader.searcher.num_docs:
        return narrowed(wanted, query.audiences, query.filters)
    left_out = [(Occur.MustNot, term("audience", audience)) for audience in sorted(hidden)]
    found = narrowed(wanted, None, query.filters)
    return tantivy.Query.boolean_query([(Occur.Must, found), *left_out]) if left_out else found
