"""Stepping: an activity is announced, held, reported or cancelled by proposing just that."""

from collections.abc import Mapping
from typing import Any

from kb.accounts.users import User
from kb.activities.activities import Activity, Progress
from kb.activities.steps import lacking, open_to, require_next
from kb.clock import today
from kb.db import db
from kb.errors import DomainError
from kb.publishing import workflow
from kb.publishing.permissions import may_edit, require
from kb.publishing.revisions import State, decode, latest, snapshot


def newest(activity: Activity) -> dict[str, Any]:
    """What the newest version says of it, whether it is published or not."""
    revision = latest(activity)
    content = snapshot(activity) | (revision.content if revision else {})
    return decode(Activity, content)


def is_under_review(activity: Activity) -> bool:
    revision = latest(activity)
    return revision is not None and revision.state is State.SUBMITTED


def steps_for(person: User | None, activity: Activity) -> list[Progress]:
    """The steps that this person may take now; none while a change is under review."""
    if person is None or activity.withdrawn_at is not None or not may_edit(person, activity):
        return []
    return [] if is_under_review(activity) else open_to(newest(activity), today())


def propose_step(
    activity: Activity, wanted: Progress, facts: Mapping[str, Any], person: User, version: int
) -> None:
    """Propose the step with what belongs to it, and hand it to the secretariat.

    An open draft of the activity is taken along. Readers see the step once it is published. Raises
    Conflict for a step that does not follow and for a `version` that is not the activity's.
    """
    require(may_edit(person, activity))
    # Of two at once the second waits, and then finds the step taken.
    db.session.refresh(activity, with_for_update=True)
    content = newest(activity)
    require_next(content["progress"], wanted)
    content |= {**facts, "progress": wanted}
    lacks = lacking(content, today())
    if lacks:
        raise DomainError(" ".join(lacks.values()))
    workflow.save(activity, person, content, version)
    workflow.submit(activity, person)
