"""File types that are taken, recognised by what is inside; the name only has to agree."""

import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from kb.office import archives
from kb.office.refusals import Refusal, Unfit

_OPEN_XML = "application/vnd.openxmlformats-officedocument."


class FileType(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    PDF = "pdf"
    TXT = "txt"
    CSV = "csv"
    MD = "md"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"

    @property
    def mime(self) -> str:
        return MIME[self]


MIME = {
    FileType.DOCX: f"{_OPEN_XML}wordprocessingml.document",
    FileType.XLSX: f"{_OPEN_XML}spreadsheetml.sheet",
    FileType.PPTX: f"{_OPEN_XML}presentationml.presentation",
    FileType.DOC: "application/msword",
    FileType.XLS: "application/vnd.ms-excel",
    FileType.PPT: "application/vnd.ms-powerpoint",
    FileType.PDF: "application/pdf",
    FileType.TXT: "text/plain",
    FileType.CSV: "text/csv",
    FileType.MD: "text/markdown",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WEBP: "image/webp",
    FileType.GIF: "image/gif",
}
ENDINGS = {f".{file_type.value}": file_type for file_type in FileType} | {".jpeg": FileType.JPEG}
PICTURES = frozenset({FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.GIF})
TEXTS = frozenset({FileType.TXT, FileType.CSV, FileType.MD})
PACKED = frozenset({FileType.DOCX, FileType.XLSX, FileType.PPTX})
READ = TEXTS | PACKED | {FileType.PDF}
"""Types whose text can be searched."""
_OLD_STREAMS = {
    FileType.DOC: ("WordDocument",),
    FileType.XLS: ("Workbook", "Book"),
    FileType.PPT: ("PowerPoint Document",),
}
"""How the file systems inside the old formats call their main stream."""
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURE_MARKS = {
    FileType.JPEG: re.compile(rb"\xff\xd8\xff"),
    FileType.PNG: re.compile(rb"\x89PNG\r\n\x1a\n"),
    FileType.WEBP: re.compile(rb"RIFF.{4}WEBP", re.S),
    FileType.GIF: re.compile(rb"GIF8[79]a"),
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|svg|script|\?xml|\?php)", re.I)


def recognised(path: str, name: str) -> dict[str, str]:
    """The type of the file at this path, which the sender calls `name`. Raises Unfit."""
    wanted = ENDINGS.get(PurePath(name).suffix.lower())
    if wanted is None:
        raise Unfit(Refusal.TYPE)
    with open(path, "rb") as file:
        content = file.read()
    if not content:
        raise Unfit(Refusal.EMPTY)
    return {"type": _seen(wanted, content, path).value}


def _seen(wanted: FileType, content: bytes, path: str) -> FileType:
    if wanted in PICTURES:
        # A photo called .png that is a JPEG is still a photo.
        found = [kind for kind, mark in _PICTURE_MARKS.items() if mark.match(content)]
        if not found:
            raise Unfit(Refusal.CONTENT)
        return found[0]
    if wanted in PACKED:
        fits = _is_packed(wanted, path)
    elif wanted in TEXTS:
        fits = _is_text(content)
    elif wanted is FileType.PDF:
        fits = b"%PDF-" in content[:1024]
    else:
        fits = _is_old(wanted, content)
    if not fits:
        raise Unfit(Refusal.CONTENT)
    return wanted


def _is_text(content: bytes) -> bool:
    return not _MARKUP.match(content) and "\0" not in decoded(content)


def _is_old(wanted: FileType, content: bytes) -> bool:
    if not content.startswith(_COMPOUND):
        return False
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Unfit(Refusal.MACROS)
    return any(stream.encode("utf-16-le") in content for stream in _OLD_STREAMS[wanted])


def _is_packed(wanted: FileType, path: str) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with archives.opened(path) as archive:
        kinds: set[str] = set()
        archives.walk(
            archive,
            "[Content_Types].xml",
            lambda _tag, given: kinds.add(given.get("ContentType", "")),
        )
        if any("macroEnabled" in kind for kind in kinds):
            raise Unfit(Refusal.MACROS)
        archives.refuse_hostile(archive)
    return f"{wanted.mime}.main+xml" in kinds


def decoded(content: bytes) -> str:
    """Text as offices save it: UTF-8, UTF-16 with its mark, or GB 18030. Raises Unfit."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit(Refusal.CONTENT)
