"""Resolutions: what a body decides, by which majority, and with which result."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.bodies import Body, Seat
from kb.alliance.notations import Majority, ShareOf
from kb.clock import utcnow
from kb.db import Base, db
from kb.meetings.agenda import AgendaItem
from kb.meetings.meetings import Meeting


class Voting(StrEnum):
    """Where the vote of a resolution stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> LazyString:
        return VOTING_LABELS[self]


VOTING_LABELS = {
    Voting.DRAFT: _l("Not put to the vote yet"),
    Voting.OPEN: _l("Vote open"),
    Voting.CLOSED: _l("Vote closed"),
}


class Result(StrEnum):
    PASSED = "passed"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"

    @property
    def label(self) -> LazyString:
        return RESULT_LABELS[self]


RESULT_LABELS = {
    Result.PASSED: _l("Passed"),
    Result.REJECTED: _l("Not passed"),
    Result.NO_QUORUM: _l("No quorum"),
}


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    RECUSED = "recused"

    @property
    def label(self) -> LazyString:
        return CHOICE_LABELS[self]


CHOICE_LABELS = {
    Choice.FOR: _l("For"),
    Choice.AGAINST: _l("Against"),
    Choice.ABSTAIN: _l("Abstains"),
    Choice.RECUSED: _l("Recused"),
}


class Resolution(Base):
    """What is decided. Rule, counts and the quorum of the moment are stored with the result."""

    __tablename__ = "resolution"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey(AgendaItem.id, ondelete="SET NULL"))
    number: Mapped[str | None]
    """Given when it has passed: 联盟决〔2026〕1号."""
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    """What is resolved, as Markdown."""
    type: Mapped[str] = mapped_column(default="")
    """The type of resolution, as the charter names them; it gives the rule."""
    majority: Mapped[Majority] = mapped_column(default=Majority.SIMPLE)
    majority_of: Mapped[ShareOf] = mapped_column(default=ShareOf.PRESENT)
    counts_abstentions: Mapped[bool] = mapped_column(default=True)
    """Abstentions are among those of whom the majority is taken."""
    quorum_rule: Mapped[str] = mapped_column(default="")
    """The charter's quorum at that moment, in its own notation."""
    voting: Mapped[Voting] = mapped_column(default=Voting.DRAFT)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    """Of a written vote; within a meeting the secretary opens and closes."""
    result: Mapped[Result | None]
    entitled: Mapped[int] = mapped_column(default=0)
    """Seats with a vote, less those recused."""
    present: Mapped[int] = mapped_column(default=0)
    quorum: Mapped[int] = mapped_column(default=0)
    """How many had to be there."""
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    abstentions: Mapped[int] = mapped_column(default=0)
    recusals: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Of a closed item: only the body and the secretariat read it."""
    owner_city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"))
    owner_member: Mapped[str | None] = mapped_column(ForeignKey("member.slug"))
    owner_name: Mapped[str] = mapped_column(default="")
    """Who carries it out: every resolution has an owner."""
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    """When it was closed, with evidence."""
    source: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    changed_at: Mapped[datetime | None] = mapped_column(default=utcnow, onupdate=utcnow)
    """Calendars say so; empty for rows from before this was noted."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()

    @property
    def address(self) -> str:
        return f"/resolutions/{self.id}"


class Vote(Base):
    """One seat's vote on one resolution; the table itself allows no second one."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("resolution_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey(Resolution.id, ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey(Seat.id))
    choice: Mapped[Choice]
    reason: Mapped[str] = mapped_column(default="")
    """Why somebody is recused."""
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    cast_at: Mapped[datetime] = mapped_column(default=utcnow)

    resolution: Mapped[Resolution] = relationship()
    seat: Mapped[Seat] = relationship()
    cast_by: Mapped[User | None] = relationship()


def resolutions_of(meeting: Meeting) -> Sequence[Resolution]:
    """In the order of the agenda, then as they were put."""
    rows = select(Resolution).outerjoin(AgendaItem, AgendaItem.id == Resolution.item_id)
    wanted = rows.where(Resolution.meeting_id == meeting.id)
    order = (AgendaItem.position.nulls_last(), Resolution.id)
    return db.session.scalars(wanted.order_by(*order)).all()
