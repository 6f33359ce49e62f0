"""Feeding: what goes into an index, change by change or from the whole database."""

import logging
from collections.abc import Callable

from sqlalchemy import select

from kb.clock import utcnow
from kb.db import db, reading
from kb.search import library, nodes
from kb.search.changes import SearchChange
from kb.search.engine import Engine, EngineUnavailable
from kb.search.index import Index
from kb.search.library import BATCH

CHANGES = 2000
"""Looked at in one go: a new record leaves several, and to forget them waits for other writers."""

log = logging.getLogger(__name__)


def is_current(index: Index) -> bool:
    """Whether there is an index that this very program has made, to be added to."""
    try:
        index.engine().check_current()
    except EngineUnavailable:
        return False
    return True


def drain(engine: Engine, node: int) -> tuple[int, frozenset[int]]:
    """One batch: index the records as they are now, then take exactly the changes read.

    A crash in between means doing it again; a change committed meanwhile left a newer row. How
    many changes, and of which records.
    """
    oldest = select(SearchChange.id, SearchChange.record_id).where(nodes.waiting(node))
    with reading():
        rows = db.session.execute(oldest.order_by(SearchChange.id).limit(CHANGES)).all()
        db.session.rollback()
    if not rows:
        return 0, frozenset()
    wanted = frozenset(row.record_id for row in rows)
    found = library.of_records(wanted)
    engine.write(put=found, delete=wanted - {made.id for made in found})
    nodes.take(node, [row.id for row in rows])
    return len(rows), wanted


def rebuild(index: Index, progress: Callable[[int], object] | None = None) -> int:
    """A new index from the whole database beside the old one, then the swap. Documents written.

    The old one goes on following the changes, where it can; the new one is told of them before it
    takes its place. Changes that nobody could take are looked at after the swap.
    """
    node = nodes.join(index.folder)
    follower = _Follower(index, node)
    with reading():
        seen = db.session.scalars(select(SearchChange.id).where(nodes.waiting(node))).all()
        db.session.rollback()
    written, last = 0, 0
    with index.replacement() as made:
        while batch := library.after(last):
            made.write(put=batch, delete=())
            last = batch[-1].id
            written += len(batch)
            follower.follow()
            if progress:
                progress(len(batch))
        follower.hand_over(made)
        index.close()
    for start in range(0, len(seen), BATCH):
        nodes.take(node, seen[start : start + BATCH])
    now = utcnow()
    nodes.note(node, rebuilt_at=now, seen_at=now, documents=written, size=index.size())
    return written


class _Follower:
    """Keeps the old index up to date while a new one is made, and remembers with what."""

    def __init__(self, index: Index, node: int) -> None:
        self._index = index
        self._node = node
        self._touched: set[int] = set()
        self._can = True
        try:
            index.engine().check_current()
        except EngineUnavailable as problem:
            log.warning("the index is built anew: %s", problem)
            self._can = False

    def follow(self) -> None:
        try:
            while self._can:
                looked, records = drain(self._index.engine(), self._node)
                self._touched |= records
                if not looked:
                    return
        except EngineUnavailable as problem:  # From here on the changes wait for the new one.
            log.warning("the old index no longer follows: %s", problem)
            self._can = False

    def hand_over(self, engine: Engine) -> None:
        """What the old one was told may be older in the new one."""
        touched = sorted(self._touched)
        for start in range(0, len(touched), BATCH):
            part = touched[start : start + BATCH]
            found = library.of_records(part)
            engine.write(put=found, delete=set(part) - {made.id for made in found})
