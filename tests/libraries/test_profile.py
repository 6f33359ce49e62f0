"""The way of a profile: filled in, submitted, returned, submitted again, published, changed."""

import pytest
from make import make_expert, make_record
from sqlalchemy import select

from kb.db import db
from kb.libraries.experts import CLOSED, Expert
from kb.libraries.namesakes import namesakes
from kb.publishing.revisions import latest

PROFILE = {
    "title": "林海",
    "unit": "胶东人才研究院",
    "post": "研究员",
    "city": "rizhao",
    "areas": ["灵活用工"],
    "summary": "长期研究零工市场。",
    "body": "参与**多地**零工市场建设。",
    "works-0-title": "零工市场建设指南",
    "works-0-year": "2023",
    "works-0-kind": "book",
    "works-1-title": "共享用工报告",
    "works-1-kind": "report",
    "works-1-featured": "y",
    "works-1-link": "https://example.cn/report",
}


@pytest.fixture
def beginner(keep, park):
    """Somebody who has confirmed and written nothing yet."""
    return keep(make_expert, published=False)


def opened(browser) -> str:
    return browser.page("/my/expert/profile").select_one("[name=version]")["value"]


def save(browser, **given):
    data = PROFILE | {"version": opened(browser)} | given
    return browser.post("/my/expert/profile", data)


def test_it_is_returned_with_a_reason_and_published_the_second_time(browse, of, beginner, staff):
    own = of(beginner)
    assert save(own).status_code == 303
    assert own.post("/my/expert/submit").status_code == 303
    address = f"/libraries/experts/draft-{beginner.id}"
    browse(staff).post(f"{address}/return", {"reason": "请补充职务"})
    assert "请补充职务" in own.page("/my/expert").text
    assert save(own, post="首席研究员").status_code == 303
    own.post("/my/expert/submit")
    published = browse(staff).post(f"{address}/publish").location
    assert browse().page(published).h1.text.strip() == "林海"


def test_the_featured_work_comes_first(app, of, beginner):
    save(of(beginner))
    with app.app_context():
        works = latest(db.session.get(Expert, beginner.id)).content["works"]
    assert [work["title"] for work in works] == ["共享用工报告", "零工市场建设指南"]
    assert works[0]["link"] == "https://example.cn/report"
    assert works[1]["year"] == 2023


@pytest.mark.parametrize(
    "wrong",
    [
        {"areas": []},
        {"areas": ["炼金术"]},
        {"title": ""},
        {"unit": ""},
        {"works-1-link": "javascript:alert(1)"},
        {"works-0-year": "1800"},
        {"works-0-kind": "song"},
        {"city": "paris"},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(of, beginner, wrong):
    answer = save(of(beginner), **wrong)
    assert answer.status_code == 422
    assert "参与**多地**零工市场建设。" in answer.text
    assert "零工市场建设指南" in answer.text


def test_a_profile_without_a_unit_is_not_submitted(keep, of, park, app):
    empty = keep(make_expert, published=False, unit="")
    answer = of(empty).post("/my/expert/submit")
    assert answer.location == "/my/expert/profile"


def test_a_stale_form_is_told_so(of, beginner):
    own = of(beginner)
    stale = opened(own)
    save(own)
    assert save(own, version=stale).status_code == 409


def test_another_expert_and_others_see_nothing_of_a_draft(browse, of, keep, beginner, editor):
    other = keep(make_expert)
    address = f"/libraries/experts/draft-{beginner.id}"
    for browser in (browse(), browse(editor), of(other)):
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}/submit").status_code in (303, 404)


def test_own_pages_are_not_there_for_others(browse, editor, staff):
    for reader in (editor, staff):
        for page in ("", "/profile", "/contact", "/showing", "/messages", "/data", "/data.zip"):
            assert browse(reader).get(f"/my/expert{page}").status_code == 404, page


def test_a_namesake_at_the_same_unit_is_shown_to_staff_only(app, browse, of, keep, staff, park):
    first = keep(make_expert, title="林海")
    second = keep(make_expert, title="林海", unit="胶东 人才研究院", exposure={**CLOSED})
    keep(make_expert, title="林海", unit="另一单位")
    address = f"/libraries/experts/{second.number}"
    hint = f'href="/libraries/experts/{first.number}"'
    assert hint in str(browse(staff).page(address).select_one(".alert--warning"))
    assert browse().page(address).select_one(".alert--warning") is None
    assert of(second).page(address).select_one(".alert--warning") is None
    with app.app_context():
        found = namesakes(db.session.get(Expert, first.id))
        assert [one.number for one in found] == [second.number]


def test_lines_of_works_are_read_from_a_spreadsheet_cell(app, browse, staff, park):
    data = {"title": "林海", "visibility": "public", "areas": ["灵活用工"]}
    data |= {"works": "零工指南 | 2023 | 著作 | https://example.cn\n共享用工 | 2024"}
    made = browse(staff).post("/libraries/experts/new", data)
    assert made.status_code == 302
    with app.app_context():
        works = db.session.scalar(select(Expert)).works
    assert works[0]["kind"] == "book"
    assert works[1] == {"title": "共享用工", "year": 2024, "kind": "other"}
    again = browse(staff).page(f"{made.location}/edit").select_one("[name=works]").text
    assert "零工指南 | 2023 | 著作 | https://example.cn" in again


def test_a_record_of_the_secretariat_has_no_owner_and_shows_what_it_says(browse, keep, park):
    made = keep(make_record, Expert, unit="某研究院")
    page = browse().page(f"/libraries/experts/{made.number}")
    assert "某研究院" in page.text
    assert "/write" not in str(page)


def test_the_common_form_leads_experts_to_their_own_pages(own):
    assert own.get("/libraries/experts/new").location == "/my/expert/profile"
