"""Silence: which city has brought nothing for months, and its easiest next step.

A private hint for the secretariat and the city's own liaison, never a list for others.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.users import Role, User
from kb.activities.activities import Activity, Progress
from kb.alliance import mechanisms, names
from kb.clock import add_months, local
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.publishing.permissions import is_staff, may_create, readable_by
from kb.publishing.records import Record


@dataclass(frozen=True)
class Hint:
    city: str
    name: str
    since: date | None
    """The day of its last contribution; None where there never was one."""
    months: int
    """After how many it counts as silent."""
    action: str
    href: str


def hints(reader: User | None, day: date) -> list[Hint]:
    """For the staff all silent cities, for a liaison the own one, for others nothing."""
    if reader is None or not reader.active:
        return []
    is_own = reader.role is Role.CITY_LIAISON
    if not (is_staff(reader) or is_own):
        return []
    months = mechanisms.silent_months(day)
    before = add_months(day, -months)
    last = _last_contributions(reader)
    found = []
    for city, name in names.city_names().items():
        since = last.get(city)
        if (is_own and city != reader.city) or (since is not None and since > before):
            continue
        action, href = _easiest(city, reader)
        found.append(Hint(city, name, since, months, action, href))
    return found


def _last_contributions(reader: User) -> dict[str, date]:
    """The day each city last had something published."""
    rows = select(Record.city, func.max(Record.published_at))
    rows = rows.where(readable_by(reader), Record.city.is_not(None)).group_by(Record.city)
    return {
        city: local(instant).date()
        for city, instant in db.session.execute(rows)
        if city and instant is not None
    }


def _easiest(city: str, reader: User) -> tuple[str, str]:
    """To finish what is begun is easier than to begin."""
    begun = select(Activity).where(
        Activity.city == city,
        Activity.progress.in_([Progress.HELD, Progress.ANNOUNCED]),
        readable_by(reader),
    )
    activity = db.session.scalar(begun.order_by(Activity.starts_on.desc(), Activity.id).limit(1))
    if activity is not None:
        return _("Report on “%(title)s”", title=activity.title), f"/activities/{activity.number}"
    if may_create(reader, CaseStudy):
        return _("Share a case study"), "/libraries/case-studies/new"
    return _("Ask its liaison for a case study"), f"/cities/{city}"
