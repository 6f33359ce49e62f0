"""A million documents: what the engine alone takes of them, without the database.

Run by itself, `python -m benchmarks.million FOLDER`: documents as the corpus has them are written
straight into an index there, in batches, and searched; the folder is kept for another try.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.corpus import Writer, queries
from benchmarks.search import share
from kb.search.engine import Document, Query
from kb.search.finding import search
from kb.search.query import parse
from kb.search.tantivy import TantivyEngine
from kb.text.pinyin import sort_key

BATCH = 2000
FACETS = ("kind", "city", "member", "year", "theme", "tag")


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--documents", type=int, default=1_000_000)
    reader.add_argument("--queries", type=int, default=600)
    chosen = reader.parse_args()
    engine = TantivyEngine(chosen.folder)
    if not chosen.folder.exists():
        told = _write(engine, chosen.documents)
        print(json.dumps(told), flush=True)
    print(json.dumps(_searched(engine, chosen.queries) | _weight(chosen.folder)))


def _write(engine: TantivyEngine, count: int) -> dict[str, float]:
    start, busy = time.perf_counter(), time.process_time()
    engine.create()
    documents, written = _documents(count), 0
    while batch := list(islice(documents, BATCH)):
        engine.write(put=batch, delete=())
        written += len(batch)
        print(f"\r{written:,} of {count:,}", end="", file=sys.stderr, flush=True)
    engine.close()
    print(file=sys.stderr)
    wall, used = time.perf_counter() - start, time.process_time() - busy
    return {"documents": count, "seconds": round(wall, 1), "processor_s": round(used, 1)}


def _documents(count: int) -> Iterator[Document]:
    writer, chance = Writer(), random.Random(5)
    for at in range(count):
        made = writer.record(at)
        # Three in a hundred are for some readers only, as on a real site.
        audience = "public" if chance.random() < 0.97 else chance.choice(("alliance", "member:qd"))
        yield _document(at + 1, made, audience)


def _document(id: int, made: dict[str, Any], audience: str) -> Document:
    sections = (made.get(name, "") for name in ("background", "practice", "results", "contact"))
    return Document(
        id=id,
        audience=audience,
        number=f"XM-{made['year']}-{id:07d}",
        title=made["title"],
        names=made.get("authors", "") or made.get("lead_unit", ""),
        summary=made["summary"],
        body="\n".join(filter(None, (made.get("body", ""), *sections))),
        facets={
            "kind": [made["kind"]],
            "city": [made["city"]],
            "year": [str(made["year"])],
            "theme": made["themes"],
            "tag": made["tags"],
        },
        day=700_000 + id % 40_000,
        sort_title=sort_key(made["title"]),
    )


def _searched(engine: TantivyEngine, count: int) -> dict[str, float]:
    first = count // 20
    asked = [Query(parse(text), facets=FACETS, limit=10) for text in queries(count + first, 11)]
    for query in asked[:first]:
        search(engine, query)
    walls, busy = zip(*(_timed(engine, query) for query in asked[first:]), strict=True)
    return {"queries": count} | _shares("", walls) | _shares("processor_", busy)


def _timed(engine: TantivyEngine, query: Query) -> tuple[float, float]:
    start, busy = time.perf_counter(), time.process_time()
    search(engine, query)
    return time.perf_counter() - start, time.process_time() - busy


def _shares(name: str, times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        f"{name}p{part}_ms": round(share(ordered, part / 100) * 1000, 2) for part in (50, 95, 99)
    }


def _weight(folder: Path) -> dict[str, float]:
    """Disk, the most memory of this process, and what of that is the index mapped into it."""
    disk = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = (row.split() for row in Path("/proc/self/status").read_text().splitlines())
    now = {row[0]: int(row[1]) / 1024 for row in rows if row[0] in ("RssAnon:", "RssFile:")}
    return {
        "disk_mib": round(disk / 2**20),
        "most_memory_mib": round(most),
        "own_memory_mib": round(now["RssAnon:"]),
        "mapped_files_mib": round(now["RssFile:"]),
    }


if __name__ == "__main__":
    main()
