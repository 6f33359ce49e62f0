"""What changed between two texts, character by character."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

Run = tuple[str, str]
"""`same`, `added` or `removed`, and the characters."""

_CLOSE = 4_000_000
"""Pairs of characters that are still compared one by one; beyond it whole stretches differ."""


def compare(before: str, after: str) -> list[Run]:
    """The runs that lead from `before` to `after`, removed before added.

    Joining all but the added runs gives `before`, all but the removed ones `after`. Lines are
    compared first and characters only where lines changed, so long texts stay quick.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_joined(_by_line(old, new)))


def _by_line(old: list[str], new: list[str]) -> Iterator[Run]:
    for kind, a, b, c, d in _steps(old, new):
        if kind == "same":
            yield kind, "".join(old[a:b])
        else:
            yield from _by_character("".join(old[a:b]), "".join(new[c:d]))


def _by_character(removed: str, added: str) -> Iterator[Run]:
    if len(removed) * len(added) > _CLOSE:
        yield "removed", removed
        yield "added", added
        return
    for kind, a, b, c, d in _steps(removed, added):
        if kind == "same":
            yield kind, removed[a:b]
        else:
            yield "removed", removed[a:b]
            yield "added", added[c:d]
