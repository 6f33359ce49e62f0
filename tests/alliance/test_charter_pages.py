"""The charter's pages: what holds is read by everybody, entered by the staff, never overwritten."""

from datetime import timedelta

import pytest
from make import make_city, make_user
from make_governance import make_decision, make_setting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance import amendments, charter
from kb.alliance.amendments import Amendment
from kb.alliance.charter import CharterSetting
from kb.clock import is_announced, today
from kb.db import db
from kb.errors import NotAllowed
from kb.publishing.audit import AuditEvent

PAGE = "/governance/charter/notice_days"
FORM = f"{PAGE}/new"


@pytest.fixture
def shipped(keep):
    return keep(make_setting, value="7", is_default=True)


def filled_in(page, **given):
    """The form as it came, with these fields filled in."""
    fields = page.select("main form.form [name]:not([type=checkbox])")
    came = {field["name"]: field.get("value", "") for field in fields}
    return came | {"value": "10", "since": "2026-03-01", "source": "联盟决〔2026〕1号"} | given


def test_a_new_value_stands_beside_the_old_one(app, browse, staff, shipped):
    browser = browse(staff)
    answer = browser.post(FORM, filled_in(browser.page(FORM)))
    assert (answer.status_code, answer.location) == (303, PAGE)
    history = browse().page(PAGE).select(".charter__history li")
    assert [li.select_one(".charter__value").text for li in history] == [
        "10 天",
        "7 天",
    ]
    assert "联盟决〔2026〕1号" in history[0].text
    with app.app_context():
        told = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "amend-charter"))
        assert told.detail["value"] == "10"


def test_a_day_to_come_is_said_and_can_be_taken_back(app, browse, staff, shipped):
    browser, later = browse(staff), today() + timedelta(days=30)
    browser.post(FORM, filled_in(browser.page(FORM), since=later.isoformat()))
    assert browse().page("/governance/charter").select_one(".charter__coming")
    with app.app_context():
        assert charter.value_on("notice_days", today()) == "7"
        assert charter.value_on("notice_days", later) == "10"
        row = charter.history("notice_days")[0].id
    assert browser.post(f"{PAGE}/{row}/take-back").status_code == 303
    with app.app_context():
        assert [row.value for row in charter.history("notice_days")] == ["7"]


