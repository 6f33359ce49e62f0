"""Subscriptions: a library, a city, a search or a record that somebody follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import Conflict, DomainError
from kb.publishing.permissions import is_known, may_name, require
from kb.publishing.records import Record

MOST = 100
"""So many things one person can follow."""


class Subject(StrEnum):
    """What can be followed."""

    LIBRARY = "library"
    CITY = "city"
    SEARCH = "search"
    RECORD = "record"

    @property
    def label(self) -> LazyString:
        return SUBJECT_LABELS[self]


SUBJECT_LABELS = {
    Subject.LIBRARY: _l("Libraries"),
    Subject.CITY: _l("Cities"),
    Subject.SEARCH: _l("Searches"),
    Subject.RECORD: _l("Records"),
}


class Telling(StrEnum):
    """How somebody hears of what is new in a search that they have saved."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NONE = "none"

    @property
    def label(self) -> LazyString:
        return TELLING_LABELS[self]


TELLING_LABELS = {
    Telling.AT_ONCE: _l("A notice for each new record"),
    Telling.DAILY: _l("One notice a day with their number"),
    Telling.NONE: _l("No notice; the number stands in my list"),
}


@dataclass(frozen=True)
class Followed:
    """What is followed: the kind's name, the city's slug, the address of the search, or the
    record's id with the record itself.
    """

    subject: Subject
    value: str
    name: str = ""
    """What its reader calls a search."""
    record: Record | None = None
    telling: Telling = Telling.AT_ONCE


class Subscription(Base):
    """One person follows one thing."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("user_id", "subject", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    subject: Mapped[Subject]
    value: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    record_id: Mapped[int | None] = mapped_column(
        ForeignKey(Record.id, ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)
    telling: Mapped[Telling] = mapped_column(
        default=Telling.AT_ONCE, server_default=Telling.AT_ONCE.value
    )
    seen_at: Mapped[datetime | None]
    """Up to when what was published was on the page from which its reader last opened it."""
    told_at: Mapped[datetime | None]
    """Up to when what was published was in the number that its reader was last told."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}

    user: Mapped[User] = relationship()
    record: Mapped[Record | None] = relationship()

    @property
    def visited_at(self) -> datetime:
        """The last visit; of one that was never opened, when it began."""
        return self.seen_at or self.at

    @property
    def heard_at(self) -> datetime:
        """The last visit, or the last word of its number."""
        return max(self.visited_at, self.told_at or self.at)


def follow(what: Followed, reader: User) -> Subscription:
    """Tell this person of what is new there, from now on. Following twice is following once."""
    require(is_known(reader) and (what.record is None or may_name(reader, what.record)))
    existing = subscription(what, reader)
    if existing is not None:
        return existing
    counted = select(func.count()).where(Subscription.user_id == reader.id)
    if (db.session.scalar(counted) or 0) >= MOST:
        raise DomainError(_("You follow %(count)s things already. End some first.", count=MOST))
    made = Subscription(
        user=reader,
        subject=what.subject,
        value=what.value,
        name=what.name,
        record=what.record,
        telling=what.telling,
    )
    db.session.add(made)
    db.session.flush()
    return made


def mark_seen(subscription: Subscription, reader: User, until: datetime) -> None:
    """What was published up to then, which may not lie ahead, is new no longer. No change that
    another window could lose: it stands beside the version.
    """
    require(subscription.user_id == reader.id)
    if subscription.visited_at < until <= utcnow():
        own = update(Subscription).where(Subscription.id == subscription.id)
        db.session.execute(own.values(seen_at=until))


def mark_told(subscription: Subscription, until: datetime) -> None:
    """Its reader has been told of what was published up to then; beside the version as well."""
    own = update(Subscription).where(Subscription.id == subscription.id)
    db.session.execute(own.values(told_at=until))


def change(
    subscription: Subscription, reader: User, name: str, telling: Telling, version: int
) -> None:
    """Another name, or another way to hear of it. Raises Conflict when it was changed since."""
    require(subscription.user_id == reader.id)
    if subscription.version != version:
        raise Conflict(_("This has been changed in another window. Open it again."))
    subscription.name, subscription.telling = name, telling
    subscription.told_at = utcnow()  # What came before is told in the way of before, or not at all.
    db.session.flush()


def end(subscription: Subscription, reader: User) -> None:
    """Tell nothing more of this."""
    require(subscription.user_id == reader.id)
    db.session.delete(subscription)
    db.session.flush()


def subscription(what: Followed, reader: User) -> Subscription | None:
    """That of this person, if they follow it."""
    own = select(Subscription).where(
        Subscription.user_id == reader.id,
        Subscription.subject == what.subject,
        Subscription.value == what.value,
    )
    return db.session.scalar(own)


def subscriptions_of(reader: User) -> Sequence[Subscription]:
    """All that a person follows, in the order in which they began."""
    own = select(Subscription).where(Subscription.user_id == reader.id).order_by(Subscription.id)
    return db.session.scalars(own.options(joinedload(Subscription.record))).all()


def followers(record: Record) -> list[User]:
    """Who follows this very record."""
    rows = select(Subscription).where(Subscription.record_id == record.id)
    found = db.session.scalars(rows.options(joinedload(Subscription.user)))
    return [subscription.user for subscription in found]


def standing() -> Sequence[Subscription]:
    """All subscriptions that something new may fit and that tell of it at once: those of libraries,
    cities and searches.
    """
    rows = select(Subscription).where(
        Subscription.subject != Subject.RECORD, Subscription.telling == Telling.AT_ONCE
    )
    found = rows.order_by(Subscription.id).options(joinedload(Subscription.user))
    return db.session.scalars(found).all()


def told_daily() -> Sequence[Subscription]:
    """Those whose readers hear once a day how many are new."""
    rows = select(Subscription).where(Subscription.telling == Telling.DAILY)
    found = rows.order_by(Subscription.id).options(joinedload(Subscription.user))
    return db.session.scalars(found).all()
