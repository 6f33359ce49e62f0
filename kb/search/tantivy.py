"""The default engine: Tantivy, an index of segments in memory-mapped files, written in Rust."""

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import tantivy
from tantivy import Searcher

from kb.search import analysis, engine, spelling
from kb.search.beginnings import exact, most_used, word_lookups
from kb.search.digests import digest
from kb.search.engine import Document, EngineUnavailable, Hits, Suggestion
from kb.search.format import Format
from kb.search.tantivy_counts import Reader, add_values
from kb.search.tantivy_failures import FAILURES
from kb.search.tantivy_queries import SCHEMA, digests, narrowed, of_record, starting, term
from kb.search.tantivy_searching import found
from kb.search.tantivy_tags import MARK, Numbers, Tags
from kb.text.folding import clean

_FORMAT = Format(engine=f"tantivy {version('tantivy')}", schema=5)

_WRITER_HEAP = 15_000_000
"""Bytes for documents not yet written out; the least that Tantivy takes."""


class TantivyEngine:
    """The port of `engine.Engine`. Nothing is opened before it is needed, so it may be made
    before a process forks.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: tantivy.Index | None = None
        self._writer: tuple[tantivy.IndexWriter, Numbers] | None = None
        self._read: Reader | None = None
        self._seen = ""
        self._turn = threading.Lock()

    def create(self) -> None:
        _FORMAT.prepare(self.folder)
        with FAILURES:
            tantivy.Index(SCHEMA, str(self.folder), reuse=False)
            Numbers.create(self.folder)
            _FORMAT.save(self.folder)

    def write(self, put: Iterable[Document], delete: Iterable[int]) -> None:
        """Tantivy lets one process write at a time, from its first write until it closes.

        Segments are merged behind the writer's back meanwhile: whoever closed it after every
        change would have the next one wait until tens of thousands of documents are merged.
        """
        writer, numbers = self._writing()
        try:
            for id in delete:
                with FAILURES:
                    writer.delete_documents_by_query(of_record(id))
            documents = list(put)
            numbers.learn(documents, self._is_new_tag)
            for document in documents:
                made = _made(document, numbers)
                with FAILURES:
                    writer.delete_documents_by_query(of_record(document.id))
                    writer.add_document(made)
            with FAILURES:
                numbers.save()
                writer.commit()
        except BaseException:
            self._let_go()  # What was not committed is forgotten.
            raise

    def search(self, query: engine.Query) -> Hits:
        with FAILURES:
            return found(self._reading(), query)

    def suggest(
        self, typed: str, audiences: frozenset[str] | None, limit: int
    ) -> Sequence[Suggestion]:
        if not exact(typed) or limit < 1:
            return ()
        searcher = self._searcher()
        with FAILURES:
            wanted = narrowed(starting(typed), audiences, {})
            hits = searcher.search(wanted, limit * 3, count=False).hits
            rows = [(-float(score), searcher.doc(address)) for score, address in hits]
        best = sorted(
            (score, len(row["shown"][0]), row["shown"][0], row["id"][0]) for score, row in rows
        )
        return [Suggestion(id=id, text=text) for _, _, text, id in best[:limit]]

    def begun_words(self, typed: str, limit: int) -> Sequence[str]:
        return most_used(self._keys(word_lookups(typed), limit), limit)

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        return spelling.nearest(word, self._keys(spelling.lookups(word), limit + 1), limit)

    def _keys(self, beginnings: Sequence[str], limit: int) -> list[tuple[str, int]]:
        """The most frequent keys that begin with each of these, with their documents."""
        ask = self._searcher().terms_with_prefix
        with FAILURES:
            return [found for key in beginnings for found in ask("near", key, limit=limit)]

    def count(self) -> int:
        return self._searcher().num_docs

    def digests(self, first: int, last: int) -> Mapping[int, int]:
        searcher = self._searcher()
        with FAILURES:
            return digests(searcher, first, last)

    def check_current(self) -> None:
        _FORMAT.check_current(self.folder)
        self._searcher()

    def generation(self) -> str:
        try:
            # Every commit puts another file in this place.
            state = os.stat(self.folder / "meta.json")
        except OSError as error:
            raise EngineUnavailable(f"there is no index in {self.folder}") from error
        return f"{state.st_ino}-{state.st_mtime_ns}-{state.st_size}"

    def close(self) -> None:
        self._let_go()
        self._index = self._read = None

    def _writing(self) -> tuple[tantivy.IndexWriter, Numbers]:
        """The writer, with a handle of its own: one that a reader reloads refuses to be used."""
        _FORMAT.check_current(self.folder)
        if self._writer is None:
            numbers = Numbers(self.folder)
            with FAILURES:
                opened = tantivy.Index.open(str(self.folder))
                self._writer = (opened.writer(_WRITER_HEAP, num_threads=1), numbers)
        return self._writer

    def _is_new_tag(self, tag: str) -> bool:
        return self._searcher().doc_freq("tag", tag) == 0

    def _let_go(self) -> None:
        """Of the writer and its lock, when all merging is done."""
        held, self._writer = self._writer, None
        if held is not None:
            with FAILURES:
                held[0].wait_merging_threads()

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            _FORMAT.check(self.folder)
            with FAILURES:
                self._index = tantivy.Index.open(str(self.folder))
                # No thread that watches the folder: `generation` tells.
                self._index.config_reader("manual")
        return self._index

    def _searcher(self) -> Searcher:
        return self._reading().searcher

    def _reading(self) -> Reader:
        """The present state of the index."""
        generation = self.generation()
        with self._turn:
            index = self._opened()
            if self._read is None or generation != self._seen:
                _FORMAT.check(self.folder)
                with FAILURES:
                    index.reload()
                    searcher = index.searcher()
                    audiences = dict(searcher.terms_with_prefix("audience", ""))
                tags = Tags(searcher, Numbers(self.folder), term(MARK, MARK))
                self._read = Reader(searcher, tags, audiences)
                self._seen = generation
            return self._read


def _made(document: Document, numbers: Numbers) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("id", document.id)
    made.add_unsigned("digest", digest(document))
    made.add_text("shown", clean(document.title))
    made.add_text("audience", document.audience)
    # The id settles the order of one day's documents.
    made.add_unsigned("newest", (max(document.day, 0) << 32) | document.id)
    made.add_text("sort_title", f"{document.sort_title} {document.number}")
    for name, value in vars(analysis.terms(document)).items():
        made.add_text(name, value)
    add_values(made, document, numbers)
    return made
