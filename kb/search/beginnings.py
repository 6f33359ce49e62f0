"""The beginnings of titles and names, for suggestions while somebody types.

All of them are terms of the index, so that to look one up costs the same however short it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kb.text import pinyin, segmenting
from kb.text.folding import clean, fold

_LONGEST = 16
"""Letters of a suggestion that are indexed; whatever is typed beyond does not narrow it more."""

_MOST_INITIALS = 8

_FEWEST_MIXED = 3
"""Of fewer initials there are too many that fit."""

_LONGEST_WORD = 40
_BLANK = "\u2581"
"""Stands for a blank in a word: terms have none."""


def beginnings(titles: Iterable[str], names: Iterable[str] = ()) -> set[str]:
    """Beginnings of every length, from each word on; `^` marks those of a whole title."""
    found: set[str] = set()
    for text in titles:
        words = _once(text)
        found.update("^" + start for start in _lengths("".join(words), _LONGEST))
        found.update(start for named in _as_person(text) for start in (named, "^" + named))
        for at in range(len(words)):
            starts = _starts(words[at:])
            found.update(starts)
            if at == 0:
                found.update("^" + start for start in starts)
    for name in names:
        words = _once(name)
        found.update(_as_person(name))
        found.update(start for at in range(len(words)) for start in _starts(words[at:]))
    return found


def _starts(words: Sequence[str]) -> list[str]:
    """As spoken, by initials, and by initials with the Latin words whole, as `ldzmeeting`."""
    spoken, initials = zip(*map(_spoken, words), strict=True)
    starts = [
        *_lengths("".join(spoken)[:_LONGEST], _LONGEST),
        *_lengths("".join(initials)[:_MOST_INITIALS], _MOST_INITIALS),
    ]
    if any(word.isascii() for word in words) and not all(word.isascii() for word in words):
        mixed = "".join(
            word if word.isascii() else short for word, short in zip(words, initials, strict=True)
        )
        starts += _lengths(mixed[:_LONGEST], _LONGEST)
    return starts


def _as_person(text: str) -> list[str]:
    """How a person of this name is called: 曾国柱 is Zeng, though 曾 alone is mostly ceng."""
    spoken = pinyin.of_person(clean(text).strip())
    return [start for letters in spoken or () for start in _lengths(letters, _LONGEST)]


def word_keys(words: Iterable[str]) -> set[str]:
    """What the index holds of tags and themes: how each may be typed, and the word itself."""
    return {
        f"~{start}|{word.replace(' ', _BLANK)}"
        for word in map(clean, words)
        if (plain := exact(word)) and len(word) <= _LONGEST_WORD
        for start in {plain, pinyin.full(plain), pinyin.initials(plain)}
    }


def word_lookups(typed: str) -> list[str]:
    """What keys of words that begin so begin with."""
    return [f"~{key}" for key in sorted(_keys(exact(typed)))]


def most_used(found: Iterable[tuple[str, int]], limit: int) -> list[str]:
    """The words of the keys that were found, each with the number of its documents."""
    counts: dict[str, int] = {}
    for key, count in found:
        word = key.partition("|")[2].replace(_BLANK, " ")
        counts[word] = max(counts.get(word, 0), count)
    return sorted(counts, key=lambda word: (-counts[word], len(word), word))[:limit]


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
    keys = sorted(_keys(plain))
    return [
        *((4.0, "starts", f"^{key}") for key in keys),
        *((2.0, "starts", key) for key in keys),
        (1.0, "title", typed),
        (1.0, "names", typed),
    ]


def longest_key(letters: str, spoken: bool) -> str:
    """As much of what was typed as `beginnings` has, of pinyin or of initials."""
    return letters[: _LONGEST if spoken else _MOST_INITIALS]


def _keys(plain: str) -> set[str]:
    """What the beginnings may be that somebody means with this."""
    plain = plain.replace("ü", "v")
    keys = {plain} if plain else set()
    if not plain.isascii() and any(c.isascii() for c in plain):
        keys.add(pinyin.full(plain))
        keys.add("".join(c if c.isascii() else pinyin.initials(c) for c in plain))
    syllables = pinyin.cut(plain) if plain.isascii() and plain.isalpha() else ()
    if len(syllables) >= _FEWEST_MIXED and {1} < set(map(len, syllables)):
        # Syllables and initials side by side: `rizhaocyy` is looked for as `rzcyy`, too.
        keys.add("".join(syllable[0] for syllable in syllables)[:_MOST_INITIALS])
    return {key[:_LONGEST] for key in keys}


def exact(text: str) -> str:
    """The letters, digits and characters of a text in one word, however they were set."""
    return "".join(filter(str.isalnum, fold(clean(text))))
