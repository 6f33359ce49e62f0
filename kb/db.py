"""The database: base class, column types, one transaction a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, Response, g, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Text,
    TypeDecorator,
    event,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import JSON

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_reading = ContextVar("reading", default=False)
"""True while a safe method is answered: its transactions need no write lock."""


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read, so on SQLite they take no write lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def is_reading() -> bool:
    """Whether the present transaction only reads."""
    return _reading.get()


class UTCDateTime(TypeDecorator[datetime]):
    """Aware instants, stored as UTC. A naive one is a mistake and is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time: say in which zone it is")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables; constraints are named by one convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        str: Text,
        datetime: UTCDateTime,
        dict[str, Any]: JSON,
        # The value is what is stored, as plain text: a new choice needs no migration.
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=lambda choices: [choice.value for choice in choices],
        ),
    }


db = SQLAlchemy(
    # Values of parameters stay out of the log: they may be personal.
    engine_options={"hide_parameters": True}
)


@contextmanager
def writing_beside(engine: Engine) -> Iterator[Connection]:
    """A short transaction apart from the request's own, for what may as well be lost: it does not
    wait for another one that writes. Raises SQLAlchemyError.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={IMPATIENT}")
        try:
            with connection.begin():
                yield connection
        finally:
            if engine.dialect.name == "sqlite":
                cursor.execute(f"PRAGMA busy_timeout={PATIENT}")
                cursor.close()


PATIENT, IMPATIENT = 10_000, 200
"""Milliseconds that SQLite waits for another writer."""


def let_go() -> None:
    """End the present transaction, which has only read, so that slow work holds no lock."""
    db.session.rollback()


class KnowledgeBase(Flask):
    """One transaction a request: committed when a writing method answers below 400.

    `g.keep_changes` commits although the answer is an error: failed sign-ins, refused attempts.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Itself: none of ours is asynchronous, which Flask would find out a dozen times a page."""
        return func

    def full_dispatch_request(self) -> Response:
        if request.method in SAFE_METHODS:
            with reading():
                return super().full_dispatch_request()
        return super().full_dispatch_request()

    def dispatch_request(self) -> Response:
        try:
            response = self.make_response(super().dispatch_request())
            writes = request.method not in SAFE_METHODS
            if writes and (response.status_code < 400 or g.get("keep_changes", False)):
                db.session.commit()
            return response
        except BaseException:
            # Before any error page is drawn: drawing may touch the session.
            db.session.rollback()
            raise


def open_database(app: Flask) -> None:
    """Give the application its sessions and prepare its engine."""
    db.init_app(app)
    # No asynchronous session is ever opened: closing none would cost every request an event loop
    # and a thread of its own.
    app.teardown_appcontext_funcs = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]
    with app.app_context():
        attach(db.engine)


def attach(engine: Engine) -> None:
    """SQLite as we need it: write-ahead log, durable, foreign keys, no lost updates."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins, not the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={PATIENT}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads first cannot wait for its write lock: it fails at once.
    if _reading.get():
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")  # It cannot fail, and through SQLAlchemy takes six times as long.
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
