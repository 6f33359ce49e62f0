"""Marking: the text of minutes by its items, each with the votes that it tells of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kb.catalog.page import safe_html
from kb.errors import DomainError
from kb.meetings.resolutions import Resolution
from kb.text.markdown import Heading, headings

QUOTED = Markup("</blockquote>")
_NUMBERED = re.compile(r"([一二三四五六七八九十]{1,3})、(.+)")


@dataclass(frozen=True)
class Tally:
    """One vote as a bar: each part with its start and width in hundredths."""

    number: str
    parts: list[tuple[str, float, float]]


@dataclass(frozen=True)
class Piece:
    """One item: its number as 一, its heading with the id of the anchor, and its text, which is
    cut behind each resolution for the bar of its votes.
    """

    number: str
    heading: str
    id: str
    parts: list[tuple[Markup, Tally | None]]


def pieces(body: str, decided: Sequence[Resolution]) -> list[Piece]:
    """The text divided at its headings of the first rank; what stands before them comes first."""
    first, *rest = safe_html(body).split("<h2 ")
    opening = [Piece("", "", "", [(first, None)])] if first.strip() else []
    return opening + [
        _piece(heading.text, heading.id, html.partition("</h2>")[2], decided)
        for heading, html in zip(_ranked(body), rest, strict=False)
    ]


def _ranked(body: str) -> list[Heading]:
    try:
        return [heading for heading in headings(body) if heading.level == 2]
    except DomainError:
        return []


def _piece(heading: str, id: str, html: Markup, decided: Sequence[Resolution]) -> Piece:
    numbered = _NUMBERED.fullmatch(heading)
    number, words = numbered.groups() if numbered else ("", heading)
    return Piece(number, words, id, _cut(html, decided))


def _cut(html: Markup, decided: Sequence[Resolution]) -> list[tuple[Markup, Tally | None]]:
    """Each block of a resolution ends with a quotation; its bar comes there."""
    *blocks, rest = html.split(QUOTED)
    parts: list[tuple[Markup, Tally | None]] = []
    for block in blocks:
        named = next((one for one in decided if f"{one.number}</h3>" in block), None)
        parts.append((block + QUOTED, tally(named) if named else None))
    return [*parts, (rest, None)]


def tally(resolution: Resolution) -> Tally:
    """For, against, abstained and recused, side by side."""
    counts = {
        "for": resolution.votes_for,
        "against": resolution.votes_against,
        "abstain": resolution.abstentions,
        "recused": resolution.recusals,
    }
    total, start = sum(counts.values()), 0.0
    parts = []
    for name, count in counts.items():
        if count:
            width = 100 * count / total
            parts.append((name, round(start, 2), round(width, 2)))
            start += width
    return Tally(resolution.number or "", parts)
