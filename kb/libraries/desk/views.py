"""The secretariat's desk for experts."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, require_user
from kb.db import Base, db
from kb.libraries import expertise, leaving, registration
from kb.libraries.expertise import AreaSuggestion
from kb.libraries.kinds import EXPERTS
from kb.libraries.personal import ExpertPerson
from kb.libraries.registration import Registration
from kb.publishing.permissions import is_staff, require
from kb.web.addresses import base_url

bp = Blueprint("expert_desk", __name__, url_prefix="/admin/experts")


@bp.get("")
def desk() -> ResponseReturnValue:
    """Registrations to confirm, areas to decide on, people who want to be deleted."""
    require(is_staff(current_user()))
    return render_template(
        "libraries/desk.html",
        pending=registration.pending(),
        suggestions=expertise.suggestions(),
        tree=expertise.tree(),
        erasures=leaving.waiting(),
        kind=EXPERTS,
    )


@bp.post("/registrations/<int:id>/link")
def hand_over(id: int) -> ResponseReturnValue:
    """A new link, shown once, for the secretariat to hand over."""
    require(is_staff(current_user()))
    waiting = _found(Registration, id)
    token = registration.link_to_hand_over(waiting, require_user())
    href = f"{base_url()}/register/{token}"
    return render_template("libraries/hand_over.html", user=waiting.user, href=href)


@bp.post("/areas/<int:id>")
def answer_area(id: int) -> ResponseReturnValue:
    """Accept, map or decline a suggestion, by the button that was pressed."""
    staff = require_user()
    require(is_staff(staff))
    suggestion, given = _found(AreaSuggestion, id), request.form
    match given.get("answer"):
        case "accept":
            name_en = given.get("name_en", "").strip()[:80]
            expertise.accept(suggestion, staff, given.get("group", ""), name_en)
        case "map":
            expertise.map_to(suggestion, staff, given.get("area", ""))
        case "decline":
            expertise.decline(suggestion, staff, given.get("reason", "")[:500])
        case _:
            abort(400)
    flash(_("Answered. The person is told."), "success")
    return redirect("/admin/experts", 303)


@bp.post("/erasures/<int:id>")
def erase(id: int) -> ResponseReturnValue:
    """Delete a person's data for good."""
    require(is_staff(current_user()))
    leaving.erase(_found(ExpertPerson, id), require_user())
    flash(_("Everything about this person is deleted."), "success")
    return redirect("/admin/experts", 303)


def _found(model: type[Base], id: int) -> Any:
    return db.session.get(model, id) or abort(404)
