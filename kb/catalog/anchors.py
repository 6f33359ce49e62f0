"""Anchors: the heading of a page under which a found word stands."""

import re
from collections.abc import Sequence

from kb.search.snippets import Run
from kb.text.folding import clean
from kb.text.outlines import Place, nearest

_BLANK = re.compile(r"\s")


def place(outline: str | None, text: str | None, snippet: Sequence[Run]) -> Place | None:
    """Where the snippet's first marked word stands; none where the text has no headings, or the
    snippet is not out of it. Asked only for the records that a page shows.
    """
    if not outline or not text or not any(is_found for _words, is_found in snippet):
        return None
    quoted = [run for run in snippet if run != ("…", False)]
    start = _BLANK.sub(" ", clean(text)).find("".join(words for words, _found in quoted))
    if start < 0:
        return None
    for words, is_found in quoted:
        if is_found:
            break
        start += len(words)
    return nearest(outline, start)
