"""The words of what people type without signs: what tells, what only makes a sentence of it."""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from kb.search.engine import All, Word
from kb.text.folding import fold
from kb.text.segmenting import Token, is_word, terms, words

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

_SINGLE = "".join(word for word in STOP_WORDS if len(word) == 1 and not word.isascii())
_FILLING = re.compile(f"[{_SINGLE}又还向由让将会能很最才并所]")
_LATIN = re.compile(r"[a-z0-9]+(?:[-._/+&'@][a-z0-9]+)*|[^a-z0-9]+")


def each_word(text: str) -> Iterator[str]:
    """The words of a text, folded. `xm-2026-0001` stays one; characters in a row that are no
    words by themselves are one word, so that `力资` is looked for side by side.
    """
    for run in _LATIN.findall(fold(text)):
        if run[0].isascii() and run[0].isalnum():
            yield run
            continue
        row, end = "", 0
        for token in _tokens(run):
            single = len(token.text) == 1 and token.text not in STOP_WORDS
            if row and not (single and token.start == end):
                yield from _known(row)
                row = ""
            end = token.end
            if single:
                row += token.text
            else:
                yield from _known(token.text)
        yield from _known(row)


def _tokens(text: str) -> Iterator[Token]:
    """Each character once, without the parts of names."""
    end = 0
    for token in words(text):
        if token.start >= end:
            end = token.end
            yield token


def _known(word: str) -> Iterator[str]:
    """The word, or what it is made of: of a long one in no dictionary the pairs are looked for."""
    for part in _cut(word):
        if len(part) > 3 and not is_word(part):
            yield from (part[at : at + 2] for at in range(len(part) - 1))
        elif part:
            yield part


def _cut(word: str) -> list[str]:
    """What stands in no dictionary may be two words, as `潘淑是` is: what only makes sentences is
    cut off.
    """
    whole = len(word) < 3 or word.isascii() or is_word(word)
    return [word] if whole else _FILLING.split(word)


def pieces(text: str) -> list[str]:
    """The terms by which texts are ranked that may answer a sentence: every character and pair of
    neighbours of what tells, each once. Pairs reach across words, so words near each other count.
    """
    folded = fold(text)
    runs, end = [""], 0
    for token in _tokens(folded):
        first, *others = [""] if token.text in STOP_WORDS else _cut(token.text)
        if token.start > end or not first:
            runs.append("")
        runs[-1] += first
        runs += others
        end = token.end
    return list(dict.fromkeys(term for run in runs for term in terms(run) if term)) or terms(folded)


def as_node(found: str, field: str = "") -> Word | All:
    """A long name is found by its own words too: 人力资源服务产业园 is 人力资源, 服务, 产业园."""
    parts = words(found) if len(found) > 4 and not found.isascii() else []
    inner = [
        Word(part.text, field)
        for part, after in zip_longest(parts, parts[1:])
        if not after or after.start >= part.end
    ]
    return All(tuple(inner), found) if len(inner) > 1 else Word(found, field)


def telling(found: Iterable[Any]) -> list[Any]:
    """Each word once, without those that say nothing unless they are all there is."""
    unique = list(dict.fromkeys(found))
    return [word for word in unique if word not in STOP_WORDS] or unique


def trimmed(text: str) -> str:
    """Folded, without signs at either end; empty when there are only signs."""
    return _SIGNS_AROUND.sub("", fold(text))


_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
