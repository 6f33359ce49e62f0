"""Notices: what a person should know, on the site; mail only repeats them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.publishing.records import Record


class Event(StrEnum):
    """What happened. Each has a sentence, which names the record by its title."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    REGISTERED = "registered"
    MESSAGE = "message"
    AREA_ACCEPTED = "area_accepted"
    AREA_MAPPED = "area_mapped"
    AREA_DECLINED = "area_declined"
    ERASURE_ASKED = "erasure_asked"


SENTENCES = {
    Event.SUBMITTED: _l("\u201c%(title)s\u201d waits for review."),
    Event.RETURNED: _l("\u201c%(title)s\u201d has been returned: %(reason)s"),
    Event.PUBLISHED: _l("\u201c%(title)s\u201d is published."),
    Event.WITHDRAWN: _l("\u201c%(title)s\u201d has been withdrawn: %(reason)s"),
    Event.RESTORED: _l("\u201c%(title)s\u201d can be read again."),
    Event.REGISTERED: _l("\u201c%(title)s\u201d has registered as an expert."),
    Event.MESSAGE: _l("Somebody has written to you through the site."),
    Event.AREA_ACCEPTED: _l("The area \u201c%(title)s\u201d that you suggested has been added."),
    Event.AREA_MAPPED: _l(
        "\u201c%(title)s\u201d, which you suggested, belongs to the area \u201c%(area)s\u201d."
    ),
    Event.AREA_DECLINED: _l("\u201c%(title)s\u201d, which you suggested, is not added: %(reason)s"),
    Event.ERASURE_ASKED: _l("%(number)s asks for deletion, due by %(day)s."),
}


class Notice(Base):
    """One person is told one thing. Worded when it is read, in the reader's language."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "user_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    record_id: Mapped[int | None] = mapped_column(
        ForeignKey(Record.id, ondelete="CASCADE"), index=True
    )
    event: Mapped[Event]
    facts: Mapped[dict[str, Any]]
    """What the sentence of the event names, as `title`."""
    at: Mapped[datetime] = mapped_column(default=utcnow)
    read_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    record: Mapped[Record | None] = relationship()

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.event]) % self.facts


def notify(people: Iterable[User], event: Event, record: Record | None, **facts: str) -> None:
    """Tell these people, each once. `facts` are what the event's sentence names."""
    title = {"title": record.title} if record is not None else {}
    for person in {person.id: person for person in people if person.active}.values():
        db.session.add(Notice(user=person, event=event, record=record, facts=title | facts))
    db.session.flush()
