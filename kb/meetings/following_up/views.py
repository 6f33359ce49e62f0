"""The pages of one follow-up: given, changed, reported on, moved on, confirmed."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.files import cabinet, sent
from kb.catalog.site import site
from kb.clock import today
from kb.db import db
from kb.errors import Conflict
from kb.meetings import carrying, evidence, following
from kb.meetings.agenda import AgendaItem
from kb.meetings.evidence import Account
from kb.meetings.files import MeetingFile
from kb.meetings.follow_up_rights import may_decide, may_read, may_report
from kb.meetings.following import Origin
from kb.meetings.following_up.forms import ReportForm, TaskForm, begun, filled
from kb.meetings.following_up.timeline import offered, timeline
from kb.meetings.followups import FollowUp
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Resolution
from kb.publishing.permissions import require
from kb.publishing.reception import Received, Refused, receive
from kb.publishing.records import Record
from kb.text.folding import clean
from kb.web.fields import render_form
from kb.web.sanity import takes_files

bp = Blueprint("followups", __name__)

RECENT = 20
"""Meetings that are offered as the origin of a follow-up."""
Place = TypeVar("Place", Meeting, AgendaItem, Resolution)


@bp.route("/follow-ups/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Give a follow-up out of a meeting, an item or a resolution."""
    author = require_user()
    require(may_decide(author))
    if request.method == "GET" and not request.args:
        newest = select(Meeting).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        meetings = db.session.scalars(newest.limit(RECENT)).all()
        return render_template("meetings/follow_up_origin.html", meetings=meetings)
    origin = _origin()
    form = TaskForm(data=begun(origin))
    form.meeting = origin if isinstance(origin, Meeting) else origin.meeting
    if form.validate_on_submit():
        made = following.give(origin, author, form.asked)
        flash(_("The follow-up is given, and its owner is told."), "success")
        return redirect(made.address, 303)
    return render_form("meetings/follow_up_form.html", form, origin=origin, follow_up=None)


def _origin() -> Origin:
    """What the address names; 404 where it names nothing that is there."""
    found = _named(Resolution) or _named(AgendaItem, "item") or _named(Meeting)
    return found or abort(404)


def _named(model: type[Place], name: str = "") -> Place | None:
    given = request.args.get(name or model.__tablename__, "")
    return db.session.get(model, int(given)) if given.isdecimal() and len(given) < 10 else None


@bp.get("/follow-ups/<int:id>")
def detail(id: int) -> ResponseReturnValue:
    """One follow-up: what is asked, what has been reported, what can be done."""
    return _page(find(id), ReportForm())


def _page(follow_up: FollowUp, form: ReportForm, words: str = "") -> tuple[str, int]:
    reader = require_user()
    return render_form(
        "meetings/follow_up.html",
        form,
        follow_up=follow_up,
        reports=timeline(follow_up, reader, site()),
        offered=offered(words, reader, site()) if words else [],
        words=words,
        day=today(),
        may_report=may_report(reader, follow_up),
        may_decide=may_decide(reader),
        meetings=carrying.meetings_for(follow_up) if may_decide(reader) else [],
    )


