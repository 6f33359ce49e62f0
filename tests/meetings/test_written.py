"""Written votes: the clock opens and closes them, whenever the work in the background runs."""

from datetime import timedelta

import pytest
from make import make_user
from make_governance import make_body, make_holder, make_seat, make_setting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import local, today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.jobs.queue import Job
from kb.meetings import drafting, voting, written
from kb.meetings.ballots import Ballot
from kb.meetings.drafting import Wording
from kb.meetings.invitations import Attendance, of_meeting
from kb.meetings.meetings import Manner, MeetingState
from kb.meetings.resolutions import Choice, Result, Voting, resolutions_of
from kb.meetings.waiting import waiting_for
from kb.meetings.written import Call
from kb.publishing.events import Event
from kb.publishing.notices import Notice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def holders():
    """Three seats of the council and who holds them."""
    make_setting("council_quorum", "1/2+")
    return [make_holder(make_seat(make_body())) for _number in range(3)]


def called(opens=timedelta(0), lasts=7 * DAY, **given):
    wording = Wording("同意预算", "同意。", "王敏", today() + timedelta(days=60))
    at = utcnow() + opens
    body = given.get("body") or make_body()
    return written.call(Call(body, "预算通讯表决", at, at + lasts), [wording], make_user())


def move(meeting, by):
    """As if so much time had passed."""
    meeting.starts_at, meeting.ends_at = meeting.starts_at - by, meeting.ends_at - by
    db.session.flush()


def cast(meeting, holding, choice=Choice.FOR):
    (resolution,) = resolutions_of(meeting)
    return voting.cast(resolution, Ballot(holding.seat_id, choice), holding.user)


def told(event):
    rows = select(Notice).where(Notice.event == event)
    return [notice.user_id for notice in db.session.scalars(rows)]


def test_it_invites_the_seats_of_the_day_and_tells_them_when_it_opens(holders):
    meeting = called()
    assert [each.user_id for each in of_meeting(meeting)] == [each.user_id for each in holders]
    assert (meeting.manner, meeting.state) == (Manner.WRITTEN, MeetingState.IN_SESSION)
    assert told(Event.VOTE_OPENED) == [each.user_id for each in holders]


def test_before_its_time_it_is_not_open_and_waits_for_its_work(holders):
    meeting = called(opens=2 * HOUR)
    assert meeting.state is MeetingState.CONVENED
    assert told(Event.VOTE_OPENED) == []
    with pytest.raises(Conflict, match="尚未开始"):
        cast(meeting, holders[0])
    names = db.session.scalars(select(Job.name).order_by(Job.due_at)).all()
    assert names == ["written_vote", "vote_reminder", "vote_reminder", "written_vote"]


def test_at_its_time_votes_count_although_the_work_has_not_run(holders):
    meeting = called(opens=2 * HOUR)
    move(meeting, 3 * HOUR)
    assert cast(meeting, holders[0]).choice is Choice.FOR
    assert resolutions_of(meeting)[0].voting is Voting.DRAFT
    with pytest.raises(Conflict):
        drafting.drop(resolutions_of(meeting)[0], make_user())


def test_after_its_time_votes_are_refused_although_the_work_has_not_run(holders):
    meeting = called()
    move(meeting, 8 * DAY)
    with pytest.raises(Conflict, match="结束"):
        cast(meeting, holders[0])


def test_it_closes_by_itself_counts_by_the_same_rules_and_tells_all(holders):
    meeting = called()
    for holding, choice in zip(holders, (Choice.FOR, Choice.FOR, Choice.ABSTAIN), strict=True):
        cast(meeting, holding, choice)
    move(meeting, 8 * DAY)
    written.run_tend({"meeting": meeting.id}, None)
    (resolution,) = resolutions_of(meeting)
    assert (resolution.result, resolution.present, resolution.quorum) == (Result.PASSED, 3, 2)
    assert resolution.number == f"联盟决〔{local(meeting.ends_at).year}〕1号"
    assert meeting.state is MeetingState.HELD
    assert told(Event.DECIDED) == [*(each.user_id for each in holders), meeting.author_id]
    written.run_tend({"meeting": meeting.id}, None)
    assert len(told(Event.DECIDED)) == 4


