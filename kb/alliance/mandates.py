"""Mandates: founding and closing bodies, giving them seats, and who sits there and how long."""

import re
from datetime import date

from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance.bodies import Body, Holding, Seat
from kb.alliance.tenure import (
    Appointment,
    Charge,
    Place,
    check_appointment,
    check_body,
    check_seat,
    holdings_of,
    seats_of,
)
from kb.db import db
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.text import pinyin

LONGEST_SLUG = 60
RESERVED = frozenset({"new"})


def found(charge: Charge, staff: User) -> Body:
    """A new body, with an address made of its name."""
    require(is_staff(staff))
    check_body(charge)
    body = Body(slug=_free_slug(charge.name), **vars(charge))
    db.session.add(body)
    db.session.flush()
    _tell(staff, "found-body", body, charge)
    return body


def revise(body: Body, charge: Charge, staff: User) -> None:
    """Correct what is written, or close it: its seats, and who sits there, end with it."""
    require(is_staff(staff))
    check_body(charge, body)
    _write(body, charge)
    if charge.closed_on:
        for seat in seats_of(body):
            seat.until = min(seat.until or charge.closed_on, charge.closed_on)
            _clear(seat)
    db.session.flush()
    _tell(staff, "revise-body", body, charge)


def add_seat(body: Body, place: Place, staff: User) -> Seat:
    """One more place in the body."""
    require(is_staff(staff))
    check_seat(body, place)
    seat = Seat(body=body, **vars(place))
    db.session.add(seat)
    db.session.flush()
    _tell(staff, "add-seat", body, place)
    return seat


def revise_seat(seat: Seat, place: Place, staff: User) -> None:
    """Correct what is written, or end the seat: who sits there leaves with it."""
    require(is_staff(staff))
    check_seat(seat.body, place, seat)
    _write(seat, place)
    _clear(seat)
    db.session.flush()
    _tell(staff, "revise-seat", seat.body, place)


def appoint(seat: Seat, appointment: Appointment, staff: User) -> Holding:
    """Somebody sits there, as holder or as named substitute."""
    require(is_staff(staff))
    db.session.refresh(seat, with_for_update=True)  # Two at once would both find it free.
    check_appointment(seat, appointment)
    holding = Holding(seat=seat, **vars(appointment))
    db.session.add(holding)
    db.session.flush()
    _tell(staff, "appoint-to-seat", seat.body, appointment)
    return holding


def revise_holding(holding: Holding, appointment: Appointment, staff: User) -> None:
    """Correct what is written, or end it by its last day."""
    require(is_staff(staff))
    db.session.refresh(holding.seat, with_for_update=True)
    check_appointment(holding.seat, appointment, holding)
    _write(holding, appointment)
    db.session.flush()
    _tell(staff, "revise-holding", holding.seat.body, appointment)


def strike(holding: Holding, staff: User) -> None:
    """It was entered by mistake and never was so; the audit trail keeps what it said."""
    require(is_staff(staff))
    said = Appointment(holding.name, holding.starts_on, holding.ends_on, holding.duty)
    _tell(staff, "strike-holding", holding.seat.body, said)
    db.session.delete(holding)
    db.session.flush()


def _clear(seat: Seat) -> None:
    """Nobody sits there longer than it is a seat."""
    for holding in holdings_of(seat):
        if seat.until and (holding.ends_on or date.max) > seat.until:
            holding.ends_on = seat.until


def _write(row: Body | Seat | Holding, given: Charge | Place | Appointment) -> None:
    for name, value in vars(given).items():
        setattr(row, name, value)


def _free_slug(name: str) -> str:
    """The syllables of the name, as an address that no body has and no other page."""
    syllables = re.sub("[^a-z0-9]+", "-", pinyin.sort_key(name)).strip("-")
    first = slug = syllables[:LONGEST_SLUG].strip("-") or "body"
    taken = RESERVED | set(db.session.scalars(select(Body.slug)))
    number = 1
    while slug in taken:
        number += 1
        slug = f"{first}-{number}"
    return slug


def _tell(staff: User, action: str, body: Body, given: Charge | Place | Appointment) -> None:
    said = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(given).items()
        if value not in ("", None)
    }
    audit.log(staff, action, body.name, None, said=said)
