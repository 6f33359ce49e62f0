"""The pages of resolutions and votes."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance.bodies import all_bodies
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict
from kb.meetings import closing, drafting, register, voting, written
from kb.meetings.ballots import is_uncounted, is_written, why_not
from kb.meetings.deciding import page as pages
from kb.meetings.deciding.forms import (
    BallotForm,
    DraftForm,
    WrittenForm,
    content_of,
    takes,
)
from kb.meetings.meetings import Meeting
from kb.meetings.register import Asked, Standing
from kb.meetings.resolutions import Resolution
from kb.meetings.rights import is_within, may_read_resolution, may_run
from kb.publishing.permissions import is_staff, require
from kb.web.downloads import attachment
from kb.web.fields import render_form
from kb.web.paging import Page

bp = Blueprint("deciding", __name__)


@bp.get("/meetings/<int:id>/votes")
def votes(id: int) -> ResponseReturnValue:
    """Where the seats vote, and the secretariat sees who has."""
    return _votes_page(_meeting(id))


@bp.post("/meetings/<int:id>/votes/count")
def count(id: int) -> ResponseReturnValue:
    """Count a written vote whose time is over, when the work in the background does not."""
    meeting = _run_meeting(id)
    written.tend(meeting, utcnow())
    return redirect(f"{meeting.address}/votes", 303)


@bp.route("/meetings/<int:id>/resolutions/new", methods=["GET", "POST"])
def new(id: int) -> ResponseReturnValue:
    """Draft a resolution of this meeting; `?item=` names the item it belongs to."""
    meeting = _run_meeting(id)
    form = DraftForm(meeting, data={"item_id": request.args.get("item", type=int)})
    if form.validate_on_submit() and takes(
        form, lambda: drafting.draft(meeting, form.wording, require_user())
    ):
        flash(_("The draft is saved. Open its vote when the meeting has come to it."), "success")
        return redirect(f"{meeting.address}/votes", 303)
    return render_form("meetings/deciding/form.html", form, meeting=meeting, resolution=None)


@bp.route("/meetings/written/new", methods=["GET", "POST"])
def call() -> ResponseReturnValue:
    """Call a written vote."""
    user = require_user()
    require(is_staff(user))
    form = WrittenForm()
    if form.validate_on_submit() and (
        meeting := takes(form, lambda: written.call(form.call, [form.wording], user))
    ):
        flash(_("The written vote stands. It opens and closes by itself."), "success")
        return redirect(f"{meeting.address}/votes", 303)
    return render_form("meetings/deciding/written.html", form)


@bp.route("/resolutions/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    """Change a draft."""
    resolution, meeting = _run_resolution(id)
    drafting.require_draft(resolution)
    form = DraftForm(meeting, data=content_of(resolution))
    shown: dict[str, Any] = {"meeting": meeting, "resolution": resolution, "stored": None}
    if not form.validate_on_submit():
        return render_form("meetings/deciding/form.html", form, **shown)
    version = int(form.version.data) if form.version.data.isdecimal() else 0
    try:
        drafting.change(resolution, form.wording, require_user(), version)
    except Conflict as conflict:
        # What was typed stays in the form, what is stored stands beside it.
        form.version.data, form.version.raw_data = str(resolution.version), None
        shown |= {"stored": DraftForm(meeting, formdata=None, data=content_of(resolution))}
        return render_template(
            "meetings/deciding/form.html", form=form, conflict=str(conflict), **shown
        ), 409
    flash(_("Saved."), "success")
    return redirect(f"{meeting.address}/votes", 303)


@bp.post("/resolutions/<int:id>/drop")
def drop(id: int) -> ResponseReturnValue:
    resolution, meeting = _run_resolution(id)
    drafting.drop(resolution, require_user())
    flash(_("The draft has been taken back."), "success")
    return redirect(f"{meeting.address}/votes", 303)


@bp.post("/resolutions/<int:id>/open")
def open_vote(id: int) -> ResponseReturnValue:
    resolution, meeting = _run_resolution(id)
    voting.open_vote(resolution, require_user())
    flash(_("The vote is open."), "success")
    return redirect(f"{meeting.address}/votes#resolution-{id}", 303)


@bp.post("/resolutions/<int:id>/vote")
def vote(id: int) -> ResponseReturnValue:
    """A seat votes."""
    resolution, form = _find(id), BallotForm()
    meeting = _meeting(resolution.meeting_id or 0)
    if not form.validate_on_submit():
        return _votes_page(meeting, {resolution.id: form})
    voting.cast(resolution, form.ballot, require_user())
    flash(_("The vote counts: %(choice)s", choice=form.ballot.choice.label), "success")
    return redirect(f"{meeting.address}/votes#resolution-{id}", 303)


@bp.post("/resolutions/<int:id>/close")
def close_vote(id: int) -> ResponseReturnValue:
    resolution, meeting = _run_resolution(id)
    voting.close(resolution, require_user())
    if resolution.result is not None:
        flash(_("The vote is closed: %(result)s", result=resolution.result.label), "success")
    return redirect(f"{meeting.address}/votes#resolution-{id}", 303)


@bp.get("/resolutions")
@public
def index() -> ResponseReturnValue:
    """The register, by body, year and standing."""
    reader, asked = current_user(), Asked.read(request.args)
    found = register.entries(asked, reader, utcnow())
    paging = Page.of(request.args, len(found))
    return render_template(
        "meetings/deciding/register.html",
        entries=found[paging.offset : paging.offset + paging.size],
        total=len(found),
        asked=asked,
        bodies=all_bodies(),
        years=register.years(reader),
        standings=list(Standing),
        owner=lambda resolution: register.owner(resolution, reader is not None),
        page={"number": paging.number, "addresses": _addresses(paging)},
        query=request.query_string.decode(errors="replace"),
        may_call=is_staff(reader),
    )


@bp.get("/resolutions.xlsx")
@public
def as_table() -> ResponseReturnValue:
    reader = current_user()
    data = register.table(register.entries(Asked.read(request.args), reader, utcnow()), reader)
    return attachment(data, _("Resolutions"))


@bp.get("/resolutions/<int:id>")
@public
def detail(id: int) -> ResponseReturnValue:
    """One resolution with all that it rests on."""
    resolution = _find(id)
    return render_template(
        "meetings/deciding/resolution.html",
        resolution=resolution,
        **pages.resolution_page(resolution, current_user()),
    )


@bp.post("/resolutions/<int:id>/done")
def done(id: int) -> ResponseReturnValue:
    """Close a resolution that is carried out, with evidence."""
    resolution = _find(id)
    closing.close(resolution, require_user())
    flash(_("The resolution is closed as carried out."), "success")
    return redirect(resolution.address, 303)


def _votes_page(meeting: Meeting, wrong: dict[int, BallotForm] | None = None) -> tuple[str, int]:
    """The page; `wrong` are ballots that could not be read, by resolution."""
    reader, now = require_user(), utcnow()
    papers = pages.papers(meeting, reader, now)
    has_seat = any(paper.own for paper in papers)
    page = render_template(
        "meetings/deciding/votes.html",
        meeting=meeting,
        papers=papers,
        is_written=is_written(meeting),
        is_uncounted=is_uncounted(meeting, now),
        runs=may_run(reader, meeting),
        why_not="" if has_seat or not papers else why_not(reader, meeting, now),
        wrong=wrong or {},
    )
    return page, 422 if wrong else 200


def _addresses(paging: Page) -> dict[int, str]:
    kept = {name: value for name, value in request.args.items() if name != "page"}
    return {
        number: f"/resolutions?{urlencode(kept | {'page': number})}"
        for number in paging.numbers
        if number is not None
    }


def _meeting(id: int) -> Meeting:
    """The meeting, or 404 for who does not belong to it."""
    meeting = db.session.get(Meeting, id)
    if meeting is None or not is_within(current_user(), meeting):
        abort(404)
    return meeting


def _run_meeting(id: int) -> Meeting:
    meeting = _meeting(id)
    require(may_run(current_user(), meeting))
    return meeting


def _find(id: int) -> Resolution:
    """The resolution, or 404 for what this reader may not see."""
    resolution = db.session.get(Resolution, id)
    if resolution is None or not may_read_resolution(current_user(), resolution):
        abort(404)
    return resolution


def _run_resolution(id: int) -> tuple[Resolution, Meeting]:
    resolution = _find(id)
    return resolution, _run_meeting(resolution.meeting_id or 0)
