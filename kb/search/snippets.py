"""Snippets: the place of a text that answers, with the right words marked."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from kb.search.engine import All, Node, Phrase, Some, Word
from kb.text.folding import clean, fold, spellings

Run = tuple[str, bool]
"""A piece of text, and whether it is marked."""

MOST_CHARACTERS = 50_000
"""Of a longer text only so much is looked through."""

_MOST_PLACES = 200

_SENTENCE_END = re.compile(r"[。！？；!?;\n]")


class Quotation(NamedTuple):
    """A part of a text, in runs."""

    runs: list[Run]
    at: int | None
    """Where the longest of the marked words stands in the cleaned text; None without any."""


def quote(text: str, node: Node, length: int = 120) -> Quotation:
    """About `length` characters around the place with most different words of the query.

    The text may be as people wrote it; it comes back cleaned, on one line, `…` where it is cut.
    """
    return quoted(text, sought(node, IN_TEXTS), length)


def quoted(text: str, words: "Sought", length: int = 120) -> Quotation:
    """The same where the words are known already: a page looks through dozens of texts."""
    text = clean(text[:MOST_CHARACTERS])
    places = _places(text, words)
    start, end = _window(text, places, length)
    marked = _marked(places, start, end)
    runs = _runs(text, start, end, marked)
    if start > 0:
        runs.insert(0, ("…", False))
    if end < len(text):
        runs.append(("…", False))
    if _BLANKS.search(text, start, end):
        runs = [(_BLANKS.sub(" ", run), is_marked) for run, is_marked in runs]
    if not marked:
        return Quotation(runs, None)
    return Quotation(runs, max(marked, key=lambda place: place[1] - place[0])[0])


_BLANKS = re.compile(r"\s+")


def mark(text: str, node: Node, length: int = 120) -> list[Run]:
    """The runs of the quotation."""
    return quote(text, node, length).runs


def titled(title: str, words: "Sought") -> list[Run]:
    """The whole title, cleaned, with the query's words marked."""
    title = clean(title)
    places = _places(title, words)
    return _runs(title, 0, len(title), _marked(places, 0, len(title)))


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


class Apart(NamedTuple):
    """A word that is not one run of Chinese characters."""

    which: int
    opening: str
    """A text that has the word has one of these. To fold it for nothing takes longest of all."""
    pattern: re.Pattern[str]


class Sought(NamedTuple):
    """The words as they stand in folded texts."""

    words: Sequence[tuple[int, str]]
    """Runs of Chinese characters, each with its place among all words."""
    apart: Sequence[Apart]
    spellings: str
    """What a text must hold to need folding for the former."""


IN_TEXTS, IN_TITLES = ("",), ("", "title", "names")
"""The fields that what is looked for in texts and titles may have been asked of."""


@lru_cache(maxsize=256)
def sought(node: Node, fields: tuple[str, ...]) -> Sought:
    folded = sorted({fold(clean(word.text)) for word in _wanted(node) if word.field in fields})
    words, apart = [], []
    for which, word in enumerate(folded):
        if _CHARACTERS.fullmatch(word):
            words.append((which, word))
        elif parts := _PART.findall(word):
            first = parts[0][0]
            apart.append(Apart(which, first + spellings(first), re.compile(_pattern(word))))
    return Sought(words, apart, spellings("".join(word for _which, word in words)))


_CHARACTERS = re.compile(r"[^\W_a-z0-9]+")


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


def _places(text: str, sought: Sought) -> list[Place]:
    apart = [word for word in sought.apart if _has_one(text, word.opening)]
    folded = fold(text) if apart or _has_one(text, sought.spellings) else text
    found: list[Place] = []
    for which, word in sought.words:
        length, most = len(word), len(found) + _MOST_PLACES
        at = folded.find(word)
        while at >= 0 and len(found) < most:
            found.append((at, at + length, which))
            at = folded.find(word, at + length)
    for which, _opening, pattern in apart:
        matches = islice(pattern.finditer(folded), _MOST_PLACES)
        found += [(*match.span(), which) for match in matches]
    if len(sought.words) + len(apart) > 1:
        found.sort()
    return found


def _has_one(text: str, characters: str) -> bool:
    for one in characters:  # noqa: SIM110  # any() takes twice as long, and this is asked most
        if one in text:
            return True
    return False


def _window(text: str, places: list[Place], length: int) -> tuple[int, int]:
    """Where to cut, so that most different words, then most words, are within."""
    if len(text) <= length:
        return 0, len(text)
    start = _best_start(places, length) if places else 0
    # Begin with the sentence if it is near, else with a little of what stands before.
    before = max(start - length // 3, 0)
    begins = _SENTENCE_END.search(text, before, start)
    if begins:
        start = begins.end()
    elif before:
        start = max(start - length // 6, 0)
    else:
        start = 0
    start = min(start, len(text) - length)
    return start, min(start + length, len(text))


def _best_start(places: list[Place], length: int) -> int:
    """Where the window begins that has most different words, then most words."""
    reach = length - length // 3
    if places[-1][0] <= places[0][0] + reach:
        return places[0][0]
    counts: dict[int, int] = {}
    best, most_words, most, last = 0, 0, 0, 0
    for first, (start, _, which) in enumerate(places):
        while last < len(places) and places[last][0] <= start + reach:
            counts[places[last][2]] = counts.get(places[last][2], 0) + 1
            last += 1
        within = last - first
        if len(counts) > most_words or (len(counts) == most_words and within > most):
            best, most_words, most = start, len(counts), within
        if counts[which] == 1:
            del counts[which]
        else:
            counts[which] -= 1
    return best


def _marked(places: list[Place], start: int, end: int) -> list[tuple[int, int]]:
    """What is marked from start to end; marks that touch or overlap are one."""
    marked: list[tuple[int, int]] = []
    for left, right, _ in places:
        if right <= start:
            continue
        if left >= end:
            break
        left, right = max(left, start), min(right, end)
        if marked and left <= marked[-1][1]:
            marked[-1] = (marked[-1][0], max(right, marked[-1][1]))
        else:
            marked.append((left, right))
    return marked


def _runs(text: str, start: int, end: int, marked: list[tuple[int, int]]) -> list[Run]:
    """The text from start to end in runs."""
    runs: list[Run] = []
    at = start
    for left, right in marked:
        runs += [(text[at:left], False), (text[left:right], True)]
        at = right
    return [run for run in (*runs, (text[at:end], False)) if run[0]]
