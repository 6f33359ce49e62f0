"""What Whoosh finds in one segment: the node tree run over its postings, and the table of columns
that narrows, counts and orders the documents found.

Whoosh only reads postings here. Its own boolean matchers do not know "some of these", and its
grouping by fields with several values takes tens of milliseconds.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whoosh.query.positional import Phrase as Consecutive
from whoosh.query.terms import Term

from kb.search import analysis
from kb.search.beginnings import exact, ways
from kb.search.digests import digest
from kb.search.engine import FACETS, All, Everything, Node, Phrase, Some, Without, Word
from kb.text.folding import fold

Scores = dict[int, float]
"""Score by number of the document within its segment."""


class Table:
    """The columns of one segment in memory: its documents never change, they only go."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self.ids: list[int] = []
        self.digests = array("Q")
        self.newest: list[tuple[int, int]] = []
        self.sort_titles: list[str] = []
        self.audiences: list[str] = []
        self.facets: dict[str, list[tuple[str, ...]]] = {name: [] for name in FACETS}
        same: dict[tuple[str, ...], tuple[str, ...]] = {}
        for stored in rows:
            row = json.loads(stored)
            self.ids.append(row["id"])
            self.digests.append(row["digest"])
            self.newest.append((row["day"], row["id"]))
            self.sort_titles.append(row["sort_title"])
            self.audiences.append(row["audience"])
            for name, column in self.facets.items():
                values = tuple(row.get(name, ()))
                column.append(same.setdefault(values, values))

    def readable(self, found: Iterable[int], audiences: frozenset[str] | None) -> list[int]:
        if audiences is None:
            return list(found)
        return [number for number in found if self.audiences[number] in audiences]

    def chosen(self, found: list[int], filters: Mapping[str, frozenset[str]]) -> list[int]:
        for name, values in filters.items():
            if values:
                column = self.facets[name]
                fits = {each: not values.isdisjoint(each) for each in {column[n] for n in found}}
                found = [number for number in found if fits[column[number]]]
        return found

    def counts(self, facet: str, found: list[int]) -> Counter[str]:
        counted: Counter[str] = Counter()
        for values, count in Counter(map(self.facets[facet].__getitem__, found)).items():
            for value in values:
                counted[value] += count
        return counted


def table_row(document: Any) -> bytes:
    """What the table keeps of a document."""
    facets = {name: list(dict.fromkeys(document.facets.get(name, ()))) for name in FACETS}
    row = {
        "id": document.id,
        "digest": digest(document),
        "day": document.day,
        "sort_title": f"{document.sort_title} {document.number}",
        "audience": document.audience,
    }
    return json.dumps(row | facets).encode()


def matches(node: Node, leaf: Any, scored: bool = True) -> Scores:
    """The documents of a segment (as Whoosh's searcher of it) that the node finds."""
    match node:
        case Word() | Phrase():
            return _words(node.text, node.field, leaf, scored)
        case All():
            return _with_typed(_all(node, leaf, scored), node, leaf, scored)
        case Some():
            return _with_typed(_some(node, leaf, scored), node, leaf, scored)
        case Without():
            without = matches(node.part, leaf, False)
            return {number: 0.0 for number in leaf.reader().all_doc_ids() if number not in without}
        case Everything():
            return dict.fromkeys(leaf.reader().all_doc_ids(), 0.0)


def starting(typed: str, leaf: Any) -> Scores:
    """The documents with a title or name that may be meant, as far as it is typed."""
    found: Scores = {}
    for weight, field, text in ways(typed):
        run = [text] if field == "starts" else analysis.dense(analysis.run(text))
        _add(found, dict.fromkeys(_run(field, run, leaf, False), 1.0), weight)
    return found


def _all(node: All, leaf: Any, scored: bool) -> Scores:
    parts = [part for part in node.parts if not isinstance(part, Without)]
    found = matches(parts[0] if parts else Everything(), leaf, scored)
    for part in parts[1:]:
        other = matches(part, leaf, scored) if found else {}
        found = {number: found[number] + other[number] for number in found.keys() & other.keys()}
    for excluded in node.parts:
        if isinstance(excluded, Without) and found:
            without = matches(excluded.part, leaf, False)
            found = {number: score for number, score in found.items() if number not in without}
    return found


def _some(node: Some, leaf: Any, scored: bool) -> Scores:
    found: Scores = {}
    times: Counter[int] = Counter()
    for part in node.parts:
        other = matches(part, leaf, scored)
        times.update(other.keys())
        _add(found, other, 1.0)
    return {number: score for number, score in found.items() if times[number] >= node.minimum}


def _with_typed(found: Scores, node: All | Some, leaf: Any, scored: bool) -> Scores:
    """What was typed, whole, ranks higher; of a question its pairs of characters tell too."""
    if not (scored and node.typed and found):
        return found
    run = analysis.run(node.typed)
    whole = [fold(node.typed)] if analysis.is_known(node.typed) else analysis.dense(run)
    if whole:
        typed = _run(analysis.where_whole(node.typed), whole, leaf, True)
        _add_to(found, typed, analysis.TYPED_WHOLE)
    named = _run("exact", [exact(node.typed)], leaf, False)
    _add_to(found, dict.fromkeys(named, 1.0), analysis.EXACT)
    if isinstance(node, Some) and node.minimum * 2 < len(node.parts):
        # Single characters tell little more and have the longest postings.
        for piece in {piece for piece in run if len(piece) > 1}:
            _add_to(found, _run("text", [piece], leaf, True), 1.0)
    return found


def _words(text: str, field: str, leaf: Any, scored: bool) -> Scores:
    if field in analysis.VALUES:
        return _run(field, [text], leaf, False)
    run = analysis.dense(analysis.run(text))
    whole = [fold(text)] if not field and analysis.is_known(text) else run
    found = _run(analysis.TEXTS[field], whole, leaf, scored) if run else {}
    if not (found and scored):
        return found
    for number in _run("exact", [exact(text)], leaf, False):
        if number in found:
            found[number] += analysis.EXACT
    return found


def _run(field: str, run: list[str], leaf: Any, scored: bool) -> Scores:
    """The documents with these terms at consecutive places."""
    terms = [Term(field, term) for term in run]
    query = terms[0] if len(run) == 1 else Consecutive(field, run)
    if any((field, term.text) not in leaf.reader() for term in terms):
        return {}
    matcher = query.matcher(leaf, leaf.boolean_context() if not scored else None)
    if not scored:
        return dict.fromkeys(matcher.all_ids(), 0.0)
    return dict(_scores(matcher))


def _scores(matcher: Any) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


def _add(found: Scores, other: Scores, weight: float) -> None:
    for number, score in other.items():
        found[number] = found.get(number, 0.0) + weight * score


def _add_to(found: Scores, other: Scores, weight: float) -> None:
    """Add scores to what was found already, without finding more."""
    for number, score in other.items():
        if number in found:
            found[number] += weight * score
