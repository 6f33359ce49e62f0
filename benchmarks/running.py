"""The product and the bare page, filled and started, on one server and worker count."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks import bare
from benchmarks.corpus import SIZES, write

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2


@dataclass(frozen=True)
class Instance:
    """A data folder with the shipped content and a corpus, kept from one run to the next."""

    folder: Path
    size: str
    engine: str = "tantivy"

    @property
    def data(self) -> Path:
        return self.folder / f"{self.size}-{self.engine}"

    @property
    def environment(self) -> Mapping[str, str]:
        own = {
            "KB_INSTANCE": str(self.data),
            "KB_SEARCH_ENGINE": self.engine,
            "KB_DATABASE_URL": "",
        }
        return os.environ | own | {"KB_WORKERS": str(WORKERS), "PYTHONUTF8": "1"}

    def fill(self) -> float:
        """Load the corpus with the product's own command; seconds it took, from the first time."""
        noted = self.data / "benchmark.json"
        if not noted.exists():
            corpus = write(self.folder / f"{self.size}.jsonl", SIZES[self.size])
            self.command("init")
            start = time.perf_counter()
            self.command("load", str(corpus))
            noted.write_text(json.dumps({"seconds": time.perf_counter() - start}))
        return float(json.loads(noted.read_text())["seconds"])

    def command(self, *words: str) -> str:
        """`flask kb ...` on this data; its output. Ends the benchmark when it fails."""
        done = subprocess.run(
            flask("kb", *words),
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"flask kb {words[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator["Server"]:
        port = free_port()
        words = ("kb", "serve", "--port", str(port))
        started = Started(flask(*words), self.environment, self.folder / "site.log")
        with started.answering(port, "/health/live") as server:
            yield server


@dataclass(frozen=True)
class Server:
    pid: int
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def bare_page(folder: Path) -> Iterator[Server]:
    """The page to compare with, on the same server with as many workers."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    granian = "-m granian --interface wsgi --http 1 --blocking-threads 1 --log-level warning"
    words = f"{granian} --workers {WORKERS} --port {port} benchmarks.bare:app".split()
    bare.create_app(folder / "bare.db")  # Before two workers would make its table at once.
    environment = os.environ | {"BARE_DATABASE": str(folder / "bare.db")}
    started = Started([sys.executable, *words], environment, folder / "bare.log")
    with started.answering(port, "/note/1") as server:
        yield server


def flask(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Started:
    """A server's command; what it says goes to a file, as it would under a service manager."""

    words: list[str]
    environment: Mapping[str, str]
    log: Path

    @contextmanager
    def answering(self, port: int, path: str) -> Iterator[Server]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.words, cwd=ROOT, env=dict(self.environment), stdout=log, stderr=log
            )
        try:
            _wait(process, f"http://127.0.0.1:{port}{path}")
            yield Server(process.pid, port)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server ended with code {process.returncode} before it answered")
        try:
            urlopen(address, timeout=5).close()
            return
        except HTTPError as error:
            sys.exit(f"{address} answers {error.code}")
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} does not answer")
