"""`make bench`: measure everything once, print it beside the figures to reach, keep it as JSON."""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from benchmarks import freshness, load, matching, pages, search, weight
from benchmarks.corpus import SIZES
from benchmarks.running import ROOT, Instance, Server

RESULTS = ROOT / "benchmarks" / "results"
WHOOSH_AT_MOST = 10_000
RECORDS = 3000


@dataclass(frozen=True)
class Line:
    """One figure. `goal` is a lower bound with `>=`, an upper one with `<=`; empty: only told."""

    name: str
    value: float
    unit: str = ""
    goal: str = ""

    @property
    def verdict(self) -> str:
        if not self.goal:
            return ""
        sign, bound = self.goal.split()
        reached = self.value >= float(bound) if sign == ">=" else self.value <= float(bound)
        return "ok" if reached else "MISSED"


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("--size", choices=SIZES, default="10k")
    reader.add_argument("--rounds", type=int, default=5, help="of two seconds for every page")
    reader.add_argument("--folder", type=Path, help="keep corpus and data there between runs")
    chosen = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        lines = list(_told(_measured(chosen.folder or Path(scratch), chosen.size, chosen.rounds)))
    _keep(lines, chosen.size)


def _measured(folder: Path, size: str, rounds: int) -> Iterator[Line]:
    goal = f">= {matching.GOAL}"
    yield Line("matches: precision at 3", matching.measured()["precision at 3"], goal=goal)
    instance = Instance(folder, size)
    seconds = instance.fill()
    yield Line(f"load and index {size} records", SIZES[size] / seconds, "records/s", ">= 300")
    with instance.serving() as server:
        yield from _weights(server, size)
        records = list(_records(server))
    yield from _search(instance, 1000)
    found = freshness.measure(instance, 20)
    others = f"while {freshness.READERS} readers search"
    yield Line(f"a change is found {others}, median", found["median_s"], "s")
    yield Line(f"a change is found {others}, p95", found["p95_s"], "s", "<= 1")
    yield Line(f"a change is found {others}, longest", found["longest_s"], "s")
    yield from _pages(pages.measure(instance, records, rounds))
    if SIZES[size] <= WHOOSH_AT_MOST:
        other = Instance(folder, size, "whoosh")
        other.fill()
        yield from _search(other, 60)


def _weights(server: Server, size: str) -> Iterator[Line]:
    record = next(_records(server))
    for path in ("/", f"/search?q={quote('人才')}", "/libraries/projects", record, "/about"):
        found = weight.page(server, path)
        yield Line(f"{path}: compressed in all", found["kilobytes"], "kB", "<= 60")
        yield Line(f"{path}: requests", found["requests"], "", "<= 6")
        yield Line(f"{path}: other hosts", found["foreign_hosts"], "", "<= 0")
    memory = weight.memory(server.pid)
    yield Line(
        f"memory of {memory['processes']} processes, PSS", memory["pss_mib"], "MiB", "<= 250"
    )
    yield Line("the same as RSS, shared pages counted again", memory["rss_mib"], "MiB")


def _records(server: Server) -> Iterator[str]:
    """Paths of the newest records, more than any process keeps drawn."""
    for page in range(1, RECORDS // 20 + 1):
        with urlopen(f"{server.address}/api/v1/search?kind=project&page={page}") as answer:
            found = json.load(answer)
        yield from (urlsplit(record["url"]).path for record in found["records"])
        if page >= found["pages"]:
            return


def _search(instance: Instance, count: int) -> Iterator[Line]:
    """Only the default engine has a goal; Whoosh is for machines that no compiled wheel serves."""
    goal = "<= 2" if SIZES[instance.size] <= 10_000 else "<= 8"
    found = search.measure(instance, count)
    name = f"search by {instance.engine}, {instance.size}"
    yield Line(f"{name}: p50", found["p50_ms"], "ms")
    yield Line(f"{name}: p95", found["p95_ms"], "ms", goal if instance.engine == "tantivy" else "")
    yield Line(f"{name}: p95 of processor time", found["processor_p95_ms"], "ms")


def _pages(found: dict[str, Any]) -> Iterator[Line]:
    goals = {"record": ">= 0.65", "list": ">= 0.4", "search": ">= 0.35"}
    goals |= dict.fromkeys(("scoreboard", "programme board", "matrix", "lineage"), ">= 0.2")
    for name, done in found.items():
        if name == "bare":
            yield Line(f"bare page ({load.generator()})", done["requests_per_second"], "requests/s")
        else:
            goal = goals.get(name.partition(",")[0], "")
            yield Line(f"{name}: share of the bare page", done["ratio"], "", goal)


def _told(lines: Iterator[Line]) -> Iterator[Line]:
    """Each line as soon as it is known, so that nobody waits in front of an empty screen."""
    print(f"{'':50} {'measured':>10} {'':10} {'goal':>8}")
    for line in lines:
        shown = f"{line.name:50} {line.value:10.3f} {line.unit:10} {line.goal:>8} {line.verdict}"
        print(shown, flush=True)
        yield line


def _keep(lines: list[Line], size: str) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%d-%H%M%S}-{size}.json"
    machine = {"python": platform.python_version(), "processors": os.cpu_count()}
    figures = [asdict(line) | {"verdict": line.verdict} for line in lines]
    kept = {"at": now.isoformat(), "size": size, "machine": machine, "figures": figures}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1))
    missed = sum(line.verdict == "MISSED" for line in lines)
    print(f"\n{missed} of {sum(bool(line.goal) for line in lines)} goals missed; {path}")


if __name__ == "__main__":
    main()
