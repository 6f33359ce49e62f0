"""Things of governance for tests, with defaults for all that a test does not care about."""

from datetime import date, datetime, timedelta
from itertools import count

from make import make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.alliance.charter import CharterSetting
from kb.clock import today, utcnow
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpReport
from kb.meetings.invitations import Attendance, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.office.file_types import FileType

_numbers = count(1)


def added(thing):
    db.session.add(thing)
    db.session.flush()
    return thing


def make_body(slug="council", **given) -> Body:
    """The body with this slug; the same one the second time."""
    known = db.session.scalar(select(Body).where(Body.slug == slug))
    facts = {"kind": BodyKind.COUNCIL, "name": "联盟理事会", "name_en": "Council"} | given
    return known or added(Body(slug=slug, **facts))


def make_seat(body=None, **given) -> Seat:
    return added(Seat(body=body or make_body(), **({"post": "理事"} | given)))


def make_holding(seat=None, user=None, **given) -> Holding:
    """Somebody holds a seat since 2020."""
    seat, user = seat or make_seat(), user or make_user(Role.COUNCIL_MEMBER)
    facts = {"name": user.name, "duty": "市人社局", "starts_on": date(2020, 1, 1)} | given
    return added(Holding(seat=seat, user=user, **facts))


def make_meeting(body=None, **given) -> Meeting:
    """A meeting of today, in session."""
    start = utcnow() - timedelta(minutes=5)
    facts = {"title": "理事会会议", "starts_at": start, "ends_at": start + timedelta(hours=2)}
    facts |= {"state": MeetingState.IN_SESSION}
    return added(Meeting(body=body or make_body(), **(facts | given)))


def make_item(meeting=None, **given) -> AgendaItem:
    meeting = meeting or make_meeting()
    facts = {"title": "审议入库名单", "state": ItemState.ACCEPTED, "position": next(_numbers)}
    return added(AgendaItem(meeting=meeting, body_id=meeting.body_id, **(facts | given)))


def make_invitation(meeting=None, holding=None, **given) -> Invitation:
    """Of the holder of a seat, who is present."""
    meeting = meeting or make_meeting()
    holding = holding or make_holding(make_seat(meeting.body))
    facts = {"name": holding.name, "has_vote": True, "attendance": Attendance.PRESENT}
    facts |= {"seat_id": holding.seat_id, "user_id": holding.user_id, "position": next(_numbers)}
    return added(Invitation(meeting=meeting, **(facts | given)))


def make_resolution(meeting=None, **given) -> Resolution:
    meeting = meeting or make_meeting()
    facts = {"title": "同意入库名单", "owner_name": "王敏", "due_on": today() + timedelta(days=30)}
    facts |= {"text": "同意22项入库。"}
    return added(Resolution(meeting=meeting, body=meeting.body, **(facts | given)))


def make_decided(meeting=None, **given) -> Resolution:
    """A resolution that has passed, in a meeting whose minutes are published."""
    meeting = meeting or make_meeting(state=MeetingState.PUBLISHED)
    facts = {"voting": Voting.CLOSED, "result": Result.PASSED, "decided_at": meeting.ends_at}
    facts |= {"number": f"联盟决〔{meeting.day.year}〕{100 + next(_numbers)}号", "votes_for": 7}
    return make_resolution(meeting, **(facts | {"entitled": 7, "present": 7} | given))


def make_follow_up(resolution=None, **given) -> FollowUp:
    resolution = resolution or make_resolution()
    facts = {"task": "发布入库名单", "owner_name": "王敏", "meeting_id": resolution.meeting_id}
    facts |= {"body_id": resolution.body_id, "due_on": today() + timedelta(days=10)}
    return added(FollowUp(resolution=resolution, **(facts | given)))


def make_proof(follow_up, record=None) -> FollowUpReport:
    """A report with a record, or else with a file."""
    report = added(FollowUpReport(follow_up=follow_up, text="已发布", record=record))
    if record is None:
        facts = {"name": "名单.pdf", "type": FileType.PDF, "size": 1, "sha256": "0" * 64}
        added(MeetingFile(report=report, **facts))
    return report


def make_setting(key, value, **given) -> CharterSetting:
    return added(CharterSetting(**({"key": key, "label": key, "value": value} | given)))


def make_council(people=3, **given) -> Meeting:
    """A council meeting in session with so many seats, all of them present."""
    meeting = make_meeting(**given)
    for _number in range(people):
        make_invitation(meeting)
    return meeting


def in_shanghai(day, hour=10) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00")
