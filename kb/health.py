"""Health: what `/health/ready` looks at."""

from collections.abc import Mapping

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kb.config import ROOT
from kb.db import db
from kb.jobs.queue import JobState, standing
from kb.search.engine import EngineUnavailable
from kb.search.index import Index
from kb.search.indexer import waiting
from kb.web.health import Check


def checks(app: Flask, index: Index) -> Mapping[str, Check]:
    """Database, migrations, index and queue, each with its state in words."""
    return {
        "database": database,
        "migrations": migrations,
        "index": lambda: state_of(index),
        "queue": queue,
    }


def database() -> tuple[bool, str]:
    try:
        db.session.execute(select(1))
    except SQLAlchemyError as problem:
        return False, type(problem).__name__
    return True, db.engine.dialect.name


def migrations() -> tuple[bool, str]:
    """Whether the database is of this version of the program."""
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError as problem:
        return False, type(problem).__name__
    return current == head, f"{current} of {head}"


def state_of(index: Index) -> tuple[bool, str]:
    """A missing index is no reason to turn readers away: the database answers meanwhile."""
    try:
        return True, f"{index.engine().count()} documents, {waiting()} changes waiting"
    except (EngineUnavailable, SQLAlchemyError) as problem:
        return True, f"degraded, searching the database: {problem}"


def queue() -> tuple[bool, str]:
    """Work that waits is no reason to turn readers away either."""
    try:
        now = standing()
    except SQLAlchemyError as problem:
        return True, type(problem).__name__
    waiting, failed = (now.counts.get(state, 0) for state in (JobState.WAITING, JobState.FAILED))
    late = int(now.overdue.total_seconds())
    stuck = "degraded, the worker does not run: " if now.is_stuck else ""
    return True, f"{stuck}{waiting} waiting, {failed} failed, {late} s late"
