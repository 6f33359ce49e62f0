"""The second engine: Whoosh, pure Python, for machines that no wheel of Tantivy serves."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest, nsmallest
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

from whoosh import fields, formats, index
from whoosh.analysis.acore import Token
from whoosh.columns import VarBytesColumn

from kb.search import analysis, engine, spelling
from kb.search.beginnings import most_used, word_lookups
from kb.search.engine import (
    DEEPEST_HIT,
    Document,
    EngineUnavailable,
    Everything,
    Hits,
    Order,
    Suggestion,
)
from kb.search.format import Format
from kb.search.whoosh_failures import failures
from kb.search.whoosh_matching import Scores, Segment, Table, matches, nearby, starting, table_row
from kb.text.folding import clean

_FORMAT = Format(engine=f"whoosh3 {version('whoosh3')}", schema=2)

_WRITER_MEGABYTES = 32
_PATIENCE = 10.0
"""Seconds to wait for another writer; without it Whoosh gives up at once."""
_LONGEST = 0.5
"""Seconds that one search ranks. Of a whole page of words nobody is served by the best order."""


def spaced(value: str, positions: bool = False, mode: str = "", **options: Any) -> Iterator[Token]:
    """The analyzer: terms joined by blanks; a pair stands where its first character does."""
    token = Token(positions, mode=mode, boost=1.0)
    found = value.split()
    place = -1
    for at, term in enumerate(found):
        place += not analysis.is_pair(found, at)
        token.text, token.pos = term, place
        yield token


def _schema() -> fields.Schema:
    texts = {name: fields.TEXT(analyzer=spaced) for name in ("text", *analysis.FIELDS)}
    return fields.Schema(
        **texts,
        **{name: _keys() for name in ("exact", "starts", "near", *analysis.VALUES)},
        id=fields.ID(unique=True),
        shown=fields.STORED(),
        row=fields.COLUMN(VarBytesColumn()),  # type: ignore[no-untyped-call]  # no types there
    )


def _keys() -> fields.KEYWORD:
    """Terms of which only the presence counts."""
    made = fields.KEYWORD()
    made.format = formats.Existence()
    return made


class WhooshEngine:
    """The port of `engine.Engine`. Nothing is opened before it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen = ""
        self._open: Any = None
        self._tables: dict[str, Table] = {}
        self.patience = _LONGEST

    def create(self) -> None:
        _FORMAT.prepare(self.folder)
        with failures():
            index.create_in(str(self.folder), _schema())
            self._changed()
            _FORMAT.save(self.folder)

    def write(self, put: Iterable[Document], delete: Iterable[int]) -> None:
        _FORMAT.check_current(self.folder)
        latest = {document.id: document for document in put}
        with failures():
            opened = index.open_dir(str(self.folder))
            writer = opened.writer(timeout=_PATIENCE, limitmb=_WRITER_MEGABYTES)
        committed = False
        try:
            for id in {*delete, *latest}:
                writer.delete_by_term("id", str(id))
            for document in latest.values():
                writer.add_document(**_made(document))
            with failures():
                writer.commit()
            committed = True
        finally:
            if not committed:
                writer.cancel()
        self._changed()

    def search(self, query: engine.Query) -> Hits:
        by_relevance = query.order is Order.RELEVANCE and not isinstance(query.node, Everything)
        keyed: list[tuple[Any, int]] = []
        counts: dict[str, Counter[str]] = {facet: Counter() for facet in query.facets}
        until = monotonic() + self.patience
        with failures():
            for leaf, table in self._leaves():
                scores = matches(query.node, Segment(leaf, table, until), by_relevance)
                scores = nearby(scores, query.near_city, table)
                readable = table.readable(scores, query.audiences)
                chosen = table.chosen(readable, query.filters)
                keyed += _keyed(query.order, table, chosen, scores if by_relevance else None)
                for facet, counted in counts.items():
                    fitting = chosen
                    if query.filters.get(facet):  # It does not narrow its own counts.
                        others = {name: v for name, v in query.filters.items() if name != facet}
                        fitting = table.chosen(readable, others)
                    counted += table.counts(facet, fitting)
        end = min(query.offset + query.limit, DEEPEST_HIT)
        best = (nsmallest if query.order is Order.TITLE else nlargest)(end, keyed)
        return Hits(
            total=len(keyed),
            ids=tuple(id for _, id in best[query.offset :]),
            facets={
                facet: sorted(counted.items(), key=lambda each: (-each[1], each[0]))
                for facet, counted in counts.items()
                if len(keyed) >= query.enough
            },
        )

    def suggest(
        self, typed: str, audiences: frozenset[str] | None, limit: int
    ) -> Sequence[Suggestion]:
        found: list[tuple[float, int, str, int]] = []
        with failures():
            for leaf, table in self._leaves():
                scores = starting(typed, Segment(leaf, table))
                readable = table.readable(scores, audiences)
                for number in nlargest(limit * 3, readable, key=scores.__getitem__):
                    title = leaf.stored_fields(number)["shown"]
                    found.append((-scores[number], len(title), title, table.ids[number]))
        return [Suggestion(id=id, text=title) for _, _, title, id in sorted(found)[:limit]]

    def begun_words(self, typed: str, limit: int) -> Sequence[str]:
        return most_used(self._keys(word_lookups(typed)), limit)

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        return spelling.nearest(word, self._keys(spelling.lookups(word)), limit)

    def _keys(self, beginnings: Sequence[str]) -> list[tuple[str, int]]:
        with failures():
            reader = self._searcher().reader()
            return [
                (key.decode(), reader.doc_frequency("near", key))
                for beginning in beginnings
                for key in reader.expand_prefix("near", beginning)
            ]

    def count(self) -> int:
        with failures():
            return int(self._searcher().doc_count())

    def digests(self, first: int, last: int) -> Mapping[int, int]:
        with failures():
            return {
                table.ids[number]: table.digests[number]
                for leaf, table in self._leaves()
                for number in leaf.reader().all_doc_ids()
                if first <= table.ids[number] <= last
            }

    def check_current(self) -> None:
        _FORMAT.check_current(self.folder)
        self.count()

    def generation(self) -> str:
        try:
            state = os.stat(self.folder / "generation")
        except OSError as error:
            raise EngineUnavailable(f"there is no index in {self.folder}") from error
        return f"{state.st_ino}-{state.st_mtime_ns}"

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open, self._seen, self._tables = None, "", {}

    def _changed(self) -> None:
        """Tell readers of a commit: another file in this place, as its time alone is too coarse."""
        fresh = self.folder / "generation.new"
        fresh.write_bytes(os.urandom(8))
        os.replace(fresh, self.folder / "generation")

    def _searcher(self) -> Any:
        generation = self.generation()
        if self._open is None or generation != self._seen:
            _FORMAT.check(self.folder)
            fresh = index.open_dir(str(self.folder)).searcher()
            if self._open is not None:
                self._open.close()
            self._open, self._seen = fresh, generation
        return self._open

    def _leaves(self) -> Iterator[tuple[Any, Table]]:
        """Each segment and its table, which is read once for as long as the segment lives."""
        tables: dict[str, Table] = {}
        for leaf, _ in self._searcher().leaf_searchers():
            reader = leaf.reader()
            if reader.segment() is None:
                continue  # An index without a document has a reader without a segment.
            name = reader.segment().segment_id()
            tables[name] = self._tables.get(name) or Table(reader.column_reader("row"))
            yield leaf, tables[name]
        self._tables = tables


def _made(document: Document) -> Mapping[str, object]:
    made = {name: row for name, row in vars(analysis.terms(document)).items() if row}
    values = {name: " ".join(document.facets.get(name, ())) for name in analysis.VALUES}
    return {
        **made,
        **{name: value for name, value in values.items() if value},
        "id": str(document.id),
        "shown": clean(document.title),
        "row": table_row(document),
    }


def _keyed(
    order: Order, table: Table, chosen: list[int], scores: Scores | None
) -> list[tuple[Any, int]]:
    """What the hits are ordered by, and their ids."""
    if order is Order.TITLE:
        return [(table.sort_titles[number], table.ids[number]) for number in chosen]
    if scores is None:
        return [(table.newest[number], table.ids[number]) for number in chosen]
    return [((scores[n], table.newest[n]), table.ids[n]) for n in chosen]
