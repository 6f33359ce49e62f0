"""An activity's steps: announced, held, reported, cancelled; another one like it; its series."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.activities import page, series, speakers
from kb.activities.activities import Activity, Progress
from kb.activities.clashes import Warnings, warnings_of
from kb.activities.forms import STEP_FORMS, ActivityForm, accepts
from kb.activities.kinds import ACTIVITIES
from kb.activities.stepping import is_under_review, newest, propose_step
from kb.activities.steps import require_next
from kb.catalog import views as catalog
from kb.catalog.merging import number, sent
from kb.libraries.experts import Expert
from kb.publishing.permissions import may_create, may_edit, require
from kb.web.fields import Form, render_form

bp = Blueprint("activity_steps", __name__)

STEPS = {step.value: step for step in STEP_FORMS}


def find(address: str) -> Activity:
    """The activity, or 404 for what does not exist and what this user may not see."""
    record = catalog.find(ACTIVITIES, address)
    assert isinstance(record, Activity)
    return record


@bp.route("/activities/<address>/steps/<step>", methods=["GET", "POST"])
def take_step(address: str, step: str) -> ResponseReturnValue:
    """The short form of one step; what it proposes is published like every change."""
    person, activity, wanted = require_user(), find(address), STEPS.get(step)
    require(may_edit(person, activity))
    if wanted is None:
        abort(404)
    content = newest(activity)
    require_next(content["progress"], wanted)
    form = STEP_FORMS[wanted](data=content)
    if request.method == "GET":
        return _page(activity, wanted, form)
    if not form.validate() or not accepts(form, content | form.content | {"progress": wanted}):
        return _page(activity, wanted, form)
    version = number(request.form.get("version", ""))
    if version != activity.version or is_under_review(activity):
        return _page(activity, wanted, form, content)[0], 409
    propose_step(activity, wanted, form.content, person, version)
    flash(_("Handed to the secretariat. Readers see it once it is published."), "success")
    return redirect(f"/activities/{activity.address}", 303)


def _page(
    activity: Activity, wanted: Progress, form: Form, now: Mapping[str, Any] | None = None
) -> tuple[str, int]:
    """The form; of a stale one also what is stored now, which it meets when it is sent again."""
    opened_with = number(request.form.get("version", "")) if now is None else 0
    context = {
        "activity": activity,
        "wanted": wanted,
        "words": page.STEP_WORDS[wanted],
        "version": opened_with or activity.version,
        "waits": is_under_review(activity),
        "theirs": page.differing(form, now) if now else [],
        "is_stale": now is not None,
    }
    return render_form("activities/step.html", form, **context)


@bp.post("/activities/<address>/again")
def again(address: str) -> ResponseReturnValue:
    """Begin another one like it, or the next of its series."""
    person, activity = require_user(), find(address)
    form = ActivityForm(formdata=None)
    words = {name: sent(value, form[name]) for name, value in series.like(activity).items()}
    return redirect(series.begin_another(activity, words, person), 303)


@bp.get("/activities/series/<name>")
@public
def of_series(name: str) -> str:
    """All activities under one name, the latest first."""
    reader = current_user()
    found = series.of_name(name, reader)
    if not found:
        abort(404)
    rows = [page.row_of(one) for one in found]
    goes_on = may_create(reader, Activity)
    return render_template("activities/series.html", name=name, rows=rows, goes_on=goes_on)


@bp.get("/activities/new/warnings")
def warnings() -> str:
    """What a form under the pen should know of other activities, to be drawn beside it."""
    person = require_user()
    require(may_create(person, Activity))
    form = ActivityForm(formdata=request.args, meta={"csrf": False})
    found = warnings_of(form.content, person, _under_the_pen())
    return render_template("activities/_warnings.html", warnings=found)


def _under_the_pen() -> Activity | None:
    address = request.args.get("of", "")[:40]
    return find(address) if address else None


@bp.app_template_global()
def activity_page(record: Activity) -> page.Drawn:
    """What `activities/activity.html` draws beside what every record's page has."""
    return page.drawn(record, current_user())


@bp.app_template_global()
def activity_warnings(form: ActivityForm, record: Activity | None) -> Warnings:
    """What stands beside the form of an activity."""
    return warnings_of(form.content, current_user(), record)


@bp.app_template_global()
def talks_of(expert: Expert) -> list[speakers.Talk]:
    """For an expert's page: the talks given at activities."""
    return speakers.talks_of(expert, current_user())