@bp.route("/follow-ups/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    """Ask something else, of somebody else or by another day."""
    author, follow_up = require_user(), find(id)
    require(may_decide(author))
    form = TaskForm(data=filled(follow_up))
    form.meeting = follow_up.meeting
    if form.validate_on_submit():
        try:
            following.change(follow_up, author, form.asked, _version(form))
        except Conflict as conflict:
            db.session.rollback()
            return _both(follow_up, form, str(conflict))
        return _done(follow_up, _("Saved."))
    return render_form("meetings/follow_up_form.html", form, origin=None, follow_up=follow_up)


def _version(form: TaskForm) -> int:
    given = str(form.version.data or "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _both(follow_up: FollowUp, form: TaskForm, conflict: str) -> ResponseReturnValue:
    """Nothing typed is lost: the form as it was sent, and beside it what stands there now."""
    form.version.data = str(follow_up.version)
    context = {"origin": None, "follow_up": follow_up, "conflict": conflict}
    return render_template("meetings/follow_up_form.html", form=form, **context), 409


@bp.post("/follow-ups/<int:id>/report")
@takes_files
def report(id: int) -> ResponseReturnValue:
    """How it stands, with a record or files that prove it."""
    author, follow_up, form = require_user(), find(id), ReportForm()
    require(may_report(author, follow_up))
    if request.form.get("then") == "find":
        return _page(follow_up, form, form.number.data)[0]
    is_whole = form.validate_on_submit()
    record, words = _record(form, author)
    received = _received(form) if is_whole and not form.errors else []
    if form.errors:
        return _page(follow_up, form, words)
    evidence.report(follow_up, author, Account(form.text.data, record, received), cabinet().limits)
    return _done(follow_up, _("Reported. The secretariat is told."))


def _record(form: ReportForm, author: User) -> tuple[Record | None, str]:
    """The record chosen or named; where there is none such, the words to search for."""
    given = request.form.get("record", "")[:200] or form.number.data
    found = evidence.by_number(given, author) if given else None
    if given and found is None:
        form.number.errors = [_("Choose the record among those found, or write its number.")]
    return found, given if found is None else ""


def _received(form: ReportForm) -> list[Received]:
    """The files, looked at and kept; where one is refused, the form says why."""
    db.session.rollback()  # Nothing is written yet, and looking at files takes its time.
    received: list[Received] = []
    for file in (file for file in request.files.getlist("files") if file.filename):
        try:
            received.append(receive(file.filename or "", file.stream, cabinet()))
        except Refused as problem:
            form.files.errors = [*form.files.errors, str(problem)]
        finally:
            file.close()
    return received


@bp.post("/follow-ups/<int:id>/block")
def block(id: int) -> ResponseReturnValue:
    follow_up, author = find(id), require_user()
    following.block(follow_up, author, _reason())
    return _done(follow_up, _("Noted as blocked. The due day stays."))


@bp.post("/follow-ups/<int:id>/unblock")
def unblock(id: int) -> ResponseReturnValue:
    return _step(id, following.unblock, _("It is under way again."))


@bp.post("/follow-ups/<int:id>/done")
def confirm(id: int) -> ResponseReturnValue:
    return _step(id, following.confirm, _("Confirmed as done."))


@bp.post("/follow-ups/<int:id>/cancel")
def cancel(id: int) -> ResponseReturnValue:
    follow_up, author = find(id), require_user()
    following.cancel(follow_up, author, _reason())
    return _done(follow_up, _("The follow-up is cancelled."))


@bp.post("/follow-ups/<int:id>/reopen")
def reopen(id: int) -> ResponseReturnValue:
    return _step(id, following.reopen, _("It is to be done again."))


def _step(id: int, move: Callable[[FollowUp, User], None], sentence: str) -> ResponseReturnValue:
    follow_up = find(id)
    move(follow_up, require_user())
    return _done(follow_up, sentence)


def _reason() -> str:
    return clean(request.form.get("reason", "")).strip()[:1000]


@bp.post("/follow-ups/<int:id>/agenda")
def put_on_agenda(id: int) -> ResponseReturnValue:
    """An item of its own in a meeting to come."""
    follow_up, secretary = find(id), require_user()
    require(may_decide(secretary))
    given = request.form.get("meeting", "")
    number = int(given) if given.isdecimal() and len(given) < 10 else 0
    meeting = db.session.get(Meeting, number) or abort(404)
    carrying.put_on_agenda(follow_up, meeting, secretary)
    return _done(follow_up, _("It is an item of its own on the agenda now."))


@bp.get("/follow-ups/files/<int:id>")
def file(id: int) -> ResponseReturnValue:
    """A file that proves something, for who may read the follow-up."""
    found = db.session.get(MeetingFile, id)
    if found is None or found.report is None or not _readable(found.report.follow_up):
        abort(404)
    return sent(found.sha256, found.type, found.name)


def find(id: int) -> FollowUp:
    """The follow-up, or 404 for what does not exist and what this person may not see."""
    follow_up = db.session.get(FollowUp, id)
    return follow_up if follow_up is not None and _readable(follow_up) else abort(404)


def _readable(follow_up: FollowUp) -> bool:
    return may_read(require_user(), follow_up)


def _done(follow_up: FollowUp, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(follow_up.address, 303)
