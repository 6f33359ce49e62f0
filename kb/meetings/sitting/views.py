"""The pages of a meeting in session: attendance with its quorum, and notes of each item."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from kb.accounts.sign_in import require_user
from kb.db import db
from kb.meetings import session
from kb.meetings.agenda import AgendaItem
from kb.meetings.calling.forms import differing, opened_version
from kb.meetings.invitations import Invitation, of_meeting
from kb.meetings.inviting.forms import GuestForm
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.rights import may_take_down
from kb.meetings.session import MARKED, TAKEN_DOWN, Mark
from kb.meetings.sitting.forms import NotesForm
from kb.meetings.views import find, find_to_run
from kb.publishing.permissions import require
from kb.text.folding import clean
from kb.web.fields import render_form

bp = Blueprint("sitting", __name__)

LONGEST_NAME = 80


@bp.post("/meetings/<int:id>/open")
def begin(id: int) -> ResponseReturnValue:
    """The meeting begins."""
    meeting, staff = find_to_run(id)
    session.begin(meeting, staff)
    flash(_("The meeting is in session. Mark who is there."), "success")
    return redirect(f"{meeting.address}/attendance", 303)


@bp.post("/meetings/<int:id>/close")
def close(id: int) -> ResponseReturnValue:
    """The meeting ends."""
    meeting, staff = find_to_run(id)
    session.close(meeting, staff)
    flash(_("The meeting has ended. The minutes can be drafted."), "success")
    return redirect(meeting.address, 303)


@bp.get("/meetings/<int:id>/attendance")
def attendance(id: int) -> ResponseReturnValue:
    """One screen with everybody invited, a button for each mark, and the quorum."""
    meeting, _staff = find_to_run(id)
    return _page(meeting)


def _page(meeting: Meeting) -> str:
    """The whole page, or for the script only the part that changes."""
    fragment = "HX-Request" in request.headers
    name = "meetings/sitting/_marks.html" if fragment else "meetings/sitting/attendance.html"
    return render_template(
        name,
        meeting=meeting,
        invitations=of_meeting(meeting),
        quorum=session.quorum(meeting),
        marks=[Mark.PRESENT, Mark.SUBSTITUTE, Mark.LEAVE, Mark.ABSENT],
        can_mark=meeting.state in MARKED,
        in_session=meeting.state is MeetingState.IN_SESSION,
        form=GuestForm(formdata=None),
    )


@bp.post("/meetings/<int:id>/attendance/<int:number>")
def mark(id: int, number: int) -> ResponseReturnValue:
    """One mark for one person."""
    meeting, staff = find_to_run(id)
    invitation = db.session.get(Invitation, number)
    given = request.form.get("mark", "")
    if invitation is None or invitation.meeting_id != meeting.id:
        abort(404)
    if given not in {each.value for each in Mark}:
        abort(400)
    name = " ".join(clean(request.form.get("substitute", "")).split())[:LONGEST_NAME]
    session.mark(invitation, staff, Mark(given), name)
    if "HX-Request" in request.headers:
        return _page(meeting)
    return redirect(f"{meeting.address}/attendance#person-{number}", 303)


@bp.post("/meetings/<int:id>/attendance/all")
def mark_all(id: int) -> ResponseReturnValue:
    """Everybody who is not marked, as they have answered."""
    meeting, staff = find_to_run(id)
    marked = session.mark_as_answered(meeting, staff)
    if "HX-Request" in request.headers:
        return _page(meeting)
    words = ngettext("%(num)s person is marked.", "%(num)s people are marked.", marked)
    flash(words, "success" if marked else "info")
    return redirect(f"{meeting.address}/attendance", 303)


@bp.route("/meetings/<int:id>/notes/<int:number>", methods=["GET", "POST"])
def notes(id: int, number: int) -> ResponseReturnValue:
    """What is said about one item, and what comes of it."""
    person, meeting = require_user(), find(id)
    require(may_take_down(person, meeting))
    item = db.session.get(AgendaItem, number)
    if item is None or item.meeting_id != meeting.id:
        abort(404)
    form, theirs = NotesForm(data={"notes": item.notes, "outcome": item.outcome}), []
    if form.validate_on_submit():
        theirs = _kept_apart(item, form)
        if not theirs:
            session.take_down(item, person, form.notes.data, form.outcome.data, item.version)
            flash(_("Noted."), "success")
            return redirect(f"{meeting.address}#item-{item.id}", 303)
    can_write = meeting.state in TAKEN_DOWN
    facts = {"meeting": meeting, "item": item, "theirs": theirs, "can_write": can_write}
    page, status = render_form("meetings/sitting/notes.html", form, **facts)
    return page, 409 if theirs else status


def _kept_apart(item: AgendaItem, form: NotesForm) -> list[tuple[str, str]]:
    """What somebody else has written meanwhile, where it is not the same."""
    db.session.refresh(item, with_for_update=True)
    if opened_version() == item.version:
        return []
    return differing(form, {"notes": item.notes, "outcome": item.outcome})
