"""What Whoosh finds in one segment: the node tree run over its postings, and the table of columns
that narrows, counts and orders the documents found.

Whoosh only reads postings here. Its own boolean matchers do not know "some of these", and its
grouping by fields with several values takes tens of milliseconds.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from whoosh.query.positional import Phrase as Consecutive
from whoosh.query.terms import Term

from kb.search import analysis
from kb.search.beginnings import exact, ways
from kb.search.digests import digest
from kb.search.engine import (
    FACETS,
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


class Segment(NamedTuple):
    """Documents that were written together."""

    searcher: Any
    """Whoosh's own."""
    table: Table
    until: float = inf
    """When ranking has taken long enough (`time.monotonic`): from then on words add nothing to the
    scores, while what must match still decides.
    """


def matches(node: Node, at: Segment, scored: bool = True) -> Scores:
    """The documents of a segment that the node finds."""
    scored = scored and monotonic() < at.until
    match node:
        case Word(weight=weight) if weight < 1:
            found = _characters(node.text, node.field, at, scored)
            return {number: score * weight for number, score in found.items()}
        case Word() | Phrase():
            return _words(node.text, node.field, at, scored)
        case All() | Some():
            by_words = scored and not node.pieces
            found = _all(node, at, by_words) if isinstance(node, All) else _some(node, at, by_words)
            return _with_typed(found, node, at) if scored and found else found
        case Without():
            without = matches(node.part, at, False)
            every = at.searcher.reader().all_doc_ids()
            return {number: 0.0 for number in every if number not in without}
        case Between():
            return _between(node, at)
        case Everything():
            return dict.fromkeys(at.searcher.reader().all_doc_ids(), 0.0)


def _between(node: Between, at: Segment) -> Scores:
    table = at.table
    if node.field == "day":
        fits = [node.low <= day <= node.high for day, _id in table.newest]
    else:
        years = table.facets["year"]
        fits = [any(node.low <= int(year) <= node.high for year in each) for each in years]
    return {number: 0.0 for number in at.searcher.reader().all_doc_ids() if fits[number]}


def nearby(found: Scores, city: str, table: Table) -> Scores:
    """The scores with a little more for the documents of this city."""
    if not city:
        return found
    cities = table.facets["city"]
    return {n: score + analysis.NEARBY * (city in cities[n]) for n, score in found.items()}


def starting(typed: str, at: Segment) -> Scores:
    """The documents with a title or name that may be meant, as far as it is typed."""
    found: Scores = {}
    for weight, field, text in ways(typed):
        run = [text] if field == "starts" else analysis.dense(analysis.run(text))
        _add(found, dict.fromkeys(_run(field, run, at, False), 1.0), weight)
    return found


def _all(node: All, at: Segment, scored: bool) -> Scores:
    parts = [part for part in node.parts if not isinstance(part, Without)]
    found = matches(parts[0] if parts else Everything(), at, scored)
    for part in parts[1:]:
        other = matches(part, at, scored) if found else {}
        found = {number: found[number] + other[number] for number in found.keys() & other.keys()}
    for excluded in node.parts:
        if isinstance(excluded, Without) and found:
            without = matches(excluded.part, at, False)
            found = {number: score for number, score in found.items() if number not in without}
    return found


def _some(node: Some, at: Segment, scored: bool) -> Scores:
    found: Scores = {}
    times: Counter[int] = Counter()
    for part in node.parts:
        other = matches(part, at, scored)
        times.update(other.keys())
        _add(found, other, 1.0)
    return {number: score for number, score in found.items() if times[number] >= node.minimum}


def _with_typed(found: Scores, node: All | Some, at: Segment) -> Scores:
    """What was typed, whole, ranks higher; a sentence is ranked by its pieces alone."""
    if not node.typed:
        return found
    run = analysis.run(node.typed)
    whole = [fold(node.typed)] if analysis.is_known(node.typed) else analysis.dense(run)
    if whole and not node.pieces:
        typed = _run(analysis.where_whole(node.typed), whole, at, True)
        _add_to(found, typed, analysis.TYPED_WHOLE)
    for piece in node.pieces:
        if monotonic() > at.until:
            break
        _add_to(found, _run("text", [piece], at, True), 1.0)
    named = _run("exact", [exact(node.typed)], at, False)
    _add_to(found, dict.fromkeys(named, 1.0), analysis.EXACT)
    return found


def _characters(text: str, field: str, at: Segment, scored: bool) -> Scores:
    if field == SOUND:  # Of one that is called so from the beginning it is probably the name.
        found = dict.fromkeys(_run("starts", [text], at, False), 1.0)
        _add_to(found, dict.fromkeys(_run("starts", [f"^{text}"], at, False), 1.0), 1.0)
        return found
    if field in analysis.VALUES:
        return _run(field, [text], at, False)
    run = analysis.dense(analysis.run(text))
    whole = [fold(text)] if not field and analysis.is_known(text) else run
    return _run(analysis.TEXTS[field], whole, at, scored) if run else {}


def _words(text: str, field: str, at: Segment, scored: bool) -> Scores:
    found = _characters(text, field, at, scored)
    if not (found and scored) or field in analysis.VALUES or field == SOUND:
        return found
    for number in _run("exact", [exact(text)], at, False):
        if number in found:
            found[number] += analysis.EXACT
    return found


def _run(field: str, run: list[str], at: Segment, scored: bool) -> Scores:
    """The documents with these terms at consecutive places."""
    terms = [Term(field, term) for term in run]
    query = terms[0] if len(run) == 1 else Consecutive(field, run)
    if any((field, term.text) not in at.searcher.reader() for term in terms):
        return {}
    matcher = query.matcher(at.searcher, at.searcher.boolean_context() if not scored else None)
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
