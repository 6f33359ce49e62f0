"""A meeting that has been held, with an open and a closed item, and its minutes step by step."""

from datetime import date, timedelta
from types import SimpleNamespace

from make import make_record, make_user
from make_governance import added, make_seven, make_term, own
from make_meetings import (
    in_shanghai,
    make_decided,
    make_follow_up,
    make_held,
    make_invitation,
    make_item,
    make_meeting,
    make_meeting_file,
)

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.meetings import correcting, issuing, minuting, signing
from kb.meetings.invitations import Attendance, Capacity, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Minutes, Part
from kb.meetings.old_minutes import OldMinutes
from kb.meetings.sections import digest, sections_of
from kb.publishing.records import Visibility

SECRET = "秘密斑马"
"""Stands in everything that belongs to the closed item."""


def make_held_meeting():
    """The meeting with its people: secretary, chair, a council member who attended, one who did
    not.
    """
    make_seven()
    make_term("rizhao")
    people = {
        "secretary": make_user(Role.SECRETARIAT),
        "chair": make_user(Role.COUNCIL_MEMBER, city="rizhao"),
        "member": make_user(Role.COUNCIL_MEMBER, city="weihai"),
        "absent": make_user(Role.COUNCIL_MEMBER, city="weihai"),
    }
    meeting = make_held(state=MeetingState.HELD, title="联盟理事会第四次会议")
    make_attendee(meeting, people["chair"], duty="日照市人社局", city_slug="rizhao")
    make_attendee(meeting, people["member"], duty="威海市人社局", city_slug="weihai")
    make_attendee(meeting, people["absent"], attendance=Attendance.LEAVE, city_slug="weihai")
    first = make_item(meeting, position=1, presenter="秘书处", notes="与会代表交换了意见。")
    make_outcome(first, title="关于入库名单的决议")
    make_follow_up(item=first, task="发布入库名单", due_on=date(2026, 11, 15))
    make_meeting_file(first, name="名单.txt")
    closed = make_item(meeting, position=2, title=f"{SECRET}人选", is_closed=True)
    closed.notes = f"{SECRET}发言"
    secret = {"number": "联盟决〔2026〕8号", "text": f"同意{SECRET}。"}
    make_outcome(closed, title=f"{SECRET}决议", **secret)
    make_follow_up(item=closed, task=f"办理{SECRET}")
    make_meeting_file(closed, name=f"{SECRET}.txt", sha256="b" * 64)
    last = make_item(meeting, position=3, title="轮值交接安排")
    return SimpleNamespace(meeting=meeting, first=first, closed=closed, last=last, **people)


def make_outcome(item, **given):
    """A resolution on this item, passed by eleven votes, one abstaining and one recused."""
    facts = {"votes_for": 11, "abstentions": 1, "recusals": 1, "number": "联盟决〔2026〕7号"}
    facts |= {"item": item, "is_closed": item.is_closed, "owner_name": ""}
    return make_decided(item.meeting, **(facts | given))


def make_attendee(meeting, user=None, **given) -> Invitation:
    """Of somebody who was there with a vote."""
    facts = {"attendance": Attendance.PRESENT, "has_vote": True} | given
    return make_invitation(meeting, user, **facts)


def circulated(held):
    """The whole minutes, circulated; corrections were due yesterday."""
    record = minuting.compile_minutes(held.meeting, held.secretary)
    minuting.circulate(held.meeting, held.secretary, today())
    held.meeting.corrections_until = today() - timedelta(days=1)
    db.session.flush()
    return record


def signed(held):
    record = circulated(held)
    return signing.sign(held.meeting, held.chair, digest(sections_of(record)))


def published(held):
    """Whole and public minutes, published."""
    signed(held)
    return issuing.publish(held.meeting, held.secretary)


def section(held, key):
    """The section of this key."""
    every = sections_of(minuting.of(held.meeting))
    return next(one for one in every if one.key == key)


def make_circulated():
    """A meeting whose minutes are circulated until today, with one correction asked for."""
    held = make_held_meeting()
    minuting.compile_minutes(held.meeting, held.secretary)
    minuting.circulate(held.meeting, held.secretary, today())
    correcting.propose(held.meeting, held.member, "", "请补充一句。")
    return held.meeting


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


def make_past_meeting(state=MeetingState.PUBLISHED, guest=None, **given) -> Meeting:
    """Held on 5 March 2026 in 日照, with an open and a closed item; `guest` was invited."""
    make_seven()
    start = in_shanghai(date(2026, 3, 5), 9).replace(minute=30)
    facts = {"title": "第二届理事会第一次会议", "starts_at": start, "place": "日照市会展中心"}
    facts |= {"ends_at": start.replace(hour=12), "city_slug": "rizhao", "state": state}
    facts |= {"notice_number": "联盟通〔2026〕3号", "answer_until": date(2026, 3, 1)}
    meeting = make_meeting(**(facts | given))
    make_attendee(meeting, guest, name="王海", duty="青岛市人力资源和社会保障局副局长")
    leave = {"duty": "滨州市人力资源和社会保障局科长", "attendance": Attendance.LEAVE}
    make_attendee(meeting, name="孙丽", **leave)
    observer = {"duty": "山东大学教授", "capacity": Capacity.OBSERVER, "has_vote": False}
    make_attendee(meeting, name="刘洋", **observer)
    make_item(meeting, title="审议年度活动计划", position=1)
    make_item(meeting, title="研究人事事项", position=2, is_closed=True)
    _decide(meeting, "关于年度活动计划的决议", "联盟决〔2026〕1号")
    _decide(meeting, "关于人事事项的决议", "联盟决〔2026〕2号", is_closed=True)
    task = {"task": "编制高峰论坛方案", "owner_city": "rizhao", "due_on": date(2026, 6, 30)}
    make_follow_up(meeting, **task)
    return meeting


def _decide(meeting, title, number, **given):
    votes = {"entitled": 7, "present": 6, "votes_for": 5, "abstentions": 1, "text": "同意。"}
    return make_decided(meeting, title=title, number=number, **votes, **given)


def make_past_minutes(
    meeting=None, published=True, visibility=Visibility.PUBLIC, **given
) -> Minutes:
    """Minutes of this meeting; without one, of a meeting like `make_past_meeting`."""
    meeting = own(meeting) or make_past_meeting()
    facts = {"title": f"{meeting.title}纪要", "body": BODY, "visibility": visibility}
    facts |= {"document_number": "联盟纪〔2026〕1号", "body_slug": "council"}
    record = make_record(Minutes, make_user(Role.SECRETARIAT), published, **(facts | given))
    record.meeting, record.part = meeting, Part.WHOLE
    db.session.flush()
    return record


def make_old_minutes(**given) -> OldMinutes:
    """A file that waits to be confirmed."""
    facts = {"name": "旧纪要.docx", "size": 1, "sha256": "0" * 64, "text": "理事会会议纪要"}
    return added(OldMinutes(**(facts | given)))
