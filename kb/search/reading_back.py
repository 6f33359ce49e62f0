"""What was typed, read back part by part, each with the query that is left without it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from whoosh.qparser import syntax

from kb.search.fields import FIELDS
from kb.search.plain_words import trimmed
from kb.search.query import MOST_CHARACTERS, grouped, is_phrase, plain_signs, touch


@dataclass(frozen=True)
class Part:
    """One thing that was asked for."""

    field: str
    """Of whom it was asked, by its public name: title, number, tag, author, city, year, kind;
    empty for all texts.
    """
    value: str
    """As it was typed, without name and quotes; of brackets and OR the whole."""
    without: str
    """The query text that is left when this goes."""
    is_phrase: bool = False
    is_excluded: bool = False
    """It must not be there."""


_PUBLIC = {field: field for field in FIELDS.values()} | {"names": "author"}


class _Place(NamedTuple):
    node: Any
    start: int
    end: int


def read_back(text: str) -> list[Part]:
    """The parts in the order in which they were typed; none where nothing or too much was."""
    if len(text) > MOST_CHARACTERS:
        return []
    text = plain_signs(text)
    joined = [list(_merged(_places(each, text))) for each in _groups(grouped(text))]
    parts = []
    for group in joined:
        for place in group:
            left = [[other for other in each if other is not place] for each in joined]
            sources = [" AND ".join(text[a:b] for _, a, b in each) for each in left if each]
            parts.append(_part(place, text, " ".join(sources)))
    return [part for part in parts if trimmed(part.value)]


def _groups(tree: Any) -> list[list[Any]]:
    """What stands side by side; what AND joins is one group, and so is a run with quotes in it."""
    groups: list[list[Any]] = []
    for node in tree:
        if isinstance(node, syntax.AndGroup):
            groups.append(list(node))
        elif groups and touch(groups[-1][-1], node):
            groups[-1].append(node)
        else:
            groups.append([node])
    return groups


def _places(nodes: list[Any], text: str) -> Iterator[_Place]:
    for node in nodes:
        start, end = _around(node, text)
        if start is not None:
            yield _Place(node, start, end)


def _merged(places: Iterator[_Place]) -> Iterator[_Place]:
    """Quotes within a run of characters are part of the run."""
    found: list[_Place] = []
    for place in places:
        if found and found[-1].end == place.start:
            found[-1] = _Place(None, found[-1].start, place.end)
        else:
            found.append(place)
    return iter(found)


_NAME = re.compile(r"(\w+):$")
_NOT = re.compile(r"(?:NOT|非)\s+$", re.IGNORECASE)


def _around(node: Any, text: str) -> tuple[Any, Any]:
    """From where to where the node was typed, with its name, brackets and NOT."""
    if isinstance(node, syntax.NotGroup):
        start, end = _around(node[0], text) if len(node) else (None, None)
        found = start is not None and _NOT.search(text[:start])
        return (found.start() if found else start), end
    start, end = node.startchar, node.endchar
    if start is None:
        return None, None
    if isinstance(node, syntax.GroupNode):
        while text[:start].rstrip().endswith("(") and text[end:].lstrip().startswith(")"):
            start, end = text[:start].rindex("("), text.index(")", end) + 1
    name = _NAME.search(text[:start])
    if name and name[1] in FIELDS:
        start = name.start()
    return start, end


def _part(place: _Place, text: str, without: str) -> Part:
    node, excluded = place.node, False
    source = text[place.start : place.end]
    while isinstance(node, syntax.NotGroup):
        node, excluded = node[0], not excluded
        source = _LEADING_NOT.sub("", source)
    name, colon, value = source.partition(":")
    field = FIELDS.get(name, "") if colon else ""
    if not field:
        value = source
    if quoted := node is not None and is_phrase(node):
        value = value.strip('"')
    return Part(_PUBLIC.get(field, ""), value.strip(), without.strip(), quoted, excluded)


_LEADING_NOT = re.compile(r"^(?:NOT|非)\s+", re.IGNORECASE)
