"""Owners are reminded 30, 7 and 1 days before, on the day, and every week after; once a day."""

from datetime import date, datetime, timedelta

import pytest
from make import make_user
from make_meetings import make_follow_up, make_meeting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.charter import CharterSetting
from kb.clock import SHANGHAI
from kb.db import db
from kb.meetings import reminding
from kb.meetings.agenda import items_of
from kb.meetings.followups import FollowUpState
from kb.publishing.events import Event
from kb.publishing.notices import Notice

pytestmark = pytest.mark.usefixtures("context")
DUE = date(2026, 6, 30)
GIVEN = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture
def owner():
    return make_user(Role.CITY_LIAISON)


@pytest.fixture
def follow_up(owner):
    return make_follow_up(due_on=DUE, owner_id=owner.id, created_at=GIVEN)


def days_told(first, last):
    """On which days, as distances from the due day, somebody is told when the job runs daily."""
    days = [first + each * DAY for each in range((last - first).days + 1)]
    return [(day - DUE).days for day in days if reminding.remind(day)]


def test_the_distances_and_then_every_week(follow_up):
    assert days_told(DUE - 60 * DAY, DUE + 15 * DAY) == [-30, -7, -1, 0, 7, 14]
    events = db.session.scalars(select(Notice.event).order_by(Notice.id)).all()
    assert events == [Event.FOLLOW_UP_DUE] * 4 + [Event.FOLLOW_UP_OVERDUE] * 2
    assert follow_up.state is FollowUpState.OPEN


def test_running_twice_on_a_day_tells_once(follow_up):
    assert reminding.remind(DUE - DAY) == 1
    assert reminding.remind(DUE - DAY) == 0
    assert follow_up.reminded_on == DUE - DAY


def test_a_day_on_which_nothing_ran_is_made_up_for_once(follow_up):
    assert reminding.remind(DUE - 5 * DAY) == 1
    assert days_told(DUE - 4 * DAY, DUE - 2 * DAY) == []


def test_the_charter_sets_the_distances(follow_up):
    db.session.add(CharterSetting(key="reminder_days", label="提醒", value="14,3"))
    assert days_told(DUE - 60 * DAY, DUE) == [-14, -3, 0]


def test_whoever_was_given_it_the_same_day_is_not_reminded_at_once(owner):
    given = datetime(2026, 6, 23, 9, tzinfo=SHANGHAI)
    make_follow_up(due_on=DUE, owner_id=owner.id, created_at=given)
    assert days_told(DUE - 7 * DAY, DUE) == [-1, 0]


def test_half_past_midnight_in_shanghai_is_the_new_day(owner):
    """Given at 00:30 on the 23rd, which in UTC is still the 22nd: no reminder on the 23rd."""
    given = datetime(2026, 6, 23, 0, 30, tzinfo=SHANGHAI)
    make_follow_up(due_on=DUE, owner_id=owner.id, created_at=given)
    assert reminding.remind(DUE - 7 * DAY) == 0


@pytest.mark.parametrize("state", [FollowUpState.DONE, FollowUpState.CANCELLED])
def test_what_has_ended_reminds_nobody(owner, state):
    make_follow_up(due_on=DUE, owner_id=owner.id, created_at=GIVEN, state=state)
    assert reminding.remind(DUE) == 0


def test_a_locked_owners_unit_is_told_instead(units):
    gone = make_user(Role.PARK_EDITOR, member="rizhao-park", active=False)
    editor = make_user(Role.PARK_EDITOR, member="rizhao-park")
    make_follow_up(due_on=DUE, owner_id=gone.id, owner_member="rizhao-park", created_at=GIVEN)
    reminding.remind(DUE)
    assert db.session.scalars(select(Notice.user_id)).all() == [editor.id]


def test_the_mornings_work_reminds_and_carries_over():
    make_follow_up()
    meeting = make_meeting()
    reminding.daily({}, None)
    assert len(items_of(meeting)) == 1
