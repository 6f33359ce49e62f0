"""Search: milliseconds of one search by engine and size, through the product's own code.

Beside the clock's stands the processor's time, which other work on the machine changes little.

Run in a process of its own for each engine: `python -m benchmarks.search COUNT` prints JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.corpus import queries
from benchmarks.running import ROOT, Instance
from kb import create_app
from kb.catalog import asked as asking
from kb.catalog import results
from kb.catalog.site import site
from kb.catalog.views import COMMON_FACETS
from kb.db import reading

SNIPPETS = 10


def measure(instance: Instance, count: int) -> dict[str, float]:
    """p50 and p95 of so many distinct queries with facets and ten snippets."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.search", str(count)],
        cwd=ROOT,
        env=dict(instance.environment),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"searching failed:\n{done.stderr[-4000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _run(count: int) -> dict[str, float]:
    app = create_app()
    first = count // 20
    words = queries(count + first, seed=11)
    with app.test_request_context("/search", headers={"Accept-Language": "zh-CN"}), reading():
        for word in words[:first]:
            _search(word)
        hits, times, busy = zip(*(_timed(word) for word in words[first:]), strict=True)
    ordered, processor = sorted(times), sorted(busy)
    return {
        "queries": count,
        "without_a_hit": sum(not found for found in hits),
        "p50_ms": round(share(ordered, 0.50), 2),
        "p95_ms": round(share(ordered, 0.95), 2),
        "max_ms": round(ordered[-1], 2),
        "processor_p50_ms": round(share(processor, 0.50), 2),
        "processor_p95_ms": round(share(processor, 0.95), 2),
    }


def _timed(word: str) -> tuple[int, float, float]:
    start, busy = time.perf_counter(), time.process_time()
    total = _search(word)
    used = time.process_time() - busy
    return total, (time.perf_counter() - start) * 1000, used * 1000


def _search(word: str) -> int:
    """Query, counts of all facets, the first ten hits with their words marked; how many in all."""
    here = site()
    asked = asking.Asked("/search", word, {}, None, 1)
    facets = ("kind", *COMMON_FACETS)
    found = results.search(here.index, asked, None, (), facets)
    assert not found.found.degraded, "the index is missing: this would measure the database"
    first = replace(found, found=replace(found.found, ids=found.found.ids[:SNIPPETS]))
    results.hits(first, None, here.naming)
    return found.found.total


def share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))))
