"""Bundles: many files as one ZIP that leaves while it is being packed, so that none waits whole."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

PIECE = 64 * 1024


@dataclass(frozen=True)
class Entry:
    """One file of the bundle; it is opened when its turn comes. None: it is not there any more."""

    name: str
    """With folders by /; may be Chinese."""
    open: Callable[[], IO[bytes] | None]


class _Outbox(io.RawIOBase):
    """What the archive writes goes to whoever asks next; nobody can go back in it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # whatever the archive gives is bytes
        self._waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece


def streamed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The bytes of the archive, in their order. Two files of one name are told apart."""
    outbox, names = _Outbox(), set[str]()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            content = entry.open()
            if content is None:
                continue
            name = _unused(entry.name, names)
            with content, archive.open(name, "w", force_zip64=True) as packed:
                while piece := content.read(PIECE):
                    packed.write(piece)
                    yield outbox.taken()
            yield outbox.taken()
    yield outbox.taken()


def safe(name: str) -> str:
    """A name that every system takes as that of one file."""
    plain = "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in name)
    return plain.strip(" .")[:120] or "_"


def _unused(name: str, names: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    number, found = 2, name
    while found in names:
        found = f"{stem}（{number}）{dot}{ending}" if dot else f"{name}（{number}）"
        number += 1
    names.add(found)
    return found
