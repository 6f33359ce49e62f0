"""Roster: who sat where on a day, across all bodies, and a body's seats with all who ever sat."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from kb.alliance.bodies import Body, Holding, Seat
from kb.alliance.cities import City
from kb.alliance.members import Member
from kb.db import db

Day = InstrumentedAttribute[date | None]


@dataclass(frozen=True)
class Sitting:
    """One seat and the holdings in question: the holder before substitutes, the latest first."""

    seat: Seat
    holdings: Sequence[Holding]

    def on(self, day: date) -> list[Holding]:
        """Who sits there on this day."""
        return [each for each in self.holdings if _is_within(each, day)]

    def holders(self, day: date) -> list[Holding]:
        """Those whose own seat it is; empty where it is vacant."""
        return [each for each in self.on(day) if not each.is_substitute]

    def before(self, day: date) -> list[Holding]:
        return [each for each in self.holdings if (each.ends_on or date.max) < day]

    def after(self, day: date) -> list[Holding]:
        return [each for each in self.holdings if each.starts_on > day]


def on(day: date, city: str | None = None, body: Body | None = None) -> list[Sitting]:
    """Every seat that there is on this day, in the order of the bodies, with who sits there.

    Of a city: its own seats and those of its members.
    """
    rows = _seats().where(
        _lasts(Body.founded_on, Body.closed_on, day), _lasts(Seat.since, Seat.until, day)
    )
    if city is not None:
        rows = rows.where(or_(Seat.city_slug == city, Member.city_slug == city))
    if body is not None:
        rows = rows.where(Seat.body_id == body.id)
    seats = db.session.scalars(rows).all()
    lasting = or_(Holding.ends_on.is_(None), Holding.ends_on >= day)
    return _filled(seats, and_(Holding.starts_on <= day, lasting))


def of(body: Body) -> list[Sitting]:
    """Every seat that the body ever had, with everybody who ever sat there."""
    seats = db.session.scalars(_seats().where(Seat.body_id == body.id)).all()
    return _filled(seats, Holding.id.is_not(None))


def _seats() -> Select[Seat]:
    order = (Body.position, Body.id, Seat.position, City.position.nulls_last(), Seat.id)
    return (
        select(Seat)
        .join(Seat.body)
        .outerjoin(Seat.city)
        .outerjoin(Seat.member)
        .order_by(*order)
        .options(joinedload(Seat.body), joinedload(Seat.city), joinedload(Seat.member))
    )


def _filled(seats: Sequence[Seat], wanted: ColumnElement[bool]) -> list[Sitting]:
    rows = select(Holding).where(Holding.seat_id.in_([seat.id for seat in seats]), wanted)
    latest = (Holding.is_substitute, Holding.starts_on.desc(), Holding.id.desc())
    by_seat: dict[int, list[Holding]] = defaultdict(list)
    for holding in db.session.scalars(rows.order_by(*latest).options(joinedload(Holding.user))):
        by_seat[holding.seat_id].append(holding)
    return [Sitting(seat, by_seat[seat.id]) for seat in seats]


def _lasts(first: Day, last: Day, day: date) -> ColumnElement[bool]:
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))


def _is_within(holding: Holding, day: date) -> bool:
    return holding.starts_on <= day <= (holding.ends_on or date.max)
