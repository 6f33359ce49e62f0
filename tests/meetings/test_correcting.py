"""Corrections: only those who attended, until the last day, each answered."""

from datetime import timedelta

import pytest
from make import make_user
from make_minutes import section
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import correcting, minuting
from kb.meetings.correcting import Decision
from kb.meetings.minutes import CorrectionState
from kb.publishing.events import Event
from kb.publishing.notices import Notice

PASSAGE, BETTER = "与会代表交换了意见。", "与会代表充分交换了意见。"


@pytest.fixture
def open_minutes(held):
    """Circulated until today."""
    minuting.compile_minutes(held.meeting, held.secretary)
    minuting.circulate(held.meeting, held.secretary, today())
    return held


def decide(held, correction, decision, answer=""):
    correcting.decide(correction, held.secretary, decision, answer, correction.version)


def test_who_attended_asks_for_a_correction_on_the_last_day_still(open_minutes):
    made = correcting.propose(open_minutes.meeting, open_minutes.member, PASSAGE, BETTER)
    assert made.state is CorrectionState.OPEN


def test_a_day_later_it_is_too_late(open_minutes):
    open_minutes.meeting.corrections_until = today() - timedelta(days=1)
    with pytest.raises(Conflict):
        correcting.propose(open_minutes.meeting, open_minutes.member, PASSAGE, BETTER)


def test_who_was_absent_asks_for_none(open_minutes):
    with pytest.raises(NotAllowed):
        correcting.propose(open_minutes.meeting, open_minutes.absent, PASSAGE, BETTER)


def test_who_was_not_invited_asks_for_none_whatever_the_role(open_minutes):
    for role in Role:
        with pytest.raises(NotAllowed):
            correcting.propose(open_minutes.meeting, make_user(role), PASSAGE, BETTER)


def test_before_they_are_circulated_nobody_asks_for_any(held):
    minuting.compile_minutes(held.meeting, held.secretary)
    with pytest.raises(Conflict):
        correcting.propose(held.meeting, held.member, PASSAGE, BETTER)


def test_a_correction_that_is_taken_over_replaces_its_passage(open_minutes):
    made = correcting.propose(open_minutes.meeting, open_minutes.member, PASSAGE, BETTER)
    decide(open_minutes, made, Decision.TAKE)
    assert BETTER in section(open_minutes, f"item-{open_minutes.first.id}").text
    assert made.state is CorrectionState.TAKEN


def test_a_passage_that_stands_twice_is_not_replaced_by_guess(open_minutes):
    made = correcting.propose(open_minutes.meeting, open_minutes.member, "会议", "大会")
    with pytest.raises(Conflict):
        decide(open_minutes, made, Decision.TAKE)
    decide(open_minutes, made, Decision.BY_HAND)
    assert made.state is CorrectionState.TAKEN


def test_declining_wants_an_answer_which_its_author_reads(open_minutes):
    made = correcting.propose(open_minutes.meeting, open_minutes.member, PASSAGE, BETTER)
    with pytest.raises(DomainError):
        decide(open_minutes, made, Decision.DECLINE)
    decide(open_minutes, made, Decision.DECLINE, "录音中没有这句话")
    told = select(Notice).where(Notice.event == Event.CORRECTION_ANSWERED)
    notice = db.session.scalar(told)
    assert notice.user_id == open_minutes.member.id
    assert "录音中没有这句话" in notice.sentence


def test_a_correction_is_decided_once(open_minutes):
    made = correcting.propose(open_minutes.meeting, open_minutes.member, PASSAGE, BETTER)
    opened = made.version
    decide(open_minutes, made, Decision.TAKE)
    with pytest.raises(Conflict):
        correcting.decide(made, open_minutes.secretary, Decision.DECLINE, "不", opened)


def test_only_the_secretariat_decides(open_minutes):
    made = correcting.propose(open_minutes.meeting, open_minutes.member, PASSAGE, BETTER)
    with pytest.raises(NotAllowed):
        correcting.decide(made, open_minutes.chair, Decision.TAKE, "", made.version)
