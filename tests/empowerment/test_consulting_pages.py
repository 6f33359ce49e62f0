"""The pages of consultations: a whole one in the browser, and what every stranger gets."""

from io import BytesIO

import pytest
from make import make_city, make_expert, make_member, make_user
from make_consult import (
    make_answered,
    make_asker,
    make_given,
    make_inquiry,
    make_invited,
    make_scoped,
    user_of,
)
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Counsel, Inquiry, Secrecy
from kb.empowerment.inquiry_files import InquiryFile
from kb.publishing import drafts

ASKED = {"title": "我园零工市场怎么建", "question": "预算三百万元，怎么起步？"}
ASKED |= {"secrecy": "open", "form_key": "abc"}


@pytest.fixture
def secretary(keep):
    return keep(make_user, Role.SECRETARIAT)


@pytest.fixture
def asker(keep, park):
    return keep(make_asker)


@pytest.fixture
def inquiry(app):
    """`inquiry()`: the newest one as it stands in the database."""

    def read(model=Inquiry):
        with app.app_context():
            return db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).first()

    return read


@pytest.fixture
def given(app, park):
    """`given(make, ...)`: an expert's part in the database, and the account of the expert."""

    def make(maker=make_invited, **facts):
        with app.app_context():
            made = maker(**facts)
            counsels = made if isinstance(made, list) else [made]
            users = [user_of(each) for each in counsels]
            db.session.commit()
            for each in (*counsels, *users):
                db.session.refresh(each)
            db.session.expunge_all()
        return list(zip(counsels, users, strict=True))

    return make


def test_from_the_question_to_the_published_answer(browse, keep, secretary, asker, inquiry):
    expert = keep(make_expert)
    files = {"files": [(BytesIO("预算表".encode()), "预算.txt")]}
    made = browse(asker).post("/inquiries/new", ASKED | files)
    home = made.location
    desk = browse(secretary)
    scope = {"title": "零工市场", "text": "怎么起步？", "version": inquiry().version, "passed": "1"}
    assert desk.post(f"{home}/scope", scope).location == f"{home}/invite"
    assert expert.title in desk.get(f"{home}/invite").text
    picked = {"expert": expert.id, "due_on": today().isoformat()}
    assert desk.post(f"{home}/invite", picked).status_code == 303
    user = keep(lambda: user_of(db.session.scalars(select(Counsel)).one()))
    adviser = browse(user)
    assert "零工市场" in adviser.get("/inquiries").text
    assert "预算.txt" in adviser.get(home).text
    assert adviser.post(f"{home}/accept").status_code == 303
    answer = {"text": "先做**平台**。", "may_be_published": "y", "version": 2}
    assert adviser.post(f"{home}/answer", answer).status_code == 303
    assert "<strong>平台</strong>" in browse(asker).get(home).text
    assert browse(asker).post(f"{home}/counsels/1/score", {"score": "5"}).status_code == 303
    assert adviser.post(f"{home}/feedback", {"text": "问题清楚"}).status_code == 303
    end = {"came_of": "taken_up", "score": "4", "version": inquiry().version}
    assert browse(asker).post(f"{home}/close", end).status_code == 303
    issue = {"title": "起步", "question": "怎么起步？", "answer": "先做平台。", "is_public": "y"}
    assert desk.post(f"{home}/publish", issue).status_code == 303
    assert "先做平台" in browse().get("/consultations/ZX-2026-0001").text
    assert "1" in browse().get(f"/libraries/experts/{expert.number}").text
    assert inquiry().state is ConsultationState.CLOSED


def test_a_form_sent_twice_asks_once(browse, asker, inquiry):
    browser = browse(asker)
    first, second = (browser.post("/inquiries/new", ASKED).location for _each in range(2))
    assert first == second == f"/inquiries/{inquiry().id}"


def test_what_was_typed_is_kept_and_taken_up_again(browse, asker, app):
    browser = browse(asker)
    typed = {"title": "半句话", "question": "还没", "form_key": "key1"}
    assert browser.post("/inquiries/draft", typed).status_code == 200
    assert "半句话" in browser.get("/inquiries/new").text
    page = browser.page("/inquiries/new?draft=key1")
    assert page.select_one("[name=title]")["value"] == "半句话"
    browser.post("/inquiries/new", ASKED | {"form_key": "key1"})
    with app.app_context():
        assert drafts.of(db.session.merge(asker)) == []


