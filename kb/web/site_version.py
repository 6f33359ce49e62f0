"""Site version: one number that changes with whatever visitors can see.

It is replaced in the transaction that makes the change, at its end, so that no lock is held
longer than the commit. It is drawn at random and only compared: after a restore from a backup
a counter would come past numbers that processes remember.
"""

import secrets
from collections.abc import Collection
from contextlib import closing
from typing import Any

from flask import has_request_context, request
from sqlalchemy import BigInteger, Engine, insert, update
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, sessionmaker

from kb.db import Base

ROW = 1
_CHANGED = "kb.site_changed"
NUMBER = "kb.site_number"
"""Where a visitor's request has the number, as it was read for the page cache."""


class SiteVersion(Base):
    """One row."""

    __tablename__ = "site_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


_NUMBER = f"SELECT number FROM site_version WHERE id = {ROW}"


def read(engine: Engine) -> int | None:
    """The present number; None before the first change. Raises SQLAlchemyError.

    Every request of a visitor asks, so the driver itself is asked: a connection of SQLAlchemy's
    with its transaction takes three times as long.
    """
    try:
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(_NUMBER)
            row = cursor.fetchone()
            cursor.close()
    except engine.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(_NUMBER, None, error) from error
    return None if row is None else int(row[0])


def present(engine: Engine) -> int | None:
    """The number that this request has seen already, else what `read` says."""
    if has_request_context() and NUMBER in request.environ:
        number: int | None = request.environ[NUMBER]
        return number
    return read(engine)


def bump(session: Session) -> None:
    """Say that this transaction changes what visitors see, where no listener can know it.

    Nobody takes it back after a rollback: a number replaced for nothing costs a page drawn anew.
    """
    session.info[_CHANGED] = True


def watch(sessions: "sessionmaker[Session]", unseen: Collection[type[Base]]) -> None:
    """Replace the number whenever a session writes anything but rows of `unseen`."""
    classes = tuple(unseen)
    tables = {model.__table__ for model in unseen}

    def after_flush(session: Session, _context: object) -> None:
        for changed in (session.new, session.deleted):
            if any(not isinstance(thing, classes) for thing in changed):
                bump(session)
        for thing in session.dirty:
            if not isinstance(thing, classes) and session.is_modified(thing):
                bump(session)

    def on_execute(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            statement: Any = state.statement
            if getattr(statement, "table", None) not in tables:
                bump(state.session)

    listen(sessions, "after_flush", after_flush)
    listen(sessions, "do_orm_execute", on_execute)
    listen(sessions, "before_commit", _replace)


def _replace(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if not session.info.pop(_CHANGED, False):
        return
    number = secrets.randbits(62)
    connection = session.connection()
    done = connection.execute(
        update(SiteVersion).where(SiteVersion.id == ROW).values(number=number)
    )
    if not done.rowcount:
        connection.execute(insert(SiteVersion).values(id=ROW, number=number))
