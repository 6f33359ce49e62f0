"""Revision: a proposal to change a record, and how its content meets the record's row."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Date, Enum, ForeignKey, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped, defer, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import Conflict
from kb.publishing import tags
from kb.publishing.permissions import is_sealed
from kb.publishing.records import Record, RecordText
from kb.text.markdown import plain
from kb.text.outlines import outline


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    State.DRAFT: _l("Draft"),
    State.SUBMITTED: _l("Waiting for review"),
    State.RETURNED: _l("Returned"),
    State.PUBLISHED: _l("Published"),
    State.SUPERSEDED: _l("Superseded"),
}
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})


class Revision(Base):
    """An immutable snapshot of the content fields; only its state moves on."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.DRAFT, index=True)
    content: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    claimed_at: Mapped[datetime | None]
    """Who of the secretariat looks at it, and since when."""
    added: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    """Characters against what readers saw when it was submitted."""

    record: Mapped[Record] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])

    @property
    def title(self) -> str:
        """As this version has it."""
        return str(self.content.get("title") or "") or self.record.title


def history(record: Record) -> list[Revision]:
    """All its revisions, newest first."""
    found = select(Revision).where(Revision.record_id == record.id).order_by(Revision.number.desc())
    return list(db.session.scalars(found))


def latest(record: Record) -> Revision | None:
    """The newest revision, whatever its state."""
    newest = (
        select(Revision).where(Revision.record_id == record.id).order_by(Revision.number.desc())
    )
    return db.session.scalar(newest.limit(1))


def standing(records: Iterable[Record]) -> dict[int, list[Revision]]:
    """The open and the live revisions of many records, oldest first, without their texts."""
    ids = [record.id for record in records if record.id is not None]
    wanted = Revision.record_id.in_(ids) & Revision.state.in_([*OPEN, State.PUBLISHED])
    rows = select(Revision).where(wanted).order_by(Revision.number)
    found: dict[int, list[Revision]] = {}
    for revision in db.session.scalars(rows.options(defer(Revision.content))) if ids else ():
        found.setdefault(revision.record_id, []).append(revision)
    return found


def proposal(record: Record, number: int, author: User, content: Mapping[str, Any]) -> Revision:
    """A new revision, still a draft."""
    return Revision(record=record, number=number, author=author, content=encode(content))


def touch(record: Record) -> None:
    """A step counts as a change, so that of two people stepping at once only one succeeds.

    For readers nothing changes: `updated_at` is the time of what they see.
    """
    flag_modified(record, "updated_at")


def encode(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content as JSON knows it: days as text, choices as their stored value."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in content.items()
    }


def decode(model: type[Record], content: Mapping[str, Any]) -> dict[str, Any]:
    """The contrary of `encode`, with the types of the model's columns."""
    columns = inspect(model).columns
    return {
        name: _typed(value, columns[name].type) if value and name in columns else value
        for name, value in content.items()
        if name in model.content_fields
    }


def _typed(value: Any, kind: Any) -> Any:
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value


def snapshot(record: Record) -> dict[str, Any]:
    """The row's own content, as a revision would hold it."""
    return encode({name: getattr(record, name) for name in record.content_fields})


def live(record: Record) -> dict[str, Any]:
    """What was published last. The row may hold less of it: see `Record.shown`."""
    if type(record).shown is Record.shown:
        return snapshot(record)
    published = select(Revision.content).where(
        Revision.record_id == record.id, Revision.state == State.PUBLISHED
    )
    newest = db.session.scalar(published.order_by(Revision.number.desc()).limit(1))
    return snapshot(record) | (newest or {})


def apply(record: Record, content: Mapping[str, Any], known: tags.Book | None = None) -> None:
    """Give the row this content; themes and tags become rows of their own.

    `known` is the book of tags of many contents, so that loading asks for them once. Raises
    Conflict for a record whose content never changes any more.
    """
    if is_sealed(record):
        raise Conflict(_("This is published and stays as it is. Add a correction to it instead."))
    given = decode(type(record), content)
    record.keep_aside(given)
    values = dict(record.shown(given))
    themes, words = values.pop("themes", None), values.pop("tags", None)
    for name, value in values.items():
        setattr(record, name, value)
    if themes is not None or words is not None:
        known = tags.book([content]) if known is None else known
        themed = tags.rows(themes or (), known, is_theme=True)
        record.tag_rows = themed + tags.rows(words or (), known, is_theme=False)
    record.text = record.text or RecordText()
    record.text.plain = plain(record.markdown)
    record.text.outline = outline(record.text.plain, _sources(record))
    record.text.facts = " · ".join(fact for fact in record.facts if fact)
    record.text.trait = "\n".join(record.trait_values())
    record.updated_at = utcnow()


def _sources(record: Record) -> list[str]:
    """The Markdown of each field, as the page renders them one by one."""
    return [text for name in record.text_fields if (text := getattr(record, name, ""))]


def numbered(record: Record, number: int) -> Revision | None:
    """The record's revision of this number."""
    return db.session.scalar(
        select(Revision).where(Revision.record_id == record.id, Revision.number == number)
    )
