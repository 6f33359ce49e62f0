"""Records of draws and letters of appointment: Word, PDF and pages to print."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from kb.accounts.sign_in import current_user, public
from kb.catalog.files import HIGHEST
from kb.db import db
from kb.empowerment import printed, reading_draws
from kb.empowerment.letters import AppointmentLetter, may_have
from kb.office.official import OfficialDocument
from kb.publishing.permissions import is_staff
from kb.web import papers

bp = Blueprint("committee_papers", __name__)


@bp.get("/draws/<number>/<any(record, internal):paper>.<extension>")
@public
def record(number: str, paper: str, extension: str) -> ResponseReturnValue:
    """The record of a draw; `internal` is the secretariat's, with who stood back and why."""
    return papers.sent(_record(number, paper), extension)


@bp.get("/draws/<number>/<any(record, internal):paper>/print")
@public
def print_record(number: str, paper: str) -> str:
    return papers.page(_record(number, paper))


@bp.get("/committee/letters/<int:id>.<extension>")
def letter(id: int, extension: str) -> ResponseReturnValue:
    """The letter of appointment, for staff and whose it is."""
    return papers.sent(_letter(id), extension)


@bp.get("/committee/letters/<int:id>/print")
def print_letter(id: int) -> str:
    return papers.page(_letter(id))


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
