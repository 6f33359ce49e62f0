"""Alembic's entry: migrate the application's own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from kb import create_app
from kb.db import Base, UTCDateTime, db


def render(kind: str, item: object, autogen: object) -> str | bool:
    """Migrations outlive the program's own types: they name the plain ones."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UTCDateTime) else False


@contextmanager
def unchecked_keys(connection: Connection) -> Iterator[None]:
    """SQLite makes a changed table anew, and would delete what refers to the old one."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"this migration leaves rows that refer to nothing: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    with db.engine.connect() as connection, unchecked_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if current_app:
    run()
else:
    with create_app().app_context():
        run()
