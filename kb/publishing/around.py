"""Around: a record's tags, and whether it has links and files at all, asked in one statement.

Most have neither links nor files, and three statements through the mapper cost a page far more.
"""

from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, literal, or_, select

from kb.db import db
from kb.prepared import Prepared
from kb.publishing.attachments import Attachment
from kb.publishing.links import RecordLink
from kb.publishing.records import Record, Tag, record_tag


class Around(NamedTuple):
    """Whatever anybody may see of the record."""

    links: bool
    files: bool
    themes: list[str]
    tags: list[str]


def around(record: Record) -> Around:
    rows = _AROUND.rows(db.session.connection(), record=record.id)
    named = [(row.name, row.is_theme) for row in rows if row.name is not None]
    return Around(
        links=bool(rows[0].links),
        files=bool(rows[0].files),
        themes=[name for name, is_theme in named if is_theme],
        tags=[name for name, is_theme in named if not is_theme],
    )


def _statement() -> Select[Any]:
    """One row for each tag, and one where there is none."""
    link, file = RecordLink.__table__.c, Attachment.__table__.c
    record, tags = bindparam("record", type_=Integer), Tag.__table__
    links = select(link.id).where(or_(link.from_id == record, link.to_id == record)).exists()
    files = select(file.id).where(file.record_id == record).exists()
    one = select(links.label("links"), files.label("files")).subquery()
    tagged = select(tags.c.id, tags.c.name, tags.c.is_theme).join(record_tag)
    names = tagged.where(record_tag.c.record_id == record).subquery()
    columns = (one.c.links, one.c.files, names.c.name, names.c.is_theme)
    joined = one.outerjoin(names, literal(True))
    return select(*columns).select_from(joined).order_by(names.c.id)


_AROUND = Prepared(_statement())
