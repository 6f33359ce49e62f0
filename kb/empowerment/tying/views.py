"""Ties of experts: on the person's own page, and on the secretariat's beside the profile."""

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.alliance import names
from kb.catalog import views as catalog
from kb.catalog.files import HIGHEST
from kb.clock import today
from kb.db import db
from kb.empowerment.tying.forms import TieForm
from kb.errors import DomainError
from kb.libraries import personal, ties
from kb.libraries.experts import Expert
from kb.libraries.kinds import EXPERTS
from kb.libraries.ties import ExpertTie
from kb.publishing.permissions import is_staff, require
from kb.web.fields import render_form

bp = Blueprint("tying", __name__)
OWN = "/my/expert/ties"


@bp.route(OWN, methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """What the expert declares."""
    expert, user = _mine()
    return _page(expert, user, OWN)


@bp.post(f"{OWN}/<int:id>/end")
def end_own(id: int) -> ResponseReturnValue:
    expert, user = _mine()
    return _end(expert, id, user, OWN)


@bp.route("/libraries/experts/<address>/ties", methods=["GET", "POST"])
def known(address: str) -> ResponseReturnValue:
    """What the secretariat knows of, beside what the expert has declared."""
    expert, staff = _expert(address)
    return _page(expert, staff, request.path)


@bp.post("/libraries/experts/<address>/ties/<int:id>/end")
def end_known(address: str, id: int) -> ResponseReturnValue:
    expert, staff = _expert(address)
    return _end(expert, id, staff, f"/{EXPERTS.slug}/{expert.address}/ties")


def _page(expert: Expert, user: User, here: str) -> ResponseReturnValue:
    form = TieForm()
    if form.validate_on_submit() and _declared(form, expert, user):
        flash(_("Entered. It holds from now on."), "success")
        return redirect(here, 303)
    return render_form(
        "empowerment/tying/ties.html",
        form,
        expert=expert,
        kind=EXPERTS,
        ties=[(tie, ties.may_end(user, tie, expert)) for tie in ties.of_expert(expert)],
        members=names.member_names(),
        day=today(),
        here=here,
        is_own=here == OWN,
    )


def _declared(form: TieForm, expert: Expert, user: User) -> bool:
    """What the order refuses stands beside the field."""
    try:
        ties.declare(expert, form.bond, user)
    except DomainError as error:
        field = form.until if form.since.data and form.until.data else form.unit
        field.errors = [str(error)]
        return False
    return True


def _end(expert: Expert, id: int, user: User, here: str) -> ResponseReturnValue:
    tie = db.session.get(ExpertTie, id) if id <= HIGHEST else None
    if tie is None or tie.expert_id != expert.id:
        abort(404)
    ties.end(tie, expert, user)
    flash(_("It ends with today."), "success")
    return redirect(here, 303)


def _mine() -> tuple[Expert, User]:
    """The expert who is signed in; 404 for everybody else."""
    user = require_user()
    person = personal.of_user(user)
    if person is None:
        abort(redirect("/my/expert/begin", 303) if personal.is_expert(user) else 404)
    return person.record, user


def _expert(address: str) -> tuple[Expert, User]:
    """Any expert, for staff alone."""
    staff = require_user()
    require(is_staff(staff))
    record = catalog.find(EXPERTS, address)
    if not isinstance(record, Expert):
        abort(404)
    return record, staff
