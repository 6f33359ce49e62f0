"""The tree of areas: shipped, a facet of the library, and extended by suggestions."""

import pytest
from make import make_area, make_expert
from sqlalchemy import select

from kb.config import ROOT
from kb.db import db
from kb.libraries import expertise
from kb.libraries.expertise import Answer, AreaSuggestion
from kb.libraries.experts import CLOSED
from kb.publishing.events import Event
from kb.publishing.notices import Notice

OPEN = CLOSED | {"areas": "public"}


@pytest.fixture
def suggested(app, own):
    own.post("/my/expert/areas", {"name": "港口用工", "reason": "港口企业多"})
    with app.app_context():
        return db.session.scalar(select(AreaSuggestion.id))


def answer(browse, staff, number, **given):
    return browse(staff).post(f"/admin/experts/areas/{number}", given)


def told(app):
    with app.app_context():
        return db.session.scalar(select(Notice.event).order_by(Notice.id.desc()))


def test_the_shipped_tree_is_loaded_once_and_in_both_languages(context):
    new = expertise.load(ROOT / "content")
    assert new >= 40
    assert expertise.load(ROOT / "content") == 0
    areas = expertise.areas()
    assert len({area.group for area in areas}) == 8
    assert all(area.name_en and area.group_en and area.synonyms for area in areas)


def test_loading_again_keeps_what_staff_added(context):
    expertise.load(ROOT / "content")
    make_area("港口用工")
    expertise.load(ROOT / "content")
    assert "港口用工" in {area.name for area in db.session.scalars(select(expertise.ExpertiseArea))}


def test_the_list_is_narrowed_by_an_area_also_without_an_index(browse, keep, park, drain, tmp_path):
    keep(make_area, "薪酬管理", "薪酬与绩效")
    made = keep(make_expert, exposure=OPEN, areas=["灵活用工", "薪酬管理"])
    drain()
    for _turn in ("with the index", "without"):
        for area, is_there in (("灵活用工", True), ("薪酬管理", True), ("劳务派遣", False)):
            page = browse().get(f"/libraries/experts?areas={area}").text
            assert (made.number in page) is is_there, area
        (tmp_path / "index" / "current").unlink(missing_ok=True)


def test_an_accepted_area_stands_in_the_tree_and_its_author_is_told(
    app, browse, own, staff, suggested
):
    given = {"answer": "accept", "group": "用工服务", "name_en": "Port labour"}
    assert answer(browse, staff, suggested, **given).status_code == 303
    assert own.page("/my/expert/profile").select_one("[name=areas][value=港口用工]")
    assert told(app) is Event.AREA_ACCEPTED
    assert answer(browse, staff, suggested, **given).status_code == 409


def test_a_mapped_word_finds_its_area(app, browse, staff, suggested):
    answer(browse, staff, suggested, answer="map", area="灵活用工")
    assert told(app) is Event.AREA_MAPPED
    with app.app_context():
        assert [area.name for area in expertise.named_in("港口用工怎么办")] == ["灵活用工"]


def test_a_declined_suggestion_needs_a_reason(app, browse, own, staff, suggested):
    assert answer(browse, staff, suggested, answer="decline", reason=" ").status_code == 422
    assert answer(browse, staff, suggested, answer="decline", reason="过细").status_code == 303
    assert told(app) is Event.AREA_DECLINED
    assert "过细" in own.page("/my/expert").text


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"answer": "accept", "group": "不存在"}, 422),
        ({"answer": "map", "area": "不存在"}, 422),
        ({"answer": "dance"}, 400),
        ({}, 400),
    ],
)
def test_an_answer_that_makes_no_sense_changes_nothing(
    app, browse, staff, suggested, given, status
):
    assert answer(browse, staff, suggested, **given).status_code == status
    with app.app_context():
        assert db.session.get(AreaSuggestion, suggested).answer is Answer.OPEN


def test_only_staff_see_and_answer(browse, own, editor, suggested):
    for browser in (own, browse(editor)):
        assert browser.get("/admin/experts").status_code == 403
        order = {"answer": "decline", "reason": "x"}
        assert browser.post(f"/admin/experts/areas/{suggested}", order).status_code == 403


def test_an_area_that_is_there_is_not_suggested_again(own):
    again = {"name": "灵活用工", "reason": "重要"}
    assert own.post("/my/expert/areas", again).status_code == 409
