"""The pages that plan meetings: a new one, its changes, its end, and series."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.alliance.bodies import Body, by_slug
from kb.db import db
from kb.meetings import planning, series
from kb.meetings.calling.forms import (
    CancelForm,
    MeetingForm,
    NewMeetingForm,
    NewSeriesForm,
    SeriesForm,
    differing,
    opened_version,
    planned,
)
from kb.meetings.meetings import BEFORE, Meeting, MeetingSeries
from kb.meetings.views import find_to_run
from kb.publishing.permissions import is_staff, require
from kb.web.fields import render_form

bp = Blueprint("calling", __name__)


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user


@bp.route("/meetings/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Plan a meeting, of a series or by itself."""
    staff, of = _staff(), _series_asked()
    form = NewMeetingForm(data=_begun(of))
    clashing = []
    if form.validate_on_submit():
        body = db.session.get(Body, form.body.data) or abort(404)
        of = db.session.get(MeetingSeries, form.series.data) if form.series.data else None
        clashing = _clashing(body, form)
        if not clashing:
            made = planning.plan(body, staff, form.plan, of)
            flash(_("The meeting is planned. Convene it when its agenda stands."), "success")
            return redirect(made.address, 303)
    page, status = render_form("meetings/calling/new.html", form, clashing=clashing, of=of)
    return page, 422 if clashing else status


def _series_asked() -> MeetingSeries | None:
    given = request.args.get("series", "")
    is_number = given.isascii() and given.isdecimal() and len(given) < 9
    return db.session.get(MeetingSeries, int(given)) if is_number else None


def _begun(of: MeetingSeries | None) -> dict[str, Any]:
    """What the form begins with: the next one of a series, or the body that was looked at."""
    if of is None:
        body = by_slug(request.args.get("body", ""))
        return {"body": body.id if body else None}
    begins, ends = series.next_times(of)
    facts = {"body": of.body_id, "series": of.id, "kind": of.kind, "manner": of.manner}
    last_day = ends.date() if ends.date() != begins.date() else None
    times = {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
    title = series.title_of(of, begins.date())
    return facts | times | {"last_day": last_day, "place": of.place, "title": title}


def _clashing(body: Body, form: MeetingForm, beside: Meeting | None = None) -> list[Meeting]:
    """Meetings of the same body on that day, unless somebody has seen them and goes on."""
    if "anyway" in request.form:
        return []
    found = planning.clashes(body, form.plan, beside)
    again = [each for each in found if planning.is_same(each, form.plan)]
    return [] if again and beside is None else list(found)


@bp.route("/meetings/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    """Other words, time or place; who is invited already is told."""
    meeting, staff = find_to_run(id)
    form = MeetingForm(data=planned(meeting))
    if not form.validate_on_submit():
        return _edit_page(meeting, form, CancelForm(formdata=None))
    if opened_version() != meeting.version:
        page, _status = _edit_page(
            meeting, form, CancelForm(formdata=None), theirs=differing(form, planned(meeting))
        )
        return page, 409
    if clashing := _clashing(meeting.body, form, meeting):
        return _edit_page(meeting, form, CancelForm(formdata=None), clashing=clashing)[0], 422
    planning.change(meeting, staff, form.plan)
    flash(_("Saved."), "success")
    return redirect(meeting.address, 303)


@bp.post("/meetings/<int:id>/cancel")
def cancel(id: int) -> ResponseReturnValue:
    """It does not take place; who is invited is told why."""
    meeting, staff = find_to_run(id)
    form = CancelForm()
    if not form.validate_on_submit():
        return _edit_page(meeting, MeetingForm(formdata=None, data=planned(meeting)), form)
    planning.cancel(meeting, staff, form.reason.data)
    flash(_("The meeting is cancelled. Its items wait for another one."), "success")
    return redirect(meeting.address, 303)


def _edit_page(
    meeting: Meeting, form: MeetingForm, cancelling: CancelForm, **more: Any
) -> tuple[str, int]:
    context = {"meeting": meeting, "cancelling": cancelling, "version": meeting.version}
    context |= {"theirs": [], "clashing": [], "is_open": meeting.state in BEFORE} | more
    page, status = render_form("meetings/calling/edit.html", form, **context)
    return page, 422 if cancelling.errors else status


@bp.get("/meetings/series")
def series_list() -> ResponseReturnValue:
    """Meetings that come again, each with the way to the next one."""
    _staff()
    rows = [(each, series.newest(each)) for each in series.all_series()]
    return render_template("meetings/calling/series.html", rows=rows)


@bp.route("/meetings/series/new", methods=["GET", "POST"])
def new_series() -> ResponseReturnValue:
    staff, form = _staff(), NewSeriesForm()
    if not form.validate_on_submit():
        return render_form("meetings/calling/series_form.html", form, series=None, theirs=[])
    body = db.session.get(Body, form.body.data) or abort(404)
    series.begin(body, staff, form.template)
    flash(_("Saved."), "success")
    return redirect("/meetings/series", 303)


@bp.route("/meetings/series/<int:id>/edit", methods=["GET", "POST"])
def edit_series(id: int) -> ResponseReturnValue:
    staff, found = _staff(), db.session.get(MeetingSeries, id) or abort(404)
    now = {name: getattr(found, name) for name in series.Template.__dataclass_fields__}
    form = SeriesForm(data=now)
    theirs: list[tuple[str, str]] = []
    if form.validate_on_submit():
        theirs = [] if opened_version() == found.version else differing(form, now)
        if not theirs:
            series.change(found, staff, form.template)
            flash(_("Saved."), "success")
            return redirect("/meetings/series", 303)
    page, status = render_form(
        "meetings/calling/series_form.html", form, series=found, theirs=theirs
    )
    return page, 409 if theirs else status
