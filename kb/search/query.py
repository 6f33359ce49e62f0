"""The one query language: what people type becomes the tree that every engine runs.

Words, "phrases", AND OR NOT, brackets and `field:` for the public fields; whatever is typed wrong
is read as plain words. Whoosh's parser reads the text, with its harmless plugins only.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from flask_babel import lazy_gettext as _l
from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser

from kb.errors import DomainError
from kb.search.engine import All, Everything, Node, Phrase, Some, Without, Word
from kb.text.folding import clean, fold
from kb.text.segmenting import words

MOST_CHARACTERS = 500
MOST_TERMS = 32
DEEPEST = 20
"""Brackets nested deeper than this are no question of a person: they are left out."""

FIELDS = {
    "title": "title",
    "number": "number",
    "tag": "tag",
    "author": "names",
    "names": "names",
    "city": "city",
    "year": "year",
    "kind": "kind",
}
"""What may stand before a colon, and the field that it means."""

_ASKING = """
吗 呢 谁 哪 几 什么 多少 多大 多高 多长 怎么 怎样 怎么样 如何 为什么 为何 哪些 哪个 哪里 哪儿
哪年 哪一 哪种 何种 何年 何时 何地 何处 什么样 什么时候 是否 是不是 有没有 有哪些 能否 请问
what who when where which how why
"""
_EMPTY = """
的 了 和 是 在 与 及 或 有 为 对 被 把 从 到 于 以 等 也 都 就 而 之 其 这 那 吧 啊 呀 么 时候
我 你 他 她 它 我们 你们 他们 这个 那个 这些 那些 关于 可以 应该
a an the of in on at to for and or is are was were be by with do does did
"""

ASKING = frozenset(_ASKING.split())
"""Words that make a question of a sentence."""

STOP_WORDS = ASKING | frozenset(_EMPTY.split())
"""Words that every text has; they only count when nothing else was typed."""


class QueryTooLong(DomainError):
    """More than a search box is for."""

    status = 400


def parse(text: str) -> Node:
    """The tree of what was typed. Raises QueryTooLong beyond 500 characters or 32 terms."""
    if len(text) > MOST_CHARACTERS:
        raise QueryTooLong(_l("Please search with at most 500 characters."))
    group = _grouped(_plain_signs(clean(text)))
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
    plugins.OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None),  # type: ignore[no-untyped-call]  # no types there
]
_LANGUAGE = re.compile(r'["():]|\b(?:and|or|not)\b', re.IGNORECASE)
_SCHEMA: Any = FIELDS  # The parser only asks it whether a field is known.
_PARSER = QueryParser(None, _SCHEMA, plugins=_PLUGINS, group=_BESIDE)


def _grouped(text: str) -> Any:
    """The parser's tree. Most people type nothing but words, which need no parser."""
    if _LANGUAGE.search(text):
        return _PARSER.process(text)
    return _BESIDE(list(map(_WORD, text.split())))


def _plain_signs(text: str) -> str:
    """Quotes, brackets and colons of any width as the parser knows them."""
    signs = "".join(
        plain if plain in '"():' else typed for typed, plain in zip(text, fold(text), strict=True)
    )
    depth = deepest = 0
    for sign in signs:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return signs if deepest <= DEEPEST else re.sub("[()]", " ", signs)


def _typed(node: Any) -> Iterator[Any]:
    """The words and phrases of the parser's tree."""
    if isinstance(node, syntax.GroupNode):
        for part in node:
            yield from _typed(part)
    elif node.has_text and _trimmed(node.text):
        yield node


def _node(node: Any) -> Node | None:
    """One part of the parser's tree that stands by itself."""
    if isinstance(node, syntax.GroupNode):
        return _group(node)
    if not node.has_text:
        return None
    field = FIELDS.get(node.fieldname or "", "")
    if isinstance(node, plugins.PhrasePlugin.PhraseNode):
        text = _trimmed(node.text)
        return Phrase(text, field) if text else None
    if field and field != "title":
        text = _trimmed(node.text)
        return Word(text, field) if text else None
    return _all([_word(word, field) for word in _telling(_words(node.text))])


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
        if _is_plain(node) or (_is_phrase(node) and (_touch(before, node) or _touch(node, after)))
    ]
    parts = [part for node in nodes if node not in plain and (part := _node(node))]
    question = _question(plain)
    return _all([question, *parts] if question else parts)


def _is_plain(node: Any) -> bool:
    return isinstance(node, syntax.WordNode) and not node.fieldname


def _is_phrase(node: Any) -> bool:
    return isinstance(node, plugins.PhrasePlugin.PhraseNode) and not node.fieldname


def _touch(left: Any, right: Any) -> bool:
    """Quotes within a run of characters, as in `「灵活用工」是什么`, are part of the sentence."""
    return bool(left and right and left.endchar == right.startchar)


def _question(nodes: list[Any]) -> Node | None:
    """One or two words: both must be there. Of more, some are enough, as nobody knows how it
    was put in the record; more of them rank higher.
    """
    found: list[str | Node] = []
    for node in nodes:
        found += _words(node.text) if _is_plain(node) else [part for part in [_node(node)] if part]
    text = fold(" ".join(node.text for node in nodes))
    typed = _trimmed(text)
    telling = _telling(filter(None, found))[:MOST_TERMS]
    parts = tuple(_word(one) if isinstance(one, str) else one for one in telling)
    asked = "?" in text or not ASKING.isdisjoint(found)
    if len(parts) == 1 and (isinstance(parts[0], All) or parts[0].text == typed):
        return parts[0]
    if len(parts) > 2 or (asked and len(parts) > 1):
        return Some(parts, minimum(len(parts), asked), typed)
    return All(parts, typed) if parts else None


def _word(found: str, field: str = "") -> Word | All:
    """A long name is found by its own words too: 人力资源服务产业园 is 人力资源, 服务, 产业园."""
    parts = words(found) if len(found) > 4 and not found.isascii() else []
    inner = [
        Word(part.text, field)
        for part, after in zip_longest(parts, parts[1:])
        if not after or after.start >= part.end
    ]
    return All(tuple(inner), found) if len(inner) > 1 else Word(found, field)


def minimum(words: int, asked: bool) -> int:
    """How many words a text must hold to be an answer; few of a question in a sentence, which
    has words that no answer repeats.
    """
    return max(1, round(words * 0.25)) if asked else max(2, round(words * 0.6))


def _telling(found: Iterable[Any]) -> list[Any]:
    """Each word once, without those that say nothing unless they are all there is."""
    unique = list(dict.fromkeys(found))
    return [word for word in unique if word not in STOP_WORDS] or unique


_LATIN = re.compile(r"[a-z0-9]+(?:[-._/+&'@][a-z0-9]+)*|[^a-z0-9]+")


def _words(text: str) -> Iterator[str]:
    """The words of a text, folded. `xm-2026-0001` stays one; characters in a row that are no
    words by themselves are one word, so that `力资` is looked for side by side.
    """
    for run in _LATIN.findall(fold(text)):
        if run[0].isascii() and run[0].isalnum():
            yield run
            continue
        row, end = "", 0
        for token in words(run):
            if token.start < end:
                continue  # A part of the name before.
            single = len(token.text) == 1 and token.text not in STOP_WORDS
            if row and not (single and token.start == end):
                yield row
                row = ""
            end = token.end
            if single:
                row += token.text
            else:
                yield token.text
        if row:
            yield row


def _trimmed(text: str) -> str:
    """Folded, without signs at either end; empty when there are only signs."""
    return _SIGNS_AROUND.sub("", fold(text))


_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def _all(parts: list[Any]) -> Node | None:
    return All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
