"""Library: what of the database belongs into the index, as documents."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload, with_polymorphic

from kb.clock import utcnow
from kb.db import db, reading
from kb.publishing import attachments
from kb.publishing.records import Record
from kb.search.documents import document
from kb.search.engine import Document

BATCH = 500


def publishable() -> int:
    """How many records the index should hold."""
    return db.session.scalar(select(func.count()).select_from(Record).where(_indexed())) or 0


def after(last: int) -> list[Document]:
    """The next batch, by id, of those behind this one."""
    with reading():
        found = documents(Record.id > last, limit=BATCH)
        db.session.rollback()
    return found


def of_records(ids: Collection[int]) -> list[Document]:
    """Those of these records that belong there, as they are now."""
    with reading():
        found = documents(Record.id.in_(ids)) if ids else []
        db.session.rollback()
    return found


def documents(*conditions: ColumnElement[bool], limit: int | None = None) -> list[Document]:
    everything = with_polymorphic(Record, "*")
    query = (
        select(everything)
        .where(_indexed(), *conditions)
        .options(joinedload(everything.text), selectinload(everything.tag_rows))
        .order_by(everything.id)
        .limit(limit)
    )
    found: Sequence[Record] = db.session.scalars(query).all()
    files = attachments.texts([record.id for record in found])
    return [document(record, files.get(record.id, ())) for record in found]


def _indexed() -> ColumnElement[bool]:
    """Out and not withdrawn, whatever the audience: the index knows it and filters by it."""
    return (Record.published_at <= utcnow()) & Record.withdrawn_at.is_(None)
