"""Freshness: seconds from a published change until the served search finds it, while others
search without a pause.
"""

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from urllib.parse import quote
from uuid import uuid4

from benchmarks.corpus import queries
from benchmarks.running import ROOT, Instance
from benchmarks.search import share
from kb import create_app
from kb.accounts.users import by_email
from kb.catalog import loading
from kb.catalog.site import site
from kb.catalog.sources import Row
from kb.cli import LOADER

GIVE_UP = 30
READERS = 8


@dataclass(frozen=True)
class Change:
    word: str
    at: float


def measure(instance: Instance, times: int, readers: int = READERS) -> dict[str, float]:
    """Median, p95 and longest of so many changes, each published by another process."""
    with instance.serving() as site_, _reading(site_.port, readers):
        waits = sorted(_wait(site_.port, change) for change in _changes(instance, times))
    return {
        "median_s": round(statistics.median(waits), 3),
        "p95_s": round(share(waits, 0.95), 3),
        "longest_s": round(waits[-1], 3),
    }


@contextmanager
def _reading(port: int, readers: int) -> Iterator[None]:
    """So many readers meanwhile, each with questions of its own, one after the other."""
    done = threading.Event()

    def read(seed: int) -> None:
        for question in cycle(queries(2000, seed)):
            if done.is_set():
                return
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", f"/search?q={quote(question)}")
            connection.getresponse().read()
            connection.close()

    threads = [threading.Thread(target=read, args=(100 + at,)) for at in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _changes(instance: Instance, times: int) -> Iterator[Change]:
    """Publish one after the other, each when the one before was found."""
    publisher = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.freshness"],
        cwd=ROOT,
        env=dict(instance.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with publisher:
        for _ in range(times):
            print(file=publisher.stdin, flush=True)
            line = json.loads(publisher.stdout.readline())
            yield Change(line["word"], line["at"])
        publisher.stdin.close()


def _wait(port: int, change: Change) -> float:
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", f"/api/v1/search?q={quote(change.word)}")
        total = json.loads(connection.getresponse().read())["total"]
        connection.close()
        waited = time.time() - change.at
        if total:
            return waited
        if waited > GIVE_UP:
            sys.exit(f"a published change was not found within {GIVE_UP} s")
        time.sleep(0.01)


def _publish() -> None:
    """Change one and the same record for every line read; say the new word and the time."""
    app = create_app()
    for _ in sys.stdin:
        word = f"变更{uuid4().hex[:12]}"
        values = {"kind": "article", "key": "bench-change", "title": f"一处变更 {word}"}
        values |= {"summary": "用来量度多久可以搜到。", "source": "性能测试语料，并非事实"}
        with app.app_context():
            loader = by_email(LOADER)
            assert loader is not None, "the corpus was loaded in this account's name"
            report = loading.load(iter([Row("change", values)]), site().kinds, loader)
        assert not report.refusals, report.refusals
        print(json.dumps({"word": word, "at": time.time()}), flush=True)


if __name__ == "__main__":
    _publish()
