"""No result: which word found nothing, and what nearly matches, all for this reader."""

from urllib.parse import urlencode

import pytest
from make import make_record, make_user

from kb.accounts.users import Role
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project


@pytest.fixture
def records(keep, park, drain):
    facts = {"city": "rizhao", "year": 2024}
    keep(make_record, Project, title="薪酬平台", **facts)
    keep(make_record, Project, title="海洋活动", **facts)
    keep(make_record, Outcome, title="职业技能研究", year=2022)
    keep(make_record, Project, title="斑马事项", visibility="alliance", **facts)
    drain()


@pytest.fixture
def nothing(browse, records):
    """`nothing(address)`: the lines of the page, and its links by their text."""

    def run(address, reader=None):
        box = browse(reader).page(address).select_one(".empty--large")
        lines = [" ".join(line.get_text().split()) for line in box.select("li")]
        return lines, {link.get_text(): link["href"] for link in box.select("li a")}

    return run


def test_each_word_tells_what_it_finds_alone(nothing, browse):
    lines, links = nothing("/search?q=薪酬 火星")
    assert lines[:2] == ["薪酬：共 1 条", "火星：没有记录"]
    assert links["薪酬"] == "/search?q=%E8%96%AA%E9%85%AC"


@pytest.mark.parametrize("figure", ["71家", "99.99亿", "2019年3月3日"])
def test_a_figure_is_named_once_as_it_was_typed(nothing, figure):
    lines, _links = nothing(f"/search?q=薪酬{figure}")
    assert lines == ["薪酬：共 1 条", f"{figure}：没有记录", f"不要“{figure}”：共 1 条"]


@pytest.mark.parametrize(("typed", "told"), [("火星", False), ("“火星”", True), ('"火星"', True)])
def test_of_quotes_is_only_told_who_typed_some(nothing, typed, told):
    lines, _links = nothing(f"/search?q={typed}")
    assert any("引号" in line for line in lines) is told


def test_the_query_without_a_word_is_offered_where_it_finds_something(nothing, browse):
    lines, links = nothing("/search?q=薪酬 火星")
    assert "不要“火星”：共 1 条" in lines
    assert not any("不要“薪酬”" in line for line in lines)
    assert "平台" in browse().get(links["不要“火星”"]).text


def test_a_near_word_is_named_beside_the_one_that_found_nothing(nothing):
    lines, links = nothing("/search?q=海样 薪酬")
    assert lines[0] == "海样：没有记录 （相近：海洋，共 1 条）"
    assert "海洋" in links


def test_filters_that_leave_nothing_are_named(nothing, browse):
    lines, links = nothing("/search?q=职业技能&city=rizhao&year=2024")
    assert lines == ["不限任何条件：共 1 条"]
    assert links["不限任何条件"] == "/search?q=%E8%81%8C%E4%B8%9A%E6%8A%80%E8%83%BD"
    lines, links = nothing("/search?q=职业技能&year=2024")
    assert lines == ["不限“年份: 2024”：共 1 条"]


def test_a_run_of_years_is_a_filter_like_others(nothing, browse):
    for years in ("from=2023&to=2025", "year=2024&from=2023"):
        _lines, links = nothing(f"/search?q=职业技能&{years}")
        (way,) = links.values()
        assert "研究" in browse().get(way).text


def test_a_word_is_left_out_where_it_stands_alone(nothing, keep, drain):
    keep(make_record, Project, title="ing park")
    drain()
    _lines, links = nothing("/search?q=parking park")
    assert not any("q=ing" in way for way in links.values())


def test_another_library_is_named(nothing):
    lines, links = nothing("/libraries/projects?q=职业技能")
    assert lines == ["在全站：共 1 条"]
    assert links["在全站"] == "/search?q=%E8%81%8C%E4%B8%9A%E6%8A%80%E8%83%BD"


def test_quotes_that_are_too_strict_may_go(nothing):
    lines, _links = nothing('/search?q="职业研究"')
    assert "去掉引号：共 1 条" in lines


def test_hidden_records_count_for_their_readers_only(nothing, keep):
    lines, _links = nothing("/search?q=薪酬 斑马")
    assert "斑马：没有记录" in lines
    member = keep(make_user, Role.COUNCIL_MEMBER)
    lines, _links = nothing("/search?q=薪酬 斑马", member)
    assert "斑马：共 1 条" in lines


@pytest.mark.parametrize("typed", ["火星", "title:火星 OR (", '"', "a AND b AND c", "NOT NOT 火星"])
def test_whatever_was_typed_there_is_a_way_on(browse, records, typed):
    page = browse().page(f"/search?{urlencode({'q': typed, 'year': '1999'})}")
    assert page.select(".empty--large a")


def test_without_an_index_the_page_still_advises(browse, park, keep):
    keep(make_record, Project, title="薪酬平台")
    page = browse().page("/search?q=火星")
    assert page.select(".empty--large li")
