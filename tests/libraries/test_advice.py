"""A park describes its problem and gets experts with reasons, only those it may see."""

import pytest
from make import make_area, make_case, make_expert, make_user

from kb.db import db
from kb.libraries.experts import CLOSED, Availability, Expert, Part
from kb.publishing import links
from kb.publishing.links import Relation

OPEN = dict.fromkeys((part.value for part in Part), "public")
PROBLEM = "旺季园区企业缺人，想合规开展共享用工，不知道劳动合同怎么签"


@pytest.fixture
def found(browse, drain):
    """`found(problem)`: number and text of each expert on the page, in order."""

    def run(problem=PROBLEM, reader=None):
        drain()
        page = browse(reader).page(f"/find-an-expert?q={problem}")
        return {card.select_one(".number").text: card.text for card in page.select(".advised > li")}

    return run


def open_expert(**given):
    return make_expert(**({"exposure": OPEN, "areas": [], "works": [], "body": "无"} | given))


def test_the_area_counts_most_and_every_expert_has_a_reason(keep, park, found):
    mentions = keep(open_expert, body="讲授劳动合同的签订。")
    fits = keep(open_expert, areas=["灵活用工"])
    keep(open_expert, body="研究海洋渔业。")
    cards = found()
    assert list(cards) == [fits.number, mentions.number]
    assert "专业领域：灵活用工" in cards[fits.number]
    assert "简介提到：" in cards[mentions.number]


def test_a_work_is_a_reason(keep, park, found):
    made = keep(open_expert, works=[{"title": "劳动合同实务", "kind": "book"}])
    assert "成果：《劳动合同实务》" in found()[made.number]


def test_a_neighbouring_area_is_better_than_nobody(keep, park, found):
    keep(make_area, "劳务派遣", synonyms="")
    made = keep(open_expert, areas=["劳务派遣"])
    assert "相近领域：劳务派遣" in found("零工怎么管")[made.number]


def test_a_case_with_the_expert_is_a_reason(keep, park, found):
    def make():
        expert = open_expert()
        case = make_case(title="共享用工劳动合同范本")
        links.link(case, expert, Relation.CITES, make_user())
        return expert

    made = keep(make)
    assert "共享用工劳动合同范本" in found()[made.number]


def test_who_is_not_available_comes_last_and_is_marked(keep, park, found):
    def away():
        expert = open_expert(areas=["灵活用工"])
        expert.availability = Availability.PAUSED
        db.session.flush()
        return expert

    paused = keep(away)
    weaker = keep(open_expert, body="讲授劳动合同。")
    cards = found()
    assert list(cards) == [weaker.number, paused.number]
    assert "暂停" in cards[paused.number]


@pytest.mark.parametrize("visibility", ["alliance", "secretariat"])
def test_only_who_may_see_an_expert_finds_them(keep, park, found, liaison, visibility):
    made = keep(open_expert, areas=["灵活用工"], visibility=visibility)
    assert found() == {}
    assert (made.number in found(reader=liaison)) is (visibility == "alliance")


def test_what_is_closed_finds_nobody(keep, park, found):
    keep(open_expert, exposure=CLOSED, areas=["灵活用工"], body="讲授劳动合同。")
    assert found() == {}


def test_nothing_found_says_what_to_try(browse, drain, park):
    drain()
    page = browse().page("/find-an-expert?q=修理收音机")
    assert "典型案例" in page.main.text
    assert page.select_one("a[href='/libraries/case-studies']")


def test_a_problem_too_long_is_kept_and_said_so(browse, park):
    answer = browse().get("/find-an-expert", query_string={"q": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.text


@pytest.mark.parametrize(
    "odd", ['"', "((", "AND OR NOT", "title:", "[a TO z]", "<script>", "😀", "*"]
)
def test_odd_signs_are_no_error(browse, keep, park, drain, odd):
    drain()
    answer = browse().get("/find-an-expert", query_string={"q": odd})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")


def test_it_works_without_an_index(browse, keep, park):
    made = keep(open_expert, areas=["灵活用工"])
    assert made.number in browse().page("/find-an-expert?q=共享用工").text
    assert isinstance(made, Expert)
