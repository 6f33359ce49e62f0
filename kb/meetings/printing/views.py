"""The documents of a meeting: Word, PDF, print and the whole as one archive."""

from urllib.parse import quote

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public
from kb.catalog.files import HIGHEST, cabinet
from kb.db import db
from kb.meetings import bundle, documents, readable, sheets
from kb.meetings.invitations import of_meeting
from kb.meetings.meetings import Meeting
from kb.meetings.minutes import Minutes
from kb.meetings.resolutions import Resolution
from kb.meetings.rights import is_within, may_read_resolution, may_see
from kb.office.bundles import safe, streamed
from kb.office.official import OfficialDocument
from kb.web import papers

bp = Blueprint("printing", __name__, url_prefix="/documents")


@bp.get("/minutes/<address>.<extension>")
@public
def minutes(address: str, extension: str) -> ResponseReturnValue:
    """Minutes, published or as a draft, by number or by the draft's own address."""
    return papers.sent(bundle.minutes_paper(_minutes(address)), extension)


@bp.get("/minutes/<address>/print")
@public
def print_minutes(address: str) -> str:
    return papers.page(bundle.minutes_paper(_minutes(address)))


@bp.get("/resolutions/<int:id>.<extension>")
@public
def resolution(id: int, extension: str) -> ResponseReturnValue:
    """One resolution with its count."""
    return papers.sent(documents.resolution_document(_resolution(id)), extension)


@bp.get("/resolutions/<int:id>/print")
@public
def print_resolution(id: int) -> str:
    return papers.page(documents.resolution_document(_resolution(id)))


@bp.get("/meetings/<int:id>.zip")
@public
def whole(id: int) -> Response:
    """All documents and papers of a meeting that this reader may have, packed while they go."""
    reader, meeting = current_user(), _meeting(id)
    entries = bundle.entries(reader, meeting, cabinet().store)
    response = Response(streamed(entries), mimetype="application/zip")
    name = quote(f"{meeting.day.isoformat()} {safe(meeting.title)}.zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@bp.get("/meetings/<int:id>/<paper>.<extension>")
@public
def of_meeting_as_file(id: int, paper: str, extension: str) -> ResponseReturnValue:
    """Notice, sign-in sheet or list of follow-ups."""
    return papers.sent(_paper(_meeting(id), paper), extension)


@bp.get("/meetings/<int:id>/<paper>/print")
@public
def print_of_meeting(id: int, paper: str) -> str:
    return papers.page(_paper(_meeting(id), paper))


# ---- Finding; what somebody may not see is not there ----


def _meeting(id: int) -> Meeting:
    found = db.session.get(Meeting, id) if id <= HIGHEST else None
    if found is None or not may_see(current_user(), found):
        abort(404)
    return found


def _paper(meeting: Meeting, name: str) -> OfficialDocument:
    """The document of this name, as far as this reader may have it."""
    reader = current_user()
    if name == "notice" and readable.has_notice(reader, meeting):
        return documents.notice_document(meeting, readable.items(reader, meeting))
    if name == "attendance" and is_within(reader, meeting):
        return sheets.attendance_sheet(meeting, of_meeting(meeting))
    if name == "follow-ups":
        tasks = readable.follow_ups(reader, meeting)
        if tasks or is_within(reader, meeting):
            return sheets.follow_up_list(meeting, tasks, bundle.unit_names())
    abort(404)


def _minutes(address: str) -> Minutes:
    draft = address.removeprefix("draft-")
    if draft != address and draft.isascii() and draft.isdecimal() and len(draft) < 10:
        query = select(Minutes).where(Minutes.id == int(draft), Minutes.number.is_(None))
    else:
        query = select(Minutes).where(Minutes.number == address)
    found = db.session.scalar(query)
    if found is None or not readable.may_read_minutes(current_user(), found):
        abort(404)
    return found


def _resolution(id: int) -> Resolution:
    found = db.session.get(Resolution, id) if id <= HIGHEST else None
    if found is None or not may_read_resolution(current_user(), found):
        abort(404)
    return found
