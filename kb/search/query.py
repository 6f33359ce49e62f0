"""The one query language: what people type becomes the tree that every engine runs.

Words, "phrases", AND OR NOT, brackets and `field:` for the public fields; whatever is typed wrong
is read as plain words. Whoosh's parser reads the text, with its harmless plugins only.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l
from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser

from kb.errors import DomainError
from kb.search.engine import All, Everything, Node, Phrase, Some, Without, Word
from kb.search.fields import FIELDS, years
from kb.search.figures import apart, record_number
from kb.search.plain_words import ASKING, STOP_WORDS, as_node, each_word, pieces, telling, trimmed
from kb.text.folding import clean, fold

MOST_CHARACTERS = 500
MOST_TERMS = 32
MOST_PIECES = 96
"""A pasted paragraph is ranked by what it begins with."""
DEEPEST = 20
"""Brackets nested deeper than this are no question of a person: they are left out."""


class QueryTooLong(DomainError):
    """More than a search box is for."""

    status = 400


@lru_cache(maxsize=256)
def parse(text: str) -> Node:
    """The tree of what was typed. Raises QueryTooLong beyond 500 characters or 32 terms."""
    if len(text) > MOST_CHARACTERS:
        raise QueryTooLong(_l("Please search with at most 500 characters."))
    group = grouped(plain_signs(text))
    if sum(1 for _ in _typed(group)) > MOST_TERMS:
        raise QueryTooLong(_l("Please search with at most 32 words."))
    return _group(group) or Everything()


# The default group stands for "typed side by side"; it must differ from the one of an explicit
# AND, because only words side by side may be a question of which some words are enough.
_BESIDE: Any = syntax.DisMaxGroup
_WORD: Any = syntax.WordNode

_PLUGINS: list[Any] = [
    plugins.PhrasePlugin,
    # A bracket within a run of characters belongs to it, as in `产业(园区)发展联盟`.
    plugins.GroupPlugin(r'(?<![^\s(:"])[(]', r'[)](?![^\s)"])'),  # type: ignore[no-untyped-call]  # no types there
    plugins.FieldsPlugin,
    plugins.OperatorsPlugin(  # type: ignore[no-untyped-call]  # no types there
        And=r"(?<=\s)(AND|与)(?=\s)",
        Or=r"(?<=\s)(OR|或)(?=\s)",
        Not=r"(^|(?<=(\s|[()])))(NOT|非)(?=\s)",
        AndNot=None,
        AndMaybe=None,
        Require=None,
    ),
]
_LANGUAGE = re.compile(r'["():]|\b(?:and|or|not)\b|\s[与或]\s|(?:^|[\s(])非\s', re.IGNORECASE)
_WIDE = re.compile("(?<!\\S)(?:ＡＮＤ|ＯＲ|ＮＯＴ)(?!\\S)")
_NAMED = re.compile(rf"(?<!\w)({'|'.join(FIELDS)}):\s*(?=\S)")
_SCHEMA: Any = FIELDS  # The parser only asks it whether a field is known.
_PARSER = QueryParser(None, _SCHEMA, plugins=_PLUGINS, group=_BESIDE)


def grouped(text: str) -> Any:
    """The parser's tree. Most people type nothing but words, which need no parser."""
    if _LANGUAGE.search(text):
        return _PARSER.process(text)
    found = re.finditer(r"\S+", text)
    return _BESIDE([_WORD(word[0]).set_range(*word.span()) for word in found])


def plain_signs(text: str) -> str:
    """The text with quotes, brackets, colons and operators of any width as the parser knows them,
    and each field's name right before what is asked of it.
    """
    text = clean(text)
    signs = "".join(
        plain if plain in '"():' else typed for typed, plain in zip(text, fold(text), strict=True)
    )
    signs = _WIDE.sub(lambda found: fold(found[0]).upper(), signs)
    signs = _named(signs)
    depth = deepest = 0
    for sign in signs:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return signs if deepest <= DEEPEST else re.sub("[()]", " ", signs)


def _named(text: str) -> str:
    """The text with the names of fields folded, without blanks between them and what is asked."""
    found, at = "", 0
    for name in _NAMED.finditer(fold(text)):
        found += f"{text[at : name.start()]}{name[1]}:"
        at = name.end()
    return found + text[at:]


