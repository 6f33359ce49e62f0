"""Series: activities that follow one another under one name, and another one like an old one."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.activities.activities import Activity, Precision, Progress
from kb.db import db
from kb.publishing import drafts
from kb.publishing.permissions import may_create, may_read, readable_by, require
from kb.publishing.revisions import decode, snapshot

ITS_OWN = {
    **dict.fromkeys(("starts_on", "ends_on", "published_on", "year")),
    **{"figures": [], "report": "", "source": "", "cancelled_because": ""},
    **{"progress": Progress.PLANNED, "precision": Precision.DAY},
}
"""What belongs to the one time it was held, as a new one begins with it."""
MOST = 200


def of_name(name: str, reader: User | None) -> Sequence[Activity]:
    """The activities of a series that this reader may see, the latest first."""
    query = select(Activity).where(Activity.series == name, readable_by(reader))
    order = (Activity.starts_on.is_(None).desc(), Activity.starts_on.desc(), Activity.id.desc())
    return list(db.session.scalars(query.order_by(*order).limit(MOST)))


def like(activity: Activity) -> dict[str, Any]:
    """What another one like it begins with: all but its days, its report and its figures."""
    words = decode(Activity, snapshot(activity)) | ITS_OWN
    return words | {"title": title_of_next(activity)}


def require_copier(person: User, activity: Activity) -> None:
    """Whoever may begin activities may begin with the published words of one."""
    require(may_create(person, Activity) and may_read(person, activity))


def begin_another(activity: Activity, data: dict[str, list[str]], person: User) -> str:
    """Keep these first words as an unsaved draft of this person; the address of its form."""
    require_copier(person, activity)
    draft = drafts.keep(person, drafts.new_key(), "activity", data)
    return f"/activities/new?draft={draft.form_key}"


def title_of_next(activity: Activity) -> str:
    """The title with the next year where it names the year it was held in."""
    year = activity.starts_on.year if activity.starts_on else activity.year
    if year and str(year) in activity.title:
        return activity.title.replace(str(year), str(year + 1))
    return str(_("%(title)s (copy)", title=activity.title))
