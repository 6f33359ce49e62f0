"""The ladder of reminders: its days, each step once, who hears, whom to call."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import make_city, make_expert, make_user
from make_consult import make_invited, user_of
from make_governance import make_decision
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance import rules
from kb.clock import today
from kb.db import db
from kb.empowerment import answering, chasing, inviting
from kb.empowerment.answering import Given
from kb.empowerment.consultations import Reply
from kb.empowerment.ladder import Step, rungs
from kb.publishing.events import Event
from kb.publishing.notices import Notice

FIRST = date(2026, 3, 1)
USUAL = [7, 14, 21, 30]
DAY = timedelta(days=1)


@pytest.fixture
def secretary(context, park):
    return make_user(Role.SECRETARIAT)


def heard(user):
    """What this person heard of the ladder."""
    climbed = (Event.COUNSEL_REMINDER, Event.COUNSEL_TO_CALL, Event.COUNSEL_UNIT)
    rows = select(Notice.event).where(Notice.user_id == user.id, Notice.event.in_(climbed))
    return list(db.session.scalars(rows.order_by(Notice.id)))


def test_the_steps_count_from_the_invitation():
    found = rungs(FIRST, FIRST + 14 * DAY, False, USUAL)
    assert [(rung.step, (rung.day - FIRST).days) for rung in found] == list(
        zip(Step, USUAL, strict=True)
    )


@given(st.integers(0, 300), st.lists(st.integers(1, 366), min_size=4, max_size=4, unique=True))
def test_whoever_has_accepted_is_not_called_before_the_due_day(due_in, days):
    due_on = FIRST + due_in * DAY
    found = {rung.step: rung.day for rung in rungs(FIRST, due_on, True, sorted(days))}
    assert found[Step.CALL] >= due_on
    assert found[Step.REMIND] < found[Step.CALL] < found[Step.UNIT] < found[Step.GIVE_UP]


@pytest.mark.parametrize("value", ["7, 14", "7 7 14 30", "30 21 14 7", "0 1 2 3", "7 14 21 999"])
def test_a_charter_that_makes_no_ladder_is_passed_over(context, value):
    make_decision("consultation_ladder", value)
    assert rules.consultation_ladder(today()) == USUAL


def test_the_charter_sets_the_days(context):
    make_decision("consultation_ladder", "3, 5, 8, 10")
    assert rules.consultation_ladder(today()) == [3, 5, 8, 10]


def test_each_step_is_taken_once(secretary):
    counsel = make_invited(days_ago=7)[0]
    expert = user_of(counsel)
    assert [chasing.climb(today()), chasing.climb(today()), chasing.climb(today() + DAY)] == [
        1,
        0,
        0,
    ]
    assert heard(expert) == [Event.COUNSEL_REMINDER]
    chasing.climb(today() + 7 * DAY)
    assert heard(secretary) == [Event.COUNSEL_TO_CALL]


def test_after_days_of_silence_only_the_highest_step_is_taken(secretary):
    counsel = make_invited(days_ago=22)[0]
    chasing.climb(today())
    assert heard(user_of(counsel)) == []
    assert counsel.rung == 21


def test_at_the_end_nobody_waits_any_longer(secretary):
    counsel = make_invited(days_ago=30)[0]
    chasing.climb(today())
    assert counsel.reply is Reply.GIVEN_UP
    assert chasing.climb(today() + 30 * DAY) == 0


def test_who_has_answered_or_declined_hears_nothing(secretary):
    first, second = make_invited(experts=2, days_ago=7)
    answering.answer(first, user_of(first), Given("好。"))
    answering.decline(second, user_of(second), "忙")
    assert chasing.climb(today() + 30 * DAY) == 0


def test_accepting_answers_the_reminder_of_that_day(secretary):
    counsel = make_invited(days_ago=7)[0]
    answering.accept(counsel, user_of(counsel))
    assert chasing.climb(today()) == 0


@pytest.mark.parametrize(("opened", "told"), [("alliance", 1), ("secretariat", 0)])
def test_the_unit_hears_without_the_title_and_only_if_the_expert_shows_it(secretary, opened, told):
    editor = make_user(Role.PARK_EDITOR, member="rizhao-park")
    expert = make_expert(unit="日照人力资源服务产业园", exposure={"unit": opened})
    make_city("weihai", "威海", "Weihai", 4)
    council = make_user(Role.COUNCIL_MEMBER, city="weihai")
    counsel = make_invited(experts=[expert], days_ago=21, asker=council)[0]
    chasing.climb(today())
    assert heard(editor) == [Event.COUNSEL_UNIT] * told
    assert heard(secretary) == [Event.COUNSEL_UNIT] * (1 - told)
    notices = db.session.scalars(select(Notice).where(Notice.user_id == editor.id)).all()
    assert all(counsel.inquiry.title not in str(notice.facts) for notice in notices)


def test_the_list_of_calls_is_shorter_once_somebody_has_called(secretary):
    counsel = make_invited(days_ago=14)[0]
    make_invited(days_ago=13)
    assert chasing.to_call(today()) == [counsel]
    inviting.note_call(counsel, secretary, today())
    assert chasing.to_call(today()) == []
    assert chasing.to_call(today() + 7 * DAY)[0] is counsel
