"""Values asked for by any of their names: `city:日照`, `city:rz` and `city:Rizhao` are one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from kb.search.beginnings import exact
from kb.search.engine import All, Node, Phrase, Some, Without, Word
from kb.text import pinyin

Names = Callable[[str], Mapping[str, Iterable[str]]]
"""Gives what the values of a field are called, by value."""

NAMED = ("city", "kind")


def named(node: Node, names: Names) -> Node:
    """The question with the values that are meant; what is none of them is a plain word."""
    match node:
        case Word(text, field) | Phrase(text, field) if field in NAMED:
            values = meant(text, names(field))
            if not values:
                return Word(text)
            parts = tuple(Word(value, field) for value in values)
            return Some(parts) if len(parts) > 1 else parts[0]
        case All(parts) | Some(parts):
            return replace(node, parts=tuple(named(part, names) for part in parts))
        case Without(part):
            return Without(named(part, names))
        case _:
            return node


def meant(text: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """The values with this name, or with Chinese names that hold it, in their order."""
    typed = _short(exact(text))
    spelled = {
        value: {spelling for name in (value, *own) for spelling in _spellings(name)}
        for value, own in names.items()
    }
    if just := [value for value, keys in spelled.items() if typed in keys]:
        return just
    if not typed or typed.isascii():
        return []
    return [value for value, keys in spelled.items() if any(typed in key for key in keys)]


@lru_cache(maxsize=512)
def _spellings(name: str) -> frozenset[str]:
    """As written, spoken and by initials."""
    plain = _short(exact(name))
    spoken = () if plain.isascii() else (pinyin.full(plain), pinyin.initials(plain))
    return frozenset((plain, *spoken))


def _short(name: str) -> str:
    """A city may be called so or not."""
    return name.removesuffix("市") if len(name) > 2 else name
