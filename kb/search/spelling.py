"""Words that sound or look like another one, for "did you mean".

The index holds keys `=<sound>|<word>` and `-<word without one letter>|<word>`; two words are near
when they share a key up to the bar. Engines only look up what begins with such a key.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kb.text import pinyin
from kb.text.folding import clean, fold
from kb.text.segmenting import Token

_SHORTEST, _LONGEST = 2, 12
_LONGEST_TYPED = 40
"""Longer runs are no word that somebody has spelled by its sound."""
_LONGEST_PAIR = 6
_WORD = re.compile(r"[^\W\d_]+")
_HAS_LATIN = re.compile("[a-z]")

_ALIKE = re.compile(r"(?<=[zcs])h|(?<=n)g(?![aeiouv])")
"""What many speakers do not tell apart: zh and z, ch and c, sh and s, -ng and -n."""


@lru_cache(maxsize=20_000)
def keys(word: str) -> tuple[str, ...]:
    """What the index holds of a folded word; nothing for numbers and for single characters."""
    if not (_SHORTEST <= len(word) <= _LONGEST and _WORD.fullmatch(word)):
        return ()
    found = [f"-{shorter}|{word}" for shorter in _shorter(word)]
    if not word.isascii():
        found.append(f"={_sound(word)}|{word}")
    return tuple(found)


def pair_keys(words: Sequence[Token]) -> set[str]:
    """Of words side by side, by sound only: 人才公遇 leads to 人才 and 公寓 together."""
    ends: dict[int, list[str]] = {}
    pairs: set[str] = set()
    for word in words:
        pairs.update(left + word.text for left in ends.get(word.start, ()))
        ends.setdefault(word.end, []).append(word.text)
    return {
        f"={_sound(pair)}|{pair}"
        for pair in pairs
        if len(pair) <= _LONGEST_PAIR and _WORD.fullmatch(pair) and not _HAS_LATIN.search(pair)
    }


def lookups(word: str) -> list[str]:
    """What keys of near words begin with."""
    word = fold(clean(word))
    if not (_SHORTEST <= len(word) <= _LONGEST_TYPED and _WORD.fullmatch(word)):
        return []
    found = [f"-{shorter}|" for shorter in _shorter(word)] if len(word) <= _LONGEST else []
    # Latin letters may be meant as the sound of a word: `rizhao` leads to 日照.
    return [f"={_sound(word)}|", *found]


def nearest(word: str, found: Iterable[tuple[str, int]], limit: int) -> list[str]:
    """The best of the keys that were found, each with the number of its documents."""
    word = fold(clean(word))
    ranks: dict[str, tuple[int, int, str]] = {}
    for key, count in found:
        near = key.partition("|")[2]
        if near != word:
            sounds = 0 if key.startswith("=") else 1
            rank = (sounds, -count, near)
            ranks[near] = min(ranks.get(near, rank), rank)
    return sorted(ranks, key=lambda near: ranks[near])[:limit]


def sound_alike(one: str, other: str) -> bool:
    """Whether many speakers do not tell them apart."""
    return _sound(fold(clean(one))) == _sound(fold(clean(other)))


def _shorter(word: str) -> list[str]:
    """The word itself and all that is left when one letter is missing.

    Words of two characters have half their meaning in each: they are near by sound only.
    """
    if len(word) < (4 if word.isascii() else 3):
        return []
    return list(dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]))


def _sound(word: str) -> str:
    return _ALIKE.sub("", pinyin.full(word))
