"""Meetings: what a body holds, and how far each has come."""

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.alliance.cities import City
from kb.clock import local, utcnow
from kb.db import Base


class MeetingKind(StrEnum):
    PLENARY = "plenary"
    COUNCIL = "council"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return KIND_LABELS[self]


KIND_LABELS = {
    MeetingKind.PLENARY: _l("Council plenary"),
    MeetingKind.COUNCIL: _l("Council meeting"),
    MeetingKind.SECRETARIAT: _l("Secretariat meeting"),
    MeetingKind.COMMITTEE: _l("Committee meeting"),
    MeetingKind.OTHER: _l("Other meeting"),
}


class Manner(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    MIXED = "mixed"
    WRITTEN = "written"

    @property
    def label(self) -> LazyString:
        return MANNER_LABELS[self]


MANNER_LABELS = {
    Manner.ON_SITE: _l("On site"),
    Manner.ONLINE: _l("Online"),
    Manner.MIXED: _l("On site and online"),
    Manner.WRITTEN: _l("Written vote"),
}


class MeetingState(StrEnum):
    PLANNED = "planned"
    CONVENED = "convened"
    FIXED = "fixed"
    IN_SESSION = "in_session"
    HELD = "held"
    DRAFTED = "drafted"
    CIRCULATED = "circulated"
    SIGNED = "signed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    MeetingState.PLANNED: _l("Planned"),
    MeetingState.CONVENED: _l("Convened"),
    MeetingState.FIXED: _l("Agenda fixed"),
    MeetingState.IN_SESSION: _l("In session"),
    MeetingState.HELD: _l("Held, minutes to be drafted"),
    MeetingState.DRAFTED: _l("Minutes drafted"),
    MeetingState.CIRCULATED: _l("Minutes circulated"),
    MeetingState.SIGNED: _l("Minutes signed"),
    MeetingState.PUBLISHED: _l("Minutes published"),
    MeetingState.CANCELLED: _l("Cancelled"),
}
BEFORE = frozenset({MeetingState.PLANNED, MeetingState.CONVENED, MeetingState.FIXED})
"""Not begun yet."""
AFTER = frozenset(
    {
        MeetingState.HELD,
        MeetingState.DRAFTED,
        MeetingState.CIRCULATED,
        MeetingState.SIGNED,
        MeetingState.PUBLISHED,
    }
)
"""Has taken place."""


class MeetingSeries(Base):
    """Meetings that come again: a yearly plenary, quarterly meetings; what each begins with."""

    __tablename__ = "meeting_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id, ondelete="CASCADE"))
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[MeetingKind] = mapped_column(default=MeetingKind.COUNCIL)
    manner: Mapped[Manner] = mapped_column(default=Manner.ON_SITE)
    per_year: Mapped[int] = mapped_column(default=1)
    place: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=150)
    """How long one lasts."""
    agenda: Mapped[str] = mapped_column(default="")
    """The items each begins with, a line each."""
    notice: Mapped[str] = mapped_column(default="")
    """What its notice says beside date, place and agenda."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship()


class Meeting(Base):
    __tablename__ = "meeting"
    __table_args__ = (Index(None, "state", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey(MeetingSeries.id, ondelete="SET NULL"))
    kind: Mapped[MeetingKind] = mapped_column(default=MeetingKind.COUNCIL)
    manner: Mapped[Manner] = mapped_column(default=Manner.ON_SITE)
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    city_slug: Mapped[str | None] = mapped_column("city", ForeignKey(City.slug), index=True)
    """The city that hosts it."""
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    notice_number: Mapped[str] = mapped_column(default="")
    notice_text: Mapped[str] = mapped_column(default="")
    convened_at: Mapped[datetime | None]
    answer_until: Mapped[date | None]
    """The last day to say who comes."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    corrections_until: Mapped[date | None]
    """The last day to propose a correction of the circulated minutes."""
    cancel_reason: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    """Of meetings of former years: the file that told of them."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    changed_at: Mapped[datetime | None] = mapped_column(default=utcnow, onupdate=utcnow)
    """Calendars say so; empty for rows from before this was noted."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship()
    series: Mapped[MeetingSeries | None] = relationship()
    city: Mapped[City | None] = relationship()

    @property
    def day(self) -> date:
        """The day on which it begins, in Asia/Shanghai."""
        return local(self.starts_at).date()

    @property
    def address(self) -> str:
        return f"/meetings/{self.id}"
