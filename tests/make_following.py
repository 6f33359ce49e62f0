"""Things of governance for tests, with defaults for all that a test does not care about."""

from datetime import UTC, date, datetime, timedelta

from kb.alliance import bodies
from kb.alliance.bodies import Body, BodyKind
from kb.alliance.terms import Term
from kb.clock import today
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp
from kb.meetings.invitations import Attendance, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.office.file_types import FileType


def _kept(made):
    db.session.add(made)
    db.session.flush()
    return made


def make_body(slug="council", name="理事会", **given):
    facts = {"kind": BodyKind.COUNCIL, "name_en": "Council"} | given
    return bodies.by_slug(slug) or _kept(Body(slug=slug, name=name, **facts))


def make_term(city="rizhao", starts_on=None, ends_on=None):
    """A turn of the chair; the present half year unless told otherwise."""
    first, last = today() - timedelta(days=90), today() + timedelta(days=90)
    return _kept(Term(city_slug=city, starts_on=starts_on or first, ends_on=ends_on or last))


def make_meeting(body=None, **given):
    """A meeting that has been held two weeks ago."""
    begins = datetime.now(UTC).replace(microsecond=0) - timedelta(days=14)
    facts = {"title": "联盟理事会第四次会议", "starts_at": begins, "state": MeetingState.HELD}
    facts |= {"ends_at": begins + timedelta(hours=2), "place": "日照市会展中心"}
    return _kept(Meeting(body_id=(body or make_body()).id, **(facts | given)))


def make_item(meeting=None, **given):
    meeting = meeting or make_meeting()
    facts = {"title": "审议入库名单", "state": ItemState.ACCEPTED, "body_id": meeting.body_id}
    return _kept(AgendaItem(meeting_id=meeting.id, **(facts | given)))


def make_invitation(meeting=None, user=None, **given):
    meeting = meeting or make_meeting()
    facts = {"name": user.name if user else "王海", "attendance": Attendance.PRESENT}
    facts |= {"user_id": user.id if user else None, "has_vote": True}
    return _kept(Invitation(meeting_id=meeting.id, **(facts | given)))


def make_resolution(item=None, **given):
    """One that has passed by eleven votes, one abstaining and one recused."""
    item = item or make_item()
    facts = {"title": "关于入库名单的决议", "text": "同意22项入库。", "number": "联盟决〔2026〕7号"}
    facts |= {"voting": Voting.CLOSED, "result": Result.PASSED, "votes_for": 11}
    facts |= {"abstentions": 1, "recusals": 1, "is_closed": item.is_closed}
    facts |= {"meeting_id": item.meeting_id, "item_id": item.id, "body_id": item.body_id}
    return _kept(Resolution(**(facts | given)))


def make_follow_up(item=None, **given):
    item = item or make_item()
    facts = {"task": "发布入库名单", "due_on": date(2026, 11, 15), "is_closed": item.is_closed}
    facts |= {"meeting_id": item.meeting_id, "item_id": item.id, "body_id": item.body_id}
    return _kept(FollowUp(**(facts | given)))


def make_meeting_file(item, name="名单.txt", **given):
    facts = {"type": FileType.TXT, "size": 4, "sha256": "a" * 64, "is_closed": item.is_closed}
    facts |= {"meeting_id": item.meeting_id, "item_id": item.id}
    return _kept(MeetingFile(name=name, **(facts | given)))
