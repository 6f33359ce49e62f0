"""Changes: which records the index has yet to look at, noted with the change itself."""

from sqlalchemy import event, insert
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, sessionmaker

from kb.db import Base
from kb.publishing.attachments import Attachment
from kb.publishing.records import Record, RecordText


class SearchChange(Base):
    """Record `record_id` may have changed. It says only which, so the newest state always wins."""

    __tablename__ = "search_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int]


def attach(sessions: sessionmaker[Session]) -> None:
    """Let every flush of these sessions note the records it touches."""
    event.listen(sessions, "after_flush", note)


def note(session: Session, _context: UOWTransaction) -> None:
    """Leave a row for each record this flush has made, changed or deleted."""
    touched = {
        item.id if isinstance(item, Record) else item.record_id
        for items in (session.new, session.dirty, session.deleted)
        for item in items
        if isinstance(item, Record | RecordText | Attachment)
    }
    if touched:
        rows = [{"record_id": record_id} for record_id in sorted(touched)]
        session.execute(insert(SearchChange), rows)
