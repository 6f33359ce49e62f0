"""The secretariat's workbench: the queue, the review of one revision, many approved at once."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog import queue, review
from kb.catalog.forms import AdviceForm, ApprovalForm, AskForm, EmbargoForm, ReturnForm
from kb.catalog.site import site
from kb.db import db
from kb.errors import DomainError
from kb.publishing import embargo, reviews, workflow
from kb.publishing.permissions import is_staff, require
from kb.publishing.reviews import may_advise, may_see
from kb.publishing.revisions import Revision
from kb.web.fields import Form
from kb.web.filters import long_date

bp = Blueprint("workbench", __name__)
MOST_AT_ONCE = 100


@bp.get("/workbench")
def index() -> ResponseReturnValue:
    """What waits, oldest first."""
    user = require_user()
    require(may_advise(user))
    mine = queue.tabs_of(user)
    asked = request.args.get("tab", "")
    tab = next((each for each in mine if each.value == asked), mine[0])
    described = queue.described(site(), user, tab, request.args)
    return render_template("reviewing/workbench.html", **described)


@bp.get("/workbench/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """One revision, with all that helps to decide it."""
    user = require_user()
    return _drawn(_find(id, user), user)


@bp.post("/workbench/<int:id>/claim")
def claim(id: int) -> ResponseReturnValue:
    revision, user = _to_decide(id)
    reviews.claim(revision, user)
    flash(_("Claimed. The others see that you look at it."), "success")
    return redirect(f"/workbench/{id}")


@bp.post("/workbench/<int:id>/release")
def release(id: int) -> ResponseReturnValue:
    revision, user = _to_decide(id)
    reviews.release(revision, user)
    flash(_("Released. Anybody may claim it now."))
    return redirect(f"/workbench/{id}")


@bp.post("/workbench/<int:id>/approve")
def approve(id: int) -> ResponseReturnValue:
    revision, user = _to_decide(id)
    form = ApprovalForm()
    if not form.validate():
        return _drawn(revision, user, approval=form)
    record = revision.record
    reviews.require_waiting(revision)
    workflow.publish(record, user, form.note.data, form.publish_on.data)
    named = {"title": record.title, "number": record.number}
    if embargo.lasts(record):
        named["day"] = long_date(record.published_at)
        return _next(
            user, _("“%(title)s” is approved as %(number)s; readers see it from %(day)s.", **named)
        )
    return _next(user, _("“%(title)s” is published as %(number)s.", **named))


@bp.post("/workbench/<int:id>/return")
def send_back(id: int) -> ResponseReturnValue:
    revision, user = _to_decide(id)
    form = ReturnForm()
    if not form.validate():
        return _drawn(revision, user, back=form)
    reviews.require_waiting(revision)
    workflow.send_back(revision.record, user, form.reason.data)
    return _next(user, _("“%(title)s” has gone back to its author.", title=revision.title))


@bp.post("/workbench/<int:id>/embargo")
def move_embargo(id: int) -> ResponseReturnValue:
    """Another day for what is approved; or at once."""
    revision, user = _to_decide(id)
    form, record = EmbargoForm(), revision.record
    at_once = request.form.get("step") == "now"
    if not at_once and not (form.validate() and form.publish_on.data):
        flash(_("Choose a day after today, or publish at once."), "error")
        return redirect(f"/workbench/{id}")
    embargo.move(record, user, None if at_once else form.publish_on.data)
    flash(_("Readers see it from %(day)s.", day=long_date(record.published_at)), "success")
    return redirect(f"/workbench/{id}")


@bp.post("/workbench/<int:id>/ask")
def ask(id: int) -> ResponseReturnValue:
    revision, user = _to_decide(id)
    form = AskForm()
    form.adviser.choices = review.adviser_choices(user)
    if not form.validate():
        return _drawn(revision, user, ask=form)
    adviser = db.session.get_one(User, form.adviser.data)
    reviews.ask(revision, user, adviser, form.question.data)
    flash(_("%(name)s has been asked.", name=adviser.display_name), "success")
    return redirect(f"/workbench/{id}#advice")


@bp.post("/workbench/<int:id>/advice")
def advise(id: int) -> ResponseReturnValue:
    user = require_user()
    revision, form = _find(id, user), AdviceForm()
    if not form.validate():
        return _drawn(revision, user, advice=form)
    reviews.advise(revision, user, form.comment.data)
    flash(_("Thank you. Your comment stands beside the decision."), "success")
    return redirect(f"/workbench/{id}#advice")


@bp.post("/workbench/approve")
def approve_many() -> ResponseReturnValue:
    """Each by its own rule; what one refuses stands in the way of no other."""
    user = require_user()
    require(is_staff(user))
    wanted = [int(v) for v in request.form.getlist("id") if v.isdecimal() and len(v) < 10]
    chosen = dict.fromkeys(wanted[:MOST_AT_ONCE])
    query = select(Revision).where(Revision.id.in_(chosen)).order_by(Revision.submitted_at)
    results = [_approved(revision, user) for revision in db.session.scalars(query).all()]
    if not results:
        flash(_("Tick what you want to approve."), "warning")
        return redirect("/workbench")
    return render_template("reviewing/approved.html", results=results)


def _approved(revision: Revision, user: User) -> dict[str, Any]:
    """One of many: published whole, or left as it was with the reason."""
    result = queue.row(site(), revision, user)
    try:
        with db.session.begin_nested():
            reviews.require_waiting(revision)
            workflow.publish(revision.record, user)
        kind = site().kinds.of(revision.record)
        done = {"number": revision.record.number, "problem": ""}
        return result | done | {"href": f"/{kind.slug}/{revision.record.address}"}
    except DomainError as problem:
        return result | {"problem": str(problem)}
    except StaleDataError:
        return result | {"problem": _("Somebody else was faster. Look at it once more.")}


def _to_decide(id: int) -> tuple[Revision, User]:
    user = require_user()
    require(is_staff(user))
    return _find(id, user), user


def _find(id: int, user: User) -> Revision:
    """The revision, or 404 for what this person was not asked about."""
    revision = db.session.get(Revision, id) if id < 2**31 else None
    if revision is None or not may_see(user, revision):
        abort(404)
    return revision


def _drawn(revision: Revision, user: User, **forms: Form) -> ResponseReturnValue:
    context = review.described(site(), revision, user, forms)
    wrong = any(form.errors for form in forms.values())
    return render_template("reviewing/review.html", **context), 422 if wrong else 200


def _next(user: User, done: str) -> ResponseReturnValue:
    """On to the next in the queue, with a word about the last one."""
    following = queue.following(user)
    flash(done, "success")
    if following is None:
        flash(_("Nothing else waits for you."))
    return redirect(f"/workbench/{following.id}" if following else "/workbench")
