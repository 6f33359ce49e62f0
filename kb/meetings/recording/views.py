"""The pages of minutes: draft, corrections, signature, publication."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.catalog.merging import number
from kb.db import db
from kb.errors import Conflict
from kb.meetings import correcting, issuing, minuting, signing
from kb.meetings.correcting import Decision
from kb.meetings.kinds import MINUTES
from kb.meetings.meetings import Meeting
from kb.meetings.minutes import Correction
from kb.meetings.recording import page
from kb.meetings.recording.forms import (
    CirculationForm,
    CorrectionForm,
    DecisionForm,
    SectionForm,
)
from kb.meetings.rights import may_see
from kb.meetings.sections import MinutesSection
from kb.publishing.permissions import is_staff, require
from kb.text.differences import compare
from kb.web.fields import Form, render_form

bp = Blueprint("recording", __name__)


def _meeting(id: int, user: User | None) -> Meeting:
    """The meeting, or 404 for what does not exist or is not for this person."""
    meeting = db.session.get(Meeting, id)
    if meeting is None or not may_see(user, meeting):
        abort(404)
    return meeting


def _run(id: int) -> tuple[Meeting, User]:
    """For the secretariat's orders."""
    user = require_user()
    require(is_staff(user))
    return _meeting(id, user), user


def _back(meeting: Meeting, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(minuting.address(meeting), 303)


@bp.get("/meetings/<int:id>/minutes")
@public
def minutes(id: int) -> ResponseReturnValue:
    """The text under way for those within; for all others what is published."""
    user = current_user()
    meeting = _meeting(id, user)
    if user is not None and page.may_open(user, meeting):
        return _page(meeting, user)
    found = page.published(meeting, user)
    if not found:
        abort(404)
    return redirect(f"/{MINUTES.slug}/{found[0].address}")


def _page(meeting: Meeting, user: User, **forms: Form) -> ResponseReturnValue:
    own = {
        "circulation": CirculationForm(formdata=None, until=minuting.last_day(meeting)),
        "correction": CorrectionForm(formdata=None),
    }
    context = page.described(meeting, user) | own | forms
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render_template("meetings/minutes_draft.html", **context), status


@bp.post("/meetings/<int:id>/minutes/compile")
def compile_minutes(id: int) -> ResponseReturnValue:
    """Put the text together, or bring it up to date."""
    meeting, user = _run(id)
    minuting.compile_minutes(meeting, user)
    return _back(meeting, _("Compiled. What was edited before has stayed."))


@bp.get("/meetings/<int:id>/minutes/public")
def public_part(id: int) -> ResponseReturnValue:
    """What everybody will read: a look before publication."""
    meeting, _user = _run(id)
    if minuting.of(meeting) is None:
        abort(404)
    html = page.public_text(meeting)
    return render_template("meetings/minutes_public.html", meeting=meeting, html=html)


@bp.route("/meetings/<int:id>/minutes/sections/<int:section>", methods=["GET", "POST"])
def section(id: int, section: int) -> ResponseReturnValue:
    """Edit one section; two who do so at once find both texts."""
    meeting, user = _run(id)
    found = db.session.get(MinutesSection, section)
    if found is None or found.minutes.meeting_id != meeting.id:
        abort(404)
    form = SectionForm(obj=found)
    if not form.validate_on_submit():
        return _section(found, form)
    try:
        _save(found, user, form)
    except Conflict as conflict:
        db.session.rollback()
        form.version.data = str(found.version)
        return _section(found, form, conflict=str(conflict), mine=form.text.data)[0], 409
    return _back(meeting, _("Saved."))


def _save(found: MinutesSection, user: User, form: SectionForm) -> None:
    db.session.refresh(found, with_for_update=True)  # Of two at once the second waits.
    version = number(str(form.version.data or ""))  # Without a form it is the stored one.
    if "take" in request.form:
        minuting.take_offered(found, user, version)
        return
    minuting.save_section(found, user, form.heading.data, form.text.data, version)
    if "keep" in request.form:
        minuting.keep_own(found, user)


def _section(found: MinutesSection, form: SectionForm, **more: str) -> tuple[str, int]:
    context = {
        "section": found,
        "meeting": found.minutes.meeting,
        "runs": compare(found.text, more["mine"]) if more else [],
        "offered": compare(found.text, found.offered) if found.offered else [],
    }
    return render_form("meetings/minutes_section.html", form, **context | more)


@bp.post("/meetings/<int:id>/minutes/circulate")
def circulate(id: int) -> ResponseReturnValue:
    """Give it to those who attended."""
    meeting, user = _run(id)
    form = CirculationForm()
    if not form.validate_on_submit() or form.until.data is None:
        return _page(meeting, user, circulation=form)
    minuting.circulate(meeting, user, form.until.data)
    return _back(meeting, _("Circulated. Those who attended have been told."))


@bp.post("/meetings/<int:id>/minutes/corrections")
def propose(id: int) -> ResponseReturnValue:
    """Ask for other words."""
    user = require_user()
    meeting, form = _open(id, user), CorrectionForm()
    if not form.validate_on_submit():
        return _page(meeting, user, correction=form)
    correcting.propose(meeting, user, form.place.data, form.text.data)
    return _back(meeting, _("Your correction is with the secretariat. You will read its answer."))


def _open(id: int, user: User) -> Meeting:
    """For whoever may read the text under way."""
    meeting = _meeting(id, user)
    if not page.may_open(user, meeting):
        abort(404)
    return meeting


@bp.post("/meetings/<int:id>/minutes/corrections/<int:correction>")
def decide(id: int, correction: int) -> ResponseReturnValue:
    """Take a correction over, or decline it."""
    meeting, user = _run(id)
    found = db.session.get(Correction, correction)
    if found is None or found.minutes.meeting_id != meeting.id:
        abort(404)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(meeting, user, decision=form)
    decision, version = Decision(str(form.decision.data)), number(form.version.data or "")
    correcting.decide(found, user, decision, form.answer.data, version)
    return _back(meeting, _("Decided. Its author has been told."))


@bp.post("/meetings/<int:id>/minutes/to-sign")
def ask_to_sign(id: int) -> ResponseReturnValue:
    """Tell the chair that the text is ready."""
    meeting, user = _run(id)
    signing.ask_to_sign(meeting, user)
    return _back(meeting, _("The chair has been told."))


@bp.post("/meetings/<int:id>/minutes/sign")
def sign(id: int) -> ResponseReturnValue:
    """The chair signs what was on the page."""
    user = require_user()
    meeting = _open(id, user)
    signing.sign(meeting, user, request.form.get("digest", ""))
    return _back(meeting, _("Signed. The secretariat publishes them now."))


@bp.post("/meetings/<int:id>/minutes/publish")
def publish(id: int) -> ResponseReturnValue:
    """Give them to their readers."""
    meeting, user = _run(id)
    issued = issuing.publish(meeting, user)
    return _back(meeting, _("Published as %(number)s.", number=issued[0].document_number))
