"""Which of a few documents match a question, without going through any others."""

from collections.abc import Iterator, Mapping, Sequence

from tantivy import Occur, Query, Searcher

from kb.search.engine import All, Node, Some, Without
from kb.search.tantivy_queries import any_of, of_record, tree

MOST_PARTS = 24
"""Of a question: so many places has a score."""


def fitting(node: Node, ids: Sequence[int], searcher: Searcher) -> frozenset[int]:
    """Those of these ids that the node matches.

    Each part is looked for in just these documents, and its place set in their scores: to ask for
    the node as a whole would go through all that has any of its words.
    """
    if not ids:
        return frozenset()
    places = {leaf: 1 << at for at, leaf in enumerate(dict.fromkeys(parts(node)))}
    asked = Query.const_score_query(any_of(map(of_record, ids)), 0.0)
    for leaf, place in places.items():
        scored = Query.const_score_query(tree(leaf), float(place))
        asked = Query.boolean_query([(Occur.Must, asked), (Occur.Should, scored)])
    hits = searcher.search(asked, len(ids), count=False).hits
    found = searcher.fast_field_values("id", [address for _score, address in hits])
    scores = {id: int(score) for id, (score, _address) in zip(found, hits, strict=True)}
    holds = {score: _holds(node, score, places) for score in {0, *scores.values()}}
    return frozenset(id for id in ids if holds[scores.get(id, 0)])


def parts(node: Node) -> Iterator[Node]:
    """What the node is made of, down to single words."""
    match node:
        case All(inner) | Some(inner):
            for part in inner:
                yield from parts(part)
        case Without(part):
            yield from parts(part)
        case _:
            yield node


def _holds(node: Node, score: int, places: Mapping[Node, int]) -> bool:
    match node:
        case All(inner):
            return all(_holds(part, score, places) for part in inner)
        case Some(inner, minimum):
            return sum(_holds(part, score, places) for part in inner) >= minimum
        case Without(part):
            return not _holds(part, score, places)
        case _:
            return bool(score & places[node])
