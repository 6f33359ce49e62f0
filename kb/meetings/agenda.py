"""Agenda: the items of a meeting, and those that wait for one."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.clock import utcnow
from kb.db import Base, db
from kb.meetings.meetings import Meeting


class ItemState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> LazyString:
        return ITEM_STATE_LABELS[self]


ITEM_STATE_LABELS = {
    ItemState.PROPOSED: _l("Proposed"),
    ItemState.ACCEPTED: _l("On the agenda"),
    ItemState.DECLINED: _l("Declined"),
}


class AgendaItem(Base):
    """Proposed by a member, accepted by the secretariat; without a meeting it waits for one."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey(Meeting.id, ondelete="SET NULL"), index=True, info={"belongs_to": "meeting"}
    )
    state: Mapped[ItemState] = mapped_column(default=ItemState.PROPOSED)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    """What it is about, as Markdown."""
    presenter: Mapped[str] = mapped_column(default="")
    duration: Mapped[int] = mapped_column(default=0)
    """Minutes planned; 0 where nobody has said."""
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    proposer_city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"), index=True)
    proposer_member: Mapped[str | None] = mapped_column(ForeignKey("member.slug"))
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Only those invited and the secretariat ever read it; public minutes leave it out."""
    decline_reason: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    """What was said, taken down in session, as Markdown."""
    outcome: Mapped[str] = mapped_column(default="")
    """What came of it, in a sentence or two."""
    follow_up_id: Mapped[int | None] = mapped_column(info={"belongs_to": "follow_up"})
    """The open follow-up that brought it here by itself. No key: each table would need the other
    one first.
    """
    carries_over: Mapped[bool] = mapped_column(default=False)
    """Shows the body's open follow-ups as they stand; of these a meeting has one."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    proposer: Mapped[User | None] = relationship()


def items_of(meeting: Meeting) -> Sequence[AgendaItem]:
    """The accepted items, in their order."""
    rows = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.state == ItemState.ACCEPTED
    )
    return db.session.scalars(rows.order_by(AgendaItem.position, AgendaItem.id)).all()
