"""The pages of the asker's side: other words, files, scores, and what came of it."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.files import cabinet
from kb.db import db
from kb.empowerment import asking, closing
from kb.empowerment.closing import Ending
from kb.empowerment.consultations import CameOf, Inquiry
from kb.empowerment.consulting.forms import (
    CloseForm,
    NewQuestionForm,
    QuestionForm,
    obeyed,
    received,
    shown,
)
from kb.empowerment.consulting.views import counsel_in, done, find, reason
from kb.empowerment.inquiry_files import InquiryFile
from kb.empowerment.rights import inquiry_is_asker, inquiry_may_change, inquiry_may_see
from kb.publishing.permissions import require
from kb.web.sanity import takes_files

bp = Blueprint("asked", __name__)


@bp.route("/inquiries/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    """Other words, until the secretariat has scoped it."""
    inquiry, person = find(id)
    require(inquiry_is_asker(person, inquiry))
    now = _stored(inquiry)
    form = QuestionForm(data=now)
    form.inquiry = inquiry
    if form.validate_on_submit() and obeyed(
        form, lambda: asking.change(inquiry, person, form.asked, form.opened)
    ):
        return done(inquiry, _("Saved."))
    now = _stored(inquiry)
    context = {"inquiry": inquiry, "unsaved": [], "form_key": ""}
    return shown("empowerment/consulting/question.html", form, now, **context)


def _stored(inquiry: Inquiry) -> dict[str, Any]:
    names = (*asking.Question.__dataclass_fields__, "version")
    return {name: getattr(inquiry, name) for name in names}


@bp.post("/inquiries/<int:id>/files")
@takes_files
def add_files(id: int) -> ResponseReturnValue:
    """Files that belong to the question; each that is refused is named with its reason."""
    inquiry, person = find(id)
    require(inquiry_may_change(person, inquiry))
    form = NewQuestionForm()
    form.files.errors = []
    files = received(form.files)
    for problem in form.files.errors or ([] if files else [_("Choose a file first.")]):
        flash(problem, "error")
    if files:
        asking.attach(inquiry, person, files, cabinet().limits)
    return redirect(f"{inquiry.address}#files", 303)


@bp.post("/inquiries/files/<int:id>/remove")
def remove_file(id: int) -> ResponseReturnValue:
    found, person = db.session.get(InquiryFile, id), require_user()
    if found is None or not inquiry_may_see(person, found.inquiry):
        abort(404)
    asking.remove(found, person)
    return done(found.inquiry, _("Removed: %(name)s", name=found.name))


@bp.post("/inquiries/<int:id>/take-back")
def take_back(id: int) -> ResponseReturnValue:
    inquiry, person = find(id)
    asking.take_back(inquiry, person, reason())
    return done(inquiry, _("Taken back. The secretariat is told."))


@bp.post("/inquiries/<int:id>/counsels/<int:number>/score")
def score(id: int, number: int) -> ResponseReturnValue:
    """How useful one answer is."""
    inquiry, person = find(id)
    given = request.form.get("score", "")
    value = int(given) if given.isascii() and given.isdecimal() and len(given) < 3 else 0
    closing.score(counsel_in(inquiry, number), person, value)
    return done(inquiry, _("Scored. Only the secretariat reads it."))


@bp.route("/inquiries/<int:id>/close", methods=["GET", "POST"])
def close(id: int) -> ResponseReturnValue:
    """What came of it."""
    inquiry, person = find(id)
    form = CloseForm(data={"version": inquiry.version})
    ending = _ending(form, person) if form.validate_on_submit() else None
    if ending is not None and obeyed(
        form, partial(closing.close, inquiry, person, ending, form.opened)
    ):
        return done(inquiry, _("Closed. Those who answered are thanked."))
    now = {"version": inquiry.version}
    return shown("empowerment/consulting/close.html", form, now, inquiry=inquiry)


def _ending(form: CloseForm, person: User) -> Ending | None:
    """What the form says; None where it names no record that this person may read."""
    record = closing.record_of(form.number.data, person) if form.number.data else None
    if form.number.data and record is None:
        form.number.errors = [_("There is no such record. Write its number, as KT-2026-0001.")]
        return None
    came_of = CameOf(str(form.came_of.data))
    return Ending(came_of, record, form.text.data, form.score.data, form.feedback.data)
