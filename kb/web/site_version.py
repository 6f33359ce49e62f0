"""Site version: one number that changes with whatever visitors can see.

It is replaced in the transaction that makes the change, at its end, so that no lock is held
longer than the commit. It is drawn at random and only compared: after a restore from a backup
a counter would come past numbers that processes remember.
"""

import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Engine, insert, select, update
from sqlalchemy.event import listen
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, sessionmaker

from kb.db import Base, reading

ROW = 1
_CHANGED = "kb.site_changed"


class SiteVersion(Base):
    """One row."""

    __tablename__ = "site_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


_NUMBER = select(SiteVersion.number).where(SiteVersion.id == ROW)


def read(engine: Engine) -> int | None:
    """The present number; None before the first change."""
    with reading(), engine.connect() as connection:
        return connection.scalar(_NUMBER)


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
