"""Outlines: the headings of a text and where each stands, so that a hit leads to its place."""

from collections.abc import Iterable
from typing import NamedTuple

from kb.errors import DomainError
from kb.text.folding import clean
from kb.text.markdown import Heading, headings, plain


class Place(NamedTuple):
    start: int
    """In the plain text as `clean` leaves it, which is what snippets quote."""
    id: str
    """Of the heading on the page."""
    heading: str


def outline(text: str, sources: Iterable[str]) -> str:
    """The headings of these Markdown sources, whose plain text is `text`, a line each."""
    text = clean(text)
    lines: list[str] = []
    position = 0
    for source in sources:
        if "#" not in source:  # Parsing takes its time, and most texts have no headings.
            continue
        for heading in _headings(source):
            found = _line_of(text, clean(plain(heading.text)), position)
            if found >= 0:
                position = found + 1
                lines.append(f"{found}\t{heading.id}\t{heading.text}")
    return "\n".join(lines)


def places(outline: str) -> list[Place]:
    """The headings out of an outline, in the order of the text."""
    rows = (line.split("\t", 2) for line in outline.splitlines())
    return [Place(int(row[0]), row[1], row[2]) for row in rows]


def nearest(outline: str, position: int) -> Place | None:
    """The last heading that begins at or before this position of the plain text."""
    before = [place for place in places(outline) if place.start <= position]
    return before[-1] if before else None


def _headings(source: str) -> Iterable[Heading]:
    try:
        return headings(source)
    except DomainError:
        return ()


def _line_of(text: str, words: str, start: int) -> int:
    """Where a line of exactly these words begins, at or behind `start`; -1 for nowhere."""
    while words and (found := text.find(words, start)) >= 0:
        end = found + len(words)
        opens = found == 0 or text[found - 1] == "\n"
        if opens and (end == len(text) or text[end] == "\n"):
            return found
        start = found + 1
    return -1
