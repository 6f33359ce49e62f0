"""The committee for everybody, and the secretariat's letters of appointment."""

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance import rules
from kb.alliance.bodies import BodyKind, Holding
from kb.catalog.files import HIGHEST
from kb.clock import today
from kb.db import db
from kb.empowerment import letters, seated
from kb.empowerment.committee import lines
from kb.empowerment.committee.forms import LetterForm, VoidForm
from kb.empowerment.letters import AppointmentLetter
from kb.errors import DomainError
from kb.publishing.permissions import is_staff, require
from kb.web.addresses import base_url
from kb.web.fields import render_form

bp = Blueprint("committee", __name__)


@bp.get("/committee")
@public
def page() -> ResponseReturnValue:
    """Seats, posts, who holds them, vacant ones, former members."""
    reader, day = current_user(), today()
    return render_template(
        "empowerment/committee/page.html",
        committees=[lines.shown(each, reader, day) for each in seated.committees(day)],
        warning=rules.committee_warning_days(day),
        sees_warnings=seated.sees_warnings(reader),
        may_edit=is_staff(reader),
    )


@bp.get("/api/v1/committee")
@public
def told() -> ResponseReturnValue:
    """The same as JSON."""
    reader, day = current_user(), today()
    there = [lines.told(each, reader, base_url()) for each in seated.committees(day)]
    return {"on": day.isoformat(), "committees": there}


@bp.get("/committee/letters")
def issued() -> ResponseReturnValue:
    """Every letter by its number, those that are void too."""
    _staff()
    return render_template("empowerment/committee/letters.html", letters=letters.all_letters())


@bp.route("/committee/holdings/<int:id>/letter", methods=["GET", "POST"])
def issue(id: int) -> ResponseReturnValue:
    """Draw up the letter of somebody who sits in the committee."""
    staff, holding = _staff(), _holding(id)
    form = LetterForm(data={"issued_on": today()})
    if form.validate_on_submit() and form.issued_on.data:
        try:
            letter = letters.issue(holding, form.issued_on.data, staff)
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.issued_on.errors = [str(error)]
        else:
            flash(_("Issued: %(number)s. Print it and have it signed.", number=letter.number))
            return redirect(f"{letter.address}/print", 303)
    facts = {"holding": holding, "post": letters.post_of(holding)}
    return render_form("empowerment/committee/letter_form.html", form, **facts)


@bp.route("/committee/letters/<int:id>/void", methods=["GET", "POST"])
def declare_void(id: int) -> ResponseReturnValue:
    staff = _staff()
    letter = (db.session.get(AppointmentLetter, id) if id <= HIGHEST else None) or abort(404)
    form = VoidForm()
    if form.validate_on_submit():
        letters.declare_void(letter, form.reason.data, staff)
        flash(_("%(number)s is void.", number=letter.number), "success")
        return redirect("/committee/letters", 303)
    return render_form("empowerment/committee/void.html", form, letter=letter)


def _holding(id: int) -> Holding:
    found = db.session.get(Holding, id) if id <= HIGHEST else None
    if found is None or found.seat.body.kind is not BodyKind.COMMITTEE:
        abort(404)
    return found


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user
