"""The secretariat's pages of consultations: scope, experts, calls, publication; and the rates."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.page import safe_html
from kb.clock import today
from kb.db import db
from kb.empowerment import closing, inviting, issuing, rates, scoping, suggesting
from kb.empowerment.consultations import Inquiry, PickedBy
from kb.empowerment.consulting.forms import (
    InviteForm,
    IssueForm,
    ScopeForm,
    obeyed,
    shown,
)
from kb.empowerment.consulting.views import counsel_in, done, find, reason
from kb.empowerment.draws import Draw
from kb.empowerment.fixing import drawn_experts
from kb.empowerment.inquiry_files import files_of
from kb.empowerment.inviting import Picked
from kb.empowerment.rates import Rates
from kb.empowerment.reading_draws import of_inquiry
from kb.empowerment.rights import inquiry_may_run
from kb.empowerment.scoping import Scope
from kb.libraries import expertise
from kb.libraries.experts import Expert
from kb.publishing.permissions import require

bp = Blueprint("steering", __name__)


def _run(id: int) -> tuple[Inquiry, User]:
    """The inquiry and who looks after it; 403 for the asker's side, 404 for all others."""
    inquiry, secretary = find(id)
    require(inquiry_may_run(secretary))
    return inquiry, secretary


@bp.route("/inquiries/<int:id>/scope", methods=["GET", "POST"])
def scope(id: int) -> ResponseReturnValue:
    """What the experts are asked, and what of the question they see."""
    inquiry, secretary = _run(id)
    now, form = _scoped(inquiry), ScopeForm(data=_scoped(inquiry))
    if form.validate_on_submit() and obeyed(
        form, lambda: scoping.scope(inquiry, secretary, _scope(form), form.opened)
    ):
        return redirect(f"{inquiry.address}/invite", 303)
    now, files = _scoped(inquiry), [file for file in files_of(inquiry) if file.counsel_id is None]
    passed = _passed() or {file.id for file in files if file.is_passed_on}
    context = {"inquiry": inquiry, "question": safe_html(inquiry.question), "files": files}
    return shown("empowerment/steering/scope.html", form, now, passed=passed, **context)


def _scoped(inquiry: Inquiry) -> dict[str, Any]:
    """The scope as it stands; before there is one, the asker's title to begin with."""
    return {
        "title": inquiry.scope_title or inquiry.title,
        "text": inquiry.scope,
        "area": inquiry.area,
        "passes_question": inquiry.passes_question,
        "version": inquiry.version,
    }


def _scope(form: ScopeForm) -> Scope:
    area, passes = form.area.data or "", bool(form.passes_question.data)
    return Scope(form.title.data, form.text.data, area, passes, _passed())


def _passed() -> set[int]:
    return numbers("passed")


def numbers(name: str) -> set[int]:
    """The whole numbers that the form sends under this name."""
    given = (each for each in request.form.getlist(name)[:200] if each.isascii())
    return {int(each) for each in given if each.isdecimal() and len(each) < 10}


@bp.post("/inquiries/<int:id>/decline")
def decline(id: int) -> ResponseReturnValue:
    inquiry, secretary = _run(id)
    scoping.decline(inquiry, secretary, reason())
    return done(inquiry, _("Not taken on. The asker is told why."))


@bp.route("/inquiries/<int:id>/invite", methods=["GET", "POST"])
def invite(id: int) -> ResponseReturnValue:
    """Experts with the reasons for each: the secretariat picks, or a draw has picked them."""
    inquiry, secretary = _run(id)
    lot = _lot(inquiry)
    form = InviteForm(data={"due_on": inviting.usual_due_on(inquiry, today())})
    chosen = numbers("expert") if lot is None else {each.id for each in drawn_experts(lot)}
    if form.validate_on_submit() and obeyed(
        form, lambda: inviting.invite(inquiry, secretary, _picked(chosen, form, lot))
    ):
        return done(inquiry, _("Invited. The experts are told at once."))
    page = "empowerment/steering/invite.html"
    found = suggesting.suggestions(inquiry, today())
    if lot is not None:
        found = [each for each in found if each.facts.expert.id in chosen]
    context = {"inquiry": inquiry, "suggestions": found, "chosen": chosen, "lot": lot}
    context["may_invite"] = inquiry.state in inviting.INVITING
    return shown(page, form, {}, paused=suggesting.paused(), **context)


