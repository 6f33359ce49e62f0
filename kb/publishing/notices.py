"""Notices: what a person should know, on the site; mail only repeats them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, Select, delete, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.jobs.queue import enqueue
from kb.publishing.events import CAN_WAIT, SENTENCES, WANTED, Event
from kb.publishing.mail_wishes import at_once
from kb.publishing.permissions import may_name, may_read
from kb.publishing.records import Record
from kb.web.languages import in_english

KEPT = timedelta(days=400)
"""How long a notice stays that has been read."""
NOBODY = ".invalid"
"""Mail addresses of accounts that are no person, as the one that loads files."""


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
    """What the sentence of the event names, as `title`; `href` is the way to what is no record."""
    at: Mapped[datetime] = mapped_column(default=utcnow)
    read_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    record: Mapped[Record | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether its reader may (still, or again) know what it is about."""
        return self.record is None or may_read(self.user, self.record)

    @property
    def sentence(self) -> str:
        """In the present language, with no more than its reader may know at this moment."""
        if not self.is_open:
            return str(_("A record that you cannot see any more."))
        return str(SENTENCES[self.event]) % (self.facts | self._title())

    @property
    def wanted(self) -> str:
        """What its reader should do, or nothing."""
        return str(WANTED.get(self.event, "")) if self.is_open else ""

    def _title(self) -> dict[str, str]:
        """The record's name as it is now. Of a withdrawn one others than its editors learn only
        the number, as on its page.
        """
        record = self.record
        if record is None:
            return {}
        if not may_name(self.user, record):
            return {"title": record.number or ""}
        english = record.title_en if in_english() else ""
        return {"title": english or record.title}


def notify(people: Iterable[User], event: Event, record: Record | None, **facts: str) -> None:
    """Tell these people, each once; who may not read the record at this moment is not told.

    `facts` are what the event's sentence names.
    """
    title = {"title": record.title} if record is not None else {}
    told = {person.id: person for person in people if hears(person, record)}
    made = [
        Notice(user=user, event=event, record=record, facts=title | facts) for user in told.values()
    ]
    db.session.add_all(made)
    db.session.flush()
    mailed = at_once([notice.user_id for notice in made], event in CAN_WAIT)
    if numbers := [notice.id for notice in made if notice.user_id in mailed]:
        enqueue("mail_notices", {"notices": numbers})


def hears(person: User, record: Record | None) -> bool:
    """Whether this person would be told of something about this record."""
    is_person = person.active and not person.email.endswith(NOBODY)
    return is_person and (record is None or may_read(person, record))


def unread(reader: User) -> int:
    """How many notices this person has not read yet."""
    counted = select(func.count()).where(Notice.user_id == reader.id, Notice.read_at.is_(None))
    return db.session.scalar(counted) or 0


def notices_of(reader: User, only_unread: bool = False) -> Select[Notice]:
    """A person's notices, those not read yet first, then the newest first."""
    own = select(Notice).where(Notice.user_id == reader.id)
    if only_unread:
        own = own.where(Notice.read_at.is_(None))
    newest = own.order_by(Notice.read_at.is_not(None), Notice.at.desc(), Notice.id.desc())
    return newest.options(joinedload(Notice.record), joinedload(Notice.user))


def mark_read(notices: Sequence[Notice], reader: User) -> None:
    """Note that the reader has seen these; others' notices stay as they are."""
    for notice in notices:
        if notice.user_id == reader.id and notice.read_at is None:
            notice.read_at = utcnow()
    db.session.flush()


def settle(record: Record, event: Event) -> None:
    """Nobody is asked for this any more: it counts as read by all."""
    asked = (Notice.record_id == record.id, Notice.event == event, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*asked).values(read_at=utcnow()))


def mark_all_read(reader: User) -> None:
    fresh = update(Notice).where(Notice.user_id == reader.id, Notice.read_at.is_(None))
    db.session.execute(fresh.values(read_at=utcnow()))


def forget_old() -> None:
    """Drop what was read long ago."""
    db.session.execute(delete(Notice).where(Notice.read_at < utcnow() - KEPT))
