"""Bodies: council, secretariat, committee; their seats, and who held each from when to when.

Days are those of Asia/Shanghai; the first and the last day of a holding belong to it.
"""

from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.cities import City
from kb.alliance.members import Member
from kb.db import Base, db
from kb.web.languages import in_english


class BodyKind(StrEnum):
    COUNCIL = "council"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return BODY_KIND_LABELS[self]


BODY_KIND_LABELS = {
    BodyKind.COUNCIL: _l("Council"),
    BodyKind.SECRETARIAT: _l("Secretariat"),
    BodyKind.COMMITTEE: _l("Expert advisory committee"),
    BodyKind.OTHER: _l("Other body"),
}


class Body(Base):
    __tablename__ = "body"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[BodyKind] = mapped_column(default=BodyKind.OTHER)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    purpose_en: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    """The last day it exists."""
    position: Mapped[int] = mapped_column(default=100)
    """Place in the list of bodies."""
    source: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return (self.name_en if in_english() else "") or self.name

    def exists_on(self, day: date) -> bool:
        """It is founded by then, and not closed: both of these days belong to it."""
        return (self.founded_on or date.min) <= day <= (self.closed_on or date.max)


class Seat(Base):
    """One place in a body: of a city, of a member, or of neither."""

    __tablename__ = "seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id, ondelete="CASCADE"), index=True)
    post: Mapped[str] = mapped_column(default="")
    """What its holder is called: 理事, 秘书长."""
    post_en: Mapped[str] = mapped_column(default="")
    city_slug: Mapped[str | None] = mapped_column("city", ForeignKey(City.slug), index=True)
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey(Member.slug), index=True)
    has_vote: Mapped[bool] = mapped_column(default=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    """The last day on which it is a seat; open where it is empty."""
    position: Mapped[int] = mapped_column(default=100)
    source: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship()
    city: Mapped[City | None] = relationship()
    member: Mapped[Member | None] = relationship()


class Holding(Base):
    """A person held a seat from one day to another, as its holder or as a named substitute."""

    __tablename__ = "holding"

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey(Seat.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    """Unit and post in the person's own organisation, as minutes name them."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    """The person's account, where there is one: it gives the rights of the seat."""
    is_substitute: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day; open where it is empty."""
    source: Mapped[str] = mapped_column(default="")
    """By which decision."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    seat: Mapped[Seat] = relationship()
    user: Mapped[User | None] = relationship()


def all_bodies() -> list[Body]:
    """In their order."""
    return list(db.session.scalars(select(Body).order_by(Body.position, Body.id)))


def body_choices() -> list[tuple[str, str]]:
    """Slugs and names, for forms and filters."""
    return [(body.slug, body.label) for body in all_bodies()]


def by_slug(slug: str) -> Body | None:
    return db.session.scalar(select(Body).where(Body.slug == slug))


def seats_on(body: Body, day: date) -> list[Seat]:
    """The seats that this body has on this day: in the order of the seats, then of the cities."""
    if not body.exists_on(day):
        return []
    rows = select(Seat).outerjoin(City).where(Seat.body_id == body.id, _exists_on(day))
    order = (Seat.position, City.position.nulls_last(), Seat.id)
    return list(
        db.session.scalars(
            rows.order_by(*order).options(joinedload(Seat.city), joinedload(Seat.member))
        )
    )


def holdings_on(body: Body, day: date) -> list[Holding]:
    """Who sits in this body on this day; of one seat the holder first, then the substitutes."""
    if not body.exists_on(day):
        return []
    rows = (
        select(Holding)
        .join(Seat)
        .outerjoin(City)
        .where(Seat.body_id == body.id, _exists_on(day), _held_on(day))
        .order_by(Seat.position, City.position.nulls_last(), Seat.id)
        .order_by(Holding.is_substitute, Holding.id)
    )
    return list(
        db.session.scalars(rows.options(joinedload(Holding.seat), joinedload(Holding.user)))
    )


def holding_of(user: User, body: Body, day: date) -> Holding | None:
    """By which holding this person sits in the body on this day; their own before a deputy's."""
    if not user.active:
        return None
    own = [each for each in holdings_on(body, day) if each.user_id == user.id]
    return min(own, key=lambda each: each.is_substitute, default=None)


def _exists_on(day: date) -> ColumnElement[bool]:
    begun = or_(Seat.since.is_(None), Seat.since <= day)
    return and_(begun, or_(Seat.until.is_(None), Seat.until >= day))


def _held_on(day: date) -> ColumnElement[bool]:
    lasting = or_(Holding.ends_on.is_(None), Holding.ends_on >= day)
    return and_(Holding.starts_on <= day, lasting)
