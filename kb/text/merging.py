"""Merging: two changes of one text brought together, where they do not touch."""

from collections.abc import Iterator
from typing import NamedTuple

from kb.text.differences import compare


class Edit(NamedTuple):
    """These characters of the text before become those words."""

    start: int
    end: int
    words: str


def merge(before: str, mine: str, theirs: str) -> str | None:
    """The text with both changes; None where they touch the same place.

    Merge libraries for Python work by lines, which are whole paragraphs here, or are under the
    GPL; our own comparison by characters is at hand.
    """
    merged, position = [], 0
    for edit in _both([*_edits(before, mine)], [*_edits(before, theirs)]):
        if edit is None:
            return None
        merged += [before[position : edit.start], edit.words]
        position = edit.end
    return "".join([*merged, before[position:]])


def _edits(before: str, after: str) -> Iterator[Edit]:
    start = end = 0
    words = ""
    for kind, text in [*compare(before, after), ("same", "")]:
        if kind == "removed":
            end += len(text)
        elif kind == "added":
            words += text
        else:
            if words or end > start:
                yield Edit(start, end, words)
            start = end = end + len(text)
            words = ""


def _both(mine: list[Edit], theirs: list[Edit]) -> Iterator[Edit | None]:
    """The edits of both in the order of the text; None where two touch and differ."""
    last: Edit | None = None
    for edit in sorted({*mine, *theirs}):
        touches = last is not None and edit.start <= last.end
        yield None if touches else edit
        last = edit
