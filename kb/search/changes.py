"""Changes: which records the index has yet to look at, noted with the change itself."""

from datetime import datetime

from sqlalchemy import ColumnElement, event, insert, literal, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, sessionmaker

from kb.clock import utcnow
from kb.db import Base, UTCDateTime
from kb.publishing.attachments import Attachment
from kb.publishing.records import Record, RecordText, Tag, record_tag


class SearchChange(Base):
    """Record `record_id` may have changed. It says only which, so the newest state always wins."""

    __tablename__ = "search_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    """When the index is to look: of an embargo, when it ends."""


def due() -> ColumnElement[bool]:
    """What ends an embargo waits for its hour, however long the indexer was away."""
    return SearchChange.due_at <= utcnow()


def attach(sessions: sessionmaker[Session]) -> None:
    """Let every flush of these sessions note the records it touches."""
    event.listen(sessions, "after_flush", note)


def note(session: Session, _context: UOWTransaction) -> None:
    """Leave a row for each record this flush has made, changed or deleted; or given another tag."""
    touched = {
        item.id if isinstance(item, Record) else item.record_id
        for items in (session.new, session.dirty, session.deleted)
        for item in items
        if isinstance(item, Record | RecordText | Attachment)
    }
    now = utcnow()
    rows = [{"record_id": record_id, "due_at": now} for record_id in sorted(touched)]
    rows += [
        {"record_id": item.id, "due_at": item.published_at}
        for item in (*session.new, *session.dirty)
        if isinstance(item, Record) and item.published_at and item.published_at > now
    ]
    if rows:
        session.execute(insert(SearchChange), rows)
    for tag in session.dirty:
        if isinstance(tag, Tag):
            tagged = select(record_tag.c.record_id, literal(now, UTCDateTime()))
            tagged = tagged.where(record_tag.c.tag_id == tag.id)
            columns = [SearchChange.record_id, SearchChange.due_at]
            session.execute(insert(SearchChange).from_select(columns, tagged))
