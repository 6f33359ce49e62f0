"""Calendars to subscribe to: what each holds, and the secret address that can be changed."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from make import make_city, make_member, make_user
from make_governance import make_holding, make_term
from make_meetings import make_follow_up, make_held, make_invitation, make_meeting
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.board.addresses import CalendarAddress
from kb.clock import today
from kb.db import db
from kb.meetings.meetings import Meeting, MeetingState

DAY = timedelta(days=1)


@pytest.fixture
def liaison(keep, park):
    return keep(make_user, Role.CITY_LIAISON, city="rizhao", name="李海")


@pytest.fixture
def subscribe(browse):
    """`subscribe(person)`: the path of a new address of theirs."""

    def run(person):
        page = browse(person).post("/calendar/address")
        assert page.status_code == 200
        return page.text.partition('id="address">')[2].partition("<")[0].partition("localhost")[2]

    return run


def titles(browse, path):
    answer = browse().get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return [str(each["summary"]) for each in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_the_public_calendar_has_published_meetings_and_terms(browse, keep, park):
    keep(make_held, title="已发布会议")
    keep(make_meeting, title="已通知会议", state=MeetingState.CONVENED)
    keep(make_follow_up, task="督办")
    keep(make_term, "rizhao", date(today().year, 1, 1), date(today().year, 12, 31))
    found = titles(browse, "/calendar/public.ics")
    assert sorted(found) == sorted(["已发布会议", "理事会上次会议", "日照就任轮值主席 · 轮值任期"])


def test_a_term_lasts_through_its_last_day(browse, keep, park):
    keep(make_term, "rizhao", date(2026, 12, 1), date(2027, 2, 28))
    (found,) = Calendar.from_ical(browse().get("/calendar/public.ics").data).walk("VEVENT")
    assert found.decoded("dtstart") == date(2026, 12, 1)
    assert found.decoded("dtend") == date(2027, 3, 1)


def test_a_bodys_calendar_has_its_meetings_alone(browse, keep, park):
    keep(make_held, title="已发布会议")
    keep(make_term, "rizhao", today(), today() + 300 * DAY)
    assert titles(browse, "/calendar/bodies/council.ics") == ["已发布会议"]
    assert browse().get("/calendar/bodies/nobody.ics").status_code == 404


def test_public_calendars_are_kept_for_a_while_and_asked_for_by_their_mark(browse, keep):
    keep(make_held)
    answer = browse().get("/calendar/public.ics")
    assert "max-age=900" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = browse().get("/calendar/public.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_ones_own_calendar_has_what_one_attends_and_has_to_do(browse, keep, liaison, subscribe):
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_member, "weihai-park", "威海产业园", city_slug="weihai")
    keep(make_follow_up, task="本市的事", owner_city="rizhao")
    keep(make_follow_up, task="他市的事", owner_city="weihai")
    meeting = keep(make_meeting, title="邀请我的会", state=MeetingState.CONVENED)
    keep(make_meeting, title="别人的会", state=MeetingState.CONVENED)
    keep(make_invitation, meeting, liaison)
    assert sorted(titles(browse, subscribe(liaison))) == ["本市的事 · 督办到期", "邀请我的会"]


def test_ones_own_calendar_is_kept_nowhere_and_sets_no_cookie(browse, liaison, subscribe):
    answer = browse().get(subscribe(liaison))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_changed_address_ends_the_one_before(browse, liaison, subscribe, app):
    first = subscribe(liaison)
    second = subscribe(liaison)
    assert browse().get(first).status_code == 404
    assert browse().get(second).status_code == 200
    with app.app_context():
        (row,) = db.session.scalars(select(CalendarAddress)).all()
        assert row.token_hash not in second
    browse(liaison).post("/calendar/address/end")
    assert browse().get(second).status_code == 404


def test_the_address_is_shown_once_alone(browse, liaison, subscribe):
    path = subscribe(liaison)
    assert path not in browse(liaison).get("/calendar").text
    assert path.startswith("/calendar/mine/")


def test_a_locked_accounts_calendar_is_not_found(browse, liaison, subscribe, app):
    path = subscribe(liaison)
    assert browse().get(path).status_code == 200
    with app.app_context():
        db.session.get(User, liaison.id).active = False
        db.session.commit()
    assert browse().get(path).status_code == 404


def test_rights_are_those_of_the_moment_of_asking(browse, keep, liaison, subscribe, app):
    keep(make_follow_up, task="本市的事", owner_city="rizhao")
    path = subscribe(liaison)
    assert titles(browse, path) == ["本市的事 · 督办到期"]
    with app.app_context():
        db.session.get(User, liaison.id).city = None
        db.session.commit()
    assert titles(browse, path) == []


def test_who_sits_in_the_body_has_its_meetings_until_the_seat_ends(browse, keep, park, subscribe):
    member = keep(make_user, Role.COUNCIL_MEMBER)
    keep(make_meeting, title="理事会", state=MeetingState.CONVENED)
    path = subscribe(member)
    assert titles(browse, path) == []
    keep(make_holding, None, member, ends_on=today())
    assert "理事会" in titles(browse, path)


def test_a_cancelled_meeting_is_called_off_and_counts_up(browse, keep, liaison, subscribe, app):
    meeting = keep(make_meeting, title="取消的会", state=MeetingState.CONVENED)
    keep(make_invitation, meeting, liaison)
    path = subscribe(liaison)

    def event():
        (found,) = Calendar.from_ical(browse().get(path).data).walk("VEVENT")
        return found

    before = event()
    with app.app_context():
        row = db.session.get(Meeting, meeting.id)
        row.state, row.convened_at = MeetingState.CANCELLED, row.created_at
        db.session.commit()
    after = event()
    assert str(after["status"]) == "CANCELLED"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") >= before.decoded("last-modified")


def test_guesses_open_nothing(browse):
    for token in ("guessed", "x" * 5000, "中文", "..%2f.."):
        assert browse().get(f"/calendar/mine/{token}.ics").status_code == 404


def test_the_page_of_deadlines_draws_and_explains_each_date(browse, keep, liaison):
    keep(make_follow_up, task="本市的事", owner_city="rizhao", due_on=today() - DAY)
    page = browse(liaison).page("/deadlines?city=rizhao")
    assert page.select("svg.timeline circle.timeline__late")
    (row,) = page.select(".dates tbody tr")
    assert "本市的事" in row.text
    assert "1天前" in row.text
    assert "24时前有效" in row.text
    assert browse(liaison).page("/deadlines?city=nowhere&body=rubbish").select(".dates tbody tr")


def test_a_visitor_sees_terms_and_no_task(browse, keep, park):
    keep(make_follow_up, task="内部事项")
    keep(make_term, "rizhao", today() + DAY, today() + 300 * DAY)
    text = browse().get("/deadlines").text
    assert "日照就任轮值主席" in text
    assert "内部事项" not in text
