"""Steps: a project reaches its next stage, as a proposal that the secretariat publishes."""

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.libraries.projects import Project, Stage
from kb.libraries.staging.forms import ON_THE_GROUND, Step
from kb.publishing import workflow
from kb.publishing.permissions import may_edit, require
from kb.publishing.revisions import State, decode, latest, live


def ahead(project: Project) -> list[Stage]:
    """The stages that it has not reached."""
    order = list(Stage)
    return order[order.index(project.stage) + 1 :]


def is_under_review(project: Project) -> bool:
    newest = latest(project)
    return newest is not None and newest.state is State.SUBMITTED


def move_on(project: Project, step: Step, author: User, version: int | None = None) -> None:
    """Propose that it has reached a later stage, on a day and with what proves it, and submit.

    Builds on the newest text. Raises Conflict when somebody was quicker, DomainError for a stage
    that does not come after the present one, or a day before the last.
    """
    require(may_edit(author, project))
    db.session.refresh(project, with_for_update=True)
    newest = latest(project)
    content = decode(Project, newest.content if newest else live(project))
    if step.stage not in ahead(project):
        raise Conflict(_("The project has reached this stage already. Reload the page."))
    milestones = list(content.get("milestones") or ())
    if milestones and milestones[-1]["stage"] == step.stage:
        raise Conflict(_("A proposal for this stage is open already. Edit or submit that one."))
    if milestones and step.on.isoformat() < milestones[-1]["on"]:
        raise DomainError(_("The days must be in order: %(day)s.", day=milestones[-1]["on"]))
    landing = step.landing_city or content.get("landing_city")
    if step.stage in ON_THE_GROUND and not landing:
        raise DomainError(_("Say in which city it has landed."))
    row = {"stage": step.stage.value, "on": step.on.isoformat(), "proof": step.proof}
    content |= {"stage": step.stage, "milestones": [*milestones, row], "landing_city": landing}
    if step.stage is Stage.LANDED:
        content["landed_on"] = content.get("landed_on") or step.on
    workflow.save(project, author, content, version)
    workflow.submit(project, author)
