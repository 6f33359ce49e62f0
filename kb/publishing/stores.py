"""Stores: where the content of files is kept, each under the SHA-256 of its bytes, once."""

import hashlib
import importlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol, cast

PIECE = 256 * 1024


class Missing(Exception):
    """The store does not hold what a row names: a damaged disk, or a restore without its files."""


class Store(Protocol):
    """Contents by key. Both stores pass one contract (`tests/publishing/test_stores.py`)."""

    def keep(self, content: IO[bytes]) -> str:
        """Keep this content, durable on return, and give its key; what is there stays one."""

    def open(self, key: str) -> IO[bytes]:
        """The content, to be read and sought in. Raises Missing."""

    def remove(self, key: str) -> None:
        """Forget it; nothing happens when it is not there."""

    def held(self) -> Iterator[tuple[str, datetime]]:
        """Every key, and when it was last given to `keep`; also of what a crash has left."""


def open_store(address: str, folder: Path) -> Store:
    """The store at this address (`s3://bucket/prefix`); without one, the folder."""
    if not address:
        return FolderStore(folder)
    # Loaded only here: obstore is needed by those who have such a store.
    return cast(Store, importlib.import_module("kb.publishing.bucket").BucketStore(address))


def digest(content: IO[bytes]) -> str:
    """The key of this content; it stands at its beginning before and after."""
    found = hashlib.sha256()
    content.seek(0)
    while piece := content.read(PIECE):
        found.update(piece)
    content.seek(0)
    return found.hexdigest()


class FolderStore:
    """Files in a folder, `ab/ab12...`. A crash leaves at most a temporary file or an orphan."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: IO[bytes]) -> str:
        key = digest(content)
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.utime(place)  # Young again, so that no cleaning takes it now.
            return key
        except FileNotFoundError:
            pass
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f"{key}-")
        try:
            with os.fdopen(handle, "wb") as file:
                while piece := content.read(PIECE):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(place.parent)
        content.seek(0)
        return key

    def open(self, key: str) -> IO[bytes]:
        try:
            return self._place(key).open("rb")
        except FileNotFoundError as error:
            raise Missing(key) from error

    def remove(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def held(self) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self.folder.glob("??/*")):
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key


def _sync(folder: Path) -> None:
    """A rename is only safe once its folder is written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
