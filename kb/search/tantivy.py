"""The default engine: Tantivy, an index of segments in memory-mapped files, written in Rust."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import tantivy
from tantivy import Occur, Query, Searcher

from kb.search import analysis, engine, spelling
from kb.search.engine import (
    FACETS,
    DEEPEST_HIT,
    Document,
    EngineUnavailable,
    Hits,
    Order,
    Suggestion,
)
from kb.search.format import Format
from kb.text.folding import clean

_FORMAT = Format(engine=f"tantivy {tantivy.__version__}", schema=1)

_WRITER_HEAP = 15_000_000
"""Bytes for documents not yet written out; the least that Tantivy takes."""

_MOST_VALUES = 300
"""Values of one facet that are counted."""


class TantivyEngine:
    """The port of `engine.Engine`. Nothing is opened before it is needed, so it may be made
    before a process forks.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: tantivy.Index | None = None
        self._seen = ""

    def create(self) -> None:
        with _Failures():
            self.folder.mkdir(parents=True, exist_ok=True)
            tantivy.Index(_SCHEMA, str(self.folder), reuse=False)
            _FORMAT.save(self.folder)

    def write(self, put: Iterable[Document], delete: Iterable[int]) -> None:
        """Tantivy lets one process write at a time: the writer is let go on return."""
        index = self._opened()
        with _Failures():
            writer = index.writer(_WRITER_HEAP, num_threads=1)
            try:
                for id in delete:
                    writer.delete_documents_by_term("id", id)
                for document in put:
                    writer.delete_documents_by_term("id", document.id)
                    writer.add_document(_row(document))
                writer.commit()
            finally:
                # Also frees the lock; what was not committed is forgotten.
                writer.wait_merging_threads()

    def search(self, query: engine.Query) -> Hits:
        searcher = self._searcher()
        with _Failures():
            scored = _narrowed(query, _scored(query.node))
            hits = _ordered(searcher, scored, query)
            return Hits(
                total=hits.count or 0,
                ids=_ids(searcher, hits),
                facets=_counts(searcher, query, _plain(query.node)) if query.facets else {},
            )