def test_a_wrong_form_keeps_what_was_typed(browse, asker):
    answer = browse(asker).post("/inquiries/new", ASKED | {"title": "", "wished_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "预算三百万元" in answer.text


def test_an_unsent_answer_is_there_again(browse, given):
    [(counsel, expert)] = given()
    address = f"/inquiries/{counsel.inquiry_id}/answer"
    browse(expert).post(f"{address}/draft", {"text": "写到一半"})
    assert "写到一半" in browse(expert).get(address).text


def test_a_stale_scope_shows_both_texts(browse, keep, secretary, asker):
    made = keep(lambda: make_inquiry(db.session.merge(asker)))
    first = {"title": "甲", "text": "甲的写法", "version": made.version}
    browse(secretary).post(f"/inquiries/{made.id}/scope", first)
    second = browse(secretary).post(f"/inquiries/{made.id}/scope", first | {"text": "乙的写法"})
    assert second.status_code == 409
    assert "甲的写法" in second.text
    assert "乙的写法" in second.text


STRANGERS = [
    (Role.PARK_EDITOR, {"member": "weihai-park", "city": "weihai"}),
    (Role.CITY_LIAISON, {"city": "rizhao"}),
    (Role.COUNCIL_MEMBER, {"city": "rizhao"}),
    (Role.PROVINCIAL_OBSERVER, {}),
    (Role.EXPERT, {}),
]


@pytest.mark.parametrize(("role", "unit"), STRANGERS, ids=[role for role, _unit in STRANGERS])
def test_a_stranger_finds_nothing_of_it_anywhere(browse, keep, given, role, unit):
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_member, "weihai-park", "威海人力资源服务产业园")
    [(counsel, _expert)] = given(make_given)
    stranger, home = browse(keep(make_user, role, **unit)), f"/inquiries/{counsel.inquiry_id}"
    for page in ("", "/edit", "/scope", "/invite", "/answer", "/close", "/publish"):
        assert stranger.get(home + page).status_code == 404, page
    for order in ("files", "take-back", "accept", "refuse", "answer/draft", "feedback", "decline"):
        assert stranger.post(f"{home}/{order}", {"reason": "x"}).status_code == 404, order
    assert stranger.get("/inquiries/files/1").status_code == 404
    assert "我园零工市场" not in stranger.get("/inquiries").text


def test_colleagues_of_the_asker_see_it_and_those_of_the_city_do_not_see_a_parks(
    browse, keep, given
):
    [(counsel, _expert)] = given()
    home = f"/inquiries/{counsel.inquiry_id}"
    assert browse(keep(make_asker)).get(home).status_code == 200
    liaison = keep(make_user, Role.CITY_LIAISON, city="rizhao")
    assert browse(liaison).get(home).status_code == 404


def test_an_expert_sees_the_scope_and_neither_asker_nor_the_other_expert(browse, given):
    (first, user), (_second, other) = given(experts=2)
    home = f"/inquiries/{first.inquiry_id}"
    browse(other).post(f"{home}/answer", {"text": "别人的意见", "version": 1})
    page = browse(user).get(home).text
    assert "某园区想建零工市场" in page
    for hidden in ("我园零工市场", "预算", "日照人力资源", "别人的意见", other.name):
        assert hidden not in page


def test_the_asker_s_words_and_unit_are_passed_on_only_as_allowed(browse, given):
    [(counsel, user)] = given(passes=True, secrecy=Secrecy.ALLIANCE)
    page = browse(user).get(f"/inquiries/{counsel.inquiry_id}").text
    assert "<strong>三百万元</strong>" in page
    assert "日照人力资源服务产业园" in page


def test_who_has_declined_sees_the_question_no_more(browse, given):
    [(counsel, user)] = given()
    home = f"/inquiries/{counsel.inquiry_id}"
    browse(user).post(f"{home}/refuse", {"reason": "没有时间"})
    assert "某园区想建零工市场" not in browse(user).get(home).text
    assert browse(user).get(f"{home}/answer").status_code == 303


def test_a_file_is_read_by_the_expert_only_when_it_is_passed_on(
    browse, keep, given, secretary, app, cabinet
):
    [(_counsel, user)] = given(make_given)
    key = cabinet.store.keep(BytesIO(b"plain"))

    def pass_on(is_passed):
        with app.app_context():
            file = db.session.scalars(select(InquiryFile)).one()
            file.sha256, file.is_passed_on = key, is_passed
            db.session.commit()
        return fetched(user)[0]

    def fetched(person):
        with browse(person).get("/inquiries/files/1") as answer:
            return answer.status_code, answer.data

    assert [pass_on(False), pass_on(True)] == [404, 200]
    assert fetched(secretary) == (200, b"plain")
    assert browse(secretary).post("/inquiries/files/1/remove").status_code == 403


def test_scores_and_reasons_are_for_the_secretariat_alone(browse, given, secretary, keep):
    [(counsel, _user)] = given(make_answered)
    home = f"/inquiries/{counsel.inquiry_id}"
    own = browse(keep(make_asker))
    own.post(f"{home}/counsels/{counsel.id}/score", {"score": "2"})
    assert "满分 5" in browse(secretary).get(home).text
    assert "满分 5" not in own.get(home).text


def test_the_desk_says_whom_to_call_and_what_is_next(browse, given, secretary):
    [(counsel, user)] = given(days_ago=15)
    page = browse(secretary).get("/inquiries").text
    assert user.name in page
    called = f"/inquiries/{counsel.inquiry_id}/counsels/{counsel.id}/called"
    assert called in page
    browse(secretary).post(called)
    assert called not in browse(secretary).get("/inquiries").text


def test_the_desk_asks_the_database_the_same_however_much_there_is(
    browse, keep, secretary, park, statements
):
    keep(make_scoped)
    few = statements(browse(secretary), "/inquiries")
    for _each in range(4):
        keep(make_scoped)
    assert statements(browse(secretary), "/inquiries") == few
