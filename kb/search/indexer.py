"""The indexer: the one process of a node that keeps its index up to date with the changes.

It never holds a transaction of the database while it writes the index, and nobody waits for it.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from kb.clock import utcnow
from kb.db import db
from kb.search import library, nodes
from kb.search.changes import SearchChange, due
from kb.search.comparing import compare
from kb.search.engine import EngineUnavailable
from kb.search.feeding import drain, is_current, rebuild
from kb.search.index import Index, Locked
from kb.search.nodes import Task

PAUSE = 0.2
"""Seconds between two looks at the changes: a change is to be found within one."""
LOOK = 2
"""Seconds between two looks at what the administrator wants."""
BEAT = 20
"""Seconds between two signs of life, and between two words about how far it is."""
TURN = 1
"""Seconds between two tries to take over from another process."""
LONGEST = 15
"""Seconds between two tries after many failures."""

log = logging.getLogger(__name__)

Context = Callable[[], AbstractContextManager[object]]


class Stopped(Exception):
    """Told to end in the middle of long work; what was wanted stays so, for the next indexer."""


def watch(index: Index, context: Context, stop: threading.Event) -> None:
    """Keep the index up to date until told to stop. `context` opens an application context.

    Where another process does so already, wait until that one ends.
    """
    failures, waits = 0, False
    while not stop.is_set():
        try:
            with context(), index.writing():
                waits = False
                keeper = _Keeper(index, stop)
                while not stop.is_set():
                    busy, failures = keeper.turn(), 0
                    if not busy:
                        stop.wait(PAUSE)
        except Stopped:
            return
        except Locked as problem:
            if not waits:
                log.info("indexer waits: %s", problem)
            waits = True
            stop.wait(TURN)
        except (EngineUnavailable, SQLAlchemyError, OSError) as problem:
            failures += 1
            log.warning("indexer failed, tries again: %s", problem, exc_info=failures == 1)
            _complain(index, context, problem)
            stop.wait(min(2 ** (failures - 1), LONGEST))


def _complain(index: Index, context: Context, problem: Exception) -> None:
    try:
        with context():
            nodes.complain(index.folder, f"{type(problem).__name__}: {problem}")
    except SQLAlchemyError:
        log.warning("nor can the database be told")


class _Keeper:
    """Who holds the lock, turn by turn."""

    def __init__(self, index: Index, stop: threading.Event) -> None:
        self._index = index
        self._stop = stop
        self._node = 0
        self._wanted: Task | None = None
        self._looked = self._beaten = float("-inf")
        self._done = 0

    def turn(self) -> int:
        """Do what has to be done, then index one batch of what waits. Changes looked at."""
        self._index.still_held()
        now = time.monotonic()
        if now - self._looked >= LOOK:
            self._looked = now
            self._look()
        if not is_current(self._index):
            self._do(Task.REBUILD)
        elif self._wanted is not None:
            self._do(self._wanted)
        if now - self._beaten >= BEAT:
            self._beaten = now
            self._beat()
        return drain(self._index.engine(), self._node)[0]

    def _look(self) -> None:
        """Which node this is, and what is wanted of it."""
        node = nodes.join(self._index.folder)
        if node != self._node:
            self._node = node
            nodes.end(node, None)  # Whoever held the lock before may have been killed at work.
        self._wanted = nodes.wanted(node)

    def _beat(self) -> None:
        """A sign of life, and what is to be tidied up now and then."""
        count, size = self._index.engine().count(), self._index.size()
        nodes.note(self._node, seen_at=utcnow(), documents=count, size=size)
        nodes.drop_away(self._node)
        nodes.sweep()
        self._index.clear()

    def _do(self, wanted: Task) -> None:
        self._done, self._wanted = 0, None
        do(self._index, wanted, self._tell if wanted is Task.REBUILD else self._tell_and_follow)

    def _tell(self, done: int) -> None:
        """Between two steps of long work: be told to stop, and say how far it is."""
        if self._stop.is_set():
            raise Stopped
        self._done += done
        now = time.monotonic()
        if now - self._looked >= LOOK:
            self._looked = now
            nodes.note(self._node, done=self._done, seen_at=utcnow())

    def _tell_and_follow(self, done: int) -> None:
        self._tell(done)
        while drain(self._index.engine(), self._node)[0]:
            pass


def do(index: Index, task: Task, progress: Callable[[int], object] | None = None) -> None:
    """Compare or rebuild, and note with the node when it begins and ends. For who holds the
    index's lock.
    """
    node, total = nodes.join(index.folder), library.publishable()
    db.session.rollback()
    nodes.begin(node, task, total)
    over: Task | None = task
    try:
        if task is Task.REBUILD:
            rebuild(index, progress)
        else:
            compare(index, progress)
    except (Stopped, KeyboardInterrupt):
        over = None  # The next one begins it again; but not after a failure, which is told of.
        raise
    finally:
        nodes.end(node, over)


def catch_up(index: Index, progress: Callable[[int], object] | None = None) -> int:
    """Do what is wanted of the node, then index all waiting changes; a missing or foreign index is
    built anew. For who holds the index's lock. Changes looked at.
    """
    node = nodes.join(index.folder)
    nodes.end(node, None)  # Whoever held the lock before may have been killed at work.
    task = nodes.wanted(node) if is_current(index) else Task.REBUILD
    if task is not None:
        do(index, task, progress)
    done = 0
    while step := drain(index.engine(), node)[0]:
        done += step
        if progress:
            progress(step)
    return done


def waiting() -> int:
    """How many changes some index has yet to take."""
    return db.session.scalar(select(func.count(SearchChange.id)).where(due())) or 0
