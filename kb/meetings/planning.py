"""Planning: a meeting is put into the calendar, changed, moved and cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import names
from kb.alliance.bodies import Body
from kb.clock import local, midnight
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.carrying import carry_over
from kb.meetings.meetings import BEFORE, Manner, Meeting, MeetingKind, MeetingSeries, MeetingState
from kb.meetings.telling import tell_invited
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.permissions import is_staff, require
from kb.web.filters import date_time


@dataclass(frozen=True)
class Plan:
    """What a meeting is to be. Instants are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    kind: MeetingKind = MeetingKind.COUNCIL
    manner: Manner = Manner.ON_SITE
    title_en: str = ""
    place: str = ""
    city_slug: str | None = None


def plan(body: Body, staff: User, wanted: Plan, series: MeetingSeries | None = None) -> Meeting:
    """A new meeting, with what its series begins with. The same plan sent twice makes one."""
    require(is_staff(staff))
    _check(wanted)
    before = next((each for each in clashes(body, wanted) if is_same(each, wanted)), None)
    if before is not None:
        return before
    meeting = Meeting(body=body, series=series, author_id=staff.id, **vars(wanted))
    meeting.notice_text = series.notice if series else ""
    db.session.add(meeting)
    lines = (series.agenda if series else "").splitlines()
    for place, title in enumerate(filter(None, map(str.strip, lines)), start=1):
        item = AgendaItem(body=body, meeting=meeting, title=title, position=place)
        item.state, item.proposer_id = ItemState.ACCEPTED, staff.id
        db.session.add(item)
    db.session.flush()
    audit.log(staff, "plan-meeting", meeting.title, meeting=meeting.id)
    carry_over(meeting, staff)
    return meeting


def is_same(meeting: Meeting, wanted: Plan) -> bool:
    """The same plan, sent once more."""
    return (meeting.title, meeting.starts_at) == (wanted.title, wanted.starts_at)


def _check(wanted: Plan) -> None:
    if wanted.ends_at <= wanted.starts_at:
        raise DomainError(_("It ends before it begins. Correct the times."))
    if wanted.manner is Manner.WRITTEN:
        raise DomainError(_("A written vote is begun among the resolutions, not here."))


def clashes(body: Body, wanted: Plan, beside: Meeting | None = None) -> Sequence[Meeting]:
    """Other meetings of this body on the days of this one; cancelled and written ones aside."""
    first = midnight(local(wanted.starts_at).date())
    after = midnight(local(wanted.ends_at).date() + timedelta(days=1))
    rows = select(Meeting).where(
        Meeting.body_id == body.id,
        Meeting.state != MeetingState.CANCELLED,
        Meeting.manner != Manner.WRITTEN,
        Meeting.starts_at < after,
        Meeting.ends_at > first,
    )
    found = db.session.scalars(rows.order_by(Meeting.starts_at)).all()
    return [each for each in found if beside is None or each.id != beside.id]


def change(meeting: Meeting, staff: User, wanted: Plan) -> None:
    """Other words, time or place. Those invited already are told what has changed."""
    require(is_staff(staff))
    _require_before(meeting)
    _check(wanted)
    before = {name: getattr(meeting, name) for name in vars(wanted)}
    told = _told(meeting, wanted)
    for name, value in vars(wanted).items():
        setattr(meeting, name, value)
    if meeting.answer_until and meeting.answer_until > meeting.day:
        meeting.answer_until = meeting.day
    db.session.flush()
    log = audit.changes({n: str(v) for n, v in before.items()}, _words(wanted))
    audit.log(staff, "change-meeting", meeting.title, meeting=meeting.id, changes=log)
    if told and meeting.convened_at is not None:
        tell_invited(meeting, Event.MEETING_CHANGED, change=told)


def _words(wanted: Plan) -> dict[str, str]:
    return {name: str(value) for name, value in vars(wanted).items()}


def _told(meeting: Meeting, wanted: Plan) -> str:
    """What somebody who comes has to know, as old → new."""
    cities = names.city_names()
    pairs = (
        (_("Title"), meeting.title, wanted.title),
        (_("Begins"), date_time(meeting.starts_at), date_time(wanted.starts_at)),
        (_("Ends"), date_time(meeting.ends_at), date_time(wanted.ends_at)),
        (_("Place"), meeting.place, wanted.place),
        (_("City"), cities.get(meeting.city_slug or ""), cities.get(wanted.city_slug or "")),
        (_("Manner"), str(meeting.manner.label), str(wanted.manner.label)),
    )
    none = "—"
    return "; ".join(f"{what} {a or none} → {b or none}" for what, a, b in pairs if a != b)


def cancel(meeting: Meeting, staff: User, reason: str) -> None:
    """It does not take place. Its items go back to those that wait for a meeting."""
    require(is_staff(staff))
    _require_before(meeting)
    if not reason.strip():
        raise DomainError(_("Say why it does not take place."))
    if meeting.convened_at is not None:
        tell_invited(meeting, Event.MEETING_CANCELLED, reason=reason)
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
    items = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    for item in db.session.scalars(items):
        item.meeting = None
        if item.state is ItemState.ACCEPTED:
            item.state = ItemState.PROPOSED
    audit.log(staff, "cancel-meeting", meeting.title, meeting=meeting.id, reason=reason)
    db.session.flush()


def _require_before(meeting: Meeting) -> None:
    if meeting.state not in BEFORE:
        raise Conflict(_("This meeting has begun or is over, so its plan stays as it is."))
