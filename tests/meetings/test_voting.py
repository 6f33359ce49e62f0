"""Votes in a meeting: whose they are, when they count, and what is stored."""

from datetime import date, timedelta

import pytest
from make import make_user
from make_governance import make_holder, make_seat, make_setting
from make_meetings import make_council, make_item, make_present, make_resolution, make_running
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.notations import Majority, ShareOf
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import drafting, voting
from kb.meetings.ballots import Ballot, voting_seats
from kb.meetings.drafting import Wording
from kb.meetings.invitations import Attendance
from kb.meetings.meetings import MeetingState
from kb.meetings.resolutions import Choice, Result, Vote, Voting
from kb.publishing.audit import AuditEvent

FOR, AGAINST, ABSTAIN, RECUSED = Choice
pytestmark = pytest.mark.usefixtures("context")


def wording(**given):
    facts = {"title": "同意名单", "text": "同意。", "owner_name": "王敏", "due_on": today()}
    return Wording(**(facts | given))


def opened(meeting, **given):
    resolution = make_resolution(meeting, **given)
    voting.open_vote(resolution, make_user())
    return resolution


def vote(resolution, invitation, choice=FOR, reason=""):
    return voting.cast(resolution, Ballot(invitation.seat_id, choice, reason), invitation.user)


def test_a_vote_is_drafted_opened_cast_and_closed_with_all_that_it_rests_on():
    make_setting("council_quorum", "1/2+")
    meeting, clerk = make_council(3), make_user()
    resolution = drafting.draft(meeting, wording(), clerk)
    voting.open_vote(resolution, clerk)
    for invitation, choice in zip(voting_seats(meeting), (FOR, FOR, ABSTAIN), strict=True):
        vote(resolution, invitation, choice)
    voting.close(resolution, clerk)
    assert (resolution.result, resolution.voting) == (Result.PASSED, Voting.CLOSED)
    assert (resolution.votes_for, resolution.votes_against, resolution.abstentions) == (2, 0, 1)
    assert (resolution.entitled, resolution.present, resolution.quorum) == (3, 3, 2)
    assert resolution.quorum_rule == "1/2+"
    assert resolution.number == f"联盟决〔{meeting.day.year}〕1号"


def test_the_type_of_resolution_gives_the_rule_of_that_day():
    make_setting("majority_charter", "two_thirds all abstentions", since=date(2020, 1, 1))
    make_setting("majority_charter", "unanimous cast", since=today() + timedelta(days=1))
    resolution = opened(make_council(3), type="charter")
    rule = (resolution.majority, resolution.majority_of, resolution.counts_abstentions)
    assert rule == (Majority.TWO_THIRDS, ShareOf.ALL, True)


def test_while_the_charter_is_silent_more_than_half_of_those_present_decide():
    resolution = opened(make_council(3), type="nothing-known")
    assert (resolution.majority, resolution.majority_of) == (Majority.SIMPLE, ShareOf.PRESENT)
    assert resolution.quorum_rule == ""


def test_a_type_without_a_rule_that_can_be_read_follows_that_of_ordinary_matters():
    make_setting("council_majority", "four_fifths cast")
    make_setting("majority_charter", "绝大多数")
    resolution = opened(make_council(3), type="charter")
    rule = (resolution.majority, resolution.majority_of, resolution.counts_abstentions)
    assert rule == (Majority.FOUR_FIFTHS, ShareOf.CAST, False)


def test_without_quorum_there_is_neither_result_nor_number():
    make_setting("council_quorum", "2/3")
    meeting = make_council(3)
    voting_seats(meeting)[2].attendance = Attendance.LEAVE
    voting_seats(meeting)[1].left_at = utcnow()
    resolution = opened(meeting)
    vote(resolution, voting_seats(meeting)[0])
    voting.close(resolution, make_user())
    assert (resolution.result, resolution.number) == (Result.NO_QUORUM, None)
    assert (resolution.present, resolution.quorum) == (1, 2)


