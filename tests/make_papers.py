"""A whole meeting for the tests of its papers, open and closed parts alike."""

from datetime import UTC, date, datetime

from make import make_city, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.bodies import Body, BodyKind
from kb.alliance.cities import City
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.followups import FollowUp
from kb.meetings.invitations import Attendance, Capacity, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Minutes, Part
from kb.meetings.old_minutes import OldMinutes
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.publishing import sealed
from kb.publishing.records import Visibility

BODY = """2026年3月5日上午，会议在日照市召开。

出席：青岛市人力资源和社会保障局王海（副局长）

## 一、审议年度活动计划

会议决定：

1. 高峰论坛由青岛市承办；
2. 其余活动由各市承办。

### （一）时间安排

| 活动 | 时间 |
|---|---|
| 高峰论坛 | 9月 |
"""


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def council() -> Body:
    known = db.session.scalar(select(Body).where(Body.slug == "council"))
    facts = {"name": "理事会", "name_en": "Council", "kind": BodyKind.COUNCIL}
    return known or _added(Body(slug="council", **facts))


def paper_meeting(state=MeetingState.PUBLISHED, guest=None, **given) -> Meeting:
    """Held on 5 March 2026 in 日照, with an open and a closed item; `guest` was invited."""
    if db.session.scalar(select(City).where(City.slug == "rizhao")) is None:
        make_city()
    start = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    facts = {"title": "第二届理事会第一次会议", "starts_at": start, "place": "日照市会展中心"}
    facts |= {"ends_at": start.replace(hour=4), "city_slug": "rizhao", "state": state}
    facts |= {"notice_number": "联盟通〔2026〕3号", "answer_until": date(2026, 3, 1)}
    meeting = _added(Meeting(body=council(), **(facts | given)))
    user = db.session.merge(guest) if guest else None
    _invite(meeting, "王海", "青岛市人力资源和社会保障局副局长", user=user)
    _invite(meeting, "孙丽", "滨州市人力资源和社会保障局科长", attendance=Attendance.LEAVE)
    _invite(meeting, "刘洋", "山东大学教授", capacity=Capacity.OBSERVER, has_vote=False)
    _item(meeting, "审议年度活动计划", position=1)
    _item(meeting, "研究人事事项", position=2, is_closed=True)
    _resolution(meeting, "关于年度活动计划的决议", "联盟决〔2026〕1号")
    _resolution(meeting, "关于人事事项的决议", "联盟决〔2026〕2号", is_closed=True)
    task = {"task": "编制高峰论坛方案", "owner_city": "rizhao", "due_on": date(2026, 6, 30)}
    _added(FollowUp(body=meeting.body, meeting=meeting, **task))
    return meeting


def _invite(meeting, name, duty, attendance=Attendance.PRESENT, **given):
    facts = {"attendance": attendance, "has_vote": True} | given
    return _added(Invitation(meeting=meeting, name=name, duty=duty, **facts))


def _item(meeting, title, **given):
    facts = {"state": ItemState.ACCEPTED} | given
    return _added(AgendaItem(meeting=meeting, body=meeting.body, title=title, **facts))


def _resolution(meeting, title, number, **given):
    facts = {"voting": Voting.CLOSED, "result": Result.PASSED, "text": "同意。"}
    facts |= {"entitled": 7, "present": 6, "votes_for": 5, "abstentions": 1}
    facts |= {"decided_at": meeting.starts_at, "number": number, "title": title} | given
    return _added(Resolution(meeting=meeting, body=meeting.body, **facts))


def paper_minutes(meeting=None, published=True, visibility=Visibility.PUBLIC, **given) -> Minutes:
    """Minutes of this meeting; without one, of a meeting like `paper_meeting`."""
    meeting = db.session.merge(meeting) if meeting else paper_meeting()
    author = make_user(Role.SECRETARIAT)
    content = {"title": f"{meeting.title}纪要", "body": BODY, "visibility": visibility}
    content |= {"document_number": "联盟纪〔2026〕1号", "body_slug": "council", "tags": []}
    content |= {"year": 2026, "themes": []} | given
    record = Minutes(meeting=meeting, part=Part.WHOLE)
    sealed.draft(record, author, content)
    if published:
        sealed.publish([(record, content)], author)
    db.session.flush()
    return record


def old_minutes(**given) -> OldMinutes:
    """A file that waits to be confirmed."""
    facts = {"name": "旧纪要.docx", "size": 1, "sha256": "0" * 64, "text": "理事会会议纪要"}
    return _added(OldMinutes(**(facts | given)))
