"""The default engine: Tantivy, an index of segments in memory-mapped files, written in Rust."""

import os
import threading
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

import tantivy
from tantivy import Searcher

from kb.search import analysis, engine, spelling
from kb.search.beginnings import exact
from kb.search.engine import (
    DEEPEST_HIT,
    FACETS,
    Document,
    EngineUnavailable,
    Everything,
    Hits,
    Order,
    Suggestion,
)
from kb.search.format import Format
from kb.search.tantivy_queries import SCHEMA, narrowed, of_record, ranked, starting, tree
from kb.text.folding import clean

_FORMAT = Format(engine=f"tantivy {version('tantivy')}", schema=1)

_WRITER_HEAP = 15_000_000
"""Bytes for documents not yet written out; the least that Tantivy takes."""

_MOST = dict.fromkeys(FACETS, 40) | {"tag": 16}
"""Values of one facet that are counted, the most frequent ones. Of thousands of tags a page has
room for a dozen.
"""
_ALL = 300
"""The same of the facet that holds the choices of all kinds, and of one with a filter: what is
chosen has a count even when it is rare.
"""


class TantivyEngine:
    """The port of `engine.Engine`. Nothing is opened before it is needed, so it may be made
    before a process forks.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._seen = ""
        self._turn = threading.Lock()

    def create(self) -> None:
        _FORMAT.prepare(self.folder)
        with _FAILURES:
            tantivy.Index(SCHEMA, str(self.folder), reuse=False)
            _FORMAT.save(self.folder)

    def write(self, put: Iterable[Document], delete: Iterable[int]) -> None:
        """Tantivy lets one process write at a time, from its first write until it closes.

        Segments are merged behind the writer's back meanwhile: whoever closed it after every
        change would have the next one wait until tens of thousands of documents are merged.
        """
        writer = self._writing()
        try:
            for id in delete:
                with _FAILURES:
                    writer.delete_documents_by_query(of_record(id))
            for document in put:
                made = _made(document)
                with _FAILURES:
                    writer.delete_documents_by_query(of_record(document.id))
                    writer.add_document(made)
            with _FAILURES:
                writer.commit()
        except BaseException:
            self._let_go()  # What was not committed is forgotten.
            raise

    def search(self, query: engine.Query) -> Hits:
        searcher = self._searcher()
        # Tantivy makes room for all hits up to the last one asked for, and ends the process when
        # there is not so much memory.
        offset = min(query.offset, DEEPEST_HIT)
        limit = min(query.limit, DEEPEST_HIT - offset)
        with _FAILURES:
            found = _ordered(searcher, query, max(limit, 1), offset)
            hits = found.hits[: max(limit, 0)]
            ids = searcher.fast_field_values("id", [address for _, address in hits])
            total: int = getattr(found, "count", 0)  # The stub forgets it.
            return Hits(
                total=total,
                ids=tuple(int(id) for id in ids if id is not None),
                facets=_counted(searcher, query) if query.facets and total >= query.enough else {},
            )

    def suggest(
        self, typed: str, audiences: frozenset[str] | None, limit: int
    ) -> Sequence[Suggestion]:
        if not exact(typed) or limit < 1:
            return ()
        searcher = self._searcher()
        with _FAILURES:
            wanted = narrowed(starting(typed), audiences, {})
            hits = searcher.search(wanted, limit * 3, count=False).hits
            rows = [(-float(score), searcher.doc(address)) for score, address in hits]
        best = sorted(
            (score, len(row["shown"][0]), row["shown"][0], row["id"][0]) for score, row in rows
        )
        return [Suggestion(id=id, text=text) for _, _, text, id in best[:limit]]

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        searcher = self._searcher()
        with _FAILURES:
            found = [
                near
                for key in spelling.lookups(word)
                for near in searcher.terms_with_prefix("near", key, limit=limit + 1)
            ]
        return spelling.nearest(word, found, limit)

    def count(self) -> int:
        return self._searcher().num_docs

    def generation(self) -> str:
        try:
            # Every commit puts another file in this place.
            state = os.stat(self.folder / "meta.json")
        except OSError as error:
            raise EngineUnavailable(f"there is no index in {self.folder}") from error
        return f"{state.st_ino}-{state.st_mtime_ns}-{state.st_size}"

    def close(self) -> None:
        self._let_go()
        self._index = None

    def _writing(self) -> tantivy.IndexWriter:
        """The writer, with a handle of its own: one that a reader reloads refuses to be used."""
        _FORMAT.check(self.folder)
        if self._writer is None:
            with _FAILURES:
                opened = tantivy.Index.open(str(self.folder))
                self._writer = opened.writer(_WRITER_HEAP, num_threads=1)
        return self._writer

    def _let_go(self) -> None:
        """Of the writer and its lock, when all merging is done."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with _FAILURES:
                writer.wait_merging_threads()

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            _FORMAT.check(self.folder)
            with _FAILURES:
                self._index = tantivy.Index.open(str(self.folder))
                # No thread that watches the folder: `generation` tells.
                self._index.config_reader("manual")
        return self._index

    def _searcher(self) -> Searcher:
        generation = self.generation()
        with self._turn:
            index = self._opened()
            if generation != self._seen:
                _FORMAT.check(self.folder)
                with _FAILURES:
                    index.reload()
                self._seen = generation
            return index.searcher()


