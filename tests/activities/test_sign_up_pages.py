"""The pages of signing up: a visitor's way from the form to the door, the host's desk, and who
sees names.
"""

from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from make import make_user
from make_call import hold, make_activity, make_list, make_sign_up
from openpyxl import load_workbook
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.activities.sign_ups import SignUp, SignUpSheet
from kb.activities.signing_up import forgetting, joining, sheets
from kb.clock import today
from kb.db import db
from kb.publishing.records import Visibility

FORM = {"name": "李宁", "unit": "东港人才公司", "phone": "13806330001", "agreed": "y"}
MARKS = ("斑马人", "斑马公司", "13899990001")


@pytest.fixture
def sheet(keep, park):
    """An open list with one place, of an activity of the park."""
    host = keep(make_user, Role.PARK_EDITOR, member="rizhao-park", city="rizhao")
    who = host.id
    activity = keep(make_activity, host, member="rizhao-park", city="rizhao")
    made = keep(make_list, activity, capacity=1)
    made.number, made.host = activity.number, keep(lambda: db.session.get(User, who))
    return made


@pytest.fixture
def marked(keep, sheet):
    """Somebody on it whose data can be told apart from everything else."""
    return keep(make_sign_up, sheet, name=MARKS[0], unit=MARKS[1], phone=MARKS[2])


def begin(app, sheet):
    """The day has come."""
    with app.app_context():
        db.session.get(SignUpSheet, sheet.id).activity.starts_on = today()
        db.session.commit()


@pytest.mark.parametrize("page", ["", "/poster"])
def test_no_page_invites_people_when_the_hour_of_closing_has_come(app, browse, sheet, page):
    address, way = f"/activities/{sheet.number}{page}", f"/activities/{sheet.number}/sign-up"
    with app.app_context():
        closing = datetime.combine(today(), time(4), UTC)
        db.session.get(SignUpSheet, sheet.id).closes_at = closing
        db.session.commit()
    invites = []
    for minutes in (-2, -1, 1):
        with time_machine.travel(closing + timedelta(minutes=minutes), tick=False):
            shown = browse().get(address).text
        invites.append(way in shown if not page else "扫码报名" in shown)
    assert invites == [True, True, False]


def test_a_visitor_signs_up_shows_the_code_and_calls_off(browse, sheet):
    visitor = browse()
    own_page = visitor.post(f"/activities/{sheet.number}/sign-up", data=FORM).location
    page = visitor.page(own_page)
    assert page.select_one("svg.qr")
    assert page.select_one(".ticket__code").get_text(strip=True).replace("-", "") in own_page
    assert "13806330001" not in str(page)
    second = browse().post(
        f"/activities/{sheet.number}/sign-up", data=FORM | {"name": "赵强", "phone": "13806330002"}
    )
    assert "1" in browse().page(second.location).select_one(".ticket__state").get_text()
    visitor.post(f"{own_page}/call-off")
    assert not visitor.page(own_page).select("svg.qr")
    assert "已报名" in browse().page(second.location).select_one(".ticket__state").get_text()


@pytest.mark.parametrize("missing", ["name", "unit", "phone", "agreed"])
def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(browse, sheet, missing):
    data = {name: word for name, word in FORM.items() if name != missing}
    answer = browse().post(f"/activities/{sheet.number}/sign-up", data=data)
    assert answer.status_code == 422
    assert f'id="{missing}-errors"' in answer.text
    assert all(word in answer.text for name, word in data.items() if name != "agreed")


def test_a_phone_that_is_none_is_refused(browse, sheet):
    for phone in ("12", "电话", "1" * 20):
        answer = browse().post(f"/activities/{sheet.number}/sign-up", data=FORM | {"phone": phone})
        assert answer.status_code == 422


def test_what_programs_send_is_forgotten(app, browse, sheet):
    data = FORM | {"homepage": "http://spam.example"}
    assert browse().post(f"/activities/{sheet.number}/sign-up", data=data).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(SignUp.id)) is None


def test_the_form_says_how_long_the_data_are_kept(browse, sheet):
    text = browse().page(f"/activities/{sheet.number}/sign-up").get_text()
    assert "30" in text


def test_the_page_of_a_list_that_is_opened_changes_for_visitors_at_once(browse, keep, staff):
    activity = keep(make_activity)
    address = f"/activities/{activity.number}/sign-up"
    assert not browse().page(address).select("form input[name=phone]")
    keep(make_list, activity, staff)
    assert browse().page(address).select("form input[name=phone]")


def test_the_host_opens_changes_and_closes_the_list(app, browse, keep, park):
    activity = keep(make_activity, member="rizhao-park")
    host = keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    desk, address = browse(host), f"/activities/{activity.number}/sign-ups/list"
    closing = f"{today() + timedelta(days=3)}T18:00"
    data = {"capacity": "30", "closes_at": closing, "is_open": "y", "note": "带身份证"}
    assert desk.post(address, data=data).status_code == 303
    assert "带身份证" in browse().get(f"/activities/{activity.number}/sign-up").text
    page = desk.page(address)
    assert page.select_one("input[name=closes_at]")["value"] == closing
    version = page.select_one("input[name=version]")["value"]
    assert desk.post(address, data={"version": version, "capacity": "30"}).status_code == 303
    assert not browse().page(f"/activities/{activity.number}/sign-up").select("input[name=phone]")


def test_a_stale_form_saves_nothing_and_shows_both(app, browse, sheet):
    desk, address = browse(sheet.host), f"/activities/{sheet.number}/sign-ups/list"
    data = {"capacity": "5", "is_open": "y", "version": "1"}
    assert desk.post(address, data=data).status_code == 303
    answer = desk.post(address, data=data | {"capacity": "9"})
    assert answer.status_code == 409
    assert 'value="9"' in answer.text
    with app.app_context():
        assert db.session.get(SignUpSheet, sheet.id).capacity == 5


