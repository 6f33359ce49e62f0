"""Snippets: the place of a text that answers, with the right words marked."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from kb.search.engine import All, Node, Phrase, Some, Word
from kb.text.folding import clean, fold

Run = tuple[str, bool]
"""A piece of text, and whether it is marked."""

MOST_CHARACTERS = 50_000
"""Of a longer text only so much is looked through."""

_MOST_PLACES = 200

_SENTENCE_END = "。！？；!?;\n"


def mark(text: str, node: Node, length: int = 120) -> list[Run]:
    """About `length` characters around the place with most different words of the query.

    The text may be as people wrote it; it comes back cleaned, on one line, `…` where it is cut.
    """
    text = clean(text[:MOST_CHARACTERS])
    places = _places(text, _patterns(node, ("",)))
    start, end = _window(text, places, length)
    runs = _runs(text, start, end, places)
    if start > 0:
        runs.insert(0, ("…", False))
    if end < len(text):
        runs.append(("…", False))
    return [(re.sub(r"\s+", " ", run), marked) for run, marked in runs]


def marked_title(title: str, node: Node) -> list[Run]:
    """The whole title, cleaned, with the query's words marked."""
    title = clean(title)
    return _runs(title, 0, len(title), _places(title, _patterns(node, ("", "title", "names"))))


def holds(text: str, node: Node) -> bool:
    """Whether the text alone answers the query; what was asked of a field is no matter of it."""
    return _holds(fold(clean(text[:MOST_CHARACTERS])), node)


def _holds(folded: str, node: Node) -> bool:
    match node:
        case Word() | Phrase():
            pattern = _pattern(fold(clean(node.text)))
            return bool(node.field or not pattern or re.search(pattern, folded))
        case All():
            return all(_holds(folded, part) for part in node.parts)
        case Some():
            return sum(_holds(folded, part) for part in node.parts) >= node.minimum
        case _:
            return True


@lru_cache(maxsize=256)
def _patterns(node: Node, fields: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    words = {fold(clean(word.text)) for word in _wanted(node) if word.field in fields}
    return tuple(re.compile(pattern) for word in sorted(words) if (pattern := _pattern(word)))


def _wanted(node: Node) -> Iterator[Word | Phrase]:
    """What a match must or may hold; what it must not hold is not marked."""
    if isinstance(node, Word | Phrase):
        yield node
    elif isinstance(node, All | Some):
        for part in node.parts:
            yield from _wanted(part)


_PART = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


def _pattern(word: str) -> str:
    """A folded word as the index finds it: Latin words whole, any signs between its parts."""
    parts = [
        rf"(?<![a-z0-9]){part}(?![a-z0-9])" if part.isascii() else re.escape(part)
        for part in _PART.findall(word)
    ]
    return r"[\W_]{0,3}".join(parts)


Place = tuple[int, int, int]
"""Start, end and which of the words."""


def _places(text: str, patterns: tuple[re.Pattern[str], ...]) -> list[Place]:
    folded = fold(text)
    found: list[Place] = []
    for which, pattern in enumerate(patterns):
        for count, match in enumerate(pattern.finditer(folded)):
            if count == _MOST_PLACES:
                break
            found.append((match.start(), match.end(), which))
    return sorted(found)


def _window(text: str, places: list[Place], length: int) -> tuple[int, int]:
    """Where to cut, so that most different words, then most words, are within."""
    if len(text) <= length:
        return 0, len(text)
    start = _best_start(places, length) if places else 0
    # Begin with the sentence if it is near, else with a little of what stands before.
    before = max(start - length // 3, 0)
    begins = [at + 1 for at in range(before, start) if text[at] in _SENTENCE_END]
    if begins:
        start = begins[0]
    elif before:
        start = max(start - length // 6, 0)
    else:
        start = 0
    start = min(start, len(text) - length)
    return start, min(start + length, len(text))


def _best_start(places: list[Place], length: int) -> int:
    ends = [start for start, _, _ in places]
    reach = length - length // 3
    best, best_rank = 0, (0, 0)
    for first, (start, _, _) in enumerate(places):
        within = places[first : bisect_right(ends, start + reach)]
        rank = (len({which for _, _, which in within}), len(within))
        if rank > best_rank:
            best, best_rank = start, rank
    return best


def _runs(text: str, start: int, end: int, places: list[Place]) -> list[Run]:
    """The text from start to end in runs; marks that touch or overlap are one."""
    runs: list[Run] = []
    at = start
    for left, right in _merged(places):
        left, right = max(left, at), min(right, end)
        if left < right:
            runs += [(text[at:left], False), (text[left:right], True)]
            at = right
    return [run for run in (*runs, (text[at:end], False)) if run[0]]


def _merged(places: list[Place]) -> Iterator[tuple[int, int]]:
    left = right = -1
    for start, end, _ in places:
        if start > right:
            if right > left:
                yield left, right
            left, right = start, end
        right = max(right, end)
    if right > left:
        yield left, right
