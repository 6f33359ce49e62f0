"""Examples: rows made for trying the site out, remembered one by one and taken away whole."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Table,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, object_mapper

from kb.clock import utcnow
from kb.db import Base, db
from kb.publishing.audit import AuditEvent
from kb.publishing.notices import Notice
from kb.publishing.records import Record
from kb.search.changes import SearchChange
from kb.web import site_version

TOLD_AS = {
    "meeting": "meeting",
    "meeting_id": "meeting",
    "item": "agenda_item",
    "resolution": "resolution",
    "follow_up": "follow_up",
}
"""How the audit trail names rows, and of which table they are."""
PLACES = {"meetings": "meeting", "resolutions": "resolution", "follow-ups": "follow_up"}
WAY = re.compile(f"/({'|'.join(PLACES)})/([0-9]{{1,9}})(?![0-9])")
"""The way to a row, as notices name it."""


class ExampleRow(Base):
    """The row with this number in this table was made for trying out."""

    __tablename__ = "example_row"

    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def are_there() -> bool:
    """Whether this site shows examples, so that pages say so."""
    return db.session.scalar(select(ExampleRow.row_id).limit(1)) is not None


@contextmanager
def marked() -> Iterator[None]:
    """Whatever this thread's session adds inside is an example."""
    session = db.session

    def note(flushing: Session, _context: UOWTransaction) -> None:
        rows = [
            {"table_name": table.name, "row_id": key}
            for made in flushing.new
            for table, key in _own_row(made)
        ]
        if rows:
            flushing.execute(insert(ExampleRow), rows)

    event.listen(session, "after_flush", note)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "after_flush", note)


def _own_row(made: object) -> Iterator[tuple[Table, int]]:
    """Its row in the table that others hang on: of a project, that in `record`."""
    mapper = object_mapper(made)
    table = mapper.base_mapper.local_table
    key = mapper.primary_key_from_instance(made)
    if isinstance(table, Table) and len(key) == 1 and isinstance(key[0], int):
        yield table, key[0]


def clear() -> int:
    """Delete all examples with everything that hangs on them: how many rows."""
    doomed: dict[str, set[int]] = {}
    for name, row_id in db.session.execute(select(ExampleRow.table_name, ExampleRow.row_id)):
        doomed.setdefault(name, set()).add(row_id)
    tables = Base.metadata.sorted_tables
    while any(_spread(table, doomed) for table in tables):
        pass
    now = utcnow()
    records = sorted(doomed.get(Record.__tablename__, ()))
    if records:
        db.session.execute(
            insert(SearchChange), [{"record_id": number, "due_at": now} for number in records]
        )
    _forget(doomed)
    for table in tables:
        _empty(table, doomed.get("user", set()))
    count = sum(_delete(table, doomed.get(table.name, set())) for table in reversed(tables))
    db.session.execute(delete(ExampleRow))
    site_version.bump(db.session)
    db.session.flush()
    return count


def _spread(table: Table, doomed: dict[str, set[int]]) -> bool:
    """Add the rows of this table that name a doomed row and would keep it: True if there are any.

    What people have added to an example goes with it, and what hangs on that. Keys that empty
    themselves do so, unless the column says what it belongs to: an item of the agenda goes with
    its meeting. What an example account has only reviewed or uploaded loses its name alone.
    """
    key = list(table.primary_key)
    if len(key) != 1:
        return False
    found: set[int] = set()
    for column in table.columns:
        for foreign in column.foreign_keys:
            ids = doomed.get(foreign.column.table.name)
            if ids and foreign.column.primary_key and _goes_along(column, foreign):
                found |= set(db.session.scalars(select(key[0]).where(column.in_(ids))))
        if ids := doomed.get(column.info.get("belongs_to", "")):
            found |= set(db.session.scalars(select(key[0]).where(column.in_(ids))))
    known = doomed.setdefault(table.name, set())
    added = bool(found - known)
    known |= found
    return added


def _goes_along(column: Column[Any], foreign: ForeignKey) -> bool:
    return foreign.ondelete in (None, "CASCADE") and not _is_emptied(column, foreign)


def _is_emptied(column: Column[Any], foreign: ForeignKey) -> bool:
    """Names somebody who has dealt with it, and is not its author."""
    names_user = foreign.column.table.name == "user" and foreign.ondelete is None
    return names_user and bool(column.nullable) and column.name != "author_id"


def _empty(table: Table, users: set[int]) -> None:
    for column in table.columns:
        if users and any(_is_emptied(column, foreign) for foreign in column.foreign_keys):
            db.session.execute(update(table).where(column.in_(users)).values({column.name: None}))


def _forget(doomed: dict[str, set[int]]) -> None:
    """Doom what names them without a key. Numbers of rows are given again: a new meeting must not
    inherit the history of an example, nor be reached from a notice about it.
    """
    events = doomed.setdefault(AuditEvent.__tablename__, set())
    for line in db.session.scalars(select(AuditEvent)):
        named = [(TOLD_AS.get(name, ""), number) for name, number in line.detail.items()]
        named.append((Record.__tablename__, line.record_id))
        if any(isinstance(row, int) and row in doomed.get(table, ()) for table, row in named):
            events.add(line.id)
    notices = doomed.setdefault(Notice.__tablename__, set())
    for notice in db.session.scalars(select(Notice)):
        way = WAY.match(str(notice.facts.get("href", "")))
        if way and int(way[2]) in doomed.get(PLACES[way[1]], ()):
            notices.add(notice.id)


def _delete(table: Table, ids: set[int]) -> int:
    if not ids or table is ExampleRow.__table__:
        return 0
    key = next(iter(table.primary_key))
    # By the hundred: databases limit how many values one statement carries.
    numbers = sorted(ids)
    parts = [numbers[start : start + 500] for start in range(0, len(numbers), 500)]
    before = _size(table)
    for part in parts:
        db.session.execute(delete(table).where(key.in_(part)))
    return before - _size(table)


def _size(table: Table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
