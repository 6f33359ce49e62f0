"""Reception: a stranger's file is looked at, cleaned and put into the store.

Nothing here touches the database: it is slow work, done before the transaction that writes.
"""

import base64
import io
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.errors import DomainError
from kb.office import confined
from kb.office.file_types import PICTURES, FileType
from kb.office.refusals import Refusal, Unfit
from kb.publishing.stores import Store

LONGEST_NAME = 255
SENTENCES = {
    Refusal.TYPE: _l(
        "%(name)s: this kind of file is not taken. Send docx, xlsx, pptx, pdf, txt, csv, md, "
        "jpg, png, webp or gif."
    ),
    Refusal.CONTENT: _l(
        "%(name)s: what is inside is not what the name says. Save it anew in its own program."
    ),
    Refusal.DAMAGED: _l("%(name)s: the file is damaged. Open it, save it anew and send that."),
    Refusal.EMPTY: _l("%(name)s: the file is empty."),
    Refusal.TOO_MUCH: _l("%(name)s: the file unpacks to more than can be taken."),
    Refusal.TOO_LARGE: _l("%(name)s: the file is too large."),
    Refusal.MACROS: _l("%(name)s: files with macros are not taken. Save it without macros."),
    Refusal.REMOTE: _l(
        "%(name)s: the file loads something from another computer. Break its links, then save."
    ),
    Refusal.NAME: _l("%(name)s: the name of the file is empty or longer than 255 characters."),
}


class Refused(DomainError):
    """This file is not taken; the sentence says why and what to do."""

    def __init__(self, refusal: Refusal, name: str) -> None:
        super().__init__(str(SENTENCES[refusal]) % {"name": name[:80] or _("A file")})
        self.refusal = refusal


@dataclass(frozen=True)
class Limits:
    """Of the files of a record."""

    file: int
    """Bytes of one file."""
    count: int
    record: int
    """Bytes of all current files of a record."""


@dataclass(frozen=True)
class Cabinet:
    """Where files are kept, and how much."""

    store: Store
    limits: Limits


@dataclass(frozen=True)
class Received:
    """A file in the store that no row names yet."""

    name: str
    type: FileType
    size: int
    sha256: str
    thumbnail: str = ""
    width: int = 0
    height: int = 0


def safe_name(given: str) -> str:
    """The name letter for letter, but without folders and without signs that nobody sees.

    Controls could end a header, marks of direction turn `exe.pdf` around.
    """
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return seen.strip()


def receive(given: str, content: IO[bytes], cabinet: Cabinet) -> Received:
    """Check the file that its sender calls `given` and keep it. Raises Refused."""
    name = safe_name(given)
    try:
        if not name.strip(".") or len(name) > LONGEST_NAME:
            raise Unfit(Refusal.NAME)
        with spooled(content, cabinet.limits.file) as file:
            found = confined.run("kb.office.file_types:recognised", path=file.name, name=name)
            type = FileType(found["type"])
            if type in PICTURES:
                return _picture(name, file.name, cabinet)
            size = file.seek(0, io.SEEK_END)
            return Received(name, type, size, cabinet.store.keep(file))
    except Unfit as unfit:
        raise Refused(unfit.refusal, name) from unfit


@contextmanager
def spooled(content: IO[bytes], largest: int) -> Iterator[IO[bytes]]:
    """The content as a file with a path, for a child process. Raises Unfit above `largest`."""
    with tempfile.NamedTemporaryFile(prefix="kb-") as file:
        shutil.copyfileobj(content, file)
        if file.tell() > largest:
            raise Unfit(Refusal.TOO_LARGE)
        file.flush()
        file.seek(0)
        yield file


def _picture(name: str, path: str, cabinet: Cabinet) -> Received:
    drawn = confined.run("kb.office.pictures:redrawn", path=path)
    return keep_picture(name, drawn, cabinet)


def keep_picture(name: str, drawn: dict[str, object], cabinet: Cabinet) -> Received:
    """A picture as `kb.office.pictures` has drawn it; a name of another type gets its ending."""
    data = base64.b64decode(str(drawn["data"]))
    type = FileType(str(drawn["type"]))
    return Received(
        name=_with_ending(name, type),
        type=type,
        size=len(data),
        sha256=cabinet.store.keep(io.BytesIO(data)),
        thumbnail=cabinet.store.keep(io.BytesIO(base64.b64decode(str(drawn["thumbnail"])))),
        width=int(str(drawn["width"])),
        height=int(str(drawn["height"])),
    )


def _with_ending(name: str, type: FileType) -> str:
    path = PurePosixPath(name)
    fits = {f".{type.value}"} | ({".jpeg"} if type is FileType.JPEG else set())
    return name if path.suffix.lower() in fits else f"{path.stem}.{type.value}"
