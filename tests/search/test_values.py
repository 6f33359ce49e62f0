"""Cities and kinds are asked for by any of their names; names are found by their sound."""

import pytest
from make import make_city, make_record

from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.search import values
from kb.search.engine import Some, Word
from kb.search.values import named

CITIES = {"rizhao": ["日照", "Rizhao"], "qingdao": ["青岛", "Qingdao"]}


@pytest.mark.parametrize("typed", ["rizhao", "RIZHAO", "日照", "日照市", "rz", "RZ"])
def test_a_city_has_many_names(typed):
    assert values.meant(typed, CITIES) == ["rizhao"]


def test_what_is_no_value_is_a_plain_word():
    assert named(Word("上海", "city"), lambda _field: CITIES) == Word("上海")


def test_a_part_of_a_name_may_mean_several_values():
    kinds = {"a": ["典型案例"], "b": ["应用案例"]}
    assert named(Word("案例", "kind"), lambda _field: kinds) == Some(
        (Word("a", "kind"), Word("b", "kind"))
    )


@pytest.fixture
def records(keep, drain):
    keep(make_city)
    keep(make_record, Project, title="海洋牧场", city="rizhao")
    keep(make_record, Outcome, title="零工研究")
    drain()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("城市：日照", "海洋牧场"),
        ("city:rz", "海洋牧场"),
        ("kind:成果", "零工研究"),
        ("kind:Outcomes", "零工研究"),
        ("类型：项目", "海洋牧场"),
        ("haiyangmc", ""),
        ("haiyangmuchang", "海洋牧场"),
        ("hymc", "海洋牧场"),
        ("lg研究", "零工研究"),
        ("日照 项目", "海洋牧场"),
    ],
)
def test_it_is_found_by_any_of_its_names(browse, records, text, title):
    found = browse().get("/api/v1/search", query_string={"q": text}).json["records"]
    assert [record["title"] for record in found] == ([title] if title else [])


def test_letters_that_stand_in_a_text_are_no_pinyin(browse, keep, drain, records):
    keep(make_record, Project, title="LG 园区")
    drain()
    found = browse().get("/api/v1/search", query_string={"q": "lg"}).json["records"]
    assert [record["title"] for record in found] == ["LG 园区"]


def test_without_an_index_fields_of_values_hold_too(browse, keep, app):
    keep(make_city)
    keep(make_record, Project, title="海洋牧场", city="rizhao")
    keep(make_record, Project, title="无城市")
    found = browse().get("/api/v1/search", query_string={"q": "city:日照"}).json["records"]
    assert [record["title"] for record in found] == ["海洋牧场"]
