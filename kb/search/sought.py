"""Sought: the words of a query as they are looked for in a text, to quote and to mark it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kb.search.engine import All, Node, Phrase, Some, Word
from kb.text.folding import clean, fold, spellings


class Apart(NamedTuple):
    """A word that is not one run of Chinese characters."""

    which: int
    opening: str
    """A text that has the word has one of these. To fold it for nothing takes longest of all."""
    pattern: re.Pattern[str]


class Sought(NamedTuple):
    """The words as they stand in folded texts."""

    words: Sequence[tuple[int, str]]
    """Runs of Chinese characters, each with the number of what was asked: synonyms are one."""
    apart: Sequence[Apart]
    spellings: str
    """What a text must hold to need folding for the former."""
    different: int
    """So many things were asked for."""


IN_TEXTS, IN_TITLES = ("",), ("", "title", "names")
"""The fields that what is looked for in texts and titles may have been asked of."""


@lru_cache(maxsize=256)
def sought(node: Node, fields: tuple[str, ...]) -> Sought:
    groups: dict[str, str] = {}
    for one, group in _wanted(node):
        if one.field in fields:
            groups.setdefault(fold(clean(one.text)), group)
    numbers = {group: number for number, group in enumerate(sorted(set(groups.values())))}
    words, apart = [], []
    for word, group in sorted(groups.items()):
        which = numbers[group]
        if _CHARACTERS.fullmatch(word):
            words.append((which, word))
        elif parts := _PART.findall(word):
            first = parts[0][0]
            apart.append(Apart(which, first + spellings(first), re.compile(pattern(word))))
    signs = spellings("".join(word for _which, word in words))
    return Sought(words, apart, signs, len(numbers))


_CHARACTERS = re.compile(r"[^\W_a-z0-9]+")


def _wanted(node: Node, group: str = "") -> Iterator[tuple[Word | Phrase, str]]:
    """What a match must or may hold, each with the first of those that will do as well; what it
    must not hold is not marked.
    """
    match node:
        case Word(text) | Phrase(text):
            yield node, group or text
        case Some(parts, typed=""):
            for part in parts:
                for word, own in _wanted(part, group):
                    group = group or own
                    yield word, group
        case All(parts) | Some(parts):
            for part in parts:
                yield from _wanted(part, group)


_PART = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


def pattern(word: str) -> str:
    """A folded word as the index finds it: Latin words whole, any signs between its parts."""
    parts = [
        rf"(?<![a-z0-9]){part}(?![a-z0-9])" if part.isascii() else re.escape(part)
        for part in _PART.findall(word)
    ]
    return r"[\W_]{0,3}".join(parts)
