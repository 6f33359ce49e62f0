"""What Tantivy ranks by: the terms of a question side by side, of which each adds what it tells.

A document with any of them is scored several times as fast as one that must hold them all, or one
after the other. Whether it matches at all is therefore another question (see `tantivy_searching`).
"""

from collections.abc import Iterator
from functools import lru_cache

from tantivy import Occur, Query, Searcher

from kb.search import analysis
from kb.search.beginnings import exact
from kb.search.engine import All, Node, Phrase, Some, Word
from kb.search.sounds import SOUND
from kb.search.tantivy_queries import SCHEMA, term, terms

_Term = tuple[str, str]
"""Field and text."""

_MEETING = 0.6
"""Weight of the place where two words were typed side by side and stand so in the record."""


def ranking(node: Node, near_city: str, searcher: Searcher) -> Query | None:
    """The terms of the node, a little more for what is of the city nearby, and most for the record
    that is called just as the node or one of its words. None where nothing tells of rank.

    Most words are no title: to ask for those would cost as much as the words themselves.
    """
    weights: dict[_Term, float] = {}
    for one, weight in _weighed(node):
        weights[one] = max(weight, weights.get(one, 0.0))
    parts = [_boosted(*one, weight) for one, weight in weights.items()]
    for name in dict.fromkeys(exact(text) for text in _names(node)):
        if searcher.doc_freq("exact", name):
            parts.append(Query.const_score_query(term("exact", name), analysis.EXACT))
    if parts and near_city:
        parts.append(Query.const_score_query(term("city", near_city), analysis.NEARBY))
    return Query.boolean_query([(Occur.Should, part) for part in parts]) if parts else None


def _boosted(field: str, text: str, weight: float) -> Query:
    if field == "starts":
        return Query.const_score_query(term(field, text), weight)
    found = Query.term_query(SCHEMA, field, text, "freq")
    return found if weight == 1.0 else Query.boost_query(found, weight)


def _weighed(node: Node) -> Iterator[tuple[_Term, float]]:
    match node:
        case Word(text, field) if field == SOUND:
            # Of one that is called so from the beginning it is probably the name.
            yield from ((("starts", sound), 1.0) for sound in (text, f"^{text}"))
        case Word(text, field) | Phrase(text, field):
            if field not in analysis.VALUES:
                weight = node.weight if isinstance(node, Word) else 1.0
                row = analysis.TEXTS[field]
                yield from (((row, found), weight) for _place, found in terms(text, field))
        case All(_, typed, pieces) | Some(_, _, typed, pieces):
            if pieces:
                yield from ((("text", piece), 1.0) for piece in pieces)
            else:
                for part in node.parts:
                    yield from _weighed(part)
                if typed:
                    yield from ((one, _MEETING) for one in _meeting(node))


@lru_cache(maxsize=256)
def _meeting(node: All | Some) -> tuple[_Term, ...]:
    """Where two words were typed side by side: the pairs of their last and first characters. They
    tell as well as all that was typed, at a tenth of the time.
    """
    own = {pair for text in _words(node) for pair in _pairs(text)}
    typed = "".join(node.typed.split())
    row = analysis.where_whole(node.typed)
    return tuple((row, pair) for pair in dict.fromkeys(_pairs(typed)) if pair not in own)


def _pairs(text: str) -> list[str]:
    run = analysis.run(text)
    return [term for at, term in enumerate(run) if analysis.is_pair(run, at)]


def _words(node: Node) -> Iterator[str]:
    match node:
        case Word() | Phrase():
            yield node.text
        case All() | Some():
            for part in node.parts:
                yield from _words(part)


def _names(node: Node) -> Iterator[str]:
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
                    yield from _names(part)
