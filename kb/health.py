"""Health: what `/health/ready` looks at."""

import re
from collections.abc import Mapping
from functools import lru_cache

from flask import Flask
from sqlalchemy import column, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from kb.config import ROOT
from kb.db import db
from kb.jobs.queue import JobState, standing
from kb.search.engine import EngineUnavailable
from kb.search.index import Index
from kb.search.indexer import waiting
from kb.search.state import NodeState, own_state
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
    head = newest_migration()
    try:
        current = _migrated_to()
    except SQLAlchemyError as problem:
        return False, type(problem).__name__
    return current == head, f"{current} of {head}"


@lru_cache(maxsize=1)
def newest_migration() -> str:
    """The one that no other follows, by what the files say: Alembic itself is not loaded here."""
    texts = [file.read_text() for file in (ROOT / "migrations" / "versions").glob("*.py")]
    followed = {name for text in texts for name in _named("down_revision", text)}
    (newest,) = {name for text in texts for name in _named("revision", text)} - followed
    return newest


def _named(what: str, text: str) -> list[str]:
    return re.findall(rf"""^{what}\b.*= *['"](\w+)['"]""", text, re.MULTILINE)


def _migrated_to() -> str | None:
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    return db.session.scalar(select(column("version_num")).select_from(table("alembic_version")))


def state_of(index: Index) -> tuple[bool, str]:
    """A missing index is no reason to turn readers away: the database answers meanwhile."""
    try:
        found = f"{index.engine().count()} documents, "
    except EngineUnavailable as problem:
        found = f"degraded, searching the database: {problem}; "
    try:
        return True, found + _following(own_state(index))
    except SQLAlchemyError as problem:
        return True, found + type(problem).__name__


def _following(own: NodeState | None) -> str:
    """How far the index is behind, and what was wrong last; the administrator's page says more."""
    if own is None:
        return f"{waiting()} changes waiting"
    node, lag = own.node, int(own.lag.total_seconds())
    found = [f"{own.waiting} changes waiting", f"{lag} s late", f"{node.size} bytes"]
    if own.is_silent:
        found.append("degraded, the indexer does not run")
    if own.is_failing:
        found.append("degraded, the indexer fails")
    if node.problem_at is not None:
        found.append(f"last failure {node.problem_at:%Y-%m-%dT%H:%MZ}")
    if node.compared_at is not None:
        differing = node.missing + node.stale + node.surplus
        found.append(f"compared {node.compared_at:%Y-%m-%dT%H:%MZ}, {differing} differences")
    return ", ".join(found)


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
