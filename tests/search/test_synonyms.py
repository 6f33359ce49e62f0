"""Synonyms: one word of a group finds the others, in every engine, at once, marked where found."""

import pytest
from make import make_city, make_member, make_record, make_user
from sqlalchemy import func, select

from kb import create_app
from kb.accounts.users import Role
from kb.alliance import reference
from kb.config import ROOT
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing.audit import AuditEvent
from kb.search import indexer, synonyms
from kb.search.engine import All, Document, Query, Some, Word
from kb.search.query import parse
from kb.search.synonyms import WEIGHT, SynonymGroup, expanded
from kb.search.tantivy import TantivyEngine
from kb.search.whoosh import WhooshEngine

PAGE = "/admin/vocabulary/synonyms"


def total(browse, words):
    return browse().get("/api/v1/search", query_string={"q": words}).json["total"]


@pytest.fixture
def records(keep, drain):
    keep(make_record, Project, title="斑马产业园", summary="一处。", body="正文。")
    keep(make_record, Project, title="长颈鹿园区", summary="另一处。", body="正文。")
    drain()


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_one_word_finds_the_others_in_every_engine(tmp_path, database, engine, keep, browse, app):
    settings = {"KB_INSTANCE": tmp_path, "KB_DATABASE_URL": database, "KB_LOG_LEVEL": "ERROR"}
    other = create_app(settings | {"KB_SEARCH_ENGINE": engine})
    with other.app_context():
        make_record(Project, title="斑马产业园", summary="一处。", body="正文。")
        synonyms.add(["马场", "产业园"], make_user())
        db.session.commit()
        indexer.catch_up(other.extensions["kb_site"].index)
    found = other.test_client().get("/api/v1/search", query_string={"q": "马场"}).json
    assert [record["title"] for record in found["records"]] == ["斑马产业园"]
    with other.app_context():
        db.engine.dispose()


def test_a_group_counts_at_once_and_no_longer_when_it_is_removed(browse, staff, records):
    assert total(browse, "园区 斑马") == 0
    browse(staff).post(PAGE, {"words": "园区，产业园"})
    assert total(browse, "园区 斑马") == 1
    assert total(browse, "产业园 长颈鹿") == 1
    group = browse(staff).page(PAGE).select("form.group")[-1]["action"]
    browse(staff).post(group, {"step": "remove"})
    assert total(browse, "园区 斑马") == 0


def test_removing_a_way_twice_is_removing_it_once(app, browse, staff):
    browse(staff).post(PAGE, {"words": "马场，产业园", "one_way": "y"})
    group = browse(staff).page(PAGE).select("form.group")[-1]["action"]
    for _try in range(2):
        assert browse(staff).post(group, {"step": "remove"}).status_code == 302
    with app.app_context():
        removed = select(func.count()).where(AuditEvent.action == "synonyms")
        assert db.session.scalar(removed) == 2  # Added, and removed once.
    assert browse(staff).post(group, {"words": "跑马，产业园", "one_way": "y"}).status_code == 302


def test_the_synonym_that_was_found_is_marked(browse, staff, records):
    browse(staff).post(PAGE, {"words": "园区，产业园"})
    page = browse().page("/search?q=园区")
    assert {mark.get_text() for mark in page.select(".hit h2 mark, .hit h3 mark")} >= {"产业园"}


def test_a_group_of_one_way_leads_from_its_first_word_only(browse, staff, records):
    browse(staff).post(PAGE, {"words": "动物园 → 产业园，园区", "one_way": "1"})
    assert total(browse, "动物园 斑马") == 1
    assert total(browse, "园区 斑马") == 0
    form = browse(staff).page(PAGE).select("form.group")[-1]
    assert form.select_one("[name=one_way]").has_attr("checked")
    browse(staff).post(form["action"], {"words": "动物园，产业园"})
    assert total(browse, "动物园 斑马") == 1
    assert not browse(staff).page(PAGE).select("form.group [name=one_way][checked]")


def test_the_words_of_a_way_may_stand_in_a_group_but_its_first_may_not(browse, staff):
    browse(staff).post(PAGE, {"words": "园区，产业园"})
    assert browse(staff).post(PAGE, {"words": "动物园，园区", "one_way": "1"}).status_code == 302
    for words in ("园区，科技园", "动物园，科技园"):
        answer = browse(staff).post(PAGE, {"words": words, "one_way": "1"})
        assert answer.status_code == 422
        assert "checked" in str(answer.text)


