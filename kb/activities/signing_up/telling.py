"""Telling: who has signed up hears when the activity is cancelled or takes place otherwise.

The change is noticed where it is written, whatever led to it; people are told by a job.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker

from kb.accounts.users import User
from kb.activities.activities import Activity, Progress
from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.activities.signing_up.rights import is_past
from kb.db import db
from kb.jobs.queue import Job
from kb.publishing.events import Event
from kb.publishing.notices import hears, notify
from kb.publishing.telling import writers

JOB = "sign_ups_told"
_WHEN_AND_WHERE = ("starts_on", "ends_on", "hours", "place", "online_address")


def attach(sessions: sessionmaker[Session]) -> None:
    """Let every flush of these sessions notice what those who have signed up must know."""
    event.listen(sessions, "before_flush", _notice)


def _notice(session: Session, _context: UOWTransaction, _instances: object) -> None:
    changed = [
        (thing, news)
        for thing in session.dirty
        if isinstance(thing, Activity) and (news := _news(thing))
    ]
    for activity, news in changed:
        session.add(Job(name=JOB, payload={"activity": activity.id, "news": str(news)}))


def _news(activity: Activity) -> Event | None:
    """What there is to tell of the change that is about to be written."""
    attributes = inspect(activity).attrs
    step = attributes.progress.history
    if step.added and activity.progress is Progress.CANCELLED:
        return Event.ACTIVITY_CANCELLED
    steady = activity.progress is Progress.ANNOUNCED and not step.has_changes()
    moved = any(attributes[name].history.has_changes() for name in _WHEN_AND_WHERE)
    return Event.ACTIVITY_CHANGED if steady and moved else None


def tell(payload: Mapping[str, Any], _progress: object) -> None:
    """Those whom a notice reaches get one; of the others the host learns how many to call."""
    activity, news = db.session.get(Activity, payload["activity"]), Event(payload["news"])
    if activity is None or is_past(activity):
        return
    coming = (
        select(SignUp)
        .join(SignUpSheet)
        .where(SignUpSheet.activity_id == activity.id, SignUp.place != Place.CALLED_OFF)
    )
    facts = {"reason": activity.cancelled_because, "when": _when(activity)}
    unreached = 0
    for one in db.session.scalars(coming).all():
        user = db.session.get(User, one.user_id) if one.user_id is not None else None
        if user is not None and hears(user, activity):
            notify([user], news, activity, href=f"/sign-ups/{one.code}", **facts)
        elif one.phone:
            unreached += 1
    if unreached:
        desk = f"/activities/{activity.number}/sign-ups"
        hosts = writers(activity)
        notify(hosts, Event.SIGN_UPS_TO_CALL, activity, count=str(unreached), href=desk)


def _when(activity: Activity) -> str:
    """Day, hours and place, as far as they are known."""
    day = activity.starts_on.isoformat() if activity.starts_on else ""
    return " ".join(part for part in (day, activity.hours, activity.place) if part)
