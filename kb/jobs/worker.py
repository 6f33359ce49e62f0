"""Worker: takes one job after the other, each in a transaction of its own."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import time
from types import MappingProxyType
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from kb.clock import utcnow
from kb.db import db
from kb.jobs import queue
from kb.jobs.queue import LEASE, Job, JobState

PAUSE = 0.5
"""Seconds between two looks at an empty queue."""

NOTHING: Mapping[str, time] = MappingProxyType({})

Progress = Callable[[int, int], None]
"""Tells how many steps of how many are done; keeps the lease of a long job."""
Handler = Callable[[Mapping[str, Any], Progress], object]
"""Does the work of one kind of job with its payload. It flushes; the worker commits.

Slow work stands outside any transaction: on SQLite an open one keeps all others from writing. So a
handler reads, ends its transaction (`db.session.rollback()`), works, and writes at the end.
"""

log = logging.getLogger(__name__)


def work(
    handlers: Mapping[str, Handler],
    context: Callable[[], AbstractContextManager[object]],
    stop: threading.Event,
    daily: Mapping[str, time] = NOTHING,
) -> None:
    """Work until told to stop. `context` opens an application context; `daily` are the jobs that
    nobody asks for, with their time of the day in Shanghai.
    """
    planned = False
    while not stop.is_set():
        try:
            with context():
                if not planned:
                    planned = _plan(daily)
                busy = work_once(handlers, daily)
        except SQLAlchemyError:
            log.exception("the queue cannot be read, tries again")
            stop.wait(5)
            continue
        if not busy:
            stop.wait(PAUSE)


def _plan(daily: Mapping[str, time]) -> bool:
    for name, at in daily.items():
        queue.ensure_daily(name, at)
    db.session.commit()
    return True


def work_once(handlers: Mapping[str, Handler], daily: Mapping[str, time] = NOTHING) -> bool:
    """Take one job and do it; False when none is due. A failed job never ends the worker."""
    job = queue.take()
    if job is None:
        return False
    id, name, payload = job.id, job.name, dict(job.payload)
    db.session.rollback()
    if name in daily:
        _plan({name: daily[name]})  # Tomorrow comes, whatever happens to this one.
    try:
        handlers[name](payload, lambda done, total: _tell(id, done, total))
        db.session.flush()
    except Exception as problem:  # Whatever a handler raises concerns this job only.
        log.exception("job %s (%s) failed", id, name)
        db.session.rollback()
        _end(id, problem)
    else:
        _end(id, None)
    return True


def _end(id: int, problem: Exception | None) -> None:
    """The outcome in the transaction of the work itself, so that neither is without the other."""
    job = db.session.get(Job, id)
    if job is None:
        db.session.commit()
        return
    if problem is None:
        # What it carried, as the address and the link of a mail, is needed by nobody any more.
        job.state, job.ended_at, job.problem, job.payload = JobState.DONE, utcnow(), "", {}
        queue.forget_old()
    else:
        queue.fail(job, f"{type(problem).__name__}: {problem}")
    db.session.commit()


def _tell(id: int, done: int, total: int) -> None:
    """In a transaction of its own, so that others see it. Within another one it would wait for
    itself, so nothing is told then.
    """
    if db.session.in_transaction():
        return
    told = update(Job).where(Job.id == id)
    with db.engine.connect() as connection:
        connection.execute(told.values(done=done, total=total, due_at=utcnow() + LEASE))
        connection.commit()