@pytest.mark.parametrize("engine", [TantivyEngine, WhooshEngine])
@pytest.mark.usefixtures("context")
def test_what_was_typed_ranks_before_what_stands_in_for_it(engine, tmp_path):
    synonyms.add(["港口", "码头"], make_user())
    db.session.commit()
    made = engine(tmp_path / "index")
    made.create()
    texts = {1: "码头", 2: "青岛港口建设", 3: "青岛码头建设", 4: "别的"}
    made.write([Document(n, "public", "", text) for n, text in texts.items()], [])
    hits = made.search(Query(expanded(parse("港口"))))
    assert hits.ids[0] == 2
    assert set(hits.ids) == {1, 2, 3}
    assert expanded(parse("码头")).parts[0] == Word("码头")
    assert made.search(Query(expanded(parse("码头")))).ids[0] == 1


def test_other_names_of_cities_and_members_are_synonyms(browse, keep, records):
    keep(make_city, "qingdao", "长颈鹿", "Giraffe City", 1)
    assert total(browse, "Giraffe City") == 1
    keep(make_member, "zebra", "斑马产业园", aliases="黑白园 ZP")
    assert total(browse, "黑白园") == total(browse, "zp") == 1


@pytest.mark.usefixtures("context")
def test_an_abbreviation_of_two_letters_finds_a_name_but_does_not_stand_in_for_it():
    make_member("zebra", "斑马产业园", aliases="黑白园 ZP")
    db.session.commit()
    assert {word.text for word in expanded(parse("黑白园")).parts[1:]} == {"斑马产业园"}


def test_quotes_and_not_mean_just_what_they_say(browse, staff, records):
    browse(staff).post(PAGE, {"words": "园区，产业园"})
    assert total(browse, '"园区"') == 1
    assert total(browse, "园区 NOT 产业园") == 1


def test_without_an_index_the_database_knows_them_too(browse, staff, tmp_path, app, keep):
    keep(make_record, Project, title="斑马产业园", summary="一处。", body="正文。")
    browse(staff).post(PAGE, {"words": "马场，产业园"})
    assert total(browse, "马场") == 1


@pytest.mark.usefixtures("context")
class TestExpanding:
    def test_several_words_of_latin_letters_are_one_of_the_group(self):
        synonyms.add(["人力资源", "human resources"], make_user())
        db.session.commit()
        found = expanded(parse("Human Resources"))
        assert isinstance(found, Some)
        assert isinstance(found.parts[0], All)
        assert found.parts[1] == Word("人力资源", weight=WEIGHT)

    def test_words_in_a_question_are_expanded_one_by_one(self):
        synonyms.add(["零工", "灵活用工"], make_user())
        db.session.commit()
        found = expanded(parse("零工 结算"))
        assert found.parts[0] == Some((Word("零工"), Word("灵活用工", weight=WEIGHT)))
        assert found.parts[1] == Word("结算")

    def test_fields_of_values_are_left_alone(self):
        synonyms.add(["青岛", "qingdao"], make_user())
        db.session.commit()
        assert expanded(parse("city:qingdao")) == parse("city:qingdao")


def test_the_shipped_groups_are_loaded_once_and_stay_as_the_site_has_them(context):
    reference.load(ROOT / "content")
    park = db.session.query(SynonymGroup).filter_by(key="park").one()
    gone = db.session.query(SynonymGroup).filter_by(key="rizhao").one()
    user = make_user(Role.SECRETARIAT)
    synonyms.change(park, ["园区", "产业园", "科技园"], user)
    synonyms.remove(gone, user)
    assert reference.load(ROOT / "content") == 0
    assert park.members == ["园区", "产业园", "科技园"]
    assert gone.members == []


@pytest.mark.parametrize("words", ["", "一个", "同，同", "字" * 41 + "，字", "园区，别的"])
def test_what_makes_no_group_is_refused_with_what_was_typed(browse, staff, words):
    browse(staff).post(PAGE, {"words": "园区，产业园"})
    answer = browse(staff).post(PAGE, {"words": words})
    assert answer.status_code == 422
    assert words in answer.text
    assert len(browse(staff).page(PAGE).select("form.group")) == 2


def test_only_the_staff_care_for_synonyms(browse, editor):
    assert browse(editor).get(PAGE).status_code == 403
    assert browse(editor).post(PAGE, {"words": "甲，乙"}).status_code == 403
