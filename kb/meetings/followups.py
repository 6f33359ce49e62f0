"""Follow-ups: who does what was decided, until when, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.alliance.cities import City
from kb.alliance.members import Member
from kb.clock import today, utcnow
from kb.db import Base, db
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Resolution
from kb.publishing.records import Record
from kb.web.languages import in_english


class FollowUpState(StrEnum):
    """Being overdue is no state: it is read from the date, whatever the state."""

    OPEN = "open"
    BLOCKED = "blocked"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    FollowUpState.OPEN: _l("Under way"),
    FollowUpState.BLOCKED: _l("Blocked"),
    FollowUpState.DONE: _l("Done"),
    FollowUpState.CANCELLED: _l("Cancelled"),
}
UNDONE = frozenset({FollowUpState.OPEN, FollowUpState.BLOCKED})


class FollowUp(Base):
    __tablename__ = "follow_up"
    __table_args__ = (Index(None, "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey(Resolution.id), index=True)
    task: Mapped[str]
    """What is to be done, in a sentence."""
    owner_city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"), index=True)
    owner_member: Mapped[str | None] = mapped_column(ForeignKey("member.slug"), index=True)
    """The unit; neither city nor member: the secretariat."""
    owner_name: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    due_on: Mapped[date | None]
    """The last day to do it, in Asia/Shanghai."""
    state: Mapped[FollowUpState] = mapped_column(default=FollowUpState.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    """Why it is blocked or cancelled."""
    done_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    """The last day on which its owner was reminded."""
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Of a closed item: only its owner, the body and the secretariat read it."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    changed_at: Mapped[datetime | None] = mapped_column(default=utcnow, onupdate=utcnow)
    """Calendars say so; empty for rows from before this was noted."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    resolution: Mapped[Resolution | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    city: Mapped[City | None] = relationship(foreign_keys=[owner_city])
    member: Mapped[Member | None] = relationship(foreign_keys=[owner_member])

    @property
    def address(self) -> str:
        return f"/follow-ups/{self.id}"

    @property
    def unit_name(self) -> str:
        """The owner's unit in the reader's language; neither city nor member: the secretariat."""
        unit = self.member or self.city
        if unit is None:
            return str(_("Secretariat"))
        return (unit.name_en if in_english() else "") or unit.name

    @property
    def is_undone(self) -> bool:
        return self.state in UNDONE

    @property
    def is_late(self) -> bool:
        """Overdue today."""
        return self.is_overdue(today())

    def is_overdue(self, day: date) -> bool:
        return self.state in UNDONE and self.due_on is not None and self.due_on < day


class FollowUpReport(Base):
    """What its owner reports; evidence is a record, or files (`MeetingFile.report_id`)."""

    __tablename__ = "follow_up_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(
        ForeignKey(FollowUp.id, ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(ForeignKey(Record.id, ondelete="SET NULL"))
    """The record that proves it."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=utcnow)

    follow_up: Mapped[FollowUp] = relationship()
    record: Mapped[Record | None] = relationship()
    author: Mapped[User | None] = relationship()


def follow_ups_of(meeting: Meeting) -> Sequence[FollowUp]:
    """Those that came out of this meeting, the first due first."""
    rows = select(FollowUp).where(FollowUp.meeting_id == meeting.id)
    return db.session.scalars(rows.order_by(FollowUp.due_on.nulls_last(), FollowUp.id)).all()
