"""Attachments: the files of a record, in versions. A change of them is published with the record.

New files wait (`pending`) and removed ones stay (`leaving`) until the record is published.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, ForeignKey, Index, and_, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.office.file_types import PICTURES, READ, FileType
from kb.publishing.records import Record, Visibility


class Standing(StrEnum):
    PENDING = "pending"
    LIVE = "live"
    LEAVING = "leaving"
    REPLACED = "replaced"
    REMOVED = "removed"

    @property
    def label(self) -> LazyString:
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.PENDING: _l("Comes with the next publication"),
    Standing.LIVE: _l("Published"),
    Standing.LEAVING: _l("Goes with the next publication"),
    Standing.REPLACED: _l("Earlier version"),
    Standing.REMOVED: _l("Removed"),
}
READ_FILE = "read-file"
"""Name of the job that reads a file for the search."""
CURRENT = (Standing.PENDING, Standing.LIVE, Standing.LEAVING)
SHOWN = (Standing.LIVE, Standing.LEAVING)
"""What readers of the published record see."""


class Reading(StrEnum):
    """How far the text for the search is."""

    NONE = "none"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Attachment(Base):
    """One version of one file of a record. Its content is in the store, under its hash."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "record_id", "standing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"))
    name: Mapped[str]
    """As its sender calls it."""
    edition: Mapped[int] = mapped_column(default=1)
    """Counts the versions of one name."""
    type: Mapped[FileType]
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(index=True)
    thumbnail: Mapped[str] = mapped_column(default="")
    """Hash of the small picture; empty for what is no picture."""
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    """It narrows what the record's own allows, it never widens it: public is "as the record"."""
    caption: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    standing: Mapped[Standing] = mapped_column(default=Standing.PENDING)
    reading: Mapped[Reading] = mapped_column(default=Reading.NONE)
    text: Mapped[str] = mapped_column(default="", deferred=True)
    """What the search reads of it."""
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    uploaded_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    record: Mapped[Record] = relationship()
    uploader: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_picture(self) -> bool:
        return self.type in PICTURES

    @property
    def is_read(self) -> bool:
        """Whether its text can be searched."""
        return self.type in READ

    @property
    def address(self) -> str:
        return f"/files/{self.id}"


def of_record(record: Record, *standings: Standing) -> list[Attachment]:
    """Its files of these standings, in their order; without any named, all ever attached."""
    wanted = select(Attachment).where(Attachment.record_id == record.id)
    if standings:
        wanted = wanted.where(Attachment.standing.in_(standings))
    return list(db.session.scalars(wanted.order_by(Attachment.position, Attachment.id)))


def settle(record: Record) -> None:
    """The record is being published: what waits is there, what leaves is gone."""
    current = of_record(record, *CURRENT)
    renewed = {each.name for each in current if each.standing is Standing.PENDING}
    for each in current:
        if each.standing is Standing.PENDING:
            each.standing = Standing.LIVE
        elif each.name in renewed:
            each.standing = Standing.REPLACED
        elif each.standing is Standing.LEAVING:
            each.standing = Standing.REMOVED


def searchable() -> ColumnElement[bool]:
    """Of a query that joins Record: files that everybody may read who may read the record."""
    inside = or_(Record.visibility == Visibility.COUNCIL, Record.visibility == Visibility.MEMBER)
    wide = or_(
        Attachment.visibility == Visibility.PUBLIC,
        Attachment.visibility == Record.visibility,
        Record.visibility == Visibility.SECRETARIAT,
        and_(Attachment.visibility == Visibility.ALLIANCE, inside),
    )
    return and_(or_(*(Attachment.standing == each for each in SHOWN)), wide)


def has_searchable() -> ColumnElement[bool]:
    """Of a query over Record: whether the record has such a file."""
    return exists().where(Attachment.record_id == Record.id, searchable()).correlate(Record)


def texts(record_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Name and text of the searchable files of these records, by record."""
    if not record_ids:
        return {}
    rows = db.session.execute(
        select(Attachment.record_id, Attachment.name, Attachment.text)
        .join(Record, Record.id == Attachment.record_id)
        .where(Attachment.record_id.in_(record_ids), searchable())
        .order_by(Attachment.position, Attachment.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for record_id, name, text in rows:
        found.setdefault(record_id, []).append((name, text))
    return found