def test_who_has_not_voted_was_not_there_for_the_quorum(holders):
    meeting = called()
    cast(meeting, holders[0])
    move(meeting, 8 * DAY)
    written.tend(meeting, utcnow())
    (resolution,) = resolutions_of(meeting)
    assert (resolution.result, resolution.number) == (Result.NO_QUORUM, None)
    there = [each.attendance for each in of_meeting(meeting)]
    assert there == [Attendance.PRESENT, Attendance.ABSENT, Attendance.ABSENT]


def test_the_substitute_of_a_seat_votes_for_it_and_stands_in_the_attendance(holders):
    deputy = make_holder(holders[0].seat, is_substitute=True)
    meeting = called()
    cast(meeting, deputy)
    with pytest.raises(Conflict, match="已经表决"):
        cast(meeting, holders[0])
    move(meeting, 8 * DAY)
    written.tend(meeting, utcnow())
    first = of_meeting(meeting)[0]
    assert (first.attendance, first.present_name) == (Attendance.SUBSTITUTE, deputy.name)


def test_a_seat_that_changes_hands_is_voted_by_who_holds_it_that_day(holders):
    meeting = called()
    holders[0].ends_on = today() - DAY
    with pytest.raises(NotAllowed, match="席位"):
        cast(meeting, holders[0])
    assert cast(meeting, make_holder(holders[0].seat, starts_on=today())).choice is Choice.FOR


def test_only_who_has_not_voted_is_reminded_and_late_reminders_are_left_out(holders):
    meeting = called()
    cast(meeting, holders[0])
    written.remind(meeting, 3, meeting.ends_at - 3 * DAY)
    assert told(Event.VOTE_REMINDER) == [each.user_id for each in holders[1:]]
    written.remind(meeting, 3, meeting.ends_at - HOUR)
    written.remind(meeting, 1, meeting.ends_at + HOUR)
    assert len(told(Event.VOTE_REMINDER)) == 2


def test_a_cancelled_vote_neither_opens_nor_closes(holders):
    meeting = called(opens=HOUR)
    meeting.state = MeetingState.CANCELLED
    move(meeting, 2 * HOUR)
    written.tend(meeting, utcnow())
    written.remind(meeting, 3, utcnow())
    assert (meeting.state, told(Event.VOTE_OPENED)) == (MeetingState.CANCELLED, [])
    with pytest.raises(Conflict):
        cast(meeting, holders[0])


def test_an_end_before_its_beginning_and_a_body_without_seats_are_refused(holders):
    with pytest.raises(DomainError, match="结束时间"):
        called(lasts=-HOUR)
    with pytest.raises(DomainError, match="席位"):
        called(body=make_body("committee", name="专家咨询委员会"))


def test_only_the_secretariat_calls_one_and_it_closes_by_nobodys_hand(holders):
    meeting = called()
    wanted = Call(make_body(), "表决", utcnow(), utcnow() + DAY)
    with pytest.raises(NotAllowed):
        written.call(wanted, [], make_user(Role.COUNCIL_MEMBER))
    for order in (voting.open_vote, voting.close):
        with pytest.raises(Conflict):
            order(resolutions_of(meeting)[0], make_user())


def test_my_work_shows_the_votes_that_wait_for_me_until_i_have_voted(holders):
    meeting, now = called(), utcnow()
    (waiting,) = waiting_for(holders[0].user, now)
    assert (waiting.meeting, waiting.count, waiting.until) == (meeting, 1, meeting.ends_at)
    cast(meeting, holders[0])
    assert waiting_for(holders[0].user, now) == []
    assert waiting_for(make_user(Role.COUNCIL_MEMBER), now) == []
    assert waiting_for(holders[1].user, meeting.ends_at) == []