def test_the_host_checks_in_by_code_by_qr_and_from_the_list(app, browse, keep, sheet, marked):
    begin(app, sheet)
    desk, way = browse(sheet.host), f"/activities/{sheet.number}/sign-ups"
    assert desk.page(f"/sign-ups/{marked.code}").select("form[action$='/check-in']")
    typed = joining.spelled(marked.code).lower()
    assert desk.post(f"{way}/check-in", data={"code": typed}).status_code == 303
    desk.post(f"{way}/{marked.id}/not-here")
    assert desk.post(f"/sign-ups/{marked.code}/check-in").status_code == 303
    desk.post(f"{way}/{marked.id}/not-here")
    desk.post(f"{way}/{marked.id}/here")
    with app.app_context():
        assert sheets.numbers(db.session.get(SignUpSheet, sheet.id)).present == 1


def test_a_code_that_is_not_on_the_list_stays_in_the_form(app, browse, keep, sheet):
    begin(app, sheet)
    other = keep(make_sign_up)
    way = f"/activities/{sheet.number}/sign-ups/check-in"
    for code in ("ABCDE-FGHJK", other.code):
        answer = browse(sheet.host).post(way, data={"code": code})
        assert answer.status_code == 422
        assert code in answer.text


def test_the_excel_of_names_has_them_all_and_no_formula(browse, keep, sheet):
    keep(make_sign_up, sheet, name="=HYPERLINK(1)")
    data = browse(sheet.host).get(f"/activities/{sheet.number}/sign-ups.xlsx").data
    rows = list(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[1][1] == "=HYPERLINK(1)"
    assert len(rows) == 2


def test_the_sheet_to_sign_names_who_has_a_place(browse, keep, sheet, marked):
    waiting = keep(make_sign_up, sheet)
    text = browse(sheet.host).page(f"/activities/{sheet.number}/sign-ups/print").get_text()
    assert marked.name in text
    assert waiting.name not in text


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_but_host_and_staff_sees_who_comes(browse, keep, drain, sheet, marked, role):
    drain()
    stranger = keep(make_user, role) if role else None
    way = f"/activities/{sheet.number}"
    pages = ("", "/sign-up", "/sign-ups", "/sign-ups.xlsx", "/sign-ups/print", "/poster")
    lists = (f"/api/v1{way}", "/feed.atom", "/activities/feed/all.ics", "/calendar/public.ics")
    places = [f"{way}{page}" for page in (*pages, "/event.ics", "/history", "/sign-ups/list")]
    places += [*lists, "/activities/calendar", "/deadlines", "/activities", "/feed.atom?q=论坛"]
    browser = browse(stranger)
    seen = {
        place
        for place in places
        if any(mark in browser.get(place).data.decode("utf-8", "replace") for mark in MARKS)
    }
    assert browser.get(f"/api/v1/search?q={MARKS[0]}").json["total"] == 0
    is_staff = role in (Role.ADMINISTRATOR, Role.SECRETARIAT)
    allowed = {f"{way}/sign-ups", f"{way}/sign-ups/print"} if is_staff else set()
    assert seen == allowed


def test_a_stranger_who_knows_the_code_cannot_check_in(browse, app, keep, sheet, marked):
    begin(app, sheet)
    stranger = browse(keep(make_user, Role.PARK_EDITOR, member=None))
    assert stranger.post(f"/sign-ups/{marked.code}/check-in").status_code == 403
    assert stranger.post(f"/activities/{sheet.number}/sign-ups/check-in").status_code == 403
    assert not stranger.page(f"/sign-ups/{marked.code}").select("form[action$='/check-in']")


def test_a_sign_up_does_not_name_an_activity_that_its_reader_may_not_see(
    app, browse, sheet, marked
):
    with app.app_context():
        activity = db.session.get(SignUpSheet, sheet.id).activity
        activity.visibility, activity.title = Visibility.SECRETARIAT, "秘密活动"
        db.session.commit()
    answer = browse().get(f"/sign-ups/{marked.code}")
    assert answer.status_code == 200
    assert "秘密活动" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_names_go_so_many_days_after_the_activity_and_counts_stay(app, browse, keep, sheet, marked):
    keep(make_sign_up, sheet)
    with app.app_context():
        kept = db.session.get(SignUpSheet, sheet.id)
        hold(kept.activity, days_ago=30)
        db.session.commit()
        assert forgetting.forget(today()) == 0
        assert forgetting.forget(today() + timedelta(days=1)) == 2
        assert forgetting.forget(today() + timedelta(days=1)) == 0
        rows = db.session.scalars(select(SignUp)).all()
        assert {(each.name, each.unit, each.phone, each.user_id) for each in rows} == {
            ("", "", "", None)
        }
        assert sheets.figures(kept.activity) == [{"label": "报名", "text": "2人"}]
        db.session.commit()
    assert browse().get(f"/sign-ups/{marked.code}").status_code == 404
    assert browse(sheet.host).get(f"/activities/{sheet.number}/sign-ups").status_code == 200


def test_an_activity_that_lost_its_day_does_not_keep_names_for_ever(app, sheet, marked):
    with app.app_context():
        db.session.get(SignUpSheet, sheet.id).activity.starts_on = None
        assert forgetting.forget(today() + timedelta(days=30)) == 0
        assert forgetting.forget(today() + timedelta(days=32)) == 1


def test_the_night_forgets_by_itself(app):
    assert app.extensions["kb_daily"]["sign-ups"]
    assert app.extensions["kb_handlers"]["sign-ups"] is forgetting.daily
