"""Who has signed up hears of a change; the host hears of those whom the site cannot reach."""

from datetime import timedelta

import pytest
from make import make_city, make_member, make_user
from make_call import make_activity, make_list, person
from sqlalchemy import select

from kb.accounts.users import Role
from kb.activities.activities import Progress
from kb.activities.signing_up import joining, telling
from kb.db import db
from kb.jobs.queue import Job
from kb.publishing.events import Event
from kb.publishing.notices import Notice

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def host():
    make_city()
    make_member(city_slug="rizhao")
    return make_user(Role.PARK_EDITOR, member="rizhao-park", city="rizhao")


@pytest.fixture
def sheet(host):
    activity = make_activity(host, member="rizhao-park", city="rizhao")
    return make_list(activity, host)


def tell():
    """Do the jobs that wait, as the worker does."""
    db.session.flush()
    for job in db.session.scalars(select(Job).where(Job.name == telling.JOB)).all():
        telling.tell(job.payload, None)
        db.session.delete(job)


def cancel(activity):
    activity.progress, activity.cancelled_because = Progress.CANCELLED, "场馆检修"
    tell()


def told(user):
    return [
        notice
        for notice in db.session.scalars(select(Notice).where(Notice.user_id == user.id))
        if notice.event
        in (Event.ACTIVITY_CANCELLED, Event.ACTIVITY_CHANGED, Event.SIGN_UPS_TO_CALL)
    ]


def test_who_signed_up_with_an_account_hears_why_it_is_cancelled(sheet):
    user = make_user(Role.COUNCIL_MEMBER)
    own = joining.sign_up(sheet.activity, person(), user, "")
    cancel(sheet.activity)
    (notice,) = told(user)
    assert notice.event is Event.ACTIVITY_CANCELLED
    assert (notice.facts["reason"], notice.facts["href"]) == ("场馆检修", f"/sign-ups/{own.code}")


def test_who_has_called_off_is_not_told(sheet):
    user = make_user(Role.COUNCIL_MEMBER)
    joining.call_off(joining.sign_up(sheet.activity, person(), user, ""), user)
    cancel(sheet.activity)
    assert told(user) == []


def test_another_day_or_place_is_told_with_what_holds_now(sheet):
    user, activity = make_user(Role.COUNCIL_MEMBER), sheet.activity
    joining.sign_up(activity, person(), user, "")
    activity.starts_on += timedelta(days=3)
    activity.place = "威海国际会议中心"
    tell()
    (notice,) = told(user)
    assert notice.event is Event.ACTIVITY_CHANGED
    assert notice.facts["when"] == f"{activity.starts_on.isoformat()} 威海国际会议中心"


def test_another_text_is_no_news(sheet):
    user = make_user(Role.COUNCIL_MEMBER)
    joining.sign_up(sheet.activity, person(), user, "")
    sheet.activity.body = "欢迎参加。"
    tell()
    assert told(user) == []


def test_the_host_hears_how_many_the_site_cannot_reach(sheet, host):
    for _each in range(2):
        joining.sign_up(sheet.activity, person(), None, "127.0.0.1")
    cancel(sheet.activity)
    (notice,) = told(host)
    assert notice.event is Event.SIGN_UPS_TO_CALL
    assert notice.facts["count"] == "2"
    assert notice.facts["href"] == f"/activities/{sheet.activity.number}/sign-ups"


def test_of_what_is_over_nobody_is_told(sheet):
    user, activity = make_user(Role.COUNCIL_MEMBER), sheet.activity
    joining.sign_up(activity, person(), user, "")
    activity.starts_on -= timedelta(days=30)
    tell()
    assert told(user) == []


def test_who_has_a_closed_account_is_to_be_called(sheet, host):
    user = make_user(Role.COUNCIL_MEMBER)
    joining.sign_up(sheet.activity, person(), user, "")
    user.active = False
    cancel(sheet.activity)
    assert told(user) == []
    assert [notice.facts["count"] for notice in told(host)] == ["1"]
