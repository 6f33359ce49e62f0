"""The pages of an invited expert: agreeing, declining, answering, and a word at the end."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.files import cabinet
from kb.clock import today
from kb.db import db
from kb.empowerment import answering, closing
from kb.empowerment.consultations import Counsel, Inquiry
from kb.empowerment.consulting import page
from kb.empowerment.consulting.forms import AnswerForm, FeedbackForm, obeyed, received, shown
from kb.empowerment.consulting.views import done, kept, reason
from kb.empowerment.rights import counsel_of
from kb.publishing import drafts
from kb.web.sanity import takes_files

bp = Blueprint("advising", __name__)

DRAFT = "counsel"


def _mine(id: int) -> tuple[Counsel, User]:
    """This expert's part; 404 for everybody who was not asked."""
    inquiry, expert = db.session.get(Inquiry, id), require_user()
    counsel = counsel_of(expert, inquiry) if inquiry is not None else None
    return (counsel, expert) if counsel is not None else abort(404)


@bp.post("/inquiries/<int:id>/accept")
def accept(id: int) -> ResponseReturnValue:
    counsel, expert = _mine(id)
    answering.accept(counsel, expert)
    return done(counsel.inquiry, _("Thank you. The secretariat knows that you will answer."))


@bp.post("/inquiries/<int:id>/refuse")
def refuse(id: int) -> ResponseReturnValue:
    counsel, expert = _mine(id)
    answering.decline(counsel, expert, reason())
    return done(counsel.inquiry, _("Thank you for saying so. The secretariat asks somebody else."))


@bp.route("/inquiries/<int:id>/answer", methods=["GET", "POST"])
@takes_files
def answer(id: int) -> ResponseReturnValue:
    """Write the answer; what was typed and not sent is there again."""
    counsel, expert = _mine(id)
    part = page.own_part(counsel, today())
    if not part["may_answer"]:
        flash(_("This question is not open for an answer."), "info")
        return redirect(counsel.inquiry.address, 303)
    form = _form(counsel, expert)
    if form.validate_on_submit():
        files = received(form.files)
        if not form.errors and obeyed(form, lambda: _answered(counsel, expert, form, files)):
            return done(counsel.inquiry, _("Your answer is handed over. Thank you."))
    return shown("empowerment/advising/answer.html", form, _stored(counsel), **part)


def _stored(counsel: Counsel) -> dict[str, Any]:
    names = ("text", "may_be_published", "version")
    return {name: getattr(counsel, name) for name in names}


def _form(counsel: Counsel, expert: User) -> AnswerForm:
    """As it was sent, or as it was left unsaved, or as the answer stands."""
    draft = drafts.find(expert, _key(counsel)) if request.method == "GET" else None
    if draft is None:
        return AnswerForm(data=_stored(counsel))
    data = MultiDict((name, value) for name, values in draft.data.items() for value in values)
    return AnswerForm(formdata=data)


def _key(counsel: Counsel) -> str:
    return f"{DRAFT}-{counsel.id}"


def _answered(counsel: Counsel, expert: User, form: AnswerForm, files: list[Any]) -> None:
    answering.answer(counsel, expert, form.given, form.opened)
    if files:
        answering.attach(counsel, expert, files, cabinet().limits)
    drafts.discard(expert, _key(counsel))


@bp.post("/inquiries/<int:id>/answer/draft")
def keep(id: int) -> ResponseReturnValue:
    """Keep the unsaved text of an answer."""
    counsel, expert = _mine(id)
    return kept(expert, _key(counsel), DRAFT)


@bp.post("/inquiries/<int:id>/feedback")
def feedback(id: int) -> ResponseReturnValue:
    """What the expert says of how it went."""
    counsel, expert = _mine(id)
    form = FeedbackForm()
    if not form.validate_on_submit():
        flash(_("At most 2000 characters, please."), "error")
        return redirect(counsel.inquiry.address, 303)
    closing.feedback(counsel, expert, form.text.data)
    return done(counsel.inquiry, _("Thank you. The asker and the secretariat read it."))
