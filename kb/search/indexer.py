"""The indexer: brings the index up to date with the changes, and rebuilds it beside the old one."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload, selectinload, with_polymorphic

from kb.clock import utcnow
from kb.db import db, reading
from kb.publishing import attachments
from kb.publishing.records import Record
from kb.search.changes import SearchChange
from kb.search.documents import document
from kb.search.engine import Document, Engine, EngineUnavailable
from kb.search.index import Index

BATCH = 500
CHANGES = 2000
"""Looked at in one go: a new record leaves several, and to forget them waits for other writers."""
PAUSE = 0.2
"""Seconds between two looks at the changes: a change is to be found within one."""

log = logging.getLogger(__name__)


def watch(
    index: Index, context: Callable[[], AbstractContextManager[object]], stop: threading.Event
) -> None:
    """Keep the index up to date until told to stop. `context` opens an application context."""
    while not stop.is_set():
        try:
            with context(), index.writing():
                while not stop.is_set():
                    if not catch_up(index):
                        stop.wait(PAUSE)
        except EngineUnavailable as problem:
            log.info("indexer waits: %s", problem)
            stop.wait(2)
        except (SQLAlchemyError, OSError):
            log.exception("indexer failed, tries again")
            stop.wait(5)


def catch_up(index: Index, progress: Callable[[int], object] | None = None) -> int:
    """Index all waiting changes; a missing or foreign index is built anew. Changes looked at."""
    try:
        engine = index.engine()
        engine.count()
    except EngineUnavailable as problem:
        log.warning("index is built anew: %s", problem)
        rebuild(index, progress)
    done = 0
    while step := drain(index.engine()):
        done += step
        if progress:
            progress(step)
    return done


def drain(engine: Engine) -> int:
    """One batch: index the records as they are now, then forget exactly the changes read.

    A crash in between means doing it again; a change committed meanwhile left a newer row.
    """
    oldest = select(SearchChange.id, SearchChange.record_id).where(_due()).order_by(SearchChange.id)
    with reading():
        rows = db.session.execute(oldest.limit(CHANGES)).all()
        wanted = {row.record_id for row in rows}
        found = _documents(Record.id.in_(wanted)) if rows else []
        db.session.rollback()
    if not rows:
        return 0
    engine.write(put=found, delete=wanted - {made.id for made in found})
    _forget([row.id for row in rows])
    return len(rows)


def _forget(changes: Sequence[int]) -> None:
    """Exactly these: one with a smaller number may be committed later than one that was read."""
    db.session.execute(delete(SearchChange).where(SearchChange.id.in_(changes)))
    db.session.commit()


def rebuild(index: Index, progress: Callable[[int], object] | None = None) -> int:
    """A new index from the whole database beside the old one, then the swap. Documents written.

    Changes that come meanwhile stay waiting and are looked at after the swap.
    """
    with reading():
        seen = db.session.scalars(select(SearchChange.id).where(_due())).all()
        db.session.rollback()
    written, last = 0, 0
    with index.replacement() as engine:
        while batch := _after(last):
            engine.write(put=batch, delete=())
            last = batch[-1].id
            written += len(batch)
            if progress:
                progress(len(batch))
    for start in range(0, len(seen), BATCH):
        _forget(seen[start : start + BATCH])
    return written


def waiting() -> int:
    """How many changes the index has yet to look at."""
    return db.session.scalar(select(func.count(SearchChange.id)).where(_due())) or 0


def _due() -> ColumnElement[bool]:
    """What ends an embargo waits for its hour, however long the indexer was away."""
    return SearchChange.due_at <= utcnow()


def publishable() -> int:
    """How many records the index should hold."""
    return db.session.scalar(select(func.count()).select_from(Record).where(_indexed())) or 0


def _after(last: int) -> list[Document]:
    with reading():
        found = _documents(Record.id > last, limit=BATCH)
        db.session.rollback()
    return found


def _documents(*conditions: ColumnElement[bool], limit: int | None = None) -> list[Document]:
    everything = with_polymorphic(Record, "*")
    query = (
        select(everything)
        .where(_indexed(), *conditions)
        .options(joinedload(everything.text), selectinload(everything.tag_rows))
        .order_by(everything.id)
        .limit(limit)
    )
    found = db.session.scalars(query).all()
    files = attachments.texts([record.id for record in found])
    return [document(record, files.get(record.id, ())) for record in found]


def _indexed() -> ColumnElement[bool]:
    """Out and not withdrawn, whatever the audience: the index knows it and filters by it."""
    return (Record.published_at <= utcnow()) & Record.withdrawn_at.is_(None)
