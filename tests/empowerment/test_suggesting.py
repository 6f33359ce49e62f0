"""Suggestions of experts: true reasons, who stands back, and a fixed number of queries."""

import pytest
from make import make_area, make_expert, make_user
from make_consult import make_answered, make_invited, make_scoped, user_of

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import suggesting
from kb.empowerment.draws import ExpertTie
from kb.libraries.experts import Availability
from kb.web.languages import speaking


@pytest.fixture(autouse=True)
def english(context, park):
    with speaking("en"):
        yield


def found(inquiry=None):
    """Each expert's suggestion, by record."""
    rows = suggesting.suggestions(inquiry or make_scoped(), today())
    return {each.facts.expert.id: each for each in rows}


def test_the_area_comes_first_also_where_the_profile_is_closed():
    make_area("薪酬", "用工服务", name_en="Pay", synonyms="")
    other, fitting = make_expert(areas=["薪酬"]), make_expert(areas=["灵活用工"])
    rows = suggesting.suggestions(make_scoped(area="灵活用工"), today())
    assert [each.facts.expert.id for each in rows] == [fitting.id, other.id]
    assert rows[0].reasons[0] == "Area: Flexible employment"
    assert rows[1].reasons[0] == "Near to it: Pay"


def test_without_a_chosen_area_the_words_of_the_question_name_it():
    expert = make_expert(areas=["灵活用工"])
    assert "Area" in found(make_scoped(question="零工太散，怎么办？"))[expert.id].reasons[0]


def test_who_is_paused_is_not_offered():
    expert = make_expert()
    expert.availability = Availability.PAUSED
    db.session.flush()
    assert found() == {}
    assert suggesting.paused() == 1


def test_a_draft_profile_is_not_offered():
    make_expert(published=False)
    assert found() == {}


def test_past_answers_and_load_are_said_as_they_are():
    counsel = make_answered()
    make_invited(experts=[counsel.expert])
    reasons = found()[counsel.expert_id].reasons
    assert "Has answered 1 consultation" in reasons
    assert "1 of 1 in time" in reasons
    assert "1 of at most 2 consultations open" in reasons


def test_a_missing_answer_counts_against_nobody_but_its_expert():
    silent = make_invited(days_ago=20)[0].expert
    fresh = make_expert()
    rows = found()
    assert "0 of 1 in time" in rows[silent.id].reasons
    assert rows[fresh.id].score > rows[silent.id].score


@pytest.mark.parametrize("unit", ["日照人力资源服务产业园", " 日照人力资源服务产业园 "])
def test_the_askers_own_unit_is_flagged_and_stands_last(unit):
    own, other = make_expert(unit=unit), make_expert()
    rows = suggesting.suggestions(make_scoped(), today())
    assert [each.facts.expert.id for each in rows] == [other.id, own.id]
    assert rows[1].obstacle == "Belongs to the asker's unit"


@pytest.mark.parametrize(("until", "stands_back"), [(None, True), ("past", False)])
def test_a_declared_relation_holds_as_long_as_it_says(until, stands_back):
    expert = make_expert()
    day = today().replace(year=2020) if until else None
    db.session.add(ExpertTie(expert_id=expert.id, member_slug="rizhao-park", until=day))
    db.session.flush()
    assert bool(found()[expert.id].obstacle) is stands_back


def test_many_experts_cost_no_more_queries(asked):
    inquiry = make_scoped()

    def queries():
        db.session.expire_all()
        with asked() as heard:
            suggesting.suggestions(inquiry, today())
        return len(heard)

    make_expert()
    few = queries()
    for _each in range(5):
        make_expert()
    assert queries() == few


def test_the_asker_is_never_suggested_to_themself():
    counsel = make_invited()[0]
    asker = user_of(counsel)
    asker.role, asker.city = Role.CITY_LIAISON, "rizhao"
    assert found(make_scoped(asker))[counsel.expert_id].obstacle
    assert make_user() is not asker
