"""Old minutes: a Word file of former years, kept between its upload and the meeting made of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.meetings.meetings import Meeting


class OldState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    DROPPED = "dropped"

    @property
    def label(self) -> LazyString:
        return OLD_LABELS[self]


OLD_LABELS = {
    OldState.WAITING: _l("To be confirmed"),
    OldState.TAKEN: _l("Taken in"),
    OldState.DROPPED: _l("Set aside"),
}


class OldMinutes(Base):
    """One uploaded file; the same file is one row, whoever brings it again."""

    __tablename__ = "old_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    """What the file says, as Markdown."""
    form: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The fields as somebody left them; empty while nobody has changed what was read."""
    state: Mapped[OldState] = mapped_column(default=OldState.WAITING)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id, ondelete="SET NULL"))
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    meeting: Mapped[Meeting | None] = relationship()
    uploader: Mapped[User | None] = relationship()

    @property
    def address(self) -> str:
        return f"/meetings/archive/{self.id}"


def by_content(sha256: str) -> OldMinutes | None:
    """The file with these bytes, if somebody has brought it before."""
    return db.session.scalar(select(OldMinutes).where(OldMinutes.sha256 == sha256))


def all_old() -> list[OldMinutes]:
    """What waits first, then the newest."""
    rows = db.session.scalars(select(OldMinutes).order_by(OldMinutes.id.desc())).all()
    return sorted(rows, key=lambda one: one.state is not OldState.WAITING)
