"""The hand-over between two chairs: checklist, what is open, three signatures, no more changes."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from make import make_user
from make_meetings import (
    make_follow_up,
    make_hand_over,
    make_meeting_file,
    make_open_matters,
    make_proof,
)

from kb.accounts.users import Role
from kb.alliance.terms import Term
from kb.alliance.turns import TurnKind
from kb.db import db
from kb.meetings.handover import HandOver, HandOverItem

DAY = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def new_year():
    with time_machine.travel(datetime(2027, 1, 1, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def hand_over(keep, staff):
    return keep(make_hand_over, staff, day=DAY)


@pytest.fixture
def city(keep):
    made = {}
    return lambda slug: made.setdefault(slug, keep(make_user, Role.CITY_LIAISON, city=slug))


@pytest.fixture
def item(app, hand_over):
    """Address of the first thing to hand over, which the outgoing city sees to."""
    with app.app_context():
        first = db.session.query(HandOverItem).order_by(HandOverItem.id).first()
        return f"{hand_over.address}/items/{first.id}"


def entry(**given):
    facts = {"title": "公章", "side": "outgoing", "owner": "王敏", "due_on": "2027-01-05"}
    return facts | {"note": "", "version": "1"} | given


def sign(browse, hand_over, *people):
    return [browse(p).post(f"{hand_over.address}/sign").status_code for p in people]


def test_it_begins_with_the_usual_checklist_and_asks_both_cities(browse, keep, city, staff):
    one, other = city("qingdao"), city("yantai")
    made = keep(make_hand_over, staff, day=DAY)
    page = browse(one).page(made.address)
    assert len(page.select(".items > li")) == 8
    for person in (one, other):
        assert "青岛向烟台交接" in browse(person).page("/notices").main.get_text()


def test_a_third_city_and_outsiders_do_not_find_it(browse, keep, city, hand_over, item):
    for person in (city("weihai"), keep(make_user, Role.EXPERT), keep(make_user, Role.PARK_EDITOR)):
        assert browse(person).get(hand_over.address).status_code == 404
        assert browse(person).post(f"{item}/tick").status_code == 404


def test_each_side_sees_to_its_own_items(browse, city, hand_over, item):
    assert browse(city("yantai")).post(f"{item}/tick").status_code == 403
    assert browse(city("qingdao")).post(f"{item}/tick").status_code == 303
    assert "已移交" in browse(city("yantai")).page(hand_over.address).main.get_text()


def test_a_file_goes_with_an_item_and_reaches_both_cities_only(browse, city, hand_over, item):
    sent = {"files": (BytesIO("交接说明".encode()), "说明.txt")}
    browse(city("qingdao")).post(f"{item}/files", sent)
    page = browse(city("yantai")).page(hand_over.address)
    way = page.select_one("a[href*='/files/']")["href"]
    with browse(city("yantai")).get(way) as answer:
        assert answer.data.decode() == "交接说明"
        assert "attachment" in answer.headers["Content-Disposition"]
    assert browse(city("weihai")).get(way).status_code == 404


def test_a_file_of_something_else_is_none_of_a_hand_over(browse, keep, city, hand_over):
    file = keep(lambda: make_meeting_file(report=make_proof(make_follow_up())))
    answer = browse(city("qingdao")).get(f"{hand_over.address}/files/{file.id}")
    assert answer.status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(browse, city, hand_over, item):
    person = browse(city("qingdao"))
    person.post(f"{item}/files", {"files": (BytesIO(b"MZ\x90"), "章.pdf")})
    page = person.page(hand_over.address)
    assert page.select_one(".alert--error")
    assert not page.select("a[href*='/files/']")


def test_two_who_edit_the_same_item_lose_nothing(browse, city, staff, item):
    browse(staff).post(item, entry(title="公章及印鉴卡"))
    late = browse(city("qingdao")).post(item, entry(title="公章和信笺"))
    assert late.status_code == 409
    assert "公章及印鉴卡" in late.text
    assert "公章和信笺" in late.text


def test_what_is_typed_wrong_stands_beside_the_field(browse, city, hand_over):
    answer = browse(city("qingdao")).post(
        f"{hand_over.address}/items", entry(title="", due_on="2027-02-30", note="保险柜")
    )
    assert answer.status_code == 422
    assert 'id="title-errors"' in answer.text
    assert 'id="due_on-errors"' in answer.text
    assert "保险柜" in answer.text


def test_what_is_open_is_put_together_and_closed_matters_are_only_counted(
    browse, keep, city, hand_over
):
    keep(make_open_matters)
    text = browse(city("qingdao")).page(hand_over.address).main.get_text()
    assert "核对专家名录" in text
    assert "理事会第四次会议" in text
    assert "人事安排" not in text
    assert "另有不公开事项 1 项" in text
    assert "密件" not in text


def test_the_third_signature_freezes_it_with_what_was_open(
    app, browse, keep, city, staff, hand_over
):
    keep(make_open_matters)
    people = (city("qingdao"), city("yantai"), staff)
    assert sign(browse, hand_over, *people) == [303, 303, 303]
    with app.app_context():
        found = db.session.get(HandOver, hand_over.id)
        assert found.frozen_at
        assert [one["task"] for one in found.open_then["follow_ups"]] == ["核对专家名录"]
        assert len(found.open_then["items"]) == 8
    assert browse(staff).post(f"{hand_over.address}/items", entry()).status_code == 409
    assert sign(browse, hand_over, staff) == [409]


def test_nobody_signs_twice_or_for_another_city(browse, city, hand_over):
    assert sign(browse, hand_over, city("qingdao"), city("qingdao"), city("weihai")) == [
        303,
        403,
        404,
    ]


@pytest.mark.parametrize(
    ("instant", "status"), [("2026-12-31T15:59:59", 403), ("2026-12-31T16:00:00", 303)]
)
def test_the_incoming_city_signs_from_the_midnight_on_which_its_term_begins(
    browse, city, hand_over, instant, status
):
    with time_machine.travel(datetime.fromisoformat(instant).replace(tzinfo=UTC), tick=False):
        assert sign(browse, hand_over, city("yantai")) == [status]


def test_a_changed_plan_asks_the_new_city_and_forgets_the_old_ones_signature(
    app, browse, city, hand_over
):
    sign(browse, hand_over, city("yantai"))
    with app.app_context():
        term = db.session.query(Term).filter_by(starts_on=DAY, kind=TurnKind.REGULAR).one()
        term.city_slug = "weifang"
        db.session.commit()
    assert browse(city("yantai")).get(hand_over.address).status_code == 404
    page = browse(city("weifang")).page(hand_over.address)
    assert "未签署" in page.select_one(".signs").get_text()
    assert sign(browse, hand_over, city("weifang")) == [303]


def test_a_hand_over_is_opened_once_and_only_where_two_terms_meet(browse, staff, hand_over):
    there = browse(staff).post("/governance/hand-overs", {"day": "2027-01-01"})
    nowhere = browse(staff).post("/governance/hand-overs", {"day": str(DAY + timedelta(days=3))})
    assert (there.status_code, nowhere.status_code) == (422, 422)
