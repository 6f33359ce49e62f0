"""Queue: work for later, written down in the transaction that wants it done.

A job is named and carries plain values. It is tried again after a failure, later each time, and
stays on the list as failed when that does not help; an administrator may try it again. A process
that dies with a job in its hands loses nothing: after its lease the next one takes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Index, Select, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import SHANGHAI, local, utcnow
from kb.db import Base, db, reading
from kb.errors import Conflict

LEASE = timedelta(minutes=5)
"""So long a job may be silent before it counts as lost with its process."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
"""Between one failure and the next try; after the last of them the job has failed."""
KEPT = timedelta(days=30)
"""How long a finished job stays on the list."""
LOST = "lost with its process"
LATE = timedelta(minutes=1)
"""A job that is due for so long while none runs tells that the worker does not."""


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> LazyString:
        return JOB_STATE_LABELS[self]


JOB_STATE_LABELS = {
    JobState.WAITING: _l("Waiting"),
    JobState.RUNNING: _l("Running"),
    JobState.DONE: _l("Done"),
    JobState.FAILED: _l("Failed"),
}


class Job(Base):
    """One piece of work."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(unique=True)
    """Of work that must not wait twice; free again once the job has begun."""
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    """When it may be taken; of a running job, when its lease ends."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    """What went wrong the last time."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Steps done of how many; 0 of 0 where a job does not tell."""


def enqueue(
    name: str,
    payload: Mapping[str, Any],
    key: str | None = None,
    delay: timedelta = timedelta(0),
) -> Job:
    """Have this done after the present transaction. With a `key` that waits already, that one."""
    job = Job(name=name, payload=dict(payload), key=key, due_at=utcnow() + delay)
    if key is None:
        db.session.add(job)
        db.session.flush()
        return job
    waiting = select(Job).where(Job.key == key)
    known = db.session.scalar(waiting)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:  # Two at once: the other's waits now.
        known = db.session.scalar(waiting)
        if known is None:
            raise
        return known
    return job


def ensure_daily(name: str, at: time) -> Job:
    """Have this done at the next such time in Shanghai, once however often it is said."""
    now = local(utcnow())
    due = datetime.combine(now.date(), at, SHANGHAI)
    if due <= now:
        due += timedelta(days=1)
    return enqueue(name, {}, key=f"daily {name}", delay=due - now)


def take() -> Job | None:
    """The job that is due first, leased to the caller, or None. Commits."""
    now = utcnow()
    unfinished = or_(Job.state == JobState.WAITING, Job.state == JobState.RUNNING)
    due = select(Job).where(unfinished, Job.due_at <= now).order_by(Job.due_at, Job.id).limit(1)
    with reading():  # An empty queue costs no lock.
        nothing = db.session.scalar(due) is None
        db.session.rollback()
    if nothing:
        return None
    job = db.session.scalar(due.with_for_update(skip_locked=True))
    if job is not None and job.tries > len(PAUSES) and job.state is JobState.RUNNING:
        # It takes its process with it each time, and would do so for ever.
        fail(job, LOST)
        db.session.commit()
        return take()
    if job is not None:
        job.state, job.key, job.due_at = JobState.RUNNING, None, now + LEASE
        job.tries += 1
    db.session.commit()
    return job


def fail(job: Job, problem: str) -> None:
    """Note what went wrong; try again later, unless that was the last time."""
    job.problem = problem[:2000]
    if job.tries > len(PAUSES):
        job.state, job.ended_at = JobState.FAILED, utcnow()
    else:
        job.state, job.due_at = JobState.WAITING, utcnow() + PAUSES[job.tries - 1]


def retry(job: Job) -> None:
    """Try a failed job again, from the beginning. Raises Conflict when it has not failed."""
    if job.state is not JobState.FAILED:
        raise Conflict(_("This job has not failed."))
    job.state, job.tries, job.due_at, job.ended_at = JobState.WAITING, 0, utcnow(), None
    db.session.flush()


def forget_old() -> None:
    """Drop what was done long ago."""
    over = Job.ended_at < utcnow() - KEPT
    db.session.execute(delete(Job).where(Job.state == JobState.DONE, over))


@dataclass(frozen=True)
class Standing:
    """How the queue is at this moment."""

    counts: Mapping[JobState, int]
    overdue: timedelta
    """For how long the job that should have begun first has been due; zero when none is."""
    is_stuck: bool
    """Jobs are due, none runs: the worker does not work."""


def standing() -> Standing:
    """Counts by state, and whether anybody works."""
    now = utcnow()
    counted = select(Job.state, func.count()).group_by(Job.state)
    counts = dict(db.session.execute(counted).all())
    unfinished = Job.state.in_([JobState.WAITING, JobState.RUNNING])
    oldest = db.session.scalar(select(func.min(Job.due_at)).where(unfinished))
    running = select(Job.id).where(Job.state == JobState.RUNNING, Job.due_at > now).limit(1)
    works = db.session.scalar(running) is not None
    overdue = max(now - oldest, timedelta(0)) if oldest else timedelta(0)
    return Standing(counts, overdue, is_stuck=overdue > LATE and not works)


def jobs(state: JobState | None = None) -> Select[Job]:
    """All jobs, or those in this state; what is yet to be done first, then the latest."""
    rows = select(Job) if state is None else select(Job).where(Job.state == state)
    return rows.order_by(Job.ended_at.is_not(None), Job.ended_at.desc(), Job.due_at, Job.id)
