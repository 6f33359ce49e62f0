"""The index on disk: which folder is current, who may write, and how a new one takes its place.

`<root>/<engine>/current` names the folder that readers open; one lock file says who writes.
"""

import fcntl
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from kb.search.engine import Engine, EngineUnavailable

LOOK = 1.0
"""Seconds between two looks at the sizes of the files: each costs a tenth of a millisecond."""
GRACE = 60
"""Seconds that the index before stays after a swap: a reader may just be opening it."""
CHANGING = (".json", ".lock", "generation", "generation.new", "_WRITELOCK")
"""How the names of files end that are written again; all others are never touched."""


class Locked(EngineUnavailable):
    """Another process writes the index."""


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
        self._sizes: tuple[str, dict[str, int]] = ("", {})
        self._look_at = 0.0
        self._lock: tuple[int, int] | None = None

    def another(self) -> "Index":
        """The same for another thread: nothing that is open is shared."""
        return Index(self.folder.parent, self.name, self._adapter)

    def engine(self) -> Engine:
        """The current index, opened once and again after a swap. Raises EngineUnavailable."""
        current = self._current()
        with self._turn:
            if self._open is None or self._open[0] != current:
                if not (self.folder / current).is_dir():
                    raise EngineUnavailable(f"{self.folder / current} is missing")
                # Another thread may still search in the old one: it is let go, not closed.
                self._open = (current, self._adapter(self.folder / current))
            if time.monotonic() >= self._look_at:
                self._check_sizes(current)
            return self._open[1]

    def generation(self) -> str:
        """Changes whenever search may answer differently."""
        try:
            return f"{self._current()}:{self.engine().generation()}"
        except EngineUnavailable:
            return "none"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Only one process writes. Raises Locked when another one does, OSError when none can."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Locked(f"another process is writing the index ({self.holder()})") from None
            lock.truncate(0)
            lock.write(f"{os.getpid()} on {socket.gethostname()}")
            lock.flush()
            state = os.fstat(lock.fileno())
            self._lock = (state.st_dev, state.st_ino)
            try:
                yield
            finally:
                self._lock = None
                self.close()

    def still_held(self) -> None:
        """Raises EngineUnavailable when the lock was removed, and somebody else may hold its
        successor.
        """
        try:
            state = os.stat(self.folder / "lock")
            found = (state.st_dev, state.st_ino)
        except OSError:
            found = None
        if found != self._lock:
            raise EngineUnavailable("the lock of the index was removed")

    def holder(self) -> str:
        """The process that wrote the index last, or does so now."""
        try:
            return (self.folder / "lock").read_text(errors="replace")[:100]
        except OSError:
            return ""

    def is_locked(self) -> bool:
        """Whether some process holds the lock at this moment."""
        try:
            with open(self.folder / "lock") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def size(self) -> int:
        """Bytes of the current index on disk; 0 when there is none."""
        try:
            return sum(_sizes(self.folder / self._current()).values())
        except (EngineUnavailable, OSError):
            return 0

    def clear(self) -> None:
        """Remove what interrupted rebuilds have left. For who holds the lock."""
        try:
            current = self._current()
            if time.time() - os.stat(self._pointer).st_mtime < GRACE:
                return
            for old in self.folder.iterdir():
                if old.is_dir() and old.name != current:
                    shutil.rmtree(old, ignore_errors=True)
                elif old.name.startswith("current."):
                    old.unlink(missing_ok=True)
        except (EngineUnavailable, OSError):
            return

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

    def _check_sizes(self, current: str) -> None:
        """Raises EngineUnavailable when a file has become shorter than it was seen before.

        The engine has its files mapped into memory: who reads behind the end of one is ended by
        the system. What is damaged stays so; the next look finds it again.
        """
        try:
            sizes = _sizes(self.folder / current)
        except OSError as error:
            raise EngineUnavailable(f"{self.folder / current} cannot be read") from error
        before = self._sizes[1] if self._sizes[0] == current else {}
        for name, size in sizes.items():
            if size < before.get(name, 0) and not name.endswith(CHANGING):
                raise EngineUnavailable(f"{current}/{name} is truncated")
        self._sizes = (current, sizes)
        self._look_at = time.monotonic() + LOOK

    def _swap(self, name: str) -> None:
        try:
            before = self._current()
        except EngineUnavailable:
            before = ""
        pointer = self.folder / f"current.{name}"
        with open(pointer, "w") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(pointer, self.folder / "current")
        for old in self.folder.iterdir():
            # A reader may be about to open the one before, so that one stays for a while.
            if old.is_dir() and old.name not in {name, before}:
                shutil.rmtree(old, ignore_errors=True)


def _sizes(folder: Path) -> dict[str, int]:
    sizes = {}
    with os.scandir(folder) as files:
        for file in files:
            with suppress(FileNotFoundError):  # A merge has just removed it.
                sizes[file.name] = file.stat().st_size
    return sizes
