"""Faults: kill what writes, damage the index, and see whether the search is whole again in time.

`python -m benchmarks.faults --kills 30` kills the indexer, the publishing process, a web worker
and the whole server in turn, each in the middle of writing; `--damages` harms the index itself.
Linux only. What needs the rights of root is skipped without them.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from benchmarks.harms import DAMAGES, Damage, descendants
from benchmarks.running import ROOT, flask, free_port
from kb import create_app
from kb.accounts.users import Role, User, by_email
from kb.catalog import loading
from kb.catalog.site import site
from kb.catalog.sources import Row
from kb.cli import LOADER
from kb.db import db

VICTIMS = ("indexer", "publisher", "worker", "server")
IN_TIME = 30
"""Seconds within which the search must be whole again."""
GIVE_UP = 120


@dataclass
class Outcome:
    """What the rounds have shown."""

    acknowledged: int = 0
    rounds: list[tuple[str, float]] = field(default_factory=list)
    """What was done, and seconds until every acknowledged change was found by the index."""
    failures: list[str] = field(default_factory=list)
    """Requests that failed while a web server was there to answer them."""
    answered: int = 0

    @property
    def late(self) -> list[tuple[str, float]]:
        return [(what, seconds) for what, seconds in self.rounds if seconds > IN_TIME]


class Site:
    """A served site in a folder of its own, with a process that publishes and one that reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        own = {"KB_INSTANCE": str(folder), "KB_DATABASE_URL": "", "KB_SEARCH_ENGINE": "tantivy"}
        self.environment = os.environ | own | {"KB_WORKERS": "2", "KB_PAGE_CACHE": "0"}
        self.words: list[str] = []
        self.outcome = Outcome()
        self._log = (folder / "faults.log").open("ab")
        self._excused = threading.Event()
        self._stop = threading.Event()
        self.server: subprocess.Popen[bytes]
        self.publisher: subprocess.Popen[str]
        self._listener: threading.Thread

    @contextmanager
    def running(self) -> Iterator["Site"]:
        subprocess.run(
            flask("kb", "migrate"),
            cwd=ROOT,
            env=dict(self.environment),
            check=True,
            stdout=self._log,
            stderr=self._log,
        )
        self.serve()
        self.publish()
        reader = threading.Thread(target=self._read)
        reader.start()
        try:
            yield self
        finally:
            self._stop.set()
            reader.join()
            self.publisher.kill()
            self.publisher.wait()
            self._listener.join()
            self.server.terminate()
            self.server.wait(30)
            self._log.close()

    def serve(self) -> None:
        self.server = subprocess.Popen(
            flask("kb", "serve", "--port", str(self.port)),
            cwd=ROOT,
            env=dict(self.environment),
            stdout=self._log,
            stderr=self._log,
        )
        eventually(self.is_alive, "the server answers")

    def publish(self) -> None:
        """Start a process that publishes without end; what it has committed it says."""
        self.publisher = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.faults", "--publish"],
            cwd=ROOT,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, args=(self.publisher,))
        self._listener.start()

    def _listen(self, publisher: "subprocess.Popen[str]") -> None:
        assert publisher.stdout is not None
        with publisher.stdout as lines:
            for line in lines:
                if line.endswith("\n"):
                    self.words.append(line.strip())

    def has_published(self, count: int) -> bool:
        return len(self.words) > count

    def is_alive(self) -> bool:
        return self._ask("/health/live") == 200

    def knows(self, word: str) -> bool:
        """Whether the index, and not the database, finds this word."""
        found: dict[str, object] = {}
        self._ask(f"/api/v1/search?q={quote(word)}", found.update)
        return bool(found.get("total")) and found.get("degraded") is False

    def _ask(self, path: str, take: Callable[[dict[str, object]], object] | None = None) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if take is not None and answer.status == 200:
                take(json.loads(body))
            return answer.status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def _read(self) -> None:
        """Search without end: only a web server that was killed excuses an answer that fails."""
        while not self._stop.wait(0.05):
            word = random.choice(self.words or ["园区"])
            excused = self._excused.is_set()
            status = self._ask(f"/search?q={quote(word)}")
            if status == 200:
                self.outcome.answered += 1
            elif not (excused or self._excused.is_set() or self._stop.is_set()):
                self.outcome.failures.append(f"{status} for {word}")

    def kill(self, victim: str) -> None:
        """End it with SIGKILL, wherever it is, and start again what does not by itself."""
        if victim in ("worker", "server"):
            self._excused.set()
        if victim == "indexer":
            os.kill(self._indexer(), signal.SIGKILL)
        elif victim == "publisher":
            self.publisher.kill()
            self.publisher.wait()
            self._listener.join()
            self.publish()
        elif victim == "worker":
            (web, *_others) = descendants(self.server.pid)
            os.kill(random.choice(descendants(web)), signal.SIGKILL)
            eventually(self.is_alive, "a worker answers")
        else:
            for pid in (self.server.pid, *descendants(self.server.pid)):
                os.kill(pid, signal.SIGKILL)
            self.server.wait()
            self.serve()
        time.sleep(0.5)
        self._excused.clear()

    def _indexer(self) -> int:
        """Whoever holds the lock has written its number there."""
        lock = self.folder / "index" / "tantivy" / "lock"
        eventually(lambda: bool(lock.exists() and lock.read_text()), "somebody indexes")
        return int(lock.read_text().split()[0])

    def whole_again(self, what: str, checked: int) -> int:
        """Wait until all that was acknowledged by now is found; how many that is."""
        begun, words = time.monotonic(), self.words[checked:]
        for word in words:
            while not self.knows(word):
                if time.monotonic() - begun > GIVE_UP:
                    sys.exit(f"{what}: {word} was acknowledged and is not found")
                time.sleep(0.1)
        self.outcome.rounds.append((what, time.monotonic() - begun))
        return checked + len(words)

    def check_all(self) -> None:
        """Nothing of what was ever acknowledged got lost on the way. Asking takes its time."""
        words = list(self.words)
        for word in words:
            eventually(partial(self.knows, word), f"{word} was acknowledged and is found")
        self.outcome.acknowledged = len(words)


