"""Records of draws and letters of appointment: Word, PDF and pages to print."""

from io import BytesIO

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public
from kb.catalog.files import HIGHEST
from kb.db import db
from kb.empowerment import printed, reading_draws
from kb.empowerment.letters import AppointmentLetter, may_have
from kb.errors import DomainError
from kb.office.bundles import safe
from kb.office.file_types import FileType
from kb.office.official import OfficialDocument
from kb.office.official_files import pdf, word
from kb.office.refusals import Refusal, Unfit
from kb.publishing.permissions import is_staff

bp = Blueprint("committee_papers", __name__)


@bp.get("/draws/<number>/<any(record, internal):paper>.<extension>")
@public
def record(number: str, paper: str, extension: str) -> ResponseReturnValue:
    """The record of a draw; `internal` is the secretariat's, with who stood back and why."""
    return _sent(_record(number, paper), extension)


@bp.get("/draws/<number>/<any(record, internal):paper>/print")
@public
def print_record(number: str, paper: str) -> str:
    return _page(_record(number, paper))


@bp.get("/committee/letters/<int:id>.<extension>")
def letter(id: int, extension: str) -> ResponseReturnValue:
    """The letter of appointment, for staff and whose it is."""
    return _sent(_letter(id), extension)


@bp.get("/committee/letters/<int:id>/print")
def print_letter(id: int) -> str:
    return _page(_letter(id))


# ---- Finding; what somebody may not see is not there ----


def _record(number: str, paper: str) -> OfficialDocument:
    reader, draw = current_user(), reading_draws.by_number(number[:40])
    if draw is None or not reading_draws.may_see(reader, draw):
        abort(404)
    if paper == "record":
        # As for a visitor: a paper goes from hand to hand, whoever has printed it.
        return printed.record_document(draw, reading_draws.entries(None, draw))
    if not is_staff(reader):
        abort(404)
    entries = reading_draws.entries(reader, draw)
    return printed.record_document(draw, entries, reading_draws.stood_back(draw))


def _letter(id: int) -> OfficialDocument:
    found = db.session.get(AppointmentLetter, id) if id <= HIGHEST else None
    if found is None or not may_have(current_user(), found):
        abort(404)
    return printed.letter_document(found)


# ---- Sending ----


def _sent(paper: OfficialDocument, extension: str) -> Response:
    """The document as a file of this kind, to be saved under its Chinese name."""
    if extension not in (FileType.DOCX, FileType.PDF):
        abort(404)
    kind = FileType(extension)
    try:
        if kind is FileType.DOCX:
            data = word(paper)
        else:
            data = pdf(paper, str(current_app.config["KB_FONTS"]))
    except Unfit as unfit:
        if unfit.refusal is not Refusal.TOO_MUCH:
            raise
        problem = _("This document is too long for a file. Open its page to print and print that.")
        raise DomainError(problem) from unfit
    name = f"{safe(paper.file_name)}.{extension}"
    return send_file(
        BytesIO(data), mimetype=kind.mime, as_attachment=True, download_name=name, etag=False
    )


def _page(paper: OfficialDocument) -> str:
    """The document as a page that prints as it should; the layout is that of all papers."""
    here = request.path.removesuffix("/print")
    return render_template("meetings/printing/print.html", paper=paper, here=here)
