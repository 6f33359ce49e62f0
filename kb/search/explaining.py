"""Explaining: why a search found nothing, word by word, and what nearly matches.

Plain numbers of what this reader may find; whoever draws the page makes sentences and links of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kb.search.engine import (
    All,
    Engine,
    EngineUnavailable,
    Node,
    Order,
    Phrase,
    Query,
    Some,
    Word,
)
from kb.search.finding import Filters, every_word
from kb.search.index import Index
from kb.search.meant import Meant, Understanding, nearer
from kb.search.plain_words import STOP_WORDS
from kb.search.query import QueryTooLong, parse
from kb.search.synonyms import expanded
from kb.text.folding import clean, fold

MOST_WORDS = 6
"""Words that are explained; whoever typed more asked a question."""
_LANGUAGE = frozenset('"“”「」():：（）')
"""Signs of the query language: what is left of such a query without a word is no query."""

_OPERATORS = frozenset({"AND", "OR", "NOT"})


@dataclass(frozen=True)
class WordFound:
    """One word of a query that found nothing."""

    text: str
    total: int
    """Records that hold this word alone, within the same filters."""
    rest: Meant | None = None
    """What was typed without this word, if that finds something."""
    near: Meant | None = None
    """Another spelling of this word, where it alone finds nothing."""


@dataclass(frozen=True)
class Explanation:
    words: tuple[WordFound, ...] = ()
    """None where there is only one word and it finds nothing, here or in another spelling."""
    loose: Meant | None = None
    """What was typed without its quotes, if that finds something."""
    without: Mapping[str, int] = field(default_factory=dict)
    """Records found without one of the chosen filters, by its name."""
    unfiltered: int = 0
    """Records found without any chosen filter."""
    anywhere: int = 0
    """Records found in the whole site, where only a part of it was searched."""


def explained(
    index: Index, text: str, query: Query, scope: Filters, understand: Understanding = expanded
) -> Explanation:
    """Why `query`, made of `text`, found nothing within its filters, of which `scope` are those
    that nobody has chosen. Without an index nothing is explained.
    """
    try:
        count = _Counting(index.engine(), query, understand)
        chosen = {name for name in query.filters if query.filters[name] != scope.get(name)}
        kept = {name: values for name, values in query.filters.items() if name not in chosen}
        narrower = {name: kept | _without(query.filters, name, scope) for name in chosen}
        without = {name: count(query.node, left) for name, left in narrower.items()}
        return Explanation(
            words=_words(index, count, text, query),
            loose=_loose(count, text, query),
            without={name: found for name, found in without.items() if found},
            unfiltered=count(query.node, scope) if len(chosen) > 1 else 0,
            anywhere=count(query.node, {}) if scope else 0,
        )
    except (EngineUnavailable, QueryTooLong):
        return Explanation()


class _Counting:
    """How much this reader finds by other words or within other filters."""

    def __init__(self, engine: Engine, query: Query, understand: Understanding) -> None:
        self._engine = engine
        self.understand = understand
        self._query = replace(query, facets=(), order=Order.NEWEST, offset=0, limit=0)

    def __call__(self, node: Node, filters: Filters) -> int:
        return self._engine.search(replace(self._query, node=node, filters=filters)).total


def _without(filters: Filters, name: str, scope: Filters) -> dict[str, frozenset[str]]:
    """The filters without this one, or with no more of it than every such list has."""
    left = {other: values for other, values in filters.items() if other != name}
    return left | ({name: scope[name]} if name in scope else {})


def _words(index: Index, count: _Counting, text: str, query: Query) -> tuple[WordFound, ...]:
    units = dict(_typed(text))
    if len(units) > MOST_WORDS:
        return ()
    found = []
    for word, node in units.items():
        total = count(count.understand(node), query.filters)
        alone = replace(query, node=node)
        near = None
        if not total and isinstance(node, Word | All):
            near = nearer(index, word, alone, 0, count.understand)
        rest = _rest(count, text, word, query) if len(units) > 1 else None
        found.append(WordFound(word, total, rest, near))
    is_telling = len(found) > 1 or any(word.near for word in found)
    return tuple(found) if is_telling else ()


def _typed(text: str) -> Iterator[tuple[str, Node]]:
    """What stands between blanks, where there is nothing else; else the words of the query."""
    runs = fold(clean(text)).split()
    if len(runs) > 1 and _LANGUAGE.isdisjoint(text) and not _OPERATORS & set(clean(text).split()):
        yield from ((run, parse(run)) for run in runs if run not in STOP_WORDS)
    else:
        has_or = not _OPERATORS.isdisjoint(re.split(r"[\s()（）]+", text))
        yield from _units(parse(text), has_or)


def _units(node: Node, has_or: bool, inside: bool = False) -> Iterator[tuple[str, Node]]:
    """The words as a person sees them: a name that was cut into its words stays one, and so does
    a figure that is looked for in all the ways to write it.
    """
    match node:
        case Word(word, name):
            if word not in STOP_WORDS:
                yield (f"{name}:{word}" if name else word), node
        case Phrase(phrase):
            yield f"“{phrase}”", node
        case Some((Word(text) | Phrase(text), *_), typed="") if not has_or:
            yield text, node
        case All(parts, typed) | Some(parts, typed=typed):
            if inside and typed:
                yield typed, node
            else:
                for part in parts:
                    yield from _units(part, has_or, inside=True)
        case _:
            return


def _rest(count: _Counting, text: str, word: str, query: Query) -> Meant | None:
    text = clean(text)
    if not _LANGUAGE.isdisjoint(text) or _OPERATORS & set(text.split()):
        return None
    runs = text.split()
    left = [run for run in runs if fold(run) != word]
    if len(left) == len(runs):  # It stands within one run of characters.
        before, found_there, after = fold(text).partition(word)
        left = [text[: len(before)], text[len(text) - len(after) :]] if found_there else []
    rest = " ".join(" ".join(left).split())
    found = count(every_word(count.understand(parse(rest))), query.filters) if rest else 0
    return Meant(rest, found) if found else None


def _loose(count: _Counting, text: str, query: Query) -> Meant | None:
    loose = " ".join(clean(text).translate(_QUOTES).split())
    if not loose or loose == " ".join(clean(text).split()):
        return None
    found = count(count.understand(parse(loose)), query.filters)
    return Meant(loose, found) if found else None


_QUOTES = str.maketrans(dict.fromkeys('"“”„«»「」『』＂', " "))
