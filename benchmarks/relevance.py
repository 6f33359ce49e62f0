"""How good search ranks: a judged set through the product's own documents, query and engines.

`python -m benchmarks.relevance FOLDER` takes a folder of corpus.jsonl, queries.jsonl and qrels.tsv
(each may be gzipped), fills a throw-away index with each engine and prints what is found. A row of
the corpus has `id`, and of `kind number title title_en names summary body city member year tags
themes published_on attached` what it has; `text` is taken for `body`. A query has `id` and `text`,
maybe `kind`. Where nothing is found and "did you mean" offers something, that is followed, as a
reader would.

nDCG@10 takes the judged grades, MRR@10 and recall@50 every grade above zero. Milliseconds are
processor time of one query: its language, synonyms, and the engine, without facets and snippets.
"""

import argparse
import gzip
import json
import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command

from kb import create_app
from kb.alliance import reference
from kb.catalog.meaning import meant
from kb.catalog.site import Site
from kb.config import ROOT
from kb.db import db
from kb.migrating import alembic_config
from kb.search.engine import Document, Query
from kb.search.finding import find, nearer_text
from kb.text.pinyin import sort_key

DEEP, FIRST = 50, 10
ENGINES = ("tantivy", "whoosh")
HALVES: Mapping[str, Callable[[int], bool]] = {
    "all": lambda _place: True,
    "first": lambda place: place % 2 == 0,
    "second": lambda place: place % 2 == 1,
}
"""Of the queries in their order: what is chosen by one half is confirmed by the other."""


@dataclass(frozen=True)
class JudgedSet:
    documents: Mapping[str, Document]
    queries: Sequence[Mapping[str, str]]
    grades: Mapping[str, Mapping[str, int]]
    """By query and document; what is missing is 0."""


@dataclass
class Figures:
    """What was measured of some queries."""

    ndcg: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    empty: int = 0

    def line(self, name: str) -> str:
        times = sorted(self.milliseconds)
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        return (
            f"{name:<22} {len(times):>6} {statistics.fmean(self.ndcg):>8.4f}"
            f" {statistics.fmean(self.reciprocal):>8.4f} {statistics.fmean(self.recall):>9.4f}"
            f" {self.empty:>6} {statistics.median(times):>7.2f} {p95:>7.2f}"
        )


HEAD = (
    f"{'':<22} {'asked':>6} {'nDCG@10':>8} {'MRR@10':>8} {'recall@50':>9} {'empty':>6}"
    f" {'p50 ms':>7} {'p95 ms':>7}"
)


def read(folder: Path) -> JudgedSet:
    grades: dict[str, dict[str, int]] = {}
    for line in _lines(folder, "qrels.tsv"):
        query, document, grade = line.split("\t")[:3]
        if grade.strip().lstrip("-").isdecimal():  # Not so in a line of headings.
            grades.setdefault(query, {})[document] = int(grade)
    rows = map(json.loads, _lines(folder, "corpus.jsonl"))
    documents = {row["id"]: _document(place, row) for place, row in enumerate(rows, 1)}
    queries = [query for line in _lines(folder, "queries.jsonl") if (query := json.loads(line))]
    return JudgedSet(documents, [query for query in queries if query["id"] in grades], grades)


def _lines(folder: Path, name: str) -> Iterator[str]:
    packed = folder / f"{name}.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()
    yield from (line for line in text.decode("utf-8").split("\n") if line.strip())


def _document(id: int, row: Mapping[str, Any]) -> Document:
    """As `kb.search.documents` makes it of a record."""
    day = row.get("published_on")
    facets = {
        name: [str(row[name])] for name in ("kind", "city", "member", "year") if row.get(name)
    }
    return Document(
        id=id,
        audience="public",
        number=row.get("number") or "",
        title=row.get("title") or "",
        title_en=row.get("title_en") or "",
        names=_joined(row.get("names")),
        summary=row.get("summary") or "",
        body=row.get("body") or row.get("text") or "",
        attached=_joined(row.get("attached")),
        facets=facets | {"tag": row.get("tags") or [], "theme": row.get("themes") or []},
        day=date.fromisoformat(day).toordinal() if day else 0,
        sort_title=sort_key(row.get("title") or ""),
    )


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(map(str, value or ()))


@contextmanager
def filled(judged: JudgedSet, engine: str) -> Iterator[Site]:
    """A site with the shipped cities and synonyms whose index holds just these documents."""
    with TemporaryDirectory(prefix="kb-judged-") as folder:
        app = create_app(
            {
                "KB_INSTANCE": Path(folder),
                "KB_DATABASE_URL": "",
                "KB_SEARCH_ENGINE": engine,
                "KB_LOG_LEVEL": "ERROR",
            }
        )
        with app.app_context():
            command.upgrade(alembic_config(), "head")
            reference.load(ROOT / "content")
            db.session.commit()
            site: Site = app.extensions["kb_site"]
            with site.index.replacement() as index:
                index.write(judged.documents.values(), [])
            yield site
            site.index.close()
            db.engine.dispose()


def measured(
    site: Site, judged: JudgedSet, queries: Sequence[Mapping[str, str]]
) -> dict[str, Figures]:
    """The figures of all queries under `all`, and of each kind of them."""
    names = {document.id: id for id, document in judged.documents.items()}
    figures = {"all": Figures()}
    for query in queries:
        start = time.process_time()
        ids = _asked(site, query["text"])
        taken = (time.process_time() - start) * 1000
        found = [names[id] for id in ids]
        kinds = ["all", query["kind"]] if query.get("kind") else ["all"]
        for kind in kinds:
            _add(figures.setdefault(kind, Figures()), found, judged.grades[query["id"]], taken)
    return figures


def _asked(site: Site, text: str) -> Sequence[int]:
    query = Query(meant(text, site.naming), limit=DEEP)
    found = find(site.index, query, None)
    assert not found.degraded, "the index is missing: this would measure the database"
    if not found.ids and (near := nearer_text(site.index, text, query)):
        found = find(site.index, Query(meant(near, site.naming), limit=DEEP), None)
    return found.ids


def _add(
    figures: Figures, found: Sequence[str], grades: Mapping[str, int], milliseconds: float
) -> None:
    right = {id for id, grade in grades.items() if grade > 0}
    best = _gain(sorted(grades.values(), reverse=True))
    figures.ndcg.append(_gain([grades.get(id, 0) for id in found]) / best if best else 1.0)
    places = [place for place, id in enumerate(found[:FIRST], 1) if id in right]
    figures.reciprocal.append(1 / places[0] if places else 0.0)
    figures.recall.append(len(right & set(found)) / len(right) if right else 1.0)
    figures.milliseconds.append(milliseconds)
    figures.empty += not found


def _gain(grades: Sequence[int]) -> float:
    first = enumerate(grades[:FIRST], 2)
    return sum((2 ** max(grade, 0) - 1) / math.log2(place) for place, grade in first)


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--engine", choices=ENGINES, action="append")
    reader.add_argument("--half", choices=HALVES, default="all")
    reader.add_argument("--every", type=int, default=1, help="ask only each so many-th query")
    chosen = reader.parse_args()
    judged = read(chosen.folder)
    taken = [q for place, q in enumerate(judged.queries) if HALVES[chosen.half](place)]
    print(HEAD)
    for engine in chosen.engine or ENGINES:
        with filled(judged, engine) as site:
            for kind, figures in measured(site, judged, taken[:: chosen.every]).items():
                print(figures.line(f"{engine} {kind}"), flush=True)


if __name__ == "__main__":
    main()
