"""Dockings (对接, "links" on the pages): an offer and a need brought together, and what came of it.

Called so in code because a `link` relates two records.
"""

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import BigInteger, ForeignKey, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import utcnow
from kb.db import Base
from kb.empowerment.postings import Interest
from kb.empowerment.resources import Resource
from kb.publishing.records import Record


class DockingState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    DockingState.PROPOSED: _l("Waits for confirmation"),
    DockingState.CONFIRMED: _l("Confirmed by both sides"),
    DockingState.DROPPED: _l("Came to nothing"),
}


class Result(StrEnum):
    TALKS = "talks"
    AGREEMENT = "agreement"
    PROJECT = "project"
    PEOPLE = "people"
    FUNDS = "funds"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return RESULT_LABELS[self]


RESULT_LABELS = {
    Result.TALKS: _l("Regular talks"),
    Result.AGREEMENT: _l("Agreement signed"),
    Result.PROJECT: _l("Project begun"),
    Result.PEOPLE: _l("People placed or trained"),
    Result.FUNDS: _l("Funds granted or invested"),
    Result.OTHER: _l("Something else"),
}


class Docking(Base):
    """Between two members. Counts only when both sides have confirmed it."""

    __tablename__ = "docking"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    """Given when both have confirmed: DJ-2026-0001."""
    interest_id: Mapped[int | None] = mapped_column(ForeignKey(Interest.id, ondelete="SET NULL"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey(Record.id, ondelete="SET NULL"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey(Record.id, ondelete="SET NULL"))
    title: Mapped[str]
    resource: Mapped[Resource] = mapped_column(index=True)
    giver_member: Mapped[str | None] = mapped_column(ForeignKey(Member.slug))
    giver_city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"), index=True)
    giver_user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    taker_member: Mapped[str | None] = mapped_column(ForeignKey(Member.slug))
    taker_city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"), index=True)
    taker_user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    state: Mapped[DockingState] = mapped_column(default=DockingState.PROPOSED, index=True)
    begun_at: Mapped[datetime] = mapped_column(default=utcnow)
    giver_confirmed_at: Mapped[datetime | None]
    taker_confirmed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the second of the two confirmed."""
    dropped_because: Mapped[str] = mapped_column(default="")
    result: Mapped[Result | None]
    result_on: Mapped[date | None]
    result_text: Mapped[str] = mapped_column(default="")
    amount_yuan: Mapped[int | None] = mapped_column(BigInteger)
    people: Mapped[int | None]
    """Persons, not person-times."""
    project_id: Mapped[int | None] = mapped_column(ForeignKey(Record.id, ondelete="SET NULL"))
    proof: Mapped[str] = mapped_column(default="")
    """What proves it: number of the agreement, of a record, of a file."""
    giver_named: Mapped[bool] = mapped_column(default=True, server_default=true())
    taker_named: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether readers may learn who it is; each side says so for itself."""
    giver_on_proof: Mapped[bool] = mapped_column(default=False, server_default=false())
    taker_on_proof: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The secretariat confirmed on proof for a side for which nobody has an account."""
    rung: Mapped[int] = mapped_column(default=0)
    """How far the ladder of reminders has gone: days since the last step."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    offer: Mapped[Record | None] = relationship(foreign_keys=[offer_id])
    need: Mapped[Record | None] = relationship(foreign_keys=[need_id])
    project: Mapped[Record | None] = relationship(foreign_keys=[project_id])
    giver_user: Mapped[User | None] = relationship(foreign_keys=[giver_user_id])
    taker_user: Mapped[User | None] = relationship(foreign_keys=[taker_user_id])
