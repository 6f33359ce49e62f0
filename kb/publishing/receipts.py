"""Read receipts: who is asked to read a record and to sign for it, and who has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import Role, User
from kb.clock import today, utcnow
from kb.db import Base, db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, may_read, require
from kb.publishing.records import Record

BETWEEN_REMINDERS = timedelta(hours=12)


class Circle(StrEnum):
    """Whom a receipt is asked of."""

    EDITORS = "editors"
    COUNCIL = "council"
    NAMED = "named"

    @property
    def label(self) -> LazyString:
        return CIRCLE_LABELS[self]


CIRCLE_LABELS = {
    Circle.EDITORS: _l("All park editors of the members"),
    Circle.COUNCIL: _l("The council"),
    Circle.NAMED: _l("Only the people named below"),
}
ROLES = {Circle.EDITORS: Role.PARK_EDITOR, Circle.COUNCIL: Role.COUNCIL_MEMBER}


class ReceiptRequest(Base):
    """That receipts are asked for on a record; asked again, more people are asked."""

    __tablename__ = "receipt_request"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True
    )
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    until: Mapped[date | None]
    """The last day to sign; nobody is kept from signing later."""

    record: Mapped[Record] = relationship()
    asked_by: Mapped[User | None] = relationship()


class Receipt(Base):
    """One person is asked for one; signed once, it stays as it is."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("record_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(ReceiptRequest.record_id, ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    reminded_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    request: Mapped[ReceiptRequest] = relationship()
    user: Mapped[User] = relationship()


@dataclass(frozen=True)
class Wanted:
    """Whom a receipt is wanted of, and until when."""

    circle: Circle
    until: date | None = None
    named: Collection[int] = field(default=())
    """Ids of people, where they are named."""


def may_ask(user: User | None, record: Record) -> bool:
    """Staff and the author ask for receipts, once readers can see the record."""
    if user is None or not user.active or record.published_at is None:
        return False
    return record.withdrawn_at is None and (is_staff(user) or record.author_id == user.id)


def may_see(user: User | None, record: Record) -> bool:
    """Who has signed is seen by those who may ask."""
    return user is not None and user.active and (is_staff(user) or record.author_id == user.id)


def ask(record: Record, asker: User, wanted: Wanted) -> list[Receipt]:
    """Ask these people to sign, and tell them. Only the staff name people; who may not read the
    record, the asker, and who was asked before are not asked. The new receipts.
    """
    require(may_ask(asker, record) and (wanted.circle is not Circle.NAMED or is_staff(asker)))
    if wanted.until is not None and wanted.until < today():
        raise DomainError(_("The last day to sign is over already. Choose a later one."))
    request = db.session.get(ReceiptRequest, record.id) or ReceiptRequest(record=record)
    asked_before = {receipt.user_id for receipt in receipts_of(record)}
    people = [
        person
        for person in db.session.scalars(_circle(wanted))
        if person.id not in {*asked_before, asker.id} and may_read(person, record)
    ]
    if not people and not asked_before:
        raise DomainError(_("Nobody of these can be asked: there is no such account yet."))
    request.asked_by, request.until = asker, wanted.until
    made = [Receipt(request=request, user=person) for person in people]
    db.session.add_all([request, *made])
    audit.log(asker, "ask-receipts", record.title, record.id, people=len(people))
    db.session.flush()
    notify(people, Event.RECEIPT_WANTED, record)
    return made


def _circle(wanted: Wanted) -> Select[User]:
    active = select(User).where(User.active).order_by(User.member, User.name)
    if wanted.circle is Circle.NAMED:
        return active.where(User.id.in_(wanted.named))
    return active.where(User.role == ROLES[wanted.circle])


def sign(record: Record, reader: User) -> Receipt:
    """The reader has read it. Raises Conflict when they have signed before."""
    receipt = receipt_of(record, reader)
    require(receipt is not None and may_read(reader, record))
    assert receipt is not None
    if receipt.signed_at is not None:
        raise Conflict(_("You have signed for this already."))
    receipt.signed_at = utcnow()
    audit.log(reader, "sign-receipt", record.title, record.id)
    db.session.flush()
    return receipt


def remind(record: Record, asker: User) -> int:
    """Tell those who have not signed once more, at most twice a day. How many were told."""
    require(may_ask(asker, record))
    late = utcnow() - BETWEEN_REMINDERS
    due = [
        receipt
        for receipt in receipts_of(record)
        if receipt.signed_at is None and (receipt.reminded_at or receipt.asked_at) < late
    ]
    for receipt in due:
        receipt.reminded_at = utcnow()
    notify([receipt.user for receipt in due], Event.RECEIPT_REMINDER, record)
    return len(due)


def receipts_of(record: Record) -> Sequence[Receipt]:
    """All that are asked for on this record: those not signed first, then as they were signed."""
    rows = select(Receipt).where(Receipt.record_id == record.id)
    order = (Receipt.signed_at.is_not(None), Receipt.signed_at, Receipt.id)
    return db.session.scalars(rows.order_by(*order).options(joinedload(Receipt.user))).all()


def receipt_of(record: Record, reader: User) -> Receipt | None:
    """The one asked of this person."""
    own = select(Receipt).where(Receipt.record_id == record.id, Receipt.user_id == reader.id)
    return db.session.scalar(own.options(joinedload(Receipt.request)))


def owed(reader: User) -> list[Receipt]:
    """Receipts this person has yet to sign, the nearest last day first."""
    rows = (
        select(Receipt)
        .join(ReceiptRequest)
        .join(Record, Record.id == Receipt.record_id)
        .where(Receipt.user_id == reader.id, Receipt.signed_at.is_(None))
        .where(Record.withdrawn_at.is_(None))
        .order_by(ReceiptRequest.until.asc().nulls_last(), Receipt.id)
        .options(joinedload(Receipt.request).joinedload(ReceiptRequest.record))
    )
    found = db.session.scalars(rows)
    return [receipt for receipt in found if may_read(reader, receipt.request.record)]
