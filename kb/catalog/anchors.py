"""Anchors: the heading of a page under which a found word stands."""

import re

from kb.search.engine import Everything, Node
from kb.search.snippets import mark
from kb.text.folding import clean
from kb.text.outlines import Place, nearest

_BLANK = re.compile(r"\s")


def place(outline: str | None, text: str | None, node: Node) -> Place | None:
    """Where the longest of the words that are marked stands; none where the text has no headings
    or does not answer. Asked only for the records that a page shows.
    """
    if not outline or not text or isinstance(node, Everything):
        return None
    quoted = [run for run in mark(text, node) if run != ("…", False)]
    lengths = [len(words) if is_found else 0 for words, is_found in quoted]
    start = _BLANK.sub(" ", clean(text)).find("".join(words for words, _found in quoted))
    if start < 0 or not any(lengths):
        return None
    before = quoted[: lengths.index(max(lengths))]
    return nearest(outline, start + sum(len(words) for words, _found in before))
