"""Feeds: activities as calendar entries; the same day and the same identity wherever they are."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.activities.activities import Activity, Precision, Progress
from kb.activities.calendar.asked import Asked, between
from kb.clock import SHANGHAI
from kb.db import db
from kb.office.calendars import Entry
from kb.web.filters import titled

HOST = "seven-city-alliance.kb"
"""In the identities of dates, as in all calendars of this site."""
PAST, AHEAD = timedelta(days=400), timedelta(days=800)
MOST = 1000
CLOCK = r"(\d{1,2})[:.时点](\d{2})?分?"
HOURS = re.compile(rf"{CLOCK}\s*(?:[-–—~～至到]+\s*{CLOCK})?")
HALF_DAYS = re.compile("下午|晚|[Pp][Mm]")
"""Hours of twelve: which they are is left to the reader."""
SHOWN = (Progress.ANNOUNCED, Progress.HELD, Progress.REPORTED, Progress.CANCELLED)
"""What is planned is no date to keep yet."""


def is_shown(activity: Activity) -> bool:
    """Announced or further, and its day is known."""
    return (
        activity.progress in SHOWN
        and activity.starts_on is not None
        and activity.precision is Precision.DAY
    )


def entries(asked: Asked, reader: User | None, day: date, base: str) -> list[Entry]:
    """What this reader may see around this day, the nearest thousand."""
    rows = asked.rows(
        reader,
        between(day - PAST, day + AHEAD),
        Activity.progress.in_(SHOWN),
        Activity.precision == Precision.DAY,
    )
    found: Sequence[Activity] = db.session.scalars(rows).all()
    nearest = sorted(found, key=lambda each: abs(((each.starts_on or day) - day).days))[:MOST]
    return [
        entry(each, base) for each in sorted(nearest, key=lambda each: (each.starts_on, each.id))
    ]


def entry(activity: Activity, base: str) -> Entry:
    """One activity; with its hours where they can be read and it is over on the same day."""
    assert activity.starts_on is not None
    starts, ends = span(activity)
    is_timed = isinstance(starts, datetime)
    lines = [
        activity.summary,
        "" if is_timed or not activity.hours else str(_("Hours: %(hours)s", hours=activity.hours)),
        activity.cancelled_because if activity.progress is Progress.CANCELLED else "",
        f"{base}{address(activity)}",
    ]
    return Entry(
        uid=f"activity-{activity.id}@{HOST}",
        title=titled(activity),
        starts=starts,
        ends=ends,
        changed_at=activity.updated_at,
        place=activity.place,
        url=f"{base}{address(activity)}",
        description="\n".join(line for line in lines if line),
        sequence=activity.version - 1,
        cancelled=activity.progress is Progress.CANCELLED,
    )


def address(activity: Activity) -> str:
    return f"/activities/{activity.address}"


def span(activity: Activity) -> tuple[date, date | None]:
    """Whole days, or instants of one day: `09:00-11:30` as people write it."""
    first, last = activity.starts_on, activity.last_day
    assert first is not None
    text = unicodedata.normalize("NFKC", activity.hours)
    readable = first == last and not HALF_DAYS.search(text)
    found = HOURS.search(text) if readable else None
    begins = _clock(found[1], found[2]) if found else None
    if found is None or begins is None:
        return first, last
    starts = datetime.combine(first, begins, SHANGHAI)
    until = _clock(found[3], found[4]) if found[3] else None
    ends = datetime.combine(first, until, SHANGHAI) if until and until > begins else None
    return starts, ends


def _clock(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None
