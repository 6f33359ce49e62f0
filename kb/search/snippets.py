"""Snippets: the place of a text that answers, with the right words marked."""

import re
from itertools import islice
from typing import NamedTuple

from kb.search.engine import All, Node, Phrase, Some, Word
from kb.search.sought import IN_TEXTS, Sought, pattern, sought
from kb.text.folding import clean, fold

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
    different: int = 0
    """So many words of the query are marked, each counted once."""


def quote(text: str, node: Node, length: int = 120) -> Quotation:
    """About `length` characters around the place with most different words of the query.

    The text may be as people wrote it; it comes back cleaned, on one line, `…` where it is cut.
    """
    return quoted(text, sought(node, IN_TEXTS), length)


def quoted(text: str, words: Sought, length: int = 120) -> Quotation:
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
    within = {which for left, right, which in places if right > start and left < end}
    longest = max(marked, key=lambda place: place[1] - place[0])
    return Quotation(runs, longest[0], len(within))


_BLANKS = re.compile(r"\s+")


def mark(text: str, node: Node, length: int = 120) -> list[Run]:
    """The runs of the quotation."""
    return quote(text, node, length).runs


def titled(title: str, words: Sought) -> list[Run]:
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
            found = pattern(fold(clean(node.text)))
            return bool(node.field or not found or re.search(found, folded))
        case All():
            return all(_holds(folded, part) for part in node.parts)
        case Some():
            return sum(_holds(folded, part) for part in node.parts) >= node.minimum
        case _:
            return True


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
    for which, _opening, form in apart:
        matches = islice(form.finditer(folded), _MOST_PLACES)
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
    return _whole(text, start, min(start + length, len(text)))


_BEGUN = re.compile(r"[A-Za-z0-9]{1,20}(?=[^A-Za-z0-9])")
_CUT = re.compile(r"[^A-Za-z0-9][A-Za-z0-9]{1,20}\Z")


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The window without the ends of Latin words that it would cut."""
    if start and _is_latin(text[start - 1 : start + 1]):
        begun = _BEGUN.match(text, start)
        start = begun.end() if begun else start
    if end < len(text) and _is_latin(text[end - 1 : end + 1]):
        cut = _CUT.search(text, max(end - 21, start), end)
        end = cut.start() + 1 if cut else end
    return start, end


def _is_latin(pair: str) -> bool:
    return pair.isascii() and pair.isalnum()


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
