"""Rights: who runs an activity's list of sign-ups, and when anybody may put themselves on it."""

from calendar import monthrange
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.accounts.users import User
from kb.activities.activities import Activity, Precision, Progress
from kb.activities.sign_ups import SignUpSheet
from kb.clock import today, utcnow
from kb.publishing.permissions import is_out, may_edit


class Standing(StrEnum):
    """Whether people can sign up now, and if not, why."""

    OPEN = "open"
    NONE = "none"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    PAST = "past"
    CANCELLED = "cancelled"

    @property
    def sentence(self) -> LazyString:
        return SENTENCES[self]


SENTENCES = {
    Standing.OPEN: _l("You can sign up now."),
    Standing.NONE: _l("No signing up here. Ask the host how to take part."),
    Standing.NOT_YET: _l("Signing up begins when the activity has been announced."),
    Standing.CLOSED: _l("Signing up is closed. Ask the host whether there is a place left."),
    Standing.PAST: _l("This activity is over."),
    Standing.CANCELLED: _l("This activity is cancelled."),
}


def may_host(user: User | None, activity: Activity) -> bool:
    """Sees the names, opens and closes the list, checks people in: who may edit the activity."""
    return may_edit(user, activity)


def standing(activity: Activity, sheet: SignUpSheet | None) -> Standing:
    """As of this moment, for everybody who may read the activity."""
    if activity.progress is Progress.CANCELLED:
        return Standing.CANCELLED
    if is_past(activity):
        return Standing.PAST
    if sheet is None:
        return Standing.NONE
    is_there = is_out(activity) and activity.withdrawn_at is None
    if activity.progress is not Progress.ANNOUNCED or not is_there:
        return Standing.NOT_YET
    over = sheet.closes_at is not None and sheet.closes_at <= utcnow()
    return Standing.OPEN if sheet.is_open and not over else Standing.CLOSED


def is_past(activity: Activity) -> bool:
    """Its last day is over, or somebody has said that it was held."""
    if activity.progress in (Progress.HELD, Progress.REPORTED):
        return True
    last = end_of(activity)
    return last is not None and last < today()


def has_begun(activity: Activity) -> bool:
    return activity.starts_on is not None and activity.starts_on <= today()


def end_of(activity: Activity) -> date | None:
    """The day after which it is over: of what is known to the month, the last of that month."""
    last = activity.last_day
    if last is not None and activity.precision is Precision.MONTH:
        return last.replace(day=monthrange(last.year, last.month)[1])
    return last
