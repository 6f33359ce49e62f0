"""Extraction: the text inside office documents, for the search."""

import re
from collections.abc import Iterator
from zipfile import ZipFile

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from kb.office import archives
from kb.office.file_types import FileType, decoded
from kb.office.refusals import Refusal, Unfit

LONGEST = 200_000
"""Characters that are kept of one file: a book of 150 pages."""
MOST_PAGES = 500
_PARTS = {
    FileType.DOCX: r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml",
    FileType.XLSX: r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml",
    FileType.PPTX: r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml",
}
_PROBLEMS = (PyPdfError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What pypdf raises over broken files."""
_BREAKS = frozenset({"p", "br", "tr", "si", "is", "row"})
_SILENT = frozenset({"Fallback", "rPh"})
"""The same once more: for older programs, and how a word is spoken."""


def extracted(path: str, type: str) -> dict[str, str]:
    """The running text of the file. Raises Unfit when there is none to be had."""
    kind = FileType(type)
    if kind in _PARTS:
        text = _packed(path, kind)
    elif kind is FileType.PDF:
        text = "\n".join(_pages(path))
    else:
        with open(path, "rb") as file:
            text = decoded(file.read())
    return {"text": tidy(text)}


def tidy(text: str) -> str:
    """At most LONGEST characters, without signs that no database takes, blanks and lines once."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", text[: 2 * LONGEST])
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()[:LONGEST]


class _Words:
    """Gathers what stands in `t`, with a line for each paragraph, row and cell of words."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.length = 0
        self._inside = 0
        self._silent = 0

    def begin(self, tag: str, _given: dict[str, str]) -> None:
        self._silent += tag in _SILENT
        self._inside += tag == "t"
        if tag in ("tab", "tc"):
            self.found.append(" ")

    def end(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._inside -= tag == "t"
        if tag in _BREAKS:
            self.found.append("\n")

    def text(self, words: str) -> None:
        if self._inside and not self._silent and self.length < 2 * LONGEST:
            self.found.append(words)
            self.length += len(words)


def _packed(path: str, kind: FileType) -> str:
    words = _Words()
    with archives.opened(path) as archive:
        for name in _ordered(archive, kind):
            archives.walk(archive, name, words.begin, words.end, words.text)
    return "".join(words.found)


def _ordered(archive: ZipFile, kind: FileType) -> list[str]:
    """The parts with text: the main one first, slides by their numbers."""
    found = [name for name in archive.namelist() if re.fullmatch(_PARTS[kind], name)]
    return sorted(found, key=lambda name: (len(name), name) if "slide" in name else (0, name))


def _pages(path: str) -> Iterator[str]:
    length = 0
    try:
        for number, page in enumerate(PdfReader(path).pages):
            if number >= MOST_PAGES or length > LONGEST:
                return
            text = _page(page)
            length += len(text)
            yield text
    except _PROBLEMS as problem:
        raise Unfit(Refusal.DAMAGED) from problem


def _page(page: PageObject) -> str:
    """One page; a broken one costs only its own words."""
    try:
        return page.extract_text()
    except _PROBLEMS:
        return ""
