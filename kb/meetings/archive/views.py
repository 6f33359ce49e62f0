"""The pages that take minutes of former years in."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.catalog.files import HIGHEST, POLICY, cabinet
from kb.catalog.page import safe_html
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings import taking_in
from kb.meetings.archive import proposal
from kb.meetings.archive.forms import ConfirmForm
from kb.meetings.old_minutes import OldMinutes, OldState, all_old, by_content
from kb.meetings.reading import Reading, read
from kb.office import confined
from kb.office.file_types import FileType
from kb.office.refusals import Refusal, Unfit
from kb.publishing.permissions import is_staff, require
from kb.publishing.reception import Received, Refused, receive, spooled
from kb.publishing.stores import Missing
from kb.text.markdown_limits import refuse
from kb.web.sanity import takes_files

bp = Blueprint("archive", __name__, url_prefix="/meetings/archive")


@bp.route("", methods=["GET", "POST"])
@takes_files
def index() -> ResponseReturnValue:
    """Bring a file; below, all that were brought."""
    secretary = _secretary()
    if request.method == "GET":
        return render_template("meetings/archive/index.html", files=all_old(), problem="")
    secretary_id = secretary.id
    db.session.rollback()  # Nothing is written yet, and reading takes its time.
    try:
        source = _received(request.files.get("file"))
        text = _text(source)
    except DomainError as problem:
        told = {"files": all_old(), "problem": str(problem)}
        return render_template("meetings/archive/index.html", **told), problem.status
    return _taken(source, text, db.session.get_one(User, secretary_id))


def _taken(source: Received, text: str, secretary: User) -> ResponseReturnValue:
    known = by_content(source.sha256)
    old = known or taking_in.receive(source, text, secretary)
    if known is not None:
        flash(_("This file was brought before; here is what was read from it."))
    return redirect(old.address, 303)


@bp.route("/<int:id>", methods=["GET", "POST"])
def confirm(id: int) -> ResponseReturnValue:
    """What was read, to be put right; kept for later or made a meeting."""
    secretary, old = _secretary(), _find(id)
    found = read(old.text)
    if request.method == "GET" or old.state is not OldState.WAITING:
        held = proposal.thawed(old.form) if old.form else proposal.proposed(found)
        form = ConfirmForm(formdata=None, data=proposal.with_spare_rows(held))
        return _page(old, form, found)
    form = ConfirmForm()
    is_right = form.validate()
    version = request.form.get("version", type=int) or 0
    if version != old.version:
        return _page(old, form, found, conflict=True), 409
    if request.form.get("step") == "take":
        return _take(old, secretary, form, found)
    if not is_right:
        return _page(old, form, found), 422
    taking_in.keep(old, secretary, proposal.frozen(form.content), version)
    flash(_("Kept. You can go on later."))
    return redirect(old.address, 303)


def _take(
    old: OldMinutes, secretary: User, form: ConfirmForm, found: Reading
) -> ResponseReturnValue:
    if not form.is_complete():
        return _page(old, form, found), 422
    body = db.session.get_one(Body, form.body_id.data)
    told = proposal.confirmed(form.content, body)
    meeting = taking_in.take_in(old, secretary, told, old.version)
    flash(_("Taken in: a meeting like any other."))
    return redirect(meeting.address, 303)


@bp.post("/<int:id>/aside")
def aside(id: int) -> ResponseReturnValue:
    """Set it aside."""
    secretary = _secretary()
    taking_in.set_aside(_find(id), secretary)
    return redirect("/meetings/archive", 303)


@bp.post("/<int:id>/again")
def again(id: int) -> ResponseReturnValue:
    """Take up what was set aside."""
    secretary, old = _secretary(), _find(id)
    taking_in.take_up(old, secretary)
    return redirect(old.address, 303)


@bp.get("/<int:id>/file")
def original(id: int) -> Response:
    """The file as it was brought."""
    _secretary()
    old = _find(id)
    try:
        content = cabinet().store.open(old.sha256)
    except Missing:
        abort(404)
    kind = FileType.DOCX.mime
    response = send_file(content, mimetype=kind, as_attachment=True, download_name=old.name)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _secretary() -> User:
    user = require_user()
    require(is_staff(user))
    return user


def _find(id: int) -> OldMinutes:
    found = db.session.get(OldMinutes, id) if id <= HIGHEST else None
    if found is None:
        abort(404)
    return found


def _page(old: OldMinutes, form: ConfirmForm, found: Reading, conflict: bool = False) -> str:
    context: dict[str, Any] = {"old": old, "form": form, "read": found, "conflict": conflict}
    source = old.text if refuse(old.text) is None else ""
    return render_template(
        "meetings/archive/confirm.html", source=safe_html(source) if source else "", **context
    )


def _received(file: FileStorage | None) -> Received:
    if file is None or not file.filename:
        raise DomainError(_("Choose a file first."))
    if not file.filename.lower().endswith(".docx"):
        raise DomainError(_("A file of Word (.docx) is needed. Save older ones as .docx."))
    return receive(file.filename, file.stream, cabinet())


def _text(source: Received) -> str:
    """The text as Markdown, read by a confined process. Raises Refused."""
    here = cabinet()
    try:
        with here.store.open(source.sha256) as content, spooled(content, here.limits.file) as file:
            found = confined.run("kb.office.word:converted", path=file.name)
    except Unfit as unfit:
        raise Refused(unfit.refusal, source.name) from unfit
    except Missing:
        raise Conflict(_("The file is not there any more. Choose it once more.")) from None
    if not found["markdown"]:
        raise Refused(Refusal.EMPTY, source.name)
    return str(found["markdown"])
