"""What of a document goes into an index, and how a run of typed characters is looked for there.

Both adapters take their terms from here, so both find the same things. Every text becomes one row
of terms, joined by blanks, because Tantivy runs no Python tokeniser.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from kb.search import spelling
from kb.search.engine import Document
from kb.text import pinyin, segmenting
from kb.text.folding import clean, fold

VERSION = 1
"""To be raised when the same document gives other terms: indexes are then built anew."""

WEIGHTS = {"title": 2.0, "number": 2.0, "names": 1.5, "tags": 1.5, "summary": 1.0}
"""What a word's score in these fields adds to that of a mention anywhere, which counts 1."""

TYPED_WHOLE = 3.0
"""Weight of what was typed side by side and stands so in the text."""

EXACT = 1000.0
"""Added for the record whose title or number is just what was typed: it comes first."""

TEXTS = {
    "": "text",
    "title": "title",
    "number": "number",
    "names": "names",
    "tag": "tags",
}
"""The row of terms where a public field looks; without a field it is all of the document."""

VALUES = ("kind", "city", "year")
"""Public fields that are looked up as a value, not as text."""

_GAP = "|"
"""Stands between two fields in the row of all texts, so that no phrase reaches across."""

_LONGEST = 16
"""Letters of a suggestion that are indexed; whatever is typed beyond does not narrow it more."""

_MOST_INITIALS = 8


@dataclass(frozen=True)
class Terms:
    """The rows of one document, each a text of terms joined by blanks."""

    text: str
    title: str
    number: str
    names: str
    tags: str
    summary: str
    exact: str
    starts: str
    """Beginnings of titles and names, from each of their words on: as written, spoken, initials."""
    near: str
    """Keys for words that sound or look alike (see `spelling`); of public documents only, as
    a corrected word must not tell of what the reader may not see.
    """


def terms(document: Document) -> Terms:
    titles = [title for title in (document.title, document.title_en) if title]
    tags = [*document.facets.get("tag", ()), *document.facets.get("theme", ())]
    rows = {
        "title": _rows(titles),
        "number": row(document.number),
        "names": row(document.names),
        "tags": _rows(tags),
        "summary": row(document.summary),
    }
    public = document.audience == "public"
    return Terms(
        text=f" {_GAP} ".join(filter(None, [*rows.values(), row(document.body)])),
        exact=" ".join(filter(None, map(exact, [*titles, document.number]))),
        starts=" ".join(_starts([*titles, *_each_name(document.names)])),
        near=" ".join(_near([*titles, document.names, *tags, document.summary], public)),
        **rows,
    )


def row(text: str) -> str:
    """The terms of one text in order."""
    return " ".join(run(text))


def run(text: str) -> list[str]:
    """Characters, each followed by the pair it begins, and Latin words without their compounds:
    `日照HR` gives 日, 日照, 照, hr. The same run of characters gives the same run of terms.
    """
    pieces = segmenting.pieces(fold(clean(text)))
    return [
        piece.text
        for piece, after in zip_longest(pieces, pieces[1:])
        if not after or after.start > piece.start or after.end > piece.end
    ]


def sparse(found: list[str]) -> list[tuple[int, str]]:
    """As few terms of a run as hold all its characters, with their places in the run.

    Pairs where possible, as they are rarer than characters: 日照青 gives 日照 (1) and 照青 (3).
    """
    chosen: list[tuple[int, str]] = []
    held = False
    for at, term in enumerate(found):
        if is_pair(found, at):
            continue
        if held:
            held = False
        elif is_pair(found, at + 1):
            chosen.append((at + 1, found[at + 1]))
            held = True
        elif is_pair(found, at - 1):  # The last of an odd number, with the one before it.
            chosen.append((at - 1, found[at - 1]))
        else:
            chosen.append((at, term))
    return chosen


def dense(found: list[str]) -> list[str]:
    """Terms of a run that stand at consecutive places, where each pair takes the place of the
    character it begins with: 日照青hr gives 日照, 照青, 青, hr.
    """
    chosen = [
        term for at, term in enumerate(found) if is_pair(found, at) or not is_pair(found, at + 1)
    ]
    # The last character is in the pair before it.
    return chosen[:-1] if is_pair(found, len(found) - 2) else chosen


def is_pair(found: list[str], at: int) -> bool:
    """Whether the term here is the pair that begins with the character before it in the run."""
    if not 0 < at < len(found):
        return False
    before, term = found[at - 1], found[at]
    return len(before) == 1 and len(term) == 2 and term[0] == before and not term.isascii()


def exact(text: str) -> str:
    """The letters, digits and characters of a text in one word, however they were set."""
    return "".join(filter(str.isalnum, fold(clean(text))))


def start_ways(typed: str) -> list[tuple[float, str, str]]:
    """Ways in which the beginning of a title or name may be meant: weight, field and text.

    In `starts` the text is one term, as typed, spoken or by initials; elsewhere it is a run.
    """
    plain = exact(typed)
    if not plain:
        return []
    keys = {plain}
    if not plain.isascii() and any(c.isascii() for c in plain):
        keys.add(pinyin.full(plain))
        keys.add("".join(c if c.isascii() else pinyin.initials(c) for c in plain))
    keys = {key[:_LONGEST] for key in keys}
    return [
        *((4.0, "starts", f"^{key}") for key in sorted(keys)),
        *((2.0, "starts", key) for key in sorted(keys)),
        (1.0, "title", typed),
        (1.0, "names", typed),
    ]


def _rows(texts: Iterable[str]) -> str:
    return f" {_GAP} ".join(filter(None, map(row, texts)))


def _each_name(names: str) -> list[str]:
    return [name for name in re.split(r"[、,，;；\n]", names) if name.strip()]


def _starts(texts: Iterable[str]) -> set[str]:
    """Beginnings of every length, from each word on; `^` marks those of the whole text."""
    found: set[str] = set()
    for text in texts:
        words = _once(text)
        found.update("^" + start for start in _beginnings("".join(words), _LONGEST))
        for at in range(len(words)):
            spoken, initials = zip(*map(_spoken, words[at:]), strict=True)
            starts = [
                *_beginnings("".join(spoken)[:_LONGEST], _LONGEST),
                *_beginnings("".join(initials)[:_MOST_INITIALS], _MOST_INITIALS),
            ]
            found.update(starts)
            if at == 0:
                found.update("^" + start for start in starts)
    return found


def _once(text: str) -> list[str]:
    """The words of a text, each character once, without signs."""
    found, end = [], 0
    for word in segmenting.words(fold(clean(text))):
        if word.start >= end:
            found.append(exact(word.text))
            end = word.end
    return found


@lru_cache(maxsize=20_000)
def _spoken(word: str) -> tuple[str, str]:
    return pinyin.full(word), pinyin.initials(word)


def _beginnings(text: str, longest: int) -> Iterator[str]:
    return (text[:length] for length in range(1, min(len(text), longest) + 1))


def _near(texts: Iterable[str], public: bool) -> set[str]:
    if not public:
        return set()
    words = {word.text for text in texts for word in segmenting.words(fold(clean(text)))}
    return {key for word in words for key in spelling.keys(word)}
