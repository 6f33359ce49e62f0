"""The index on disk: which folder is current, who may write, and how a new one takes its place.

`<root>/<engine>/current` names the folder that readers open; one lock file says who writes.
"""

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from kb.search.engine import Engine, EngineUnavailable


class Index:
    """Readers call `engine()`; the one writer holds `writing()` meanwhile."""

    def __init__(self, root: Path, name: str, adapter: Callable[[Path], Engine]) -> None:
        self.folder = root / name
        self.name = name
        self._adapter = adapter
        self._pointer = str(self.folder / "current")
        self._read: tuple[object, str] | None = None
        self._open: tuple[str, Engine] | None = None
        self._turn = threading.Lock()

    def engine(self) -> Engine:
        """The current index, opened once and again after a swap. Raises EngineUnavailable."""
        current = self._current()
        with self._turn:
            if self._open is None or self._open[0] != current:
                if not (self.folder / current).is_dir():
                    raise EngineUnavailable(f"{self.folder / current} is missing")
                # Another thread may still search in the old one: it is let go, not closed.
                self._open = (current, self._adapter(self.folder / current))
            return self._open[1]

    def generation(self) -> str:
        """Changes whenever search may answer differently."""
        try:
            return f"{self._current()}:{self.engine().generation()}"
        except EngineUnavailable:
            return "none"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Only one process writes. Raises EngineUnavailable when another one does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EngineUnavailable("another process is writing the index") from None
            try:
                yield
            finally:
                self.close()

    def close(self) -> None:
        """Let go of what this process has opened; it is opened again when it is needed."""
        with self._turn:
            if self._open is not None:
                self._open[1].close()

    @contextmanager
    def replacement(self) -> Iterator[Engine]:
        """A new, empty index beside the old one, which it replaces when the block ends well."""
        name = uuid4().hex
        made = self._adapter(self.folder / name)
        try:
            made.create()
            yield made
        except BaseException:
            made.close()
            shutil.rmtree(self.folder / name, ignore_errors=True)
            raise
        made.close()
        self._swap(name)

    @contextmanager
    def apart(self) -> Iterator[Engine]:
        """An empty engine of the same kind for a moment, in a folder that goes with it."""
        with TemporaryDirectory(prefix="kb-") as folder:
            engine = self._adapter(Path(folder) / "index")
            engine.create()
            try:
                yield engine
            finally:
                engine.close()

    def _current(self) -> str:
        """Read when another file took the pointer's place: every page asks more than once."""
        try:
            state = os.stat(self._pointer)
            seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            if self._read is not None and self._read[0] == seen:
                return self._read[1]
            name = Path(self._pointer).read_text()
        except OSError as error:
            raise EngineUnavailable("there is no index yet") from error
        except UnicodeDecodeError as error:
            raise EngineUnavailable("the pointer to the index is damaged") from error
        if not name.isalnum():
            raise EngineUnavailable("the pointer to the index is damaged")
        self._read = (seen, name)
        return name

    def _swap(self, name: str) -> None:
        try:
            before = self._current()
        except EngineUnavailable:
            before = ""
        pointer = self.folder / f"current.{name}"
        pointer.write_text(name)
        os.replace(pointer, self.folder / "current")
        for old in self.folder.iterdir():
            # A reader may be about to open the one before, so that one stays until the next swap.
            if old.is_dir() and old.name not in {name, before}:
                shutil.rmtree(old, ignore_errors=True)
