"""The pages of dates: deadlines, calendars to subscribe to, and the address of one's own."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance import bodies, names
from kb.board import addresses, deadlines
from kb.board.deadlines import Asked
from kb.board.moments import Moment
from kb.board.picture import drawn
from kb.clock import today
from kb.office.calendars import MIME, Entry, calendar
from kb.web.addresses import base_url
from kb.web.languages import speaking

bp = Blueprint("dates", __name__)

SOON = 30
LONGEST_TOKEN = 100
FOR_A_WHILE = "public, max-age=900"


@bp.get("/deadlines")
@public
def index() -> ResponseReturnValue:
    """What falls due, for the alliance or for one city, member or body; each with its rule."""
    reader, day, choices = current_user(), today(), _choices()
    asked = Asked(**{name: _known(name, choices[name]) for name in ("city", "member", "body")})
    found = deadlines.coming(reader, day, asked)
    return render_template(
        "board/deadlines.html",
        groups=_groups(found),
        picture=drawn(found, day),
        asked=asked,
        choices=choices,
        day=day,
        total=len(found),
    )


def _known(name: str, offered: dict[str, str]) -> str:
    """What the address asks for, if there is such a thing."""
    given = request.args.get(name, "")
    return given if given in offered else ""


def _groups(found: Sequence[Moment]) -> list[tuple[str, str, list[Moment]]]:
    """Overdue, soon, later: the word, its tone, the dates."""
    day = today()
    late = [each for each in found if each.is_late]
    soon = [each for each in found if not each.is_late and (each.day - day).days <= SOON]
    later = [each for each in found if not each.is_late and (each.day - day).days > SOON]
    groups = (
        (_("Overdue"), "late", late),
        (_("Within 30 days"), "", soon),
        (_("Later"), "", later),
    )
    return [group for group in groups if group[2]]


def _choices() -> dict[str, dict[str, str]]:
    cities, members = dict(names.city_names()), dict(names.member_names())
    return {"city": cities, "member": members, "body": dict(bodies.body_choices())}


@bp.get("/calendar")
def subscribe() -> ResponseReturnValue:
    """How to have the dates in one's own calendar."""
    return _page(token="")


def _page(token: str) -> str:
    """The secret address is shown once, when it has just been made."""
    base = base_url()
    address = f"{base}/calendar/mine/{token}.ics" if token else ""
    return render_template(
        "board/calendar.html",
        address=address,
        web_address=f"webcal://{address.partition('://')[2]}" if token else "",
        held=addresses.of(require_user()),
        public_address=f"{base}/calendar/public.ics",
        body_addresses=[
            (name, f"{base}/calendar/bodies/{slug}.ics")
            for slug, name in _choices()["body"].items()
        ],
    )


@bp.post("/calendar/address")
def renew() -> ResponseReturnValue:
    """A new secret address; the one before opens nothing any more."""
    return _page(addresses.renew(require_user()))


@bp.post("/calendar/address/end")
def end() -> ResponseReturnValue:
    addresses.end(require_user())
    flash(_("Your calendar has no address any more."), "success")
    return redirect("/calendar", 303)


@bp.get("/calendar/public.ics")
@public
def of_all() -> Response:
    """Published meetings and the terms of the chair, for everybody."""
    entries = deadlines.public_entries(today(), Asked(), base_url())
    return _sent(calendar(_("Seven-city alliance"), entries))


@bp.get("/calendar/bodies/<slug>.ics")
@public
def of_body(slug: str) -> Response:
    """The published meetings of one body."""
    body = bodies.by_slug(slug) or abort(404)
    entries = deadlines.public_entries(today(), Asked(body=slug), base_url())
    meetings = [entry for entry in entries if not entry.uid.startswith("term-")]
    return _sent(calendar(f"{_('Seven-city alliance')} · {body.label}", meetings))


@bp.get("/calendar/mine/<token>.ics")
@public
def of_person(token: str) -> Response:
    """What the owner of this address has to do and to attend, by their rights of this moment."""
    person = addresses.whose(token) if len(token) <= LONGEST_TOKEN else None
    if person is None:
        abort(404)
    with speaking(person.language):
        entries: list[Entry] = deadlines.own_entries(person, today(), base_url())
        response = _sent(calendar(_("My dates in the alliance"), entries))
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(data: bytes) -> Response:
    response = Response(data, content_type=MIME)
    response.headers["Cache-Control"] = FOR_A_WHILE
    response.headers["Content-Disposition"] = "inline; filename=alliance.ics"
    response.add_etag()
    response.make_conditional(request)
    return response
