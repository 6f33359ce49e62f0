"""Suggestions: records, tags, themes, cities and members, and nothing that is not the reader's."""

import pytest
from make import make_city, make_member, make_record, make_theme, make_user

from kb.accounts.users import Role
from kb.libraries.projects import Project


@pytest.fixture
def records(keep, park, drain):
    keep(make_member, "qingdao-park", "青岛人力资源服务产业园", sound="qingdaorenli qdrl")
    facts = {"themes": ["灵活用工"], "tags": ["蓝领人才", "HR SaaS"]}
    keep(make_record, Project, title="日照市灵活用工平台", **facts)
    keep(make_record, Project, title="内部事项", visibility="alliance", tags=["斑马标签"])
    drain()


@pytest.fixture
def suggest(browse, records):
    """`suggest(typed)`: address by text."""

    def run(typed, reader=None):
        answer = browse(reader).get("/suggest", query_string={"q": typed}).json
        return {one["text"]: one["href"] for one in answer["suggestions"]}

    return run


@pytest.mark.parametrize("typed", ["蓝领", "lanl", "llrc"])
def test_a_tag_leads_to_its_records(suggest, typed):
    assert suggest(typed)["蓝领人才"] == "/search?tag=%E8%93%9D%E9%A2%86%E4%BA%BA%E6%89%8D"


def test_a_tag_with_a_blank_is_suggested_whole(suggest, browse):
    assert suggest("hrs")["HR SaaS"] == "/search?tag=HR+SaaS"
    assert browse().get("/api" + "/v1" + suggest("hrs")["HR SaaS"]).json["total"] == 1


def test_a_theme_is_suggested_in_the_readers_language(suggest, browse):
    assert suggest("lhyg")["灵活用工"] == suggest("flexi")["灵活用工"]
    assert suggest("lhyg")["灵活用工"].startswith("/search?theme=")
    english = browse().get("/suggest?q=lhyg", headers={"Accept-Language": "en"}).json
    assert "Flexible employment" in {one["text"] for one in english["suggestions"]}


def test_tags_of_records_that_are_not_the_readers_are_not_suggested(suggest, keep, staff):
    assert suggest("斑马") == suggest("bmbq") == {}
    assert "斑马标签" not in suggest("banma", keep(make_user, Role.EXPERT))


def test_a_city_is_suggested_by_its_other_names(keep, suggest):
    keep(make_city, "qingdao", "青岛", "Qingdao", 1, aliases="青岛市 Tsingtao")
    for typed in ("青岛市", "青島市", "tsing"):
        assert suggest(typed)["青岛"] == "/cities/qingdao"


def test_a_single_letter_suggests_only_members_that_begin_with_it(suggest):
    assert any(href.startswith("/members/") for href in suggest("q").values())
    assert not any(href.startswith("/members/") for href in suggest("i").values())


def test_there_are_never_more_than_eight(keep, browse, drain):
    keep(make_city, "qingdao", "青岛", "Qingdao", 1)
    keep(make_theme, "青年人才")
    for number in range(9):
        keep(make_record, Project, title=f"青岛项目{number}", tags=[f"青岛标签{number}"])
        keep(make_member, f"qingdao-{number}", f"青岛园区{number}", sound="qingdao")
    drain()
    found = browse().get("/suggest?q=青").json["suggestions"]
    assert len(found) == 8
    assert {one["href"].split("/")[1] for one in found} >= {"libraries", "cities", "members"}


def test_without_an_index_titles_are_suggested_from_the_database(keep, browse, park):
    keep(make_record, Project, title="日照市灵活用工平台", tags=["蓝领人才"])
    texts = [one["text"] for one in browse().get("/suggest?q=灵活").json["suggestions"]]
    assert texts == ["日照市灵活用工平台"]
