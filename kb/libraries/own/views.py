"""The expert's own pages: everything under `/my/expert`."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.page import safe_html
from kb.clock import today
from kb.db import db
from kb.errors import Conflict
from kb.libraries import (
    consent,
    expertise,
    leaving,
    messages,
    own_data,
    personal,
    registration,
)
from kb.libraries.experts import MOST_WORKS, Availability, Part
from kb.libraries.kinds import EXPERTS
from kb.libraries.messages import ExpertMessage
from kb.libraries.own.forms import (
    ConsentForm,
    ContactForm,
    LeaveForm,
    ProfileForm,
    ShowingForm,
    SuggestionForm,
)
from kb.libraries.personal import Datum, ExpertPerson
from kb.libraries.views import seal
from kb.publishing import audit, workflow
from kb.publishing.revisions import State, decode, latest
from kb.web.fields import render_form
from kb.web.languages import in_english

bp = Blueprint("own_expert", __name__, url_prefix="/my/expert")


def _mine() -> tuple[ExpertPerson, User]:
    """The expert who is signed in; 404 for everybody else."""
    user = require_user()
    person = personal.of_user(user)
    if person is None:
        # Whom the secretariat has invited has an account, but no profile yet.
        abort(redirect("/my/expert/begin", 303) if personal.is_expert(user) else 404)
    return person, user


def _mine_to_change() -> tuple[ExpertPerson, User]:
    """The same, unless they are leaving: nothing opens again behind a deletion."""
    person, user = _mine()
    if person.erase_asked_at is not None:
        raise Conflict(_("You have asked for deletion already."))
    return person, user


def _back(sentence: str) -> Response:
    flash(sentence, "success")
    return redirect("/my/expert", 303)  # type: ignore[return-value]  # werkzeug's own class


@bp.get("")
def desk() -> ResponseReturnValue:
    """Where the profile stands and what can be done."""
    person, user = _mine()
    newest = latest(person.record)
    return render_template(
        "libraries/own/desk.html",
        person=person,
        record=person.record,
        newest=newest,
        is_filled=bool(newest and newest.content.get("unit")),
        can_submit=bool(newest and newest.state in {State.DRAFT, State.RETURNED}),
        masked=personal.masked(person, seal()),
        parts=[(part.label, person.record.audience_of(part)) for part in Part],
        unread=messages.unread(person),
        suggestions=expertise.suggestions(user),
        kind=EXPERTS,
    )


@bp.route("/begin", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """The consent of somebody who was invited, and an empty profile."""
    user, form = require_user(), ConsentForm()
    if not personal.is_expert(user) or personal.of_user(user) is not None:
        abort(404)
    if form.validate_on_submit():
        consent.note(user, consent.REGISTRATION, "given")
        registration.begin_profile(user)
        return _back(_("Welcome. Now fill in your profile."))
    text = consent.text()
    words = safe_html(text.in_language(in_english()))
    return render_form("libraries/own/begin.html", form, consent=words, version=text.version)


@bp.route("/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """What the secretariat reviews before it is published."""
    person, user = _mine_to_change()
    newest = latest(person.record)
    before = decode(type(person.record), newest.content) if newest else {}
    if newest is not None and newest.state is State.SUBMITTED:
        raise Conflict(_("This change is under review. It can be edited once it is decided."))
    form = ProfileForm(data=before)
    if form.validate_on_submit():
        version = request.form.get("version", "")
        opened = int(version) if version.isdecimal() and len(version) < 10 else 0
        workflow.save(person.record, user, before | form.content, opened)
        return _back(_("Saved. Submit it when it is ready."))
    form.draw_all_works()
    filled = sum(1 for work in form.works if work.form.title.data)
    return render_form(
        "libraries/own/profile.html",
        form,
        record=person.record,
        tree=expertise.tree(),
        shown_works=min(max(filled + 1, 2), MOST_WORKS),
    )


@bp.post("/submit")
def submit() -> ResponseReturnValue:
    person, user = _mine_to_change()
    newest = latest(person.record)
    if not (newest and newest.content.get("unit") and newest.content.get("areas")):
        flash(_("Fill in unit and areas first, so that the secretariat can review it."), "warning")
        return redirect("/my/expert/profile", 303)
    workflow.submit(person.record, user)
    return _back(_("Submitted for review."))


@bp.route("/contact", methods=["GET", "POST"])
def contact() -> ResponseReturnValue:
    """Phone, mail and identity number: beside the profile, encrypted, never reviewed."""
    person, user = _mine_to_change()
    form = ContactForm()
    if form.validate_on_submit():
        given = {datum: form[datum.value].data for datum in Datum}
        values = {datum: text for datum, text in given.items() if text}
        values |= {datum: "" for datum in Datum if form[f"forget_{datum.value}"].data}
        personal.keep(person, user, values, seal())
        return _back(_("Saved. It is encrypted and shown masked."))
    masked = personal.masked(person, seal())
    return render_form("libraries/own/contact.html", form, masked=masked, data=Datum)


@bp.route("/showing", methods=["GET", "POST"])
def showing() -> ResponseReturnValue:
    """Who sees what, and how much the person takes on; it holds at once."""
    person, user = _mine_to_change()
    record = person.record
    values = {part.value: record.audience_of(part) for part in Part}
    facts = {"availability": record.availability, "max_load": person.max_load}
    form = ShowingForm(data=values | facts)
    if form.validate_on_submit():
        consent.choose(person, user, form.choices)
        record.availability = Availability(str(form.availability.data))
        person.max_load = form.max_load.data
        audit.log(user, "availability", "", record.id, to=record.availability.value)
        return _back(_("Saved. It holds from now on."))
    return render_form("libraries/own/showing.html", form, parts=list(Part))


@bp.route("/areas", methods=["GET", "POST"])
def suggest_area() -> ResponseReturnValue:
    """An area that the tree lacks."""
    _person, user = _mine()
    form = SuggestionForm()
    if form.validate_on_submit():
        expertise.suggest(user, form.name.data, form.reason.data)
        return _back(_("The secretariat answers your suggestion; you are told here."))
    return render_form("libraries/own/areas.html", form, tree=expertise.tree())


@bp.get("/messages")
def inbox() -> ResponseReturnValue:
    """What visitors wrote."""
    person, user = _mine()
    return render_template("libraries/own/messages.html", letters=messages.inbox(person, user))


@bp.post("/messages/<int:id>/read")
def read(id: int) -> ResponseReturnValue:
    person, _user = _mine()
    message = db.session.get(ExpertMessage, id)
    if message is None or message.record_id != person.record_id:
        abort(404)
    messages.mark_read(message)
    return redirect("/my/expert/messages", 303)


@bp.get("/data")
def data() -> ResponseReturnValue:
    """What is held, and the decisions about it, to read here."""
    person, user = _mine()
    return render_template(
        "libraries/own/data.html",
        consents=consent.given_by(user),
        labels={part.value: part.label for part in Part},
        person=person,
    )


@bp.get("/data.zip")
def everything() -> ResponseReturnValue:
    """Everything held about the person: one file for programs, one for people."""
    person, user = _mine()
    held = own_data.collect(person, user, seal())
    page = render_template("libraries/own/everything.html", sections=held.sections, day=today())
    packed = own_data.packed(held, page)
    name = f"attachment; filename=expert-{today().isoformat()}.zip"
    return Response(packed, mimetype="application/zip", headers={"Content-Disposition": name})


@bp.route("/leave", methods=["GET", "POST"])
def leave() -> ResponseReturnValue:
    """Take everything back: the page goes at once, the data when the secretariat confirms."""
    person, user = _mine()
    form = LeaveForm()
    if person.erase_asked_at is None and form.validate_on_submit():
        leaving.ask(person, user)
        return _back(_("Your page is gone. The secretariat completes the deletion."))
    return render_form("libraries/own/leave.html", form, person=person)
