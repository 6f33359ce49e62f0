"""The pages of the rotation: terms past and planned, and what changes them."""

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance import agreeing, names, reasons, terms, turn_changes
from kb.alliance.presiding import shown
from kb.alliance.presiding.forms import ChangeForm, DeclineForm
from kb.alliance.turn_changes import TurnChange
from kb.clock import today
from kb.db import db
from kb.publishing.permissions import is_staff, require
from kb.web.addresses import has_page
from kb.web.fields import render_form

SETTINGS = ("/governance/charter", "/about/governance")
"""Where the charter's settings stand; the second one where the site lacks the first."""

bp = Blueprint("rotation", __name__, url_prefix="/governance/rotation")


@bp.get("")
@public
def index() -> str:
    """Who presided, who presides, who comes next and why."""
    day, reader = today(), current_user()
    rows = terms.all_terms()
    lines = shown.lines(rows, day)
    far = [line for line in lines if line["state"] == "later"][shown.NEAR :]
    changes = [each for each in turn_changes.newest_first() if shown.may_see(reader, each)]
    return render_template(
        "alliance/presiding/rotation.html",
        near=[line for line in lines if line not in far],
        far=far,
        picture=shown.picture(rows, day),
        why=reasons.next_one(day),
        is_set=terms.charter_on(day) is not None,
        settings=next(p for p in SETTINGS if has_page(p, for_visitors=True)),
        changes=[shown.change(each, reader) for each in changes],
        may_record=is_staff(reader),
        differs=is_staff(reader) and shown.differs(day),
        cities=names.city_names(),
        drawn=[turn for turn in terms.plan_on(day).turns if turn.starts_on > day or not rows],
    )


@bp.post("/draw-up")
def draw_up() -> ResponseReturnValue:
    """Write the plan down as charter and changes give it."""
    terms.draw_up(require_user(), today())
    flash(_("The plan is drawn up from the charter."), "success")
    return redirect("/governance/rotation", 303)


@bp.route("/changes/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Record a swap, a skipped turn, a vacancy, a city that joins or leaves."""
    staff = require_user()
    require(is_staff(staff))
    form = ChangeForm()
    if not form.validate_on_submit():
        return render_form("alliance/presiding/new.html", form)
    change = agreeing.record(form.draft, staff)
    flash(_("Recorded. Everybody can read how the turns stand now."), "success")
    return redirect(change.address, 303)


@bp.get("/changes/<int:id>")
@public
def detail(id: int) -> ResponseReturnValue:
    """One change: reason, decision, consents."""
    change = _find(id)
    # Without a form for who is not asked: its token would set a cookie.
    asked = agreeing.may_consent(current_user(), change)
    return _detail(change, DeclineForm() if asked else None)


@bp.post("/changes/<int:id>/consent")
def consent(id: int) -> ResponseReturnValue:
    person, change = require_user(), _find(id)
    agreeing.consent(change, person)
    flash(_("Your city has consented."), "success")
    return redirect(change.address, 303)


@bp.post("/changes/<int:id>/decline")
def decline(id: int) -> ResponseReturnValue:
    person, change, form = require_user(), _find(id), DeclineForm()
    require(agreeing.may_consent(person, change))
    if not form.validate_on_submit():
        return _detail(change, form)
    agreeing.decline(change, person, form.reason.data)
    flash(_("Your city has declined. The turns stay as they are."), "success")
    return redirect(change.address, 303)


@bp.post("/changes/<int:id>/withdraw")
def withdraw(id: int) -> ResponseReturnValue:
    staff, change = require_user(), _find(id)
    agreeing.withdraw(change, staff)
    flash(_("Taken back. The plan is drawn up anew."), "success")
    return redirect(change.address, 303)


def _find(id: int) -> TurnChange:
    """The change, or 404 for what does not exist and what this reader may not see."""
    found = db.session.get(TurnChange, id)
    if found is None or not shown.may_see(current_user(), found):
        abort(404)
    return found


def _detail(change: TurnChange, form: DeclineForm | None) -> ResponseReturnValue:
    described = shown.change(change, current_user())
    page = render_template("alliance/presiding/change.html", form=form, change=described)
    return page, 422 if form is not None and form.errors else 200