def test_numbers_have_no_gaps_what_fails_takes_none():
    meeting = make_council(1)
    numbers = []
    for choice in (FOR, AGAINST, FOR):
        resolution = opened(meeting)
        vote(resolution, voting_seats(meeting)[0], choice)
        voting.close(resolution, make_user())
        numbers.append(resolution.number)
    year = meeting.day.year
    assert numbers == [f"联盟决〔{year}〕1号", None, f"联盟决〔{year}〕2号"]


def test_a_second_vote_is_refused_and_the_first_stays():
    meeting = make_council(2)
    resolution, invitation = opened(meeting), voting_seats(meeting)[0]
    vote(resolution, invitation, AGAINST)
    with pytest.raises(Conflict, match="已经表决"):
        vote(resolution, invitation, FOR)
    assert db.session.scalars(select(Vote.choice)).all() == [AGAINST]


def test_a_recused_seat_gives_a_reason_and_then_votes_no_more():
    meeting = make_council(2)
    resolution, invitation = opened(meeting), voting_seats(meeting)[0]
    with pytest.raises(DomainError, match="回避"):
        vote(resolution, invitation, RECUSED)
    vote(resolution, invitation, RECUSED, "关联项目")
    with pytest.raises(Conflict, match="回避"):
        vote(resolution, invitation, FOR)
    vote(resolution, voting_seats(meeting)[1], FOR)
    voting.close(resolution, make_user())
    assert (resolution.entitled, resolution.present, resolution.recusals) == (1, 1, 1)


def test_nobody_votes_before_the_opening_or_after_the_closing():
    meeting = make_council(2)
    invitation, resolution = voting_seats(meeting)[0], make_resolution(meeting)
    with pytest.raises(Conflict, match="尚未"):
        vote(resolution, invitation)
    voting.open_vote(resolution, make_user())
    voting.close(resolution, make_user())
    with pytest.raises(Conflict, match="结束"):
        vote(resolution, invitation)
    other = opened(meeting)
    meeting.state = MeetingState.HELD
    with pytest.raises(Conflict, match="结束"):
        vote(other, invitation)


def test_who_is_not_marked_as_present_does_not_vote():
    meeting = make_council(2)
    resolution, invitation = opened(meeting), voting_seats(meeting)[0]
    for attendance in (Attendance.UNMARKED, Attendance.LEAVE, Attendance.ABSENT):
        invitation.attendance = attendance
        with pytest.raises(NotAllowed, match="签到"):
            vote(resolution, invitation)
    invitation.attendance, invitation.left_at = Attendance.PRESENT, utcnow()
    with pytest.raises(NotAllowed, match="签到"):
        vote(resolution, invitation)


def test_only_the_substitute_who_is_there_votes_for_the_seat():
    meeting, deputy = make_council(2), make_user(Role.CITY_LIAISON)
    resolution, invitation = opened(meeting), voting_seats(meeting)[0]
    invitation.attendance, invitation.substitute_id = Attendance.SUBSTITUTE, deputy.id
    ballot = Ballot(invitation.seat_id, FOR)
    with pytest.raises(NotAllowed):
        voting.cast(resolution, ballot, invitation.user)
    assert voting.cast(resolution, ballot, deputy).cast_by_id == deputy.id


def test_who_asks_for_another_seat_by_its_number_is_refused():
    meeting = make_council(2)
    resolution, (own, other) = opened(meeting), voting_seats(meeting)
    with pytest.raises(NotAllowed, match="席位"):
        voting.cast(resolution, Ballot(other.seat_id, FOR), own.user)
    with pytest.raises(NotAllowed, match="席位"):
        voting.cast(resolution, Ballot(other.seat_id, FOR), make_user(Role.COUNCIL_MEMBER))
    assert not db.session.scalars(select(Vote)).all()


@pytest.mark.parametrize(("ends", "may"), [(0, True), (-1, False)])
def test_a_seat_is_held_until_the_midnight_after_its_last_day(ends, may):
    meeting = make_running()
    last = meeting.day + timedelta(days=ends)
    holding = make_holder(make_seat(meeting.body), ends_on=last)
    invitation, resolution = make_present(meeting, holding), opened(meeting)
    if may:
        assert vote(resolution, invitation).choice is FOR
    else:
        with pytest.raises(NotAllowed, match="席位"):
            vote(resolution, invitation)


