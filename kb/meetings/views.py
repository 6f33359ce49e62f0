"""The pages of meetings that everybody has: the list, and one meeting."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance.bodies import all_bodies, by_slug
from kb.catalog.page import safe_html
from kb.db import db
from kb.meetings import calendar
from kb.meetings.calendar import Asked
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.page import gather
from kb.meetings.rights import may_propose, may_run, may_see
from kb.publishing.permissions import is_staff, require

bp = Blueprint("meetings", __name__)


@bp.get("/meetings")
@public
def index() -> ResponseReturnValue:
    """Meetings to come and past ones, as far as the reader may know of them."""
    reader, asked = current_user(), _asked()
    return render_template(
        "meetings/index.html",
        upcoming=calendar.upcoming(reader, asked),
        years=calendar.past(reader, asked),
        asked=asked,
        bodies=all_bodies(),
        states=list(MeetingState),
        plans=is_staff(reader),
        proposes=may_propose(reader),
    )


def _asked() -> Asked:
    """What the address asks for; what it cannot mean is passed over."""
    state = request.args.get("state", "")
    return Asked(
        by_slug(request.args.get("body", "")),
        MeetingState(state) if state in {each.value for each in MeetingState} else None,
    )


@bp.get("/meetings/<int:id>")
@public
def page(id: int) -> ResponseReturnValue:
    """One meeting with all its parts."""
    meeting, reader = find(id), current_user()
    shown = gather(meeting, reader)
    return render_template(
        "meetings/meeting.html",
        **vars(shown),
        notice=safe_html(meeting.notice_text) if shown.may.within else "",
        safe_html=safe_html,
    )


def find(id: int) -> Meeting:
    """The meeting, or 404 for what does not exist and what this reader may not see. Visitors are
    led to the sign-in for both: they may come from a mail that invites them.
    """
    meeting, reader = db.session.get(Meeting, id), current_user()
    if meeting is None or not may_see(reader, meeting):
        if reader is None:
            abort(redirect(url_for("accounts.sign_in", next=request.path), 303))
        abort(404)
    return meeting


def find_to_run(id: int) -> tuple[Meeting, User]:
    """The meeting, and who runs it; 403 for others who see it."""
    user = require_user()
    meeting = find(id)
    require(may_run(user, meeting))
    return meeting, user