def _typed(node: Any) -> Iterator[Any]:
    """The words and phrases of the parser's tree."""
    if isinstance(node, syntax.GroupNode):
        for part in node:
            yield from _typed(part)
    elif node.has_text and trimmed(node.text):
        yield node


def _node(node: Any) -> Node | None:
    """One part of the parser's tree that stands by itself."""
    if isinstance(node, syntax.GroupNode):
        return _group(node)
    if not node.has_text:
        return None
    field = FIELDS.get(node.fieldname or "", "")
    if is_phrase(node):
        text = trimmed(node.text)
        return Phrase(text, field) if text else None
    if field == "year" and (asked := years(node.text)):
        return asked
    if field == "year":
        field = ""  # No year that anybody could mean: plain words.
    if field not in ("", "title"):
        text = trimmed(node.text)
        if field == "number":
            text = record_number(text)
        return Word(text, field) if text else None
    return _all(_nodes(telling(each_word(node.text) if field else _plain(node.text)), field))


def _group(group: Any) -> Node | None:
    if isinstance(group, _BESIDE):
        return _beside(list(group))
    parts = [part for part in map(_node, group) if part is not None]
    if isinstance(group, syntax.NotGroup):
        return Without(parts[0]) if parts else None
    if isinstance(group, syntax.OrGroup):
        return Some(tuple(parts)) if len(parts) > 1 else _all(parts)
    return _all(parts)


def _beside(nodes: list[Any]) -> Node | None:
    """What was typed side by side: the plain words are one question, all the rest must hold."""
    plain = [
        node
        for before, node, after in zip([None, *nodes], nodes, [*nodes[1:], None], strict=False)
        if _is_plain(node) or _is_part(before, node, after)
    ]
    parts = [part for node in nodes if node not in plain and (part := _node(node))]
    question = _question(plain)
    return _all([question, *parts] if question else parts)


def _is_plain(node: Any) -> bool:
    return isinstance(node, syntax.WordNode) and not node.fieldname


def is_phrase(node: Any) -> bool:
    return isinstance(node, plugins.PhrasePlugin.PhraseNode)


def _is_part(before: Any, node: Any, after: Any) -> bool:
    """Quotes within a run of characters, as in `「灵活用工」是什么`, are part of the sentence."""
    is_plain = is_phrase(node) and not node.fieldname
    return is_plain and (touch(before, node) or touch(node, after))


def touch(left: Any, right: Any) -> bool:
    """Whether nothing stands between the two."""
    return bool(left and right and left.endchar == right.startchar)


def _question(nodes: list[Any]) -> Node | None:
    """One or two words: both must be there. Of more, some are enough, as nobody knows how it
    was put in the record; more of them rank higher.
    """
    found: list[str | Node | None] = []
    for is_plain, row in groupby(nodes, _is_plain):
        several = list(row)
        text = " ".join(node.text for node in several)
        found += _plain(text) if is_plain else map(_node, several)
    text = fold(" ".join(node.text for node in nodes))
    typed = trimmed(text)
    told = telling(filter(None, found))[:MOST_TERMS]
    parts = tuple(_nodes(told))
    asked = "?" in text or not ASKING.isdisjoint(found)
    if len(parts) == 1 and (not isinstance(parts[0], Word) or parts[0].text == typed):
        return parts[0]
    if len(parts) > 2 or (asked and len(parts) > 1):
        is_sentence = asked or not STOP_WORDS.isdisjoint(found)
        ranking = tuple(pieces(text))[:MOST_PIECES] if is_sentence else ()
        return Some(parts, minimum(len(parts), asked), typed, ranking)
    return All(parts, typed) if parts else None


def _nodes(told: list[str | Node], field: str = "") -> list[Node]:
    return [as_node(one, field) if isinstance(one, str) else one for one in told]


def _plain(text: str) -> Iterator[str | Node]:
    for part in apart(fold(text)):
        if isinstance(part, str):
            yield from each_word(part)
        else:
            yield part


def minimum(words: int, asked: bool) -> int:
    """How many words a text must hold to be an answer; few of a question in a sentence, which
    has words that no answer repeats.
    """
    return max(1, round(words * 0.15)) if asked else max(2, round(words * 0.6))


def _all(parts: list[Any]) -> Node | None:
    return All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
