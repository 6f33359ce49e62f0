"""How good the suggested matches are: against needs and offers that were judged by reading.

`python -m benchmarks.matching` prints it. Precision at 3 of one need: how many of the first three
suggestions suit (fit or fit in part), of three, or of as many as there are that suit at all, if
these are fewer. Where nothing suits, 1 for no suggestion and 0 for any. What is missing counts
as wrong. Beside it stands the share of all that is shown which suits.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.empowerment.matches import SHOWN, Match, Matcher, Side
from kb.empowerment.resources import Resource
from kb.text.folding import fold

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "benchmarks" / "matches.toml"
SYNONYMS = ROOT / "content" / "synonyms.toml"
DAY = date(2026, 11, 22)
GOAL = 0.8


@dataclass(frozen=True)
class Judged:
    need: Side
    fits: frozenset[str]
    partly: frozenset[str]
    held: bool

    @property
    def suits(self) -> frozenset[str]:
        return self.fits | self.partly


@lru_cache(maxsize=1)
def judged() -> tuple[tuple[Side, ...], tuple[Judged, ...]]:
    """The offers, and the needs with what suits them."""
    read = tomllib.loads(JUDGED.read_text())
    needs = (
        Judged(_side(row), frozenset(row["fits"]), frozenset(row["partly"]), row["held"])
        for row in read["need"]
    )
    return tuple(map(_side, read["offer"])), tuple(needs)


def matcher() -> Matcher:
    """Over all judged offers, with the synonyms that the site comes with."""
    return Matcher(judged()[0], DAY, synonyms())


def synonyms() -> dict[str, tuple[str, ...]]:
    groups = tomllib.loads(SYNONYMS.read_text())["group"]
    return {fold(word): tuple(group["words"]) for group in groups for word in group["words"]}


def precision(need: Judged, found: Sequence[Match]) -> float:
    """At 3, as said above."""
    if not need.suits:
        return float(not found)
    hits = sum(match.id in need.suits for match in found[:SHOWN])
    return hits / min(SHOWN, len(need.suits))


def measured(held: bool | None = None) -> dict[str, float]:
    """Of the needs for tuning, of those kept back, or of all."""
    ready = matcher()
    needs = [need for need in judged()[1] if held is None or need.held is held]
    found = [ready.best(need.need) for need in needs]
    shown = [(need, match) for need, row in zip(needs, found, strict=True) for match in row]
    first = [row[0].id in need.fits for need, row in zip(needs, found, strict=True) if row]
    return {
        "needs": len(needs),
        "precision at 3": sum(map(precision, needs, found)) / len(needs),
        "of all shown": sum(match.id in need.suits for need, match in shown) / len(shown),
        "first one fits": sum(first) / len(needs),
    }


def _side(row: dict[str, Any]) -> Side:
    return Side(
        row["id"], Resource(row["resource"]), row["field"], row["city"], row["title"], row["body"]
    )


def main() -> None:
    for name, held in (("tuning", False), ("held back", True), ("all", None)):
        figures = measured(held)
        print(f"{name:10}", "  ".join(f"{key} {value:.3g}" for key, value in figures.items()))
    reached = measured()["precision at 3"] >= GOAL
    print(f"goal: precision at 3 >= {GOAL}", "ok" if reached else "MISSED")


if __name__ == "__main__":
    main()
