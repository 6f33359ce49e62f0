"""Tenure: from when to when bodies, seats and holdings last, and what is refused beside a field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.db import db
from kb.errors import DomainError
from kb.web.filters import long_date


class Misplaced(DomainError):
    """What was typed in this field cannot be; the sentence says why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Unclear(DomainError):
    """What an address asks for cannot be read."""

    status = 400


@dataclass(frozen=True)
class Span:
    """From one day to another, both belonging to it; None is open."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        return (self.first or date.min) <= day <= (self.last or date.max)

    def overlaps(self, other: "Span") -> bool:
        """They have a day in common."""
        begins = max(self.first or date.min, other.first or date.min)
        return begins <= min(self.last or date.max, other.last or date.max)

    def __str__(self) -> str:
        first, last = long_date(self.first), long_date(self.last)
        if first and last:
            return str(_("from %(first)s to %(last)s", first=first, last=last))
        if first:
            return str(_("since %(day)s", day=first))
        return str(_("until %(day)s", day=last)) if last else ""


@dataclass(frozen=True)
class Charge:
    """What is written about a body."""

    name: str
    kind: BodyKind = BodyKind.OTHER
    name_en: str = ""
    purpose: str = ""
    purpose_en: str = ""
    founded_on: date | None = None
    closed_on: date | None = None
    position: int = 100
    source: str = ""


@dataclass(frozen=True)
class Place:
    """What is written about a seat."""

    post: str = ""
    post_en: str = ""
    city_slug: str | None = None
    member_slug: str | None = None
    has_vote: bool = True
    since: date | None = None
    until: date | None = None
    position: int = 100
    source: str = ""


@dataclass(frozen=True)
class Appointment:
    """Who sits on a seat, as what, and from when to when."""

    name: str
    starts_on: date
    ends_on: date | None = None
    duty: str = ""
    user_id: int | None = None
    is_substitute: bool = False
    source: str = ""

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


def check_body(charge: Charge, body: Body | None = None) -> None:
    """Raise Misplaced when it ends before it begins, or would leave out a seat of its own."""
    _in_order(charge.founded_on, charge.closed_on, "closed_on")
    life = Span(charge.founded_on, charge.closed_on)
    for seat in seats_of(body) if body else ():
        if seat.since:
            _around(life, seat.since, seat.post or _("A seat"), ("founded_on", "closed_on"))
        for holding in holdings_of(seat):
            _around(life, holding.starts_on, holding.name, ("founded_on", "closed_on"))


def check_seat(body: Body, place: Place, seat: Seat | None = None) -> None:
    """Raise Misplaced for days outside the body's, or that leave out who sat there."""
    _in_order(place.since, place.until, "until")
    life = Span(body.founded_on, body.closed_on)
    for field, day in (("since", place.since), ("until", place.until)):
        if day and not life.holds(day):
            raise Misplaced(field, _("The body exists %(span)s.", span=life))
    if body.closed_on and place.until is None:
        raise Misplaced("until", _("The body exists %(span)s.", span=life))
    for holding in holdings_of(seat) if seat else ():
        own = Span(place.since, place.until)
        _around(own, holding.starts_on, holding.name, ("since", "until"))


def check_appointment(seat: Seat, given: Appointment, holding: Holding | None = None) -> None:
    """Raise Misplaced for days outside the seat's, or on which another sits there as the same."""
    _in_order(given.starts_on, given.ends_on, "ends_on")
    life = life_of(seat)
    if not life.holds(given.starts_on):
        raise Misplaced("starts_on", _("The seat exists %(span)s.", span=life))
    if not life.holds(given.ends_on or date.max):
        raise Misplaced("ends_on", _("The seat exists %(span)s.", span=life))
    for other in holdings_of(seat):
        same = other.is_substitute == given.is_substitute
        theirs = Span(other.starts_on, other.ends_on)
        if other is not holding and same and theirs.overlaps(given.span):
            raise Misplaced(
                "starts_on",
                _("%(name)s sits there %(span)s. End that first.", name=other.name, span=theirs),
            )


def life_of(seat: Seat) -> Span:
    """When it is a seat: its own days, as far as the body exists."""
    firsts = [day for day in (seat.since, seat.body.founded_on) if day]
    lasts = [day for day in (seat.until, seat.body.closed_on) if day]
    return Span(max(firsts, default=None), min(lasts, default=None))


def seats_of(body: Body) -> Sequence[Seat]:
    """All that it ever had."""
    return db.session.scalars(select(Seat).where(Seat.body_id == body.id)).all()


def holdings_of(seat: Seat) -> Sequence[Holding]:
    """Everybody who ever sat there, the latest first."""
    rows = select(Holding).where(Holding.seat_id == seat.id)
    return db.session.scalars(rows.order_by(Holding.starts_on.desc(), Holding.id.desc())).all()


def _in_order(first: date | None, last: date | None, field: str) -> None:
    if first and last and last < first:
        raise Misplaced(field, _("It cannot end before it begins."))


def _around(life: Span, day: date, name: str, fields: tuple[str, str]) -> None:
    """A life has to hold the first day of what belongs to it; later ends are cut."""
    if not life.holds(day):
        field = fields[0] if life.first and day < life.first else fields[1]
        begun = long_date(day)
        raise Misplaced(field, _("%(name)s is there from %(day)s on.", name=name, day=begun))
