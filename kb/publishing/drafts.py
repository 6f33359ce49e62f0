"""Drafts: what somebody is typing and has not saved, and which forms have been received.

Each form that is opened has a random key. Under it the unsaved text is kept for the one who
writes, and under it the saved form is remembered, so that sending it again makes nothing new.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError
from kb.publishing.permissions import may_create, may_edit, require
from kb.publishing.records import Record
from kb.publishing.revisions import encode

T = TypeVar("T")

LARGEST = 600_000
"""Characters of one draft: more than a form that could be saved may hold."""
MOST = 20
"""Drafts of one person; the oldest goes when there would be more."""
LONGEST_KEY = 64
REMEMBERED = timedelta(days=30)
"""How long a received form is known again."""


class UnsavedDraft(Base):
    """A form as it was being filled in. Nobody but its writer ever sees it."""

    __tablename__ = "unsaved_draft"
    __table_args__ = (UniqueConstraint("user_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    form_key: Mapped[str]
    kind: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(
        ForeignKey(Record.id, ondelete="CASCADE"), index=True
    )
    """None where the record does not exist yet."""
    data: Mapped[dict[str, Any]]
    """Every field as the browser sent it, with the version that the form was opened with."""
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)

    record: Mapped[Record | None] = relationship()

    @property
    def title(self) -> str:
        return str(next(iter(self.data.get("title", ())), ""))


class ReceivedForm(Base):
    """A form that was saved, and the record that it made or changed."""

    __tablename__ = "received_form"
    __table_args__ = (UniqueConstraint("user_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    form_key: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(
        ForeignKey(Record.id, ondelete="CASCADE"), index=True
    )
    fingerprint: Mapped[str] = mapped_column(default="")
    """Of what it said."""
    version: Mapped[int] = mapped_column(default=0)
    """The record's version after it was saved."""
    revision: Mapped[int] = mapped_column(default=0)
    """The number of the revision that it made."""
    at: Mapped[datetime] = mapped_column(default=utcnow)

    record: Mapped[Record | None] = relationship()


def new_key() -> str:
    return secrets.token_urlsafe(16)


def keep(
    user: User, form_key: str, place: Record | str, data: Mapping[str, list[str]]
) -> UnsavedDraft:
    """Write down what is being typed into a form of this record, or of a new one of this kind."""
    record = None if isinstance(place, str) else place
    require(may_create(user) if record is None else may_edit(user, record))
    kind = place if isinstance(place, str) else place.kind
    return keep_typed(user, form_key, kind, data, record)


def keep_typed(
    user: User,
    form_key: str,
    kind: str,
    data: Mapping[str, list[str]],
    record: Record | None = None,
) -> UnsavedDraft:
    """Write down what is being typed; the form's own place has asked for the right to do so."""
    if sum(len(value) for values in data.values() for value in values) > LARGEST:
        raise DomainError(_("This text is too long to be kept. Shorten it."))
    if not 0 < len(form_key) <= LONGEST_KEY:
        raise DomainError(_("Reload the form, then save again."))
    draft = find(user, form_key)
    if draft is None:
        draft = UnsavedDraft(user_id=user.id, form_key=form_key)
        db.session.add(draft)
    draft.kind = kind
    draft.record, draft.data, draft.updated_at = record, dict(data), utcnow()
    db.session.flush()
    beyond = db.session.scalars(_newest(select(UnsavedDraft.id), user).offset(MOST)).all()
    db.session.execute(delete(UnsavedDraft).where(UnsavedDraft.id.in_(beyond)))
    return draft


def find(user: User, form_key: str) -> UnsavedDraft | None:
    """The draft of this form, only if it is this person's."""
    own = (UnsavedDraft.user_id == user.id, UnsavedDraft.form_key == form_key)
    return db.session.scalar(select(UnsavedDraft).where(*own))


def of(user: User) -> list[UnsavedDraft]:
    """All unsaved drafts of this person, newest first."""
    return list(db.session.scalars(_newest(select(UnsavedDraft), user)))


def of_place(user: User, place: Record | str) -> list[UnsavedDraft]:
    """This person's unsaved drafts of a record, or of new ones of a kind; newest first."""
    here = UnsavedDraft.record_id == (None if isinstance(place, str) else place.id)
    kind = UnsavedDraft.kind == (place if isinstance(place, str) else place.kind)
    return list(db.session.scalars(_newest(select(UnsavedDraft), user).where(here, kind)))


def _newest(query: Select[T], user: User) -> Select[T]:
    order = (UnsavedDraft.updated_at.desc(), UnsavedDraft.id.desc())
    return query.where(UnsavedDraft.user_id == user.id).order_by(*order)


def discard(user: User, form_key: str) -> None:
    """Forget an unsaved draft of one's own."""
    draft = find(user, form_key)
    if draft is not None:
        db.session.delete(draft)
        db.session.flush()


def receive(user: User, form_key: str) -> ReceivedForm:
    """The line of this form; the first time it names no record yet.

    Of the same form sent twice at once, the second waits here until the first is saved.
    """
    form_key = form_key[:LONGEST_KEY] or new_key()
    known = _received(user, form_key)
    if known is not None:
        return known
    made = ReceivedForm(user_id=user.id, form_key=form_key)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        known = _received(user, form_key)
        if known is None:
            raise
        return known
    return made


def settle(received: ReceivedForm, record: Record, revision: int, fingerprint: str) -> None:
    """The form is saved: remember what it said and what came of it, and forget the draft."""
    received.record, received.version = record, record.version
    received.revision, received.fingerprint = revision, fingerprint
    mine = UnsavedDraft.user_id == received.user_id
    db.session.execute(delete(UnsavedDraft).where(mine, UnsavedDraft.form_key == received.form_key))
    past = ReceivedForm.at < utcnow() - REMEMBERED
    db.session.execute(delete(ReceivedForm).where(ReceivedForm.user_id == received.user_id, past))
    db.session.flush()


def fingerprint(content: Mapping[str, Any], order: str) -> str:
    """The same for the same content sent with the same order, else another."""
    said = json.dumps([encode(content), order], sort_keys=True, default=str)
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _received(user: User, form_key: str) -> ReceivedForm | None:
    own = (ReceivedForm.user_id == user.id, ReceivedForm.form_key == form_key)
    return db.session.scalar(select(ReceivedForm).where(*own))
