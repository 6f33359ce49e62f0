"""Around: whether a record has links and files at all, asked in one statement.

Most have neither, and two statements through the mapper cost a page more than this one.
"""

from typing import NamedTuple

from sqlalchemy import or_, select

from kb.db import db
from kb.publishing.attachments import Attachment
from kb.publishing.links import RecordLink
from kb.publishing.records import Record


class Around(NamedTuple):
    links: bool
    files: bool


def around(record: Record) -> Around:
    """Whatever anybody may see of it."""
    link, file = RecordLink.__table__.c, Attachment.__table__.c
    links = select(link.id).where(or_(link.from_id == record.id, link.to_id == record.id))
    files = select(file.id).where(file.record_id == record.id)
    found = db.session.connection().execute(select(links.exists(), files.exists())).one()
    return Around(*map(bool, found))
