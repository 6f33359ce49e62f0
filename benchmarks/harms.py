"""Harms: each damage to an index that the site has to outlive, and how it is taken back."""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

Damage = Callable[[Path], AbstractContextManager[None]]
"""Harms the index in this folder; on leaving, what an operator would take back is taken back."""


@contextmanager
def deleted(folder: Path) -> Iterator[None]:
    """The whole folder is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    yield


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """The current index is gone, the pointer leads nowhere."""
    with suppress(OSError):
        shutil.rmtree(folder / (folder / "current").read_text(), ignore_errors=True)
    yield


@contextmanager
def misled(folder: Path) -> Iterator[None]:
    """The pointer is torn, as after a loss of power."""
    (folder / "current").write_text("")
    yield


@contextmanager
def truncated(folder: Path) -> Iterator[None]:
    """Every file of the current index has lost its second half."""
    current = folder / (folder / "current").read_text()
    for file in current.iterdir():
        with suppress(OSError):
            os.truncate(file, file.stat().st_size // 2)
    yield


@contextmanager
def foreign(folder: Path) -> Iterator[None]:
    """Another version of the program has made it."""
    (folder / (folder / "current").read_text() / "format.json").write_text("{}")
    yield


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process holds the lock, and the indexer that held it is dead."""
    pid = int((folder / "lock").read_text().split()[0])
    os.kill(pid, 9)
    with open(folder / "lock") as lock:
        for _ in range(100):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing can be written there any more, seen from the next process that tries."""
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,bind,ro", folder)
        with suppress(OSError, ValueError, IndexError):
            os.kill(int((folder / "lock").read_text().split()[0]), 9)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """A disk of its own without any room left, for a new index."""
    _mount("-t", "tmpfs", "-o", "size=2m", "kb-full", folder)
    try:
        with suppress(OSError), open(folder / "filler", "wb") as filler:
            while True:
                filler.write(bytes(4096))
                filler.flush()
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def descendants(pid: int) -> list[int]:
    """The children of a process and theirs; the older ones first."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *descendants(child)]
    return found


ANYBODY: tuple[Damage, ...] = (deleted, emptied, misled, truncated, foreign, locked)
"""What needs no particular rights."""
DAMAGES = (*ANYBODY, read_only, full) if os.geteuid() == 0 else ANYBODY