def _lot(inquiry: Inquiry) -> Draw | None:
    """The draw that the address names, if it was made for this inquiry and stands."""
    number = request.args.get("draw", "")[:40]
    if not number:
        return None
    found = next((each for each in of_inquiry(inquiry) if each.number == number), None)
    if found is None or not drawn_experts(found):
        abort(404)
    return found


def _picked(chosen: set[int], form: InviteForm, lot: Draw | None) -> Picked:
    due_on = form.due_on.data
    assert due_on is not None, "required"
    if lot is not None:
        return Picked(drawn_experts(lot), due_on, PickedBy.LOT)
    rows = select(Expert).where(Expert.id.in_(chosen)).order_by(Expert.id)
    return Picked(db.session.scalars(rows).all(), due_on)


@bp.post("/inquiries/<int:id>/counsels/<int:number>/called")
def called(id: int, number: int) -> ResponseReturnValue:
    inquiry, secretary = _run(id)
    inviting.note_call(counsel_in(inquiry, number), secretary, today())
    return done(inquiry, _("Noted that you have called."))


@bp.post("/inquiries/<int:id>/counsels/<int:number>/stop")
def stop(id: int, number: int) -> ResponseReturnValue:
    inquiry, secretary = _run(id)
    inviting.stop_waiting(counsel_in(inquiry, number), secretary)
    return done(inquiry, _("Nobody waits for this answer any more."))


@bp.route("/inquiries/<int:id>/publish", methods=["GET", "POST"])
def publish(id: int) -> ResponseReturnValue:
    """Question and answer as readers get to see them."""
    inquiry, secretary = _run(id)
    form = IssueForm(data=vars(issuing.begun(inquiry)))
    if form.validate_on_submit() and obeyed(
        form, lambda: issuing.publish(inquiry, secretary, form.issue)
    ):
        return done(inquiry, _("Published. It can be found in the library now."))
    context = {"inquiry": inquiry, "obstacle": issuing.obstacle(inquiry)}
    return shown("empowerment/steering/publish.html", form, {}, **context)


@bp.post("/inquiries/<int:id>/relate")
def relate(id: int) -> ResponseReturnValue:
    """Link what came of it with what was published of it."""
    inquiry, secretary = _run(id)
    closing.relate(inquiry, secretary)
    return done(inquiry, _("Linked."))


@bp.get("/inquiries/rates")
def rates_page() -> ResponseReturnValue:
    """How the consultations go, in numbers."""
    table = rates.table(require_user(), today())
    names = expertise.area_names()
    groups = [(_("By year"), _("Year"), [(str(year), each) for year, each in table.years])]
    areas = [(names.get(area, area) or _("no area"), each) for area, each in table.areas]
    groups.append((_("By area"), _("Area"), areas))
    page = "empowerment/steering/rates.html"
    return render_template(page, whole=table.whole, groups=groups, day=today())


@bp.get("/api/v1/inquiries/rates")
def rates_data() -> ResponseReturnValue:
    """The same for programs; percents are whole numbers, null where nothing was due."""
    table = rates.table(require_user(), today())
    return {
        "day": today().isoformat(),
        "whole": _numbers(table.whole),
        "years": [{"year": year} | _numbers(each) for year, each in table.years],
        "areas": [{"area": area} | _numbers(each) for area, each in table.areas],
    }


def _numbers(each: Rates) -> dict[str, Any]:
    percents = {"in_time_percent": each.in_time_percent, "due": each.due}
    return vars(each) | percents | {"taken_up_percent": each.taken_up_percent}
