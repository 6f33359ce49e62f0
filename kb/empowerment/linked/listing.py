"""Listing: confirmed links as the page, the workbook and programs show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, extract, func, or_, select

from kb.accounts.users import User
from kb.alliance import names
from kb.clock import local
from kb.db import db
from kb.empowerment import exchange_rights, units
from kb.empowerment.dockings import Docking, DockingState, Result
from kb.empowerment.exchange_rates import year_span
from kb.empowerment.exchange_rights import Side
from kb.empowerment.resources import Resource
from kb.office.spreadsheets import Column, Sheet, workbook

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Asked:
    """What the address narrows the list to."""

    year: int | None = None
    resource: str = ""
    city: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Rubbish narrows nothing."""
        given = args.get("year", "")
        year = int(given) if given.isascii() and given.isdecimal() and len(given) == 4 else 0
        resource, city = args.get("resource", ""), args.get("city", "")
        return cls(
            year if FIRST_YEAR <= year <= LAST_YEAR else None,
            resource if resource in list(Resource) else "",
            city if city in names.city_names() else "",
        )

    def address(self, base: str = "/links", **more: str) -> str:
        plain = {"year": str(self.year or ""), "resource": self.resource, "city": self.city}
        words = {name: value for name, value in (plain | more).items() if value}
        return f"{base}?{urlencode(words)}" if words else base


def confirmed(asked: Asked) -> Select[Docking]:
    """The newest first."""
    return (
        select(Docking)
        .where(*_conditions(asked))
        .order_by(Docking.confirmed_at.desc(), Docking.id.desc())
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found = [Docking.state == DockingState.CONFIRMED]
    if asked.year is not None:
        first, last = year_span(asked.year)
        found += [Docking.confirmed_at >= first, Docking.confirmed_at < last]
    if asked.resource:
        found.append(Docking.resource == Resource(asked.resource))
    if asked.city:
        found.append(or_(Docking.giver_city == asked.city, Docking.taker_city == asked.city))
    return found


def count(asked: Asked) -> int:
    rows = select(func.count()).select_from(Docking).where(*_conditions(asked))
    return db.session.scalar(rows) or 0


def years() -> Sequence[int]:
    """Those in which links were confirmed (UTC), newest first."""
    year = extract("year", Docking.confirmed_at)
    rows = select(year).where(Docking.confirmed_at.is_not(None)).distinct()
    return sorted((int(each) for each in db.session.scalars(rows)), reverse=True)


def waiting(reader: User) -> Sequence[Docking]:
    """Proposed ones of this reader's unit; of all for the staff."""
    rows = select(Docking).where(Docking.state == DockingState.PROPOSED)
    rows = rows.where(exchange_rights.seen_by(reader)).order_by(Docking.begun_at, Docking.id)
    return db.session.scalars(rows.limit(100)).all()


def described(docking: Docking, reader: User | None) -> dict[str, Any]:
    """One link with the names of its sides as far as this reader may know them."""
    return {
        "docking": docking,
        "giver": side_name(docking, Side.GIVER, reader),
        "taker": side_name(docking, Side.TAKER, reader),
        "on_proof": docking.giver_on_proof or docking.taker_on_proof,
    }


def side_name(docking: Docking, side: Side, reader: User | None) -> str:
    """The unit, or only in which city it is."""
    unit, cities = exchange_rights.side_units(docking)[side], names.city_names()
    if exchange_rights.may_know(reader, docking, side):
        return units.name(unit, names.member_names(), cities)
    city = cities.get(unit.city or "", "")
    return str(_("A unit in %(city)s", city=city) if city else _("A unit of the alliance"))


def table(dockings: Sequence[Docking], reader: User | None) -> bytes:
    """The list as a workbook."""
    heads = [
        Column(_("Number"), 16, is_key=True),
        *(Column(_("What is linked"), 40), Column(_("Kind of resource"), 14)),
        *(Column(_("Who gives"), 28), Column(_("Who takes"), 28)),
        *(Column(_("Confirmed on"), 14, is_day=True), Column(_("Result of the link"), 18)),
        *(Column(_("Day"), 14, is_day=True), Column(_("Amount in yuan"), 16)),
        *(Column(_("Persons"), 10), Column(_("Note"), 24)),
    ]
    rows = ([*_cells(each, reader)] for each in dockings)
    return workbook([Sheet(str(_("Links")), heads, rows, is_reading=True)])


def _cells(docking: Docking, reader: User | None) -> Sequence[Any]:
    shown = described(docking, reader)
    return (
        docking.number or "",
        docking.title,
        str(docking.resource.label),
        shown["giver"],
        shown["taker"],
        local(docking.confirmed_at).date() if docking.confirmed_at else "",
        str(docking.result.label) if docking.result else "",
        docking.result_on or "",
        docking.amount_yuan if docking.amount_yuan is not None else "",
        docking.people if docking.people is not None else "",
        str(_("Entered by the secretariat on proof")) if shown["on_proof"] else "",
    )


def as_data(docking: Docking, reader: User | None, base: str) -> dict[str, Any]:
    """The same for programs."""
    shown = described(docking, reader)
    result: Result | None = docking.result
    return {
        "number": docking.number,
        "title": docking.title,
        "resource": docking.resource.value,
        "giver": shown["giver"],
        "giver_city": docking.giver_city,
        "taker": shown["taker"],
        "taker_city": docking.taker_city,
        "confirmed_at": docking.confirmed_at.isoformat() if docking.confirmed_at else None,
        "on_proof": shown["on_proof"],
        "result": result.value if result else None,
        "result_on": docking.result_on.isoformat() if docking.result_on else None,
        "amount_yuan": docking.amount_yuan,
        "people": docking.people,
        "url": f"{base}/links/{docking.id}",
    }
