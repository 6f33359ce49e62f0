"""Archives: the ZIP files that office documents are, opened within bounds and read as text."""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from kb.office.refusals import Refusal, Unfit

MOST_PARTS = 5_000
MOST_BYTES = 256 * 1024 * 1024
"""Unpacked, all parts together."""
LARGEST_PART = 96 * 1024 * 1024
STEEPEST = 250
"""So many times larger than packed may a large part be."""
SMALL = 1024 * 1024
"""A part that unpacks to no more than this may be packed as tightly as it likes."""
_PIECE = 64 * 1024
_REMOTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:)?[/\\]{2}(?![/\\])", re.I)
"""An address on another machine; `file:///C:/...` is on the reader's own."""


def opened(path: str) -> zipfile.ZipFile:
    """The archive, if its directory promises no more than anybody needs. Raises Unfit."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unfit(Refusal.DAMAGED) from error
    parts = archive.infolist()
    steep = (
        part.file_size > max(SMALL, STEEPEST * max(part.compress_size, 1))
        or part.file_size > LARGEST_PART
        for part in parts
    )
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES or any(steep):
        raise Unfit(Refusal.TOO_MUCH)
    return archive


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part of the archive; unpacking ends where its directory said it would."""
    try:
        with archive.open(name) as part:
            while piece := part.read(_PIECE):
                yield piece
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise Unfit(Refusal.DAMAGED) from error


def walk(
    archive: zipfile.ZipFile,
    name: str,
    begin: Callable[[str, dict[str, str]], Any],
    end: Callable[[str], Any] | None = None,
    text: Callable[[str], Any] | None = None,
) -> None:
    """Read a part of XML from beginning to end; tags come without their prefix.

    Office files need no DTD: one that has it is refused, so that no entity is ever expanded.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, given: begin(tag.rpartition(":")[2], given)
    if end is not None:
        ended = end
        parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in pieces(archive, name):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unfit(Refusal.DAMAGED) from error


def _refuse_doctype(*_declared: object) -> None:
    raise Unfit(Refusal.CONTENT)


def refuse_hostile(archive: zipfile.ZipFile) -> None:
    """Raises Unfit for entities, macros, and what is fetched from elsewhere when it is opened."""
    for name in archive.namelist():
        if name.lower().endswith("vbaproject.bin"):
            raise Unfit(Refusal.MACROS)
        if name.endswith(".rels"):
            walk(archive, name, _check_relation)
        elif name.endswith(".xml"):
            walk(archive, name, lambda _tag, _given: None)


def _check_relation(tag: str, given: dict[str, str]) -> None:
    if tag != "Relationship" or given.get("TargetMode") != "External":
        return
    if not given.get("Type", "").endswith("/hyperlink") and _REMOTE.match(given.get("Target", "")):
        raise Unfit(Refusal.REMOTE)
