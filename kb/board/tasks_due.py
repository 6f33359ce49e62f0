"""Tasks due: the days of follow-ups and of resolutions."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance.offices import CITY_ROLES
from kb.board.moments import Kind, Moment, Scope, day_of
from kb.db import db
from kb.meetings.follow_up_rights import owned_by, readable_by
from kb.meetings.followups import UNDONE, FollowUp
from kb.meetings.resolutions import Resolution, Result
from kb.meetings.within import readable_resolutions
from kb.publishing.permissions import UNIT, is_known, is_staff
from kb.web.filters import long_date
from kb.web.languages import in_english


def follow_ups(scope: Scope) -> Iterator[Moment]:
    """Due days of what is still to be done, however long overdue."""
    reader = scope.reader
    if reader is None or not is_known(reader):
        return
    rows = select(FollowUp).where(FollowUp.state.in_(UNDONE), FollowUp.due_on <= scope.until)
    seen = rows.where(owned_by(reader) if scope.only_own else readable_by(reader))
    loaded = (joinedload(FollowUp.body), joinedload(FollowUp.city), joinedload(FollowUp.member))
    for each in db.session.scalars(seen.options(*loaded)):
        assert each.due_on is not None
        yield Moment(
            Kind.FOLLOW_UP,
            f"follow-up-{each.id}",
            each.due_on,
            each.task,
            _set_on(day_of(each.created_at), each.due_on),
            each.address,
            city=each.owner_city or (each.member.city_slug if each.member else "") or "",
            member=each.owner_member or "",
            body=each.body.slug,
            is_late=each.is_overdue(scope.day),
            sequence=each.version - 1,
            changed_at=each.changed_at or each.created_at,
        )


def _set_on(given: date, due: date) -> str:
    """How many days there are from the day it was given to the due day."""
    count = (due - given).days
    if count <= 0:
        return str(_("Set by the secretariat. The last day counts until midnight."))
    days = ngettext("%(num)s calendar day", "%(num)s calendar days", count)
    return str(
        _(
            "Given on %(day)s + %(days)s, the day of giving not counted. "
            "The last day counts until midnight.",
            day=long_date(given),
            days=days,
        )
    )


def resolutions(scope: Scope) -> Iterator[Moment]:
    """Due days of resolutions that have passed and are not closed."""
    rows = select(Resolution).outerjoin(Resolution.meeting)
    rows = rows.where(
        Resolution.result == Result.PASSED,
        Resolution.done_on.is_(None),
        Resolution.due_on <= scope.until,
        readable_resolutions(scope.reader),
        _seen(scope),
    )
    for each in db.session.scalars(rows.options(joinedload(Resolution.body))):
        assert each.due_on is not None
        title = (each.title_en if in_english() else "") or each.title
        yield Moment(
            Kind.RESOLUTION,
            f"resolution-{each.id}",
            each.due_on,
            f"{each.number} {title}" if each.number else title,
            _set_on(day_of(each.decided_at or each.created_at), each.due_on),
            each.address,
            city=each.owner_city or "",
            member=each.owner_member or "",
            body=each.body.slug,
            is_late=each.due_on < scope.day,
            sequence=each.version - 1,
            changed_at=each.changed_at or each.created_at,
        )


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Of those that may be read: their own, those of their bodies, and to officials all others."""
    reader = scope.reader
    if reader is None or not is_known(reader):
        return false()
    own = _owned(reader)
    if scope.only_own:
        return own
    return or_(own, readable_resolutions(reader))


def _owned(reader: User) -> ColumnElement[bool]:
    """Of a closed one its unit knows by its follow-ups alone."""
    if is_staff(reader):
        return and_(Resolution.owner_city.is_(None), Resolution.owner_member.is_(None))
    unit: list[ColumnElement[bool]] = []
    if reader.role in CITY_ROLES and reader.city:
        unit.append(Resolution.owner_city == reader.city)
    if reader.role in UNIT and reader.member:
        unit.append(Resolution.owner_member == reader.member)
    return and_(or_(false(), *unit), Resolution.is_closed.is_(False))
