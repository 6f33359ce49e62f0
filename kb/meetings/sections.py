"""Sections: the text of minutes under the pen, one for each item of the agenda.

What the public reads is put together from the open ones, so that whatever the secretary writes
into a closed one stays inside.
"""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.db import Base, db
from kb.meetings.agenda import AgendaItem
from kb.meetings.minutes import Minutes


class MinutesSection(Base):
    """One heading with its text, as compiled and as edited since then."""

    __tablename__ = "minutes_section"
    __table_args__ = (UniqueConstraint("minutes_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey(Minutes.id, ondelete="CASCADE"))
    key: Mapped[str]
    """What it is about: `opening`, `item-3`, `item-3-closed`, `rest`."""
    item_id: Mapped[int | None] = mapped_column(ForeignKey(AgendaItem.id, ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(default=0)
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    compiled: Mapped[str] = mapped_column(default="")
    """The text as the site put it together last, before anybody edited it."""
    offered: Mapped[str] = mapped_column(default="")
    """A newer compilation that could not be merged with the edits; it waits to be looked at."""
    is_closed: Mapped[bool] = mapped_column(default=False)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    minutes: Mapped[Minutes] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    edited_by: Mapped[User | None] = relationship()

    @property
    def is_private(self) -> bool:
        """Never in the public part: closed when it was compiled, or its item closed since then."""
        return self.is_closed or (self.item is not None and self.item.is_closed)

    @property
    def markdown(self) -> str:
        heading = f"## {self.heading}" if self.heading else ""
        return "\n\n".join(part for part in (heading, self.text.strip()) if part)


def sections_of(minutes: Minutes) -> Sequence[MinutesSection]:
    """All of them, in the order of the page."""
    rows = select(MinutesSection).where(MinutesSection.minutes_id == minutes.id)
    loaded = joinedload(MinutesSection.item), joinedload(MinutesSection.edited_by)
    ordered = rows.order_by(MinutesSection.position, MinutesSection.id)
    return db.session.scalars(ordered.options(*loaded)).all()


def joined(sections: Sequence[MinutesSection]) -> str:
    """One text of several sections."""
    return "\n\n".join(text for section in sections if (text := section.markdown))


def open_ones(sections: Sequence[MinutesSection]) -> list[MinutesSection]:
    return [section for section in sections if not section.is_private]


def digest(sections: Sequence[MinutesSection]) -> str:
    """SHA-256 of the texts as they stand, so that who signs, signs what they have read."""
    told = [[section.heading, section.text, section.is_private] for section in sections]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
