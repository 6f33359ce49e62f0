"""References: what reference managers read: BibTeX and RIS.

The libraries for both (bibtexparser, rispy) read first of all; writing an entry is these few
lines, and the escaping of LaTeX would be ours with them too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Genre(StrEnum):
    """What is cited, in words that both formats know."""

    ARTICLE = "article"
    THESIS = "thesis"
    REPORT = "report"
    STANDARD = "standard"
    NEWS = "news"
    PAGE = "page"


BIBTEX = {
    Genre.ARTICLE: "article",
    Genre.THESIS: "phdthesis",
    Genre.REPORT: "techreport",
}
"""Everything else is `misc`, the classic styles know no more."""
RIS = {
    Genre.ARTICLE: "JOUR",
    Genre.THESIS: "THES",
    Genre.REPORT: "RPRT",
    Genre.STANDARD: "STAND",
    Genre.NEWS: "NEWS",
    Genre.PAGE: "ELEC",
}
PUBLISHER = {Genre.ARTICLE: "journal", Genre.THESIS: "school", Genre.REPORT: "institution"}
"""What BibTeX calls the publisher of each; else `publisher`."""
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


@dataclass(frozen=True)
class Reference:
    number: str
    """The record's own number, which is the key of the entry."""
    genre: Genre
    title: str
    address: str
    authors: Sequence[str] = ()
    publisher: str = ""
    day: date | None = None
    year: int | None = None
    summary: str = ""
    keywords: Sequence[str] = ()
    accessed: date | None = None


def bibtex(references: Iterable[Reference]) -> str:
    """Entries of a .bib file."""
    return "\n".join(map(_entry, references))


def _entry(one: Reference) -> str:
    year = one.day.year if one.day else one.year
    fields = {
        # Double braces: names of organisations are not to be taken apart.
        "author": " and ".join(f"{{{escaped(author)}}}" for author in one.authors),
        "title": f"{{{escaped(one.title)}}}",
        PUBLISHER.get(one.genre, "publisher"): escaped(one.publisher),
        "year": str(year) if year else "",
        "month": str(one.day.month) if one.day else "",
        "number": escaped(one.number),
        "keywords": escaped(", ".join(one.keywords)),
        "abstract": escaped(one.summary),
        "url": one.address.replace("{", "%7B").replace("}", "%7D"),
        "urldate": one.accessed.isoformat() if one.accessed else "",
        "language": "chinese",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{BIBTEX.get(one.genre, 'misc')}{{{one.number},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    """The text as LaTeX prints it, in one line."""
    return "".join(SPECIAL.get(sign, sign) for sign in _one_line(text))


def ris(references: Iterable[Reference]) -> str:
    """Records of a .ris file."""
    return "\r\n".join(map(_record, references))


def _record(one: Reference) -> str:
    year = one.day.year if one.day else one.year
    tags = [
        ("TY", RIS[one.genre]),
        ("ID", one.number),
        *(("AU", author) for author in one.authors),
        ("TI", one.title),
        ("PB", one.publisher),
        ("PY", str(year) if year else ""),
        ("DA", one.day.strftime("%Y/%m/%d") if one.day else ""),
        ("M1", one.number),
        *(("KW", word) for word in one.keywords),
        ("AB", one.summary),
        ("UR", one.address),
        ("Y2", one.accessed.strftime("%Y/%m/%d") if one.accessed else ""),
        ("LA", "zh"),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _one_line(text: str) -> str:
    """A line break within a value would begin a new field."""
    return " ".join(text.split())
