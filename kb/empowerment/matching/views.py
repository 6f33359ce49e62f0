"""Suggestions of matches, and the ten by seven matrix."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance.names import city_names
from kb.catalog import views as catalog
from kb.clock import today
from kb.empowerment import matrix as counting
from kb.empowerment import picture, suggestions
from kb.empowerment.kinds import POSTINGS
from kb.empowerment.matching import shown
from kb.empowerment.postings import Posting
from kb.empowerment.resources import Resource
from kb.office.spreadsheets import workbook
from kb.publishing.permissions import is_staff, require
from kb.web.addresses import base_url, has_page
from kb.web.downloads import attachment

bp = Blueprint("matching", __name__)

ON_PAGE = 10
"""Suggestions on the page of their own."""


@bp.app_template_global()
def match_suggestions(posting: Posting) -> dict[str, Any] | None:
    """For `empowerment/_suggestions.html`; None for readers whose business it is not."""
    reader, day = current_user(), today()
    if not suggestions.may_see(reader, posting):
        return None
    found = suggestions.suggested(posting, reader, day)
    return {
        "found": found,
        "is_open": suggestions.is_open(posting, day),
        "href": f"/{POSTINGS.slug}/{posting.address}/matches",
        "cities": city_names(),
    }


@bp.get("/offers-needs/<address>/matches")
def matches(address: str) -> ResponseReturnValue:
    """What fits one posting, with the reasons: for its poster's unit and the staff."""
    reader = require_user()
    posting = catalog.find(POSTINGS, address)
    require(isinstance(posting, Posting) and suggestions.may_see(reader, posting))
    assert isinstance(posting, Posting)  # As has just been asked.
    day = today()
    return render_template(
        "empowerment/matches.html",
        posting=posting,
        found=suggestions.suggested(posting, reader, day, ON_PAGE),
        is_open=suggestions.is_open(posting, day),
        cities=city_names(),
    )


@bp.get("/matches")
def pairs() -> ResponseReturnValue:
    """The best offer for each of the newest needs: for the staff, who write to whom they think."""
    reader = require_user()
    require(is_staff(reader))
    found = suggestions.pairs(reader, today())
    return render_template("empowerment/pairs.html", pairs=found, cities=city_names())


@bp.get("/matrix")
@public
def matrix() -> ResponseReturnValue:
    """Ten kinds and seven cities, as a table and as a picture."""
    reader, year, cities = current_user(), _year(), city_names()
    found = counting.matrix(list(cities), reader, year, today())
    return render_template(
        "empowerment/matrix.html",
        matrix=found,
        year=year,
        years=counting.years(reader),
        cities=cities,
        kinds=list(Resource),
        picture=picture.drawn(found, list(cities.items())),
        hints=counting.hints(found, list(cities)),
        begins=shown.begins(reader),
        may_pair=is_staff(reader),
        ask=f"?year={year}" if year else "",
    )


@bp.get("/matrix/<resource>/<city>")
@public
def cell(resource: str, city: str) -> ResponseReturnValue:
    """What one cell counts."""
    reader, year, cities = current_user(), _year(), city_names()
    if resource not in {kind.value for kind in Resource} or city not in cities:
        abort(404)
    kind = Resource(resource)
    return render_template(
        "empowerment/cell.html",
        kind=kind,
        city=city,
        city_name=cities[city],
        year=year,
        tally=counting.of_cell(kind, city, reader, year, today()),
        listed=shown.by_direction(counting.in_cell(kind, city, reader, year, today())),
        most=counting.LISTED,
        may_begin=shown.begins(reader)(city),
        links=f"/links?resource={resource}&city={city}" if _has_links() else "",
        ask=f"?year={year}" if year else "",
        day=today(),
    )


@bp.get("/matrix.json")
@public
def as_json() -> ResponseReturnValue:
    """The same for programs."""
    year, cities = _year(), city_names()
    found = counting.matrix(list(cities), current_user(), year, today())
    return shown.as_json(found, cities, year, base_url())


@bp.get("/matrix.xlsx")
@public
def as_workbook() -> Response:
    """The same as a table to keep."""
    year, cities = _year(), city_names()
    found = counting.matrix(list(cities), current_user(), year, today())
    name = _("Matrix %(year)s", year=year) if year else _("Matrix")
    return attachment(workbook([shown.sheet(found, cities, name)]), name)


def _year() -> int | None:
    """The year asked for; None for no year, and for what is none."""
    given = request.args.get("year", "")
    is_year = given.isascii() and given.isdecimal() and len(given) == 4
    in_range = is_year and counting.FIRST_YEAR <= int(given) < counting.LAST_YEAR
    return int(given) if in_range else None


def _has_links() -> bool:
    return has_page("/links", current_user() is None)
