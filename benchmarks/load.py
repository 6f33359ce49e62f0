"""Load: requests a second that a server answers for a list of paths, over kept connections.

`wrk` where it is installed, else a small client of our own, which needs more of the machine that
it measures; the result names which one it was.
"""

import json
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 8
LANGUAGE = "zh-CN"
SCRIPT = """
local requests, at = {}, 0
for path in io.lines(os.getenv("KB_PATHS")) do
  requests[#requests + 1] = wrk.format("GET", path)
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
done = function(summary, latency, _)
  local e = summary.errors
  print(string.format('JSON {"requests": %d, "seconds": %f, "bad": %d, "p50": %f, "p99": %f}',
    summary.requests, summary.duration / 1e6, e.status + e.read + e.write + e.connect + e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Round:
    """What one short round of load gave. Milliseconds at this load, not of a lone request."""

    rate: float
    p50: float
    p99: float


def generator() -> str:
    return "wrk" if shutil.which("wrk") else "own client"


def put(port: int, paths: Sequence[str], seconds: float, gzip: bool = False) -> Round:
    """Ask for these paths in turn. Ends the benchmark when an answer is not 200."""
    headers = {"Accept-Language": LANGUAGE} | ({"Accept-Encoding": "gzip"} if gzip else {})
    if generator() == "wrk":
        found = _by_wrk(port, paths, seconds, headers)
    else:
        found = _by_client(port, paths, seconds, headers)
    if found["bad"] or not found["requests"]:
        sys.exit(f"{found['bad']:.0f} bad answers of {found['requests']:.0f} for {paths[0]} ...")
    return Round(found["requests"] / found["seconds"], found["p50"], found["p99"])


def _by_wrk(
    port: int, paths: Sequence[str], seconds: float, headers: dict[str, str]
) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder) / "paths.lua", Path(folder) / "paths"
        script.write_text(SCRIPT)
        listed.write_text("\n".join(paths))
        words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(script)]
        for name, value in headers.items():
            words += ["-H", f"{name}: {value}"]
        done = subprocess.run(
            [*words, f"http://127.0.0.1:{port}"],
            env={"KB_PATHS": str(listed)},
            executable=shutil.which("wrk"),
            capture_output=True,
            text=True,
            check=True,
        )
    line = next(line for line in done.stdout.splitlines() if line.startswith("JSON "))
    return dict(json.loads(line.removeprefix("JSON ")))


def _by_client(
    port: int, paths: Sequence[str], seconds: float, headers: dict[str, str]
) -> dict[str, float]:
    """In a process of its own, so that only the machine is shared with the server."""
    order = json.dumps([port, list(paths), seconds, headers])
    words = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(words, input=order, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


class Client:
    """Keeps some connections busy: as soon as one has its answer, it asks for the next path."""

    def __init__(self, port: int, paths: Sequence[str], headers: dict[str, str]) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._wanted = [
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode()
            for path in paths
        ]
        self._port = port
        self._at = 0
        self._bad = 0
        self._times: list[float] = []

    def run(self, seconds: float) -> dict[str, float]:
        chosen = selectors.DefaultSelector()
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", self._port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            chosen.register(connection, selectors.EVENT_READ, {"got": b"", "since": 0.0})
        start = time.perf_counter()
        for key in chosen.get_map().values():
            self._ask(key)
        while time.perf_counter() - start < seconds:
            for key, _ in chosen.select(1):
                self._read(key)
        took = time.perf_counter() - start
        times = sorted(self._times) or [0.0]
        return {
            "requests": len(self._times),
            "seconds": took,
            "bad": self._bad,
            "p50": times[len(times) // 2] * 1000,
            "p99": times[len(times) * 99 // 100] * 1000,
        }

    def _ask(self, key: selectors.SelectorKey) -> None:
        key.data.update(got=b"", since=time.perf_counter())
        key.fileobj.sendall(self._wanted[self._at % len(self._wanted)])
        self._at += 1

    def _read(self, key: selectors.SelectorKey) -> None:
        data = key.fileobj.recv(1 << 18)
        if not data:
            raise SystemExit("the server closed a connection")
        key.data["got"] += data
        head, found, body = key.data["got"].partition(b"\r\n\r\n")
        if not found:
            return
        lengths = [line for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"]
        if len(body) >= int(lengths[0][15:]):
            self._times.append(time.perf_counter() - key.data["since"])
            self._bad += not head.startswith(b"HTTP/1.1 200")
            self._ask(key)


if __name__ == "__main__":
    ordered_port, ordered_paths, ordered_seconds, ordered_headers = json.load(sys.stdin)
    client = Client(ordered_port, ordered_paths, ordered_headers)
    print(json.dumps(client.run(ordered_seconds)))
