"""A meeting is planned, moved and cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
from make import make_user
from make_governance import make_body
from make_meetings import make_invitation, make_item, make_meeting
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import planning, series
from kb.meetings.agenda import ItemState, items_of
from kb.meetings.meetings import Manner, Meeting, MeetingState
from kb.meetings.planning import Plan
from kb.meetings.series import Template
from kb.publishing.audit import AuditEvent
from kb.publishing.events import Event
from kb.publishing.notices import Notice

pytestmark = pytest.mark.usefixtures("in_english")

STARTS = datetime(2031, 3, 4, 6, tzinfo=UTC)


def a_plan(**given):
    facts = {"title": "全会", "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2)}
    return Plan(**facts | given)


def told(event):
    return db.session.scalars(select(Notice).where(Notice.event == event)).all()


def test_the_same_plan_sent_twice_makes_one_meeting(secretary):
    body = make_body()
    first = planning.plan(body, secretary, a_plan())
    assert planning.plan(body, secretary, a_plan()) is first
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1
    assert db.session.scalar(select(AuditEvent.action)) == "plan-meeting"


def test_a_meeting_does_not_end_before_it_begins(secretary):
    with pytest.raises(DomainError, match="ends before"):
        planning.plan(make_body(), secretary, a_plan(ends_at=STARTS))


def test_a_written_vote_is_no_meeting_to_be_planned(secretary):
    with pytest.raises(DomainError, match="written vote"):
        planning.plan(make_body(), secretary, a_plan(manner=Manner.WRITTEN))


def test_only_the_secretariat_plans_changes_and_cancels(secretary):
    liaison = make_user(Role.CITY_LIAISON, city="weihai")
    meeting = make_meeting()
    for order in (
        lambda: planning.plan(meeting.body, liaison, a_plan()),
        lambda: planning.change(meeting, liaison, a_plan()),
        lambda: planning.cancel(meeting, liaison, "x"),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_meetings_of_the_same_body_on_the_same_day_in_shanghai_clash(secretary):
    body, late = make_body(), datetime(2031, 3, 3, 17, tzinfo=UTC)  # 1 a.m. on 4 March
    there = make_meeting(body, starts_at=late)
    make_meeting(body, starts_at=late - timedelta(hours=3))  # 10 p.m. to midnight before
    make_meeting(make_body("committee"), starts_at=STARTS)
    make_meeting(body, starts_at=STARTS, state=MeetingState.CANCELLED)
    assert list(planning.clashes(body, a_plan())) == [there]


def test_who_is_invited_is_told_what_has_changed_and_nobody_of_a_mere_plan(secretary):
    guest = make_user(Role.CITY_LIAISON, city="weihai")
    meeting = make_meeting(title="全会", starts_at=STARTS, place="日照")
    make_invitation(meeting, guest)
    planning.change(meeting, secretary, a_plan(place="威海"))
    assert told(Event.MEETING_CHANGED) == []

    meeting.state, meeting.convened_at = MeetingState.CONVENED, STARTS - timedelta(days=9)
    planning.change(meeting, secretary, a_plan(place="青岛"))
    (notice,) = told(Event.MEETING_CHANGED)
    assert notice.user == guest
    assert "威海 → 青岛" in notice.facts["change"]
    assert "2031" not in notice.facts["change"]


def test_a_cancelled_meeting_gives_its_items_back_and_tells_why(secretary):
    guest = make_user(Role.CITY_LIAISON, city="weihai")
    meeting = make_meeting(state=MeetingState.CONVENED)
    item = make_item(meeting)
    make_invitation(meeting, guest)
    with pytest.raises(DomainError, match="why"):
        planning.cancel(meeting, secretary, " ")
    planning.cancel(meeting, secretary, "台风")
    assert (item.meeting, item.state) == (None, ItemState.PROPOSED)
    assert told(Event.MEETING_CANCELLED)[0].facts["reason"] == "台风"


@pytest.mark.parametrize("state", [MeetingState.IN_SESSION, MeetingState.HELD, "cancelled"])
def test_what_has_begun_is_neither_moved_nor_cancelled(secretary, state):
    meeting = make_meeting(state=MeetingState(state))
    with pytest.raises(Conflict):
        planning.change(meeting, secretary, a_plan())
    with pytest.raises(Conflict):
        planning.cancel(meeting, secretary, "x")


def test_a_meeting_of_a_series_begins_with_its_items_and_its_notice(secretary):
    body = make_body()
    template = Template("季度会议", per_year=4, agenda="上次决议落实\n\n其他", notice="请携带材料")
    quarterly = series.begin(body, secretary, template)
    assert series.begin(body, secretary, template) is quarterly
    meeting = planning.plan(body, secretary, a_plan(), quarterly)
    assert [item.title for item in items_of(meeting)] == ["上次决议落实", "其他"]
    assert meeting.notice_text == "请携带材料"

    begins, ends = series.next_times(quarterly)
    assert (begins.date() - meeting.day).days == 13 * 7
    assert (begins.hour, ends - begins) == (14, timedelta(minutes=150))
    assert series.title_of(quarterly, begins.date()) == "季度会议（2031年第2次）"
