"""Activity dates: the days of what is announced, and when the report of what was held is due."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from kb.accounts.users import Role, User
from kb.activities.activities import Activity, Precision, Progress
from kb.activities.calendar.feed import address, is_shown, span
from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.activities.signing_up.rights import end_of
from kb.alliance import rules
from kb.board.moments import Kind, Moment, Scope
from kb.db import db
from kb.publishing.permissions import UNIT, is_known, is_staff, readable_by
from kb.web.filters import long_date, titled

LAST_DAY = func.coalesce(Activity.ends_on, Activity.starts_on)
OLDEST = timedelta(days=730)
"""A report that was owed longer than that is history."""


def activities(scope: Scope) -> Iterator[Moment]:
    """What everybody may attend; of only one's own, what one has signed up for or holds."""
    rows = select(Activity).where(
        readable_by(scope.reader),
        Activity.progress.in_((Progress.ANNOUNCED, Progress.CANCELLED)),
        Activity.precision == Precision.DAY,
        scope.first <= LAST_DAY,
        Activity.starts_on <= scope.until,
    )
    if scope.only_own:
        rows = rows.where(or_(_signed_up(scope.reader), _held_by(scope.reader)))
    for each in db.session.scalars(rows):
        if is_shown(each):
            yield _on(each)


def _on(activity: Activity) -> Moment:
    starts, ends = span(activity)
    assert activity.starts_on is not None
    timed = isinstance(starts, datetime)
    rule = _("As its host has announced it.")
    if activity.hours and not timed:
        rule += " " + _("Hours: %(hours)s", hours=activity.hours)
    return Moment(
        Kind.ACTIVITY,
        f"activity-{activity.id}",
        activity.starts_on,
        titled(activity),
        str(rule),
        address(activity),
        last=activity.ends_on,
        starts_at=starts if isinstance(starts, datetime) else None,
        ends_at=ends if isinstance(ends, datetime) else None,
        place=activity.place,
        city=activity.city or "",
        member=activity.member or "",
        is_cancelled=activity.progress is Progress.CANCELLED,
        sequence=activity.version - 1,
        changed_at=activity.updated_at,
    )


def reports(scope: Scope) -> Iterator[Moment]:
    """When the report is due of an activity that is over, for those inside the alliance."""
    if not scope.is_inside:
        return
    rows = select(Activity).where(
        readable_by(scope.reader),
        Activity.progress.in_((Progress.ANNOUNCED, Progress.HELD)),
        scope.day > LAST_DAY,
        scope.day - OLDEST <= LAST_DAY,
    )
    if scope.only_own:
        rows = rows.where(_held_by(scope.reader))
    days = rules.activity_report_days(scope.day)
    for each in db.session.scalars(rows):
        last = end_of(each)
        if last is not None and last < scope.day:
            yield _report(each, last, days, scope.day)


def _report(activity: Activity, last: date, days: int, day: date) -> Moment:
    due = last + timedelta(days=days)
    rule = ngettext(
        "%(num)s calendar day after its last day, %(day)s.",
        "%(num)s calendar days after its last day, %(day)s.",
        days,
        day=long_date(last),
    )
    if not rules.is_set("activity_report_days", day):
        rule += " " + _("The alliance has set no number: this is the site's fall-back.")
    return Moment(
        Kind.REPORT,
        f"activity-report-{activity.id}",
        due,
        titled(activity),
        str(rule),
        address(activity),
        city=activity.city or "",
        member=activity.member or "",
        is_late=due < day,
        sequence=activity.version - 1,
        changed_at=activity.updated_at,
    )


def _signed_up(reader: User | None) -> ColumnElement[bool]:
    if reader is None:
        return false()
    theirs = select(SignUpSheet.activity_id).join(SignUp, SignUp.sheet_id == SignUpSheet.id)
    mine = theirs.where(SignUp.user_id == reader.id, SignUp.place != Place.CALLED_OFF)
    return Activity.id.in_(mine)


def _held_by(reader: User | None) -> ColumnElement[bool]:
    """Who writes for the activity's member or city; the staff for what belongs to neither."""
    if reader is None or not is_known(reader):
        return false()
    if is_staff(reader):
        return and_(Activity.member.is_(None), Activity.city.is_(None))
    if reader.role not in UNIT:
        return false()
    own = [Activity.member == reader.member] if reader.member else []
    if reader.role is Role.CITY_LIAISON and reader.city:
        own.append(Activity.city == reader.city)
    return or_(false(), *own)
