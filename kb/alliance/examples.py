"""Examples: rows made for trying the site out, remembered one by one and taken away whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table, delete, event, func, insert, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, object_mapper

from kb.clock import utcnow
from kb.db import Base, db
from kb.publishing.records import Record
from kb.search.changes import SearchChange
from kb.web import site_version


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
    count = sum(_delete(table, doomed.get(table.name, set())) for table in reversed(tables))
    db.session.execute(delete(ExampleRow))
    site_version.bump(db.session)
    db.session.flush()
    return count


def _spread(table: Table, doomed: dict[str, set[int]]) -> bool:
    """Add the rows of this table that name a doomed row and would keep it: True if there are any.

    What people have added to an example goes with it; keys that empty or delete themselves do so.
    """
    key = list(table.primary_key)
    if len(key) != 1:
        return False
    found: set[int] = set()
    for column in table.columns:
        for foreign in column.foreign_keys:
            ids = doomed.get(foreign.column.table.name)
            if foreign.ondelete is None and foreign.column.primary_key and ids:
                found |= set(db.session.scalars(select(key[0]).where(column.in_(ids))))
    known = doomed.setdefault(table.name, set())
    added = bool(found - known)
    known |= found
    return added


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