def test_what_holds_already_cannot_be_taken_back(browse, keep, staff, shipped):
    row = keep(make_decision, since=today())
    answer = browse(staff).post(f"{PAGE}/{row.id}/take-back")
    assert answer.status_code == 409
    assert browse(staff).post(f"{PAGE}/{shipped.id}/take-back").status_code == 409


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"value": "0"}, "value"),
        ({"value": "much"}, "value"),
        ({"value": "367"}, "value"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": ""}, "since"),
        ({"source": " "}, "source"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(app, browse, staff, shipped, given, place):
    browser = browse(staff)
    answer = browser.post(FORM, filled_in(browser.page(FORM), note="我的说明", **given))
    assert answer.status_code == 422
    assert f'id="{place}-errors"' in answer.text
    assert "我的说明" in answer.text
    with app.app_context():
        assert len(charter.history("notice_days")) == 1


def test_the_second_of_two_secretaries_sees_what_the_first_has_entered(app, browse, staff, shipped):
    browser = browse(staff)
    mine = filled_in(browser.page(FORM), value="12")
    browser.post(FORM, filled_in(browser.page(FORM), value="10"))
    answer = browser.post(FORM, mine)
    assert answer.status_code == 409
    assert "10 天" in answer.text
    assert 'value="12"' in answer.text
    with app.app_context():
        assert len(charter.history("notice_days")) == 2


@pytest.mark.parametrize(
    ("key", "sent", "stored", "words"),
    [
        ("council_quorum", {"value": "１／２ +"}, "1/2+", "1/2"),
        ("council_majority", {"majority": "two_thirds", "of": "all"}, "two_thirds all", "三分之二"),
        ("number_minutes", {"value": "纪〔{year}〕{number}号"}, "纪〔{year}〕{number}号", "1号"),
        ("reminder_days", {"value": "1，30、7"}, "30, 7, 1", "30, 7, 1"),
        ("notice_counting", {"value": "working"}, "working", "工作日"),
        ("chair_swap", {"value": "双方同意"}, "双方同意", "双方同意"),
    ],
)
def test_every_kind_of_setting_has_its_form(app, browse, keep, staff, key, sent, stored, words):
    keep(make_setting, key)
    browser, page = browse(staff), f"/governance/charter/{key}"
    came = filled_in(browser.page(f"{page}/new"), **sent)
    assert browser.post(f"{page}/new", came).status_code == 303
    with app.app_context():
        assert charter.value_on(key, today()) == stored
    assert words in browse().page(page).select_one(".charter__value").text
    again = browser.page(f"{page}/new")
    assert all(again.select_one(f"#{name}") for name in sent)


def test_the_order_of_the_cities_is_chosen_place_by_place(app, browse, keep, staff):
    keep(make_city)
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_setting, "chair_order")
    browser, form = browse(staff), "/governance/charter/chair_order/new"
    came = filled_in(browser.page(form), **{"places-0": "rizhao", "places-1": "rizhao"})
    refused = browser.post(form, came)
    assert refused.status_code == 422
    assert 'id="places-errors"' in refused.text
    assert browser.post(form, came | {"places-1": "weihai"}).status_code == 303
    assert "日照 → 威海" in browse().page("/governance/charter").text
    chosen = browser.page(form).select("select[name^=places] [selected]")
    assert [option["value"] for option in chosen] == ["rizhao", "weihai"]


def test_the_first_term_names_a_city_and_a_day(app, browse, keep, staff):
    keep(make_city)
    keep(make_setting, "chair_first_term")
    browser, form = browse(staff), "/governance/charter/chair_first_term/new"
    came = filled_in(browser.page(form), city="rizhao", starts_on="2026年1月1日")
    assert browser.post(form, came).status_code == 303
    assert "日照" in browse().page("/governance/charter/chair_first_term").text
    with app.app_context():
        assert charter.value_on("chair_first_term", today()) == "rizhao 2026-01-01"


def test_an_open_setting_says_what_the_site_reckons_with(browse, keep):
    keep(make_setting, "corrections_days")
    text = browse().page("/governance/charter/corrections_days").text
    assert "待定" in text
    assert "7 天" in text


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.CITY_LIAISON, Role.PARK_EDITOR])
def test_only_the_staff_enter_values(app, browse, keep, shipped, role):
    browser = browse(keep(make_user, role))
    assert f"{PAGE}/new" not in browser.get(PAGE).text
    assert browser.get(FORM).status_code == 403
    assert browser.post(FORM, {"value": "1"}).status_code == 403
    with app.app_context():
        assert len(db.session.scalars(select(CharterSetting)).all()) == 1


def test_a_setting_that_is_not_there_is_not_found(browse, staff, shipped):
    assert browse().get("/governance/charter/nothing").status_code == 404
    assert browse(staff).get("/governance/charter/council_seats/new").status_code == 404


def test_an_amended_setting_keeps_its_place(app, keep):
    keep(make_setting, "notice_days", "7")
    keep(make_setting, "notice_counting", "calendar")
    keep(make_decision, "notice_days", "10")
    with app.app_context():
        rows = charter.settings_on(today())
    assert [(row.key, row.value) for row in rows] == [
        ("notice_days", "10"),
        ("notice_counting", "calendar"),
    ]


@pytest.mark.usefixtures("context")
def test_the_rule_itself_refuses_who_is_not_of_the_staff():
    row, member = make_setting(), make_user(Role.COUNCIL_MEMBER)
    later = make_decision(since=today() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        amendments.enter(row.key, Amendment("9", today(), "决议"), member)
    with pytest.raises(NotAllowed):
        amendments.take_back(later, member)


def test_the_page_says_of_which_year_the_holidays_are_not_known(browse, keep):
    keep(make_setting, "notice_counting")
    unknown = [year for year in (today().year, today().year + 1) if not is_announced(year)]
    text = browse().get("/governance/charter/notice_counting").text
    assert ("国务院" in text) == bool(unknown)
    assert all(str(year) in text for year in unknown[:1])
