"""What of a question decides which documents match, without what this very index cannot tell apart.

It takes the numbers of documents that each term is in, which are read in no time.
"""

import re
from dataclasses import replace

from tantivy import Searcher

from kb.search import analysis
from kb.search.engine import All, Node, Phrase, Some, Word
from kb.search.sounds import SOUND
from kb.search.tantivy_queries import terms

_CHINESE = re.compile("[\u4e00-\u9fff]+")


def pruned(node: Node, searcher: Searcher) -> tuple[Node, int]:
    """A node that matches the same documents, and how many these are at most."""
    match node:
        case Word(text, field) | Phrase(text, field):
            return node, _most(text, field, searcher)
        case All(parts):
            found = [pruned(part, searcher) for part in parts]
            fewest = min((most for _, most in found), default=searcher.num_docs)
            return replace(node, parts=tuple(part for part, _ in found)), fewest
        case Some(parts, minimum):
            some = [pruned(part, searcher) for part in _distinct(parts, minimum)]
            # Those few documents have first are looked through first.
            there = sorted((each for each in some if each[1]), key=lambda each: each[1])
            most = min(sum(most for _, most in there), searcher.num_docs)
            left = tuple(part for part, _ in there)
            return replace(node, parts=left), most if len(left) >= minimum else 0
        case _:
            return node, searcher.num_docs


def _most(text: str, field: str, searcher: Searcher) -> int:
    if field == SOUND:
        return searcher.doc_freq("starts", text)
    if field in analysis.VALUES:
        return searcher.doc_freq(field, text)
    row = analysis.TEXTS[field]
    return min((searcher.doc_freq(row, found) for _, found in terms(text, field)), default=0)


def _distinct(parts: tuple[Node, ...], minimum: int) -> tuple[Node, ...]:
    """Of words of which one is enough those that no other one is a part of: what holds 产业园区
    holds 园区.
    """
    words = [part for part in parts if isinstance(part, Word)]
    if minimum > 1 or len(words) < 2:
        return parts
    return tuple(part for part in parts if not any(_holds(part, word) for word in words))


def _holds(part: Node, word: Word) -> bool:
    return (
        isinstance(part, Word)
        and part.field == word.field
        and part.text != word.text
        and word.text in part.text
        and part.field not in (*analysis.VALUES, SOUND)
        and bool(_CHINESE.fullmatch(part.text))
    )
