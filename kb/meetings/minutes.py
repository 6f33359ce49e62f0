"""Minutes: the record of a meeting. Once published they never change; corrections are added."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.meetings.meetings import Meeting
from kb.publishing.records import Record


class Part(StrEnum):
    """Whole, or without what was dealt with behind closed doors."""

    WHOLE = "whole"
    PUBLIC = "public"

    @property
    def label(self) -> LazyString:
        return PART_LABELS[self]


PART_LABELS = {Part.WHOLE: _l("Whole minutes"), Part.PUBLIC: _l("Public minutes")}


class Minutes(Record):
    """A meeting has one, or two when it had closed items: the whole and the public part."""

    __tablename__ = "minutes"
    __mapper_args__ = {"polymorphic_identity": "minutes"}
    number_prefix = "JY"
    dated_by = ("published_on",)
    content_fields = (*Record.content_fields, "body", "body_slug", "document_number", "place")

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    body_slug: Mapped[str] = mapped_column(default="")
    """Slug of the body (council ...) whose meeting it was."""
    document_number: Mapped[str] = mapped_column(default="")
    """As it is quoted: 联盟纪〔2026〕1号."""
    place: Mapped[str] = mapped_column(default="")
    part: Mapped[Part] = mapped_column(default=Part.WHOLE)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    signed_for: Mapped[str] = mapped_column(default="")
    """Slug of the city whose chair signed."""
    sha256: Mapped[str] = mapped_column(default="")
    """Of the published content, in lower-case hexadecimals."""

    meeting: Mapped[Meeting | None] = relationship()
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])

    @property
    def names(self) -> str:
        return self.document_number

    @property
    def facts(self) -> Sequence[str]:
        return (self.document_number, self.place)

    def traits(self) -> Mapping[str, str]:
        return {"body_slug": self.body_slug} if self.body_slug else {}


class CorrectionState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"

    @property
    def label(self) -> LazyString:
        return CORRECTION_LABELS[self]


CORRECTION_LABELS = {
    CorrectionState.OPEN: _l("To be decided"),
    CorrectionState.TAKEN: _l("Taken over"),
    CorrectionState.DECLINED: _l("Not taken over"),
}


class Correction(Base):
    """What somebody who attended wants changed in the circulated draft."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey(Minutes.id, ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    place: Mapped[str] = mapped_column(default="")
    """The passage meant, quoted."""
    text: Mapped[str]
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.OPEN)
    answer: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    minutes: Mapped[Minutes] = relationship()
    author: Mapped[User | None] = relationship()


class Addendum(Base):
    """A numbered correction of published minutes, which themselves stay as they are."""

    __tablename__ = "addendum"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey(Minutes.id, ondelete="CASCADE"))
    number: Mapped[int]
    """From 1, in the order of their making."""
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    is_closed: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    made_on: Mapped[date]
    sha256: Mapped[str] = mapped_column(default="")

    minutes: Mapped[Minutes] = relationship()
    author: Mapped[User | None] = relationship()


def of_meeting(meeting: Meeting) -> list[Minutes]:
    """Its minutes, the whole ones first."""
    rows = select(Minutes).where(Minutes.meeting_id == meeting.id).order_by(Minutes.id)
    return sorted(db.session.scalars(rows), key=lambda each: each.part is not Part.WHOLE)
