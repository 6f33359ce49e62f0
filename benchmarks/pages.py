"""Pages: requests a second of each page as a share of the bare page's, in interleaved rounds."""

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks import load
from benchmarks.corpus import CITIES, queries
from benchmarks.running import Instance, Server, bare_page

SECONDS = 2
QUERIES_A_ROUND = 4_000
"""More than any round asks for, so that no query comes twice."""


@dataclass(frozen=True)
class Target:
    """A page under load; `paths` gives the paths of one round."""

    name: str
    server: Server
    paths: Callable[[int], Sequence[str]]
    gzip: bool = False


def measure(instance: Instance, records: Sequence[str], rounds: int) -> dict[str, Any]:
    """Rates and ratios by target. `records` are the addresses of many published records."""
    with instance.serving() as site, bare_page(instance.folder) as bare:
        targets = _targets(site, bare, records, rounds)
        for target in targets:
            load.put(target.server.port, target.paths(rounds), 1, target.gzip)
        found: dict[str, list[load.Round]] = {target.name: [] for target in targets}
        for at in range(rounds):
            for target in targets:
                done = load.put(target.server.port, target.paths(at), SECONDS, target.gzip)
                found[target.name].append(done)
    base = statistics.median(one.rate for one in found["bare"])
    return {name: _summary(done, base) for name, done in found.items()}


def _targets(site: Server, bare: Server, records: Sequence[str], rounds: int) -> list[Target]:
    searches = [
        f"/search?{urlencode({'q': query})}" for query in queries(QUERIES_A_ROUND * (rounds + 1))
    ]
    shuffled = random.Random(1).sample(records, len(records))
    lists = [
        f"/libraries/projects?{urlencode({'city': city, 'page': page})}"
        for city in CITIES
        for page in range(1, 40)
    ]
    notes = [f"/note/{at}" for at in range(1, 101)]

    def distinct(at: int) -> Sequence[str]:
        return searches[at * QUERIES_A_ROUND : (at + 1) * QUERIES_A_ROUND]

    def always(*paths: str) -> Callable[[int], Sequence[str]]:
        return lambda at: paths

    def anew(pattern: str) -> Callable[[int], Sequence[str]]:
        """Addresses that no process has kept: the rest of the query means nothing to the page."""
        return lambda at: [
            f"{pattern.format(year=2016 + number % 10)}&at={at}-{number}" for number in range(2000)
        ]

    def unseen(at: int) -> Sequence[str]:
        """The same of records: two passes, more than a round asks for."""
        return [f"{path}?at={at}-{turn}" for turn in range(2) for path in shuffled]

    return [
        Target("bare", bare, always(*notes)),
        Target("record, every one new", site, unseen),
        Target("record, one again and again", site, always(records[0])),
        Target("record, one, gzip", site, always(records[0]), gzip=True),
        Target("list, many", site, always(*lists)),
        Target("list, one again and again", site, always("/libraries/projects")),
        Target("search, no query twice", site, distinct),
        Target("search, one again and again", site, always(searches[0])),
        Target("home", site, always("/")),
        Target("scoreboard, each drawn anew", site, anew("/scoreboard?year={year}")),
        Target("programme board, each drawn anew", site, anew("/programme/{year}?")),
        Target("matrix, each drawn anew", site, anew("/matrix?year={year}")),
        Target("lineage, many", site, always(*(_line(path) for path in shuffled))),
    ]


def _line(record: str) -> str:
    """Where the descent of a record stands."""
    return f"/lineage/{record.rpartition('/')[2]}"


def _summary(done: Sequence[load.Round], base: float) -> dict[str, float]:
    rate = statistics.median(one.rate for one in done)
    return {
        "requests_per_second": round(rate, 1),
        "ratio": round(rate / base, 3),
        "lowest": round(min(one.rate for one in done) / base, 3),
        "highest": round(max(one.rate for one in done) / base, 3),
        "p99_ms_under_load": round(statistics.median(one.p99 for one in done), 1),
    }
