"""Hand-over: what an outgoing chair passes on, item by item, until all three have signed.

A hand-over belongs to a day, the first of a term. Which cities it is between is read from the
terms, so that a plan that changes takes its hand-over with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance import terms
from kb.alliance.offices import CITY_ROLES
from kb.alliance.rotation import DAY
from kb.clock import utcnow
from kb.db import Base, db
from kb.meetings.files import MeetingFile
from kb.publishing.permissions import is_known, is_staff

OUTGOING, INCOMING, SECRETARIAT = "outgoing", "incoming", "secretariat"
SIDES = {
    OUTGOING: _l("Outgoing city"),
    INCOMING: _l("Incoming city"),
    SECRETARIAT: _l("Secretariat"),
}
CHECKLIST = (
    (OUTGOING, _l("Charter papers: charter, settings, resolutions on the rotation")),
    (OUTGOING, _l("Seal and letterhead, with the list of who has used them")),
    (OUTGOING, _l("Access to shared mailboxes and groups: who gives it up, who gets it")),
    (OUTGOING, _l("Projects and activities under way, each with its contact")),
    (OUTGOING, _l("Contacts: liaisons of the cities, parks, partners, media")),
    (OUTGOING, _l("Calendar: dates that are fixed already, and by whom")),
    (INCOMING, _l("Plan of the coming term: plenary, activities, hosts")),
    (SECRETARIAT, _l("Minutes and resolutions of the term complete in this site")),
)
"""What every hand-over begins with, and who sees to it."""


class HandOver(Base):
    """Between the term that ends before this day and the one that begins on it."""

    __tablename__ = "hand_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    """First day of the incoming term."""
    outgoing_city: Mapped[str] = mapped_column(default="")
    """Slug of the city that has signed as the outgoing one; the same for the others."""
    outgoing_by: Mapped[str] = mapped_column(default="")
    outgoing_at: Mapped[datetime | None]
    incoming_city: Mapped[str] = mapped_column(default="")
    incoming_by: Mapped[str] = mapped_column(default="")
    incoming_at: Mapped[datetime | None]
    secretariat_by: Mapped[str] = mapped_column(default="")
    secretariat_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    """When the last of the three signed; from then on nothing in it changes."""
    open_then: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was open at that moment."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def address(self) -> str:
        return f"/governance/hand-overs/{self.id}"


class HandOverItem(Base):
    __tablename__ = "hand_over_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(
        ForeignKey(HandOver.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=100)
    title: Mapped[str]
    side: Mapped[str] = mapped_column(default=OUTGOING)
    """Who sees to it: outgoing, incoming, secretariat."""
    owner: Mapped[str] = mapped_column(default="")
    """The person, by name."""
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    hand_over: Mapped[HandOver] = relationship()

    def is_overdue(self, day: date) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < day


@dataclass(frozen=True)
class Sides:
    """The cities (slugs) that a hand-over is between; empty while no such term is planned."""

    outgoing: str
    incoming: str


@dataclass(frozen=True)
class Entry:
    """An item as it is typed in."""

    title: str
    side: str
    owner: str
    due_on: date | None
    note: str


def sides(found: HandOver) -> Sides:
    """By the terms as they are now; of a frozen one those who have signed."""
    if found.frozen_at is not None:
        return Sides(found.outgoing_city, found.incoming_city)
    incoming = terms.beginning(found.day)
    outgoing = terms.regular_on(found.day - DAY)
    if incoming is None or outgoing is None:
        return Sides("", "")
    return Sides(outgoing.city_slug, incoming.city_slug)


def side_of(user: User | None, found: HandOver) -> str:
    """For which of the three this person stands; nothing for a stranger."""
    if user is None or not is_known(user):
        return ""
    if is_staff(user):
        return SECRETARIAT
    between = sides(found)
    if user.role not in CITY_ROLES or not user.city:
        return ""
    if user.city == between.outgoing:
        return OUTGOING
    return INCOMING if user.city == between.incoming else ""


def takes_part(user: User | None) -> bool:
    """May be concerned by a hand-over at all."""
    acts = user is not None and user.active and user.role in CITY_ROLES
    return acts or is_staff(user)


def may_see(user: User | None, found: HandOver) -> bool:
    """Both cities and the secretariat."""
    return bool(side_of(user, found))


def visible(user: User) -> list[HandOver]:
    """The newest first."""
    rows = db.session.scalars(select(HandOver).order_by(HandOver.day.desc()))
    return [each for each in rows if may_see(user, each)]


def items_of(found: HandOver) -> Sequence[HandOverItem]:
    rows = select(HandOverItem).where(HandOverItem.hand_over_id == found.id)
    return db.session.scalars(rows.order_by(HandOverItem.position, HandOverItem.id)).all()


def files_of(item: HandOverItem) -> Sequence[MeetingFile]:
    rows = select(MeetingFile).where(MeetingFile.hand_over_item_id == item.id)
    return db.session.scalars(rows.order_by(MeetingFile.id)).all()