class _Failures:
    """Turns what Tantivy raises into EngineUnavailable.

    Its panics are no Exception and their class cannot be imported. A context manager sees every
    error's class without catching it, so that a keyboard interrupt or an exit passes untouched.
    """

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind and (issubclass(kind, ValueError | OSError) or kind.__name__ == "PanicException"):
            raise EngineUnavailable(f"the index cannot be used: {error}") from error


_FAILURES = _Failures()


def _made(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("id", document.id)
    made.add_text("shown", clean(document.title))
    made.add_text("audience", document.audience)
    # The id settles the order of one day's documents.
    made.add_unsigned("newest", (max(document.day, 0) << 32) | document.id)
    made.add_text("sort_title", f"{document.sort_title} {document.number}")
    for name, value in vars(analysis.terms(document)).items():
        made.add_text(name, value)
    for facet in FACETS:
        for value in dict.fromkeys(document.facets.get(facet, ())):
            made.add_text(facet, value)
    return made


def _ordered(
    searcher: Searcher, query: engine.Query, limit: int, offset: int
) -> tantivy.SearchResult:
    by_relevance = query.order is Order.RELEVANCE and not isinstance(query.node, Everything)
    if by_relevance:
        found = ranked(query.node, query.near_city, searcher)
    else:
        found = tree(query.node, False)
    wanted = narrowed(found, query.audiences, query.filters)
    if by_relevance:
        return searcher.search(wanted, limit, offset=offset)
    if query.order is Order.TITLE:
        return searcher.search(
            wanted, limit, offset=offset, order_by_field="sort_title", order=tantivy.Order.Asc
        )
    return searcher.search(wanted, limit, offset=offset, order_by_field="newest")


def _counted(searcher: Searcher, query: engine.Query) -> dict[str, list[tuple[str, int]]]:
    """Facets without a filter of their own are counted in one go, each other one by itself."""
    matching = tree(query.node, False)
    alone = [[facet] for facet in query.facets if query.filters.get(facet)]
    together = [facet for facet in query.facets if not query.filters.get(facet)]
    counted: dict[str, list[tuple[str, int]]] = {}
    for facets in [together, *alone] if together else alone:
        filters = {name: values for name, values in query.filters.items() if [name] != facets}
        sizes = _MOST if facets == together and "trait" not in facets else {}
        found = searcher.aggregate(
            narrowed(matching, query.audiences, filters),
            {one: {"terms": {"field": one, "size": sizes.get(one, _ALL)}} for one in facets},
        )
        for facet in facets:
            buckets = [(each["key"], each["doc_count"]) for each in found[facet]["buckets"]]
            counted[facet] = sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))
    return {facet: counted[facet] for facet in query.facets}
