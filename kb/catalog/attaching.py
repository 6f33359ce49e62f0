"""Attaching: the page of a record's files, for those who edit it."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from kb.accounts.sign_in import current_user, require_user
from kb.accounts.users import User
from kb.catalog.attached import attached
from kb.catalog.files import cabinet
from kb.catalog.kind import RecordKind
from kb.catalog.views import find
from kb.db import db
from kb.errors import DomainError
from kb.publishing import attaching
from kb.publishing.attaching import Description, TooMuch
from kb.publishing.attachments import Attachment
from kb.publishing.permissions import may_download, may_edit, require
from kb.publishing.reception import Received, Refused, receive
from kb.publishing.records import Record, Visibility
from kb.text.folding import clean
from kb.web.sanity import takes_files

bp = Blueprint("attaching", __name__)

LONGEST_CAPTION = 300
Messages = list[tuple[str, str]]


@bp.route("/<kind:kind>/<address>/attachments", methods=["GET", "POST"])
@takes_files
def index(kind: RecordKind, address: str) -> ResponseReturnValue:
    """All files, with the earlier ones; and where new ones are sent."""
    author, record = require_user(), find(kind, address)
    require(may_edit(author, record))
    if request.method == "POST":
        return _answer(kind, record, author, _upload(record, author))
    return _page(kind, record, author, [])


def _upload(record: Record, author: User) -> Messages:
    """Add files; each that is refused is named with its reason, the others are taken."""
    db.session.rollback()  # Nothing is written yet, and looking at files takes its time.
    given = [file for file in request.files.getlist("files") if file.filename]
    received, messages = _received(given)
    for one in received:
        try:
            made = attaching.attach(record, author, one, cabinet().limits)
            messages.append(("success", _("Attached: %(name)s", name=made.name)))
        except TooMuch as problem:
            messages.append(("error", f"{one.name}: {problem}"))
    if not given:
        messages.append(("error", _("Choose a file first.")))
    return messages


def _received(given: list[FileStorage]) -> tuple[list[Received], Messages]:
    received: list[Received] = []
    messages: Messages = []
    for file in given:
        try:
            received.append(receive(file.filename or "", file.stream, cabinet()))
        except Refused as problem:
            messages.append(("error", str(problem)))
        finally:
            file.close()
    return received, messages


@bp.post("/<kind:kind>/<address>/attachments/<int:id>/remove")
def remove(kind: RecordKind, address: str, id: int) -> ResponseReturnValue:
    author, record = require_user(), find(kind, address)
    attachment = _of(record, id)
    attaching.remove(attachment, author)
    return _answer(kind, record, author, [("info", _("Removed: %(name)s", name=attachment.name))])


@bp.post("/<kind:kind>/<address>/attachments/<int:id>/keep")
def keep(kind: RecordKind, address: str, id: int) -> ResponseReturnValue:
    author, record = require_user(), find(kind, address)
    attachment = _of(record, id)
    attaching.keep(attachment, author)
    return _answer(kind, record, author, [("info", _("It stays: %(name)s", name=attachment.name))])


@bp.post("/<kind:kind>/<address>/attachments/<int:id>/describe")
def describe(kind: RecordKind, address: str, id: int) -> ResponseReturnValue:
    author, record = require_user(), find(kind, address)
    attaching.describe(_of(record, id), author, _description())
    return _answer(kind, record, author, [("success", _("Saved."))])


def _description() -> Description:
    caption = " ".join(clean(request.form.get("caption", "")).split())
    if len(caption) > LONGEST_CAPTION:
        raise DomainError(_("The caption has at most %(count)s characters.", count=LONGEST_CAPTION))
    place = request.form.get("position", "")
    return Description(
        caption=caption,
        visibility=_visibility(request.form.get("visibility", "")),
        position=int(place) if re.fullmatch("[0-9]{1,3}", place) else None,
    )


def _visibility(given: str) -> Visibility:
    try:
        return Visibility(given)
    except ValueError:
        raise DomainError(_("Choose who may read the file.")) from None


def _of(record: Record, id: int) -> Attachment:
    """The record's attachment, or 404; what changes it asks for the right to edit."""
    found = db.session.get(Attachment, id) if id < 2**31 else None
    if found is None or found.record_id != record.id or not may_download(current_user(), found):
        abort(404)
    return found


def _answer(
    kind: RecordKind, record: Record, author: User, messages: Messages
) -> ResponseReturnValue:
    """Back to the files; where nothing could be done, 422 and the reasons."""
    if "HX-Request" in request.headers or all(tone == "error" for tone, _sentence in messages):
        return _page(kind, record, author, messages)
    for tone, sentence in messages:
        flash(sentence, tone)
    return redirect(f"/{kind.slug}/{record.address}/attachments", 303)


def _page(
    kind: RecordKind, record: Record, author: User, messages: Messages
) -> ResponseReturnValue:
    """The whole page, or for the script only the part that changes."""
    fragment = "HX-Request" in request.headers
    name = "catalog/_attachments.html" if fragment else "catalog/attachments.html"
    shown = attached(kind, record, author, messages)
    wrong = bool(messages) and all(tone == "error" for tone, _sentence in messages)
    return render_template(name, kind=kind, record=record, attached=shown), 422 if wrong else 200
