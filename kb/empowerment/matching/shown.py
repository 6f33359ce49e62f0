"""Shown: the matrix as JSON and as a sheet, and who may fill which of its cells."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.empowerment.matrix import Matrix, Tally
from kb.empowerment.postings import Direction, Posting
from kb.empowerment.resources import Resource
from kb.office.spreadsheets import Column, Sheet
from kb.office.workbooks import Cell
from kb.publishing.permissions import is_staff, kept, may_create


def begins(reader: User | None) -> Callable[[str], bool]:
    """For each city whether this reader may post something there."""
    if not may_create(reader, Posting):
        return lambda city: False
    assert reader is not None  # Visitors begin nothing.
    own = kept(reader, None).get("city")
    return lambda city: is_staff(reader) or own is None or own == city


def by_direction(postings: Sequence[Posting]) -> dict[Direction, list[Posting]]:
    return {way: [one for one in postings if one.direction is way] for way in Direction}


def as_json(
    found: Matrix, cities: Mapping[str, str], year: int | None, base: str
) -> dict[str, Any]:
    """Every cell, also the empty ones, in the order of the charter and of the cities."""
    ask = f"?year={year}" if year else ""
    return {
        "year": year,
        "cells": [
            {
                "resource": kind.value,
                "label": str(kind.label),
                "city": city,
                "city_label": name,
                **_counts(found.cell(kind, city)),
                "url": f"{base}/matrix/{kind.value}/{city}{ask}",
            }
            for kind in Resource
            for city, name in cities.items()
        ],
        "resources": {kind.value: _counts(found.of_kinds.get(kind, Tally())) for kind in Resource},
        "cities": {city: _counts(found.of_cities.get(city, Tally())) for city in cities},
        "without_city": _counts(found.placeless),
        "total": _counts(found.total),
    }


def _counts(tally: Tally) -> dict[str, int]:
    return {"offers": tally.offers, "needs": tally.needs, "links": tally.links}


def sheet(found: Matrix, cities: Mapping[str, str], name: str) -> Sheet:
    """A row for each kind and city, then the totals, in which a link of two cities counts once."""
    headings = [_("Kind of resource"), _("City"), _("Offers"), _("Needs"), _("Confirmed links")]
    rows: list[Sequence[Cell]] = [
        [str(kind.label), label, *_counts(found.cell(kind, city)).values()]
        for kind in Resource
        for city, label in cities.items()
    ]
    together = _("All together")
    rows += [
        [str(kind.label), together, *_counts(found.of_kinds.get(kind, Tally())).values()]
        for kind in Resource
    ]
    rows.append([together, together, *_counts(found.total).values()])
    return Sheet(name, [Column(heading) for heading in headings], rows)
