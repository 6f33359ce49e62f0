"""What changed between two texts, character by character."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

Run = tuple[str, str]
"""`same`, `added` or `removed`, and the characters."""

_PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+")
_CLAUSES = re.compile(r"[^。；！？，、;,.!?\n]*[。；！？，、;,.!?\n]+|[^。；！？，、;,.!?\n]+")
_CHARACTERS = re.compile(r".", re.DOTALL)


def compare(before: str, after: str) -> list[Run]:
    """The runs that lead from `before` to `after`; what was removed stands before what was added.

    Joining all but the added runs gives `before`, all but the removed ones `after`. Paragraphs
    are compared first, then clauses, and characters only where clauses changed. Texts that are
    still too repetitive come back with whole stretches replaced, within about a second.
    """
    runs = _runs(before, after, [_PARAGRAPHS, _CLAUSES, _CHARACTERS], _Patience())
    return list(_joined(run for run in runs if run[1]))


class _Patience:
    """How many more pairs may be looked at, about 50 ns each; shared by all levels."""

    left = 15_000_000


class _Matcher(SequenceMatcher[str]):
    """difflib's comparison, which is cubic at worst, with an end to its patience."""

    def __init__(self, old: Sequence[str], new: Sequence[str], patience: _Patience) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.patience = patience
        twins = Counter(new)
        pairs = (1 + twins[part] for part in old)
        self.work = [0, *accumulate(pairs)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        end = self.work[-1] if ahi is None else self.work[ahi]
        self.patience.left -= end - self.work[alo]
        if self.patience.left < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _runs(
    before: str, after: str, levels: list[re.Pattern[str]], patience: _Patience
) -> Iterator[Run]:
    if not levels or not before or not after:
        yield "removed", before
        yield "added", after
        return
    old, new = levels[0].findall(before), levels[0].findall(after)
    for tag, a, b, c, d in _Matcher(old, new, patience).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[a:b])
        else:
            yield from _runs("".join(old[a:b]), "".join(new[c:d]), levels[1:], patience)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one kind in one run, and single kept characters between changes dropped.

    Two clauses nearly always share some character by chance; keeping it only hides the change.
    """
    kept, removed, added = "", "", ""
    for kind, text in runs:
        if kind == "same":
            kept += text
            continue
        if len(kept) > 1 or (kept and not removed and not added):
            yield from _filled(("removed", removed), ("added", added), ("same", kept))
            removed, added = "", ""
        else:
            removed, added = removed + kept, added + kept
        kept = ""
        if kind == "removed":
            removed += text
        else:
            added += text
    yield from _filled(("removed", removed), ("added", added), ("same", kept))


def _filled(*runs: Run) -> Iterator[Run]:
    return (run for run in runs if run[1])
