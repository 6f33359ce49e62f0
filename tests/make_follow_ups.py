"""Bodies, meetings and what comes of them, for tests of follow-ups and of dates."""

from datetime import date, datetime, timedelta

from make import make_user
from sqlalchemy import select

from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.alliance.terms import Term
from kb.clock import SHANGHAI, today, utcnow
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.followups import FollowUp
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Result, Voting


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_body(slug="council", **given) -> Body:
    known = db.session.scalar(select(Body).where(Body.slug == slug))
    facts = {"name": "理事会", "name_en": "Council", "kind": BodyKind.COUNCIL} | given
    return known or _added(Body(slug=slug, **facts))


def make_seat(body=None, **given) -> Seat:
    return _added(Seat(body=body or make_body(), **({"post": "理事"} | given)))


def make_holding(seat=None, user=None, **given) -> Holding:
    """Somebody holds a seat since the beginning of 2021."""
    facts = {"name": user.name if user else "王海", "starts_on": date(2021, 1, 1)} | given
    user = db.session.merge(user) if user else None
    return _added(Holding(seat=seat or make_seat(), user=user, **facts))


def make_meeting(body=None, **given) -> Meeting:
    """Two hours in the afternoon, ten days from now, unless told otherwise."""
    body = db.session.merge(body) if body else make_body()
    day = given.pop("day", today() + timedelta(days=10))
    starts = datetime(day.year, day.month, day.day, 14, tzinfo=SHANGHAI)
    facts = {"title": "理事会会议", "starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    return _added(Meeting(body=body, **(facts | given)))


def make_held(body=None, **given) -> Meeting:
    """A meeting of twenty days ago whose minutes are published."""
    facts = {"state": MeetingState.PUBLISHED, "day": today() - timedelta(days=20)}
    return make_meeting(body, **(facts | {"title": "理事会上次会议"} | given))


def make_item(meeting=None, **given) -> AgendaItem:
    meeting = db.session.merge(meeting) if meeting else make_meeting()
    facts = {"title": "审议入库名单", "state": ItemState.ACCEPTED, "position": 1} | given
    return _added(AgendaItem(body=meeting.body, meeting=meeting, **facts))


def make_invitation(meeting=None, user=None, **given) -> Invitation:
    meeting = db.session.merge(meeting) if meeting else make_meeting()
    user = db.session.merge(user) if user else make_user()
    return _added(Invitation(meeting=meeting, user=user, **({"name": user.name} | given)))


def make_resolution(meeting=None, **given) -> Resolution:
    """One that has passed twenty days ago."""
    meeting = db.session.merge(meeting) if meeting else make_held()
    facts = {"title": "同意入库", "number": "联盟决〔2026〕1号", "voting": Voting.CLOSED}
    passed = {"result": Result.PASSED, "decided_at": utcnow() - timedelta(days=20)}
    return _added(Resolution(body=meeting.body, meeting=meeting, **(facts | passed | given)))


def make_follow_up(meeting=None, **given) -> FollowUp:
    """Of a former meeting, due in ten days, to be done by the secretariat."""
    meeting = db.session.merge(meeting) if meeting else make_held()
    facts = {"task": "两项目补充材料", "due_on": today() + timedelta(days=10)} | given
    return _added(FollowUp(body=meeting.body, meeting=meeting, **facts))


def make_term(city, starts_on, ends_on) -> Term:
    return _added(Term(city_slug=city, starts_on=starts_on, ends_on=ends_on))
