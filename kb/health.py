"""Health: what `/health/ready` looks at."""

from collections.abc import Mapping

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kb.config import ROOT
from kb.db import db
from kb.search.engine import EngineUnavailable
from kb.search.index import Index
from kb.search.indexer import waiting
from kb.web.health import Check


def checks(app: Flask, index: Index) -> Mapping[str, Check]:
    """Database, migrations and index, each with its state in words."""
    return {"database": database, "migrations": migrations, "index": lambda: state_of(index)}


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