def test_a_locked_account_and_a_seat_without_vote_do_not_vote():
    meeting = make_council(2)
    resolution, (first, second) = opened(meeting), voting_seats(meeting)
    first.user.active = False
    second.seat.has_vote = False
    for invitation in (first, second):
        with pytest.raises(NotAllowed):
            vote(resolution, invitation)


def test_at_a_roll_call_the_secretariat_enters_the_votes_of_seats_that_are_there():
    meeting, clerk = make_council(2), make_user(Role.SECRETARIAT)
    resolution, (first, second) = opened(meeting), voting_seats(meeting)
    assert voting.cast(resolution, Ballot(first.seat_id, AGAINST), clerk).cast_by_id == clerk.id
    second.attendance = Attendance.ABSENT
    with pytest.raises(DomainError, match="签到"):
        voting.cast(resolution, Ballot(second.seat_id, FOR), clerk)
    elsewhere = make_seat()
    with pytest.raises(DomainError, match="席位"):
        voting.cast(resolution, Ballot(elsewhere.id, FOR), clerk)
    with pytest.raises(Conflict):
        vote(resolution, first, FOR)


def test_who_has_voted_and_left_was_there_for_this_vote():
    make_setting("council_quorum", "1/2+")
    meeting = make_council(3)
    resolution, seats = opened(meeting), voting_seats(meeting)
    for invitation in seats:
        vote(resolution, invitation)
    seats[0].left_at = seats[1].left_at = utcnow()
    voting.close(resolution, make_user())
    assert (resolution.result, resolution.present) == (Result.PASSED, 3)


def test_only_the_secretariat_drafts_opens_and_closes():
    meeting, member = make_council(1), make_user(Role.COUNCIL_MEMBER)
    resolution = make_resolution(meeting)
    for order in (voting.open_vote, voting.close, drafting.drop):
        with pytest.raises(NotAllowed):
            order(resolution, member)
    with pytest.raises(NotAllowed):
        drafting.draft(meeting, wording(), member)
    with pytest.raises(NotAllowed):
        drafting.change(resolution, wording(), member, resolution.version)


def test_what_has_been_put_to_the_vote_stays_as_it_is():
    meeting, clerk = make_council(1), make_user()
    resolution = opened(meeting)
    with pytest.raises(Conflict):
        drafting.change(resolution, wording(), clerk, resolution.version)
    with pytest.raises(Conflict):
        drafting.drop(resolution, clerk)
    with pytest.raises(Conflict):
        voting.open_vote(resolution, clerk)


def test_two_secretaries_at_one_draft_lose_nothing():
    meeting, clerk = make_council(1), make_user()
    resolution = make_resolution(meeting)
    seen = resolution.version
    drafting.change(resolution, wording(title="第一稿"), clerk, seen)
    with pytest.raises(Conflict):
        drafting.change(resolution, wording(title="第二稿"), clerk, seen)
    assert resolution.title == "第一稿"


def test_a_resolution_of_a_closed_item_is_closed():
    meeting = make_council(1)
    item = make_item(meeting, is_closed=True)
    assert drafting.draft(meeting, wording(item_id=item.id), make_user()).is_closed
    with pytest.raises(DomainError, match="议程"):
        drafting.draft(meeting, wording(item_id=make_item(make_running()).id), make_user())
    with pytest.raises(DomainError, match="期限"):
        drafting.draft(meeting, wording(due_on=meeting.day - timedelta(days=1)), make_user())


def test_each_step_leaves_a_line_in_the_audit():
    meeting, clerk = make_council(1), make_user()
    resolution = drafting.draft(meeting, wording(), clerk)
    voting.open_vote(resolution, clerk)
    vote(resolution, voting_seats(meeting)[0])
    voting.close(resolution, clerk)
    lines = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert lines == ["draft-resolution", "open-vote", "vote", "close-vote"]
