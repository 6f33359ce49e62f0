"""The pages of bodies and seats, and the same for programs."""

from datetime import date

import pytest
from make import make_city, make_user
from make_governance import make_body, make_holding, make_seat
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.bodies import Body, Holding, Seat
from kb.alliance.terms import Term
from kb.db import db

ASKED = "/governance/seats?on=2025-03-01&city=weihai"
API = "/api/v1/governance/seats"
DUTY = "威海市人社局副局长"


@pytest.fixture
def council(keep):
    return keep(make_body)


@pytest.fixture
def seat(keep, council):
    """威海's seat in the council; 李敏 sits there until the end of February 2025, then 王海."""
    keep(make_city, "weihai", "威海", "Weihai", 4)
    seat = keep(make_seat, council, city_slug="weihai")
    keep(make_holding, seat, name="李敏", starts_on=date(2024, 1, 1), ends_on=date(2025, 2, 28))
    account = keep(make_user, Role.COUNCIL_MEMBER, email="wanghai@example.cn", city="weihai")
    keep(
        make_holding,
        seat,
        name="王海",
        starts_on=date(2025, 3, 1),
        duty="威海市人社局副局长",
        user_id=account.id,
    )
    return seat


def fields(page, **given):
    """The form as it came, with these fields filled in."""
    came = page.select("main form.form [name]:not([type=checkbox]:not([checked]))")
    values = {}
    for field in came:
        chosen = field.select_one("option[selected]")
        value = field.text.strip() if field.name == "textarea" else field.get("value", "")
        values[field["name"]] = chosen.get("value", "") if chosen else value
    return values | given


def test_who_sat_for_a_city_on_a_day(browse, seat):
    page = browse().page(ASKED)
    assert "威海" in page.h1.text
    assert [name.text for name in page.select(".seats__person b")] == ["王海"]
    day_before = browse().page(ASKED.replace("03-01", "02-28"))
    assert [name.text for name in day_before.select(".seats__person b")] == ["李敏"]


def test_programs_are_told_the_same(browse, keep, seat):
    keep(add_term)
    told = browse().get(f"{API}?on=2025-03-01&city=weihai&body=council").json
    assert (told["on"], told["city"], told["chair"]) == ("2025-03-01", "weihai", "weihai")
    (only,) = told["seats"]
    assert only["people"] == [
        {
            "name": "王海",
            "duty": DUTY,
            "is_substitute": False,
            "starts_on": "2025-03-01",
            "ends_on": None,
        }
    ]
    assert (only["body"]["slug"], only["post"], only["is_vacant"]) == ("council", "理事", False)


def add_term():
    term = Term(city_slug="weihai", starts_on=date(2025, 3, 1), ends_on=date(2025, 12, 31))
    db.session.add(term)
    db.session.flush()
    return term


@pytest.mark.parametrize(
    "asked", ["on=2025-02-30", "on=yesterday", "city=atlantis", "body=nothing", "on=99999-1-1"]
)
def test_a_question_that_cannot_be_read_is_answered_with_a_sentence(browse, seat, asked):
    told = browse().get(f"{API}?{asked}")
    assert told.status_code == 400
    assert told.mimetype == "application/problem+json"
    assert asked.partition("=")[0] in told.json["detail"]
    page = browse().get(f"/governance/seats?{asked}")
    assert page.status_code == 400
    assert "field--wrong" in page.text


@pytest.mark.parametrize("address", ["/governance/bodies/council", ASKED, f"{API}?city=weihai"])
def test_an_accounts_mail_is_never_shown(browse, staff, seat, address):
    for browser in (browse(), browse(staff)):
        assert "wanghai@example.cn" not in browser.get(address).text


def test_a_body_says_plainly_what_is_vacant(browse, keep, council, seat):
    assert not browse().page("/governance/bodies/council").select(".badge--sand")
    keep(make_seat, council)
    page = browse().page("/governance/bodies/council")
    assert page.select_one(".badge--sand").text == "空缺"
    assert "空缺 1 个" in browse().get("/governance/bodies").text


def test_the_staff_found_a_body_and_fill_it(app, browse, staff):
    browser = browse(staff)
    page = browser.page("/governance/bodies/new")
    made = browser.post(
        "/governance/bodies/new", fields(page, name="评审组", founded_on="2026-1-1")
    )
    add = f"{made.location}/seats/new"
    browser.post(add, fields(browser.page(add), post="委员"))
    with app.app_context():
        seat = db.session.scalar(select(Seat))
        assert (seat.post, seat.has_vote) == ("委员", True)
    appoint = f"/governance/seats/{seat.id}/holders/new"
    sent = fields(browser.page(appoint), name="李敏", starts_on="2026-01-01", user_id=staff.id)
    assert browser.post(appoint, sent).status_code == 303
    assert "李敏" in browse().get(made.location).text
    with app.app_context():
        assert db.session.scalar(select(Holding.user_id)) == staff.id


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"starts_on": "2025-03-01", "ends_on": ""}, "starts_on"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "2023-01-01", "ends_on": "2022-12-31"}, "ends_on"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(app, browse, staff, seat, given, place):
    browser, address = browse(staff), f"/governance/seats/{seat.id}/holders/new"
    sent = {"name": "孙洁", "starts_on": "2023-01-01", "ends_on": "2023-12-31", "duty": "我写的"}
    answer = browser.post(address, fields(browser.page(address), **(sent | given)))
    assert answer.status_code == 422
    assert f'id="{place}-errors"' in answer.text
    assert "我写的" in answer.text
    with app.app_context():
        assert db.session.query(Holding).count() == 2


def test_the_second_of_two_who_edit_sees_what_the_first_has_saved(app, browse, staff, seat):
    browser, address = browse(staff), "/governance/bodies/council/edit"
    mine = fields(browser.page(address), name="我的名称")
    browser.post(address, fields(browser.page(address), name="联盟理事会"))
    answer = browser.post(address, mine)
    assert answer.status_code == 409
    assert "联盟理事会" in answer.text
    assert "我的名称" in answer.text
    with app.app_context():
        assert db.session.scalar(select(Body.name)) == "联盟理事会"


def test_a_holding_is_ended_or_struck_out(app, browse, staff, seat):
    with app.app_context():
        id = db.session.scalar(select(Holding.id).where(Holding.name == "王海"))
    browser, address = browse(staff), f"/governance/holdings/{id}/edit"
    sent = fields(browser.page(address), ends_on="2025-06-30")
    assert browser.post(address, sent).status_code == 303
    with app.app_context():
        held = db.session.get(Holding, id)
        assert (held.ends_on, held.user.email) == (date(2025, 6, 30), "wanghai@example.cn")
    assert browser.post(f"/governance/holdings/{id}/strike").status_code == 303
    assert "王海" not in browse().get("/governance/bodies/council").text


def test_what_is_not_there_is_not_found(browse, staff):
    for address in ("bodies/nothing", "bodies/nothing/edit", "seats/7/edit", "holdings/7/edit"):
        assert browse(staff).get(f"/governance/{address}").status_code == 404
