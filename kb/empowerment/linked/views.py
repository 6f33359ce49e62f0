"""The pages of links: the list of confirmed ones, proposing, confirming, and their results."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance import names
from kb.clock import today
from kb.db import db
from kb.empowerment import linking, results
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.exchange_rates import rates, share
from kb.empowerment.exchange_rights import is_of_alliance, may_propose, may_record, may_see, side_of
from kb.empowerment.linked import listing, proposing
from kb.empowerment.linked.forms import ProposalForm, ResultForm, filled
from kb.empowerment.linked.listing import Asked
from kb.empowerment.resources import Resource
from kb.errors import Conflict
from kb.publishing.permissions import is_staff, may_name, require
from kb.text.folding import clean
from kb.web.addresses import base_url
from kb.web.downloads import attachment
from kb.web.fields import render_form
from kb.web.paging import Page

bp = Blueprint("linked", __name__)

ON_A_PAGE = 50
MOST_AT_ONCE = 500
"""Links on one page of the API."""


@bp.get("/links")
@public
def index() -> ResponseReturnValue:
    """All links that both sides have confirmed, and what came of them."""
    reader, asked = current_user(), Asked.of(request.args)
    page = Page.of(request.args, listing.count(asked), ON_A_PAGE)
    found = db.session.scalars(listing.confirmed(asked).limit(page.size).offset(page.offset))
    return render_template(
        "empowerment/linked/index.html",
        rows=[listing.described(each, reader) for each in found],
        waiting=[listing.described(each, reader) for each in listing.waiting(reader)]
        if reader
        else [],
        asked=asked,
        page=_paged(asked, page),
        total=page.total,
        rates=rates(today(), asked.year),
        share=share,
        choices=_choices(),
        may_propose=may_propose(reader),
        is_staff=is_staff(reader),
    )


def _choices() -> dict[str, dict[str, object]]:
    return {
        "year": {str(year): str(year) for year in listing.years()},
        "resource": {each.value: each.label for each in Resource},
        "city": dict(names.city_choices()),
    }


def _paged(asked: Asked, page: Page) -> dict[str, object]:
    numbers = [number for number in page.numbers if number is not None]
    addresses = {number: asked.address(page=str(number)) for number in numbers}
    return {"number": page.number, "addresses": addresses}


@bp.get("/links.xlsx")
@public
def workbook() -> Response:
    """The same as a file."""
    found = db.session.scalars(listing.confirmed(Asked.of(request.args))).all()
    return attachment(listing.table(found, current_user()), _("Links"))


@bp.get("/api/v1/links")
@public
def data() -> ResponseReturnValue:
    """The same for programs."""
    asked, reader, base = Asked.of(request.args), current_user(), base_url()
    page = Page.of(request.args, listing.count(asked), MOST_AT_ONCE)
    found = db.session.scalars(listing.confirmed(asked).limit(page.size).offset(page.offset))
    following = asked.address("/api/v1/links", page=str(page.next)) if page.next else ""
    return {
        "total": page.total,
        "next": f"{base}{following}" if following else None,
        "links": [listing.as_data(each, reader, base) for each in found],
    }


@bp.route("/links/new", methods=["GET", "POST"])
def propose() -> ResponseReturnValue:
    """Propose a link, out of an interest that was accepted or directly."""
    author = require_user()
    require(may_propose(author))
    interest = proposing.interest_of(request.args.get("interest", ""), author)
    form = ProposalForm(data=proposing.begun(interest, author))
    if interest is not None:
        del form.giver, form.taker, form.offer, form.need
    if form.validate_on_submit() and (given := proposing.read(form, interest, author)):
        made = linking.propose(given, author)
        flash(_("The link is entered. It counts once both sides have confirmed."), "success")
        return redirect(linking.HREF.format(made.id), 303)
    template = "empowerment/linked/propose.html"
    return render_form(template, form, interest=interest, is_staff=is_staff(author))


@bp.get("/links/<int:id>")
@public
def detail(id: int) -> ResponseReturnValue:
    """One link: its sides, who has confirmed, what came of it."""
    reader = current_user()
    docking = _find(id, reader)
    return render_template("empowerment/linked/link.html", **_shown(docking, reader))


def _shown(docking: Docking, reader: User | None) -> dict[str, Any]:
    side, records = side_of(reader, docking), (docking.offer, docking.need, docking.project)
    waits = side is not None and linking.confirmed_at(docking, side) is None
    is_open = docking.state is not DockingState.DROPPED
    return listing.described(docking, reader) | {
        "records": [each for each in records if each is not None and may_name(reader, each)],
        "may_confirm": docking.state is DockingState.PROPOSED and waits,
        "is_hidden": proposing.is_hidden(docking, side),
        "may_record": docking.state is DockingState.CONFIRMED and may_record(reader, docking),
        "may_drop": is_open and docking.result is None and may_record(reader, docking),
        "sees_proof": is_of_alliance(reader),
    }


@bp.post("/links/<int:id>/confirm")
def confirm(id: int) -> ResponseReturnValue:
    person = require_user()
    docking = _find(id, person)
    linking.confirm(docking, person, is_named=bool(request.form.get("is_named")))
    if docking.number:
        return _done(id, _("Both sides have confirmed: %(number)s.", number=docking.number))
    return _done(id, _("Confirmed. The other side is asked."))


@bp.post("/links/<int:id>/drop")
def drop(id: int) -> ResponseReturnValue:
    person = require_user()
    linking.drop(_find(id, person), person, clean(request.form.get("reason", ""))[:1000])
    return _done(id, _("Dropped, with your reason."))


@bp.route("/links/<int:id>/result", methods=["GET", "POST"])
def result(id: int) -> ResponseReturnValue:
    """Result of the link; and its corrections."""
    person = require_user()
    docking = _find(id, person)
    require(may_record(person, docking))
    form = ResultForm(data=filled(docking))
    if not (form.validate_on_submit() and form.names_a_project()):
        return render_form(RESULT, form, docking=docking)
    given = str(form.version.data or "")
    version = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        results.record_result(docking, person, form.outcome, version)
    except Conflict as conflict:
        db.session.rollback()
        form.version.data = str(docking.version)
        return render_template(RESULT, form=form, docking=docking, conflict=str(conflict)), 409
    return _done(id, _("Recorded."))


RESULT = "empowerment/linked/result.html"


def _find(id: int, reader: User | None) -> Docking:
    """The link, or 404 for what is not there and what is between others."""
    docking = db.session.get(Docking, id)
    if docking is None or not may_see(reader, docking):
        abort(404)
    return docking


def _done(id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(linking.HREF.format(id), 303)