def kills(site_: Site, count: int) -> None:
    """Kill so many times, the victims in turn, and wait for the search each time."""
    checked = 0
    for turn in range(count):
        eventually(partial(site_.has_published, checked + 1), "something is published")
        time.sleep(random.uniform(0.2, 1.5))
        victim = VICTIMS[turn % len(VICTIMS)]
        site_.kill(victim)
        checked = site_.whole_again(victim, checked)
    site_.check_all()


def damages(site_: Site, harms: tuple[Damage, ...] = DAMAGES) -> None:
    """Harm the index in each way while people read and publish, and wait for the search."""
    checked = 0
    folder = site_.folder / "index" / "tantivy"
    for damage in harms:
        eventually(partial(site_.has_published, checked + 2), "something is published")
        checked = site_.whole_again(f"before {damage.__name__}", checked)
        with damage(folder):
            time.sleep(4)
        checked = site_.whole_again(damage.__name__, checked)
    site_.check_all()


def eventually(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + GIVE_UP
    while not holds():
        if time.monotonic() > end:
            sys.exit(f"in vain: {what}")
        time.sleep(0.05)


def publish() -> None:
    """Publish a new record for ever; say its word once it is committed."""
    app = create_app()
    with app.app_context():
        if by_email(LOADER) is None:
            db.session.add(User(name="加载", email=LOADER, role=Role.SECRETARIAT))
            db.session.commit()
    while True:
        word = f"变更{uuid4().hex[:12]}"
        values = {"kind": "article", "key": word, "title": f"一处变更 {word}"}
        values |= {"summary": "用来试验故障之后能否搜到。", "source": "性能测试语料，并非事实"}
        with app.app_context():
            loader = by_email(LOADER)
            assert loader is not None
            report = loading.load(iter([Row("change", values)]), site().kinds, loader)
        assert not report.refusals, report.refusals
        print(word, flush=True)
        time.sleep(0.05)


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    reader.add_argument("--kills", type=int, default=0, help="how many times")
    reader.add_argument("--damages", action="store_true", help="harm the index in every way")
    reader.add_argument("--publish", action="store_true", help=argparse.SUPPRESS)
    chosen = reader.parse_args()
    if chosen.publish:
        return publish()
    with tempfile.TemporaryDirectory(prefix="kb-faults-") as folder:
        with Site(Path(folder)).running() as site_:
            kills(site_, chosen.kills)
            if chosen.damages:
                damages(site_)
        _tell(site_.outcome)


def _tell(outcome: Outcome) -> None:
    for what, seconds in outcome.rounds:
        print(f"{what:28} whole again after {seconds:6.1f} s")
    print(f"{outcome.acknowledged} acknowledged changes, all found; {outcome.answered} answers,")
    print(f"{len(outcome.failures)} failed requests, {len(outcome.late)} rounds above {IN_TIME} s")
    for failure in outcome.failures[:10]:
        print("  ", failure)
    sys.exit(bool(outcome.failures or outcome.late))


if __name__ == "__main__":
    main()
