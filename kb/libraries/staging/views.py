"""Projects by stage and on a line of time; and the short form of the next stage."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance import names
from kb.catalog import views as catalog
from kb.catalog.merging import number
from kb.clock import today
from kb.errors import Conflict, DomainError
from kb.libraries import cobuilt
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import Project, Stage
from kb.libraries.staging import board, steps
from kb.libraries.staging.course import course, shares
from kb.libraries.staging.forms import ON_THE_GROUND, StepForm
from kb.publishing.permissions import may_create, may_edit, require
from kb.web.fields import render_form

bp = Blueprint("staging", __name__)


@bp.get("/libraries/projects-board")
@public
def by_stage() -> ResponseReturnValue:
    """A column for each stage; on a phone one at a time."""
    asked = _asked()
    chosen = board.narrowed(asked["city"], asked["co_built"])
    columns = board.columns(current_user(), *chosen)
    stage = request.args.get("stage", "")
    first = next((c.stage.value for c in columns if c.cards), Stage.RESERVE.value)
    return render_template(
        "libraries/staging/board.html",
        columns=columns,
        here=stage if stage in set(Stage) else first,
        **_frame(asked, "/libraries/projects-board"),
    )


@bp.get("/libraries/projects-timeline")
@public
def on_a_line() -> ResponseReturnValue:
    """A lane for each project whose stages have days."""
    asked = _asked()
    chosen = board.narrowed(asked["city"], asked["co_built"])
    return render_template(
        "libraries/staging/timeline.html",
        timeline=board.timeline(current_user(), today(), *chosen),
        **_frame(asked, "/libraries/projects-timeline"),
    )


def _asked() -> dict[str, Any]:
    """What the address asks for; what there is not is passed over."""
    city = request.args.get("city", "")
    return {
        "city": city if city in names.city_names() else "",
        "co_built": request.args.get("co_built") == "yes",
    }


def _frame(asked: dict[str, Any], here: str) -> dict[str, Any]:
    reader, city = current_user(), asked["city"]
    narrowed = board.narrowed(city, False)
    return {
        "asked": asked,
        "here_href": here,
        "kind": PROJECTS,
        "cities": names.city_names(),
        "counted": cobuilt.count(reader, *narrowed),
        "creates": may_create(reader, Project),
    }


@bp.route("/libraries/projects/<address>/stage", methods=["GET", "POST"])
def next_stage(address: str) -> ResponseReturnValue:
    """Day and proof of the stage that it has reached; the secretariat publishes it."""
    author, project = require_user(), _project(address)
    require(may_edit(author, project))
    ahead = steps.ahead(project)
    if not ahead or steps.is_under_review(project):
        flash(_("No further stage can be proposed now: look at where the project stands."))
        return redirect(f"/{PROJECTS.slug}/{project.address}", 303)
    form = StepForm(data={"stage": ahead[0], "on": today(), "version": project.version})
    status = _moved(project, form) if form.validate_on_submit() else 200
    if status == 303:
        flash(_("Handed in. Readers see the new stage once the secretariat has published it."))
        return redirect(f"/{PROJECTS.slug}/{project.address}", 303)
    page = {"project": project, "kind": PROJECTS, "ahead": ahead}
    text, wrong = render_form("libraries/staging/stage.html", form, **page)
    return text, 409 if status == 409 else wrong


def _moved(project: Project, form: StepForm) -> int:
    """303 when it was handed in; else what stands against it is said beside the field."""
    try:
        version = number(str(form.version.data or "")) or None
        steps.move_on(project, form.step, require_user(), version)
    except Conflict as conflict:
        form.stage.errors = [str(conflict)]
        form.version.data = project.version
        return 409
    except DomainError as fault:
        lacks_city = form.step.stage in ON_THE_GROUND and not form.step.landing_city
        field = form.landing_city if lacks_city and not project.landing_city else form.on
        field.errors = [str(fault)]
        return 422
    return 303


def _project(address: str) -> Project:
    record = catalog.find(PROJECTS, address)
    if not isinstance(record, Project):
        abort(404)
    return record


@bp.app_template_global()
def project_page(record: Project) -> dict[str, Any]:
    """What `libraries/project.html` draws beside what every record's page has."""
    reader = current_user()
    edits = may_edit(reader, record) and not steps.is_under_review(record)
    cities = names.city_names()
    return {
        "course": course(record, today()),
        "shares": shares(record),
        "cities": cities,
        "landing": cities.get(record.landing_city or "", ""),
        "next": next(iter(steps.ahead(record)), None) if edits else None,
    }


@bp.app_template_global()
def stage_label(value: str) -> str:
    return str(Stage(value).label)
