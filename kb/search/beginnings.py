"""The beginnings of titles and names, for suggestions while somebody types.

All of them are terms of the index, so that to look one up costs the same however short it is.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kb.text import pinyin, segmenting
from kb.text.folding import clean, fold

_LONGEST = 16
"""Letters of a suggestion that are indexed; whatever is typed beyond does not narrow it more."""

_MOST_INITIALS = 8


def beginnings(texts: Iterable[str]) -> set[str]:
    """Beginnings of every length, from each word on; `^` marks those of the whole text."""
    found: set[str] = set()
    for text in texts:
        words = _once(text)
        found.update("^" + start for start in _lengths("".join(words), _LONGEST))
        for at in range(len(words)):
            spoken, initials = zip(*map(_spoken, words[at:]), strict=True)
            starts = [
                *_lengths("".join(spoken)[:_LONGEST], _LONGEST),
                *_lengths("".join(initials)[:_MOST_INITIALS], _MOST_INITIALS),
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


def _lengths(text: str, longest: int) -> Iterator[str]:
    return (text[:length] for length in range(1, min(len(text), longest) + 1))


def each_name(names: str) -> list[str]:
    return [name for name in re.split(r"[、,，;；\n]", names) if name.strip()]


def ways(typed: str) -> list[tuple[float, str, str]]:
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


def longest_key(letters: str, spoken: bool) -> str:
    """As much of what was typed as `beginnings` has, of pinyin or of initials."""
    return letters[: _LONGEST if spoken else _MOST_INITIALS]


def exact(text: str) -> str:
    """The letters, digits and characters of a text in one word, however they were set."""
    return "".join(filter(str.isalnum, fold(clean(text))))
