"""A meeting is opened, who is there is marked, notes are taken, it ends."""

from datetime import timedelta

import pytest
from make import make_user
from make_governance import make_body, make_setting
from make_meetings import make_invitation, make_item, make_meeting

from kb.accounts.users import Role
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import session
from kb.meetings.invitations import Answer, Attendance, Capacity
from kb.meetings.meetings import MeetingState
from kb.meetings.resolutions import Resolution, Voting
from kb.meetings.session import Mark

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def sitting(context):
    """A meeting in session."""
    return make_meeting(state=MeetingState.IN_SESSION, starts_at=utcnow())


def seats(meeting, count):
    return [make_invitation(meeting, has_vote=True) for _ in range(count)]


def test_a_meeting_opens_on_its_day_with_a_fixed_agenda(secretary):
    with pytest.raises(Conflict, match="agenda"):
        session.begin(make_meeting(state=MeetingState.CONVENED, starts_at=utcnow()), secretary)
    early = make_meeting(state=MeetingState.FIXED, starts_at=utcnow() + timedelta(days=2))
    with pytest.raises(Conflict, match="planned for"):
        session.begin(early, secretary)
    meeting = make_meeting(state=MeetingState.FIXED, starts_at=utcnow())
    session.begin(meeting, secretary)
    opened = meeting.opened_at
    session.begin(meeting, secretary)
    assert (meeting.state, meeting.opened_at) == (MeetingState.IN_SESSION, opened)


def test_the_quorum_counts_voting_seats_that_are_there_at_this_moment(secretary, sitting):
    make_setting("council_quorum", "1/2+")
    first, second, third = seats(sitting, 3)
    guest = make_invitation(sitting, capacity=Capacity.GUEST)
    session.mark(first, secretary, Mark.PRESENT)
    session.mark(guest, secretary, Mark.PRESENT)
    now = session.quorum(sitting)
    assert (now.entitled, now.present, now.needed, now.reached) == (3, 1, 2, False)
    assert now.missing == 1

    session.mark(second, secretary, Mark.SUBSTITUTE, "周敏")
    assert session.quorum(sitting).reached
    session.mark(first, secretary, Mark.LEFT)
    session.mark(third, secretary, Mark.LEAVE)
    assert not session.quorum(sitting).reached
    session.mark(first, secretary, Mark.PRESENT)
    assert session.quorum(sitting).reached


@pytest.mark.parametrize("rule", ["", "most of them"])
def test_without_a_readable_rule_there_is_no_quorum(secretary, sitting, rule):
    make_setting("council_quorum", rule)
    (only,) = seats(sitting, 1)
    session.mark(only, secretary, Mark.PRESENT)
    now = session.quorum(sitting)
    assert (now.needed, now.reached) == (None, False)


def test_marking_twice_keeps_when_somebody_came_and_can_be_taken_back(secretary, sitting):
    (person,) = seats(sitting, 1)
    with pytest.raises(DomainError, match="not there"):
        session.mark(person, secretary, Mark.LEFT)
    session.mark(person, secretary, Mark.PRESENT)
    came = person.arrived_at
    session.mark(person, secretary, Mark.PRESENT)
    assert person.arrived_at == came
    session.mark(person, secretary, Mark.UNMARKED)
    assert (person.attendance, person.arrived_at) == (Attendance.UNMARKED, None)


def test_a_substitute_has_a_name(secretary, sitting):
    (person,) = seats(sitting, 1)
    with pytest.raises(DomainError, match="Name who came"):
        session.mark(person, secretary, Mark.SUBSTITUTE)
    assert person.attendance is Attendance.UNMARKED
    session.mark(person, secretary, Mark.SUBSTITUTE, "周敏")
    assert person.present_name == "周敏"


def test_all_are_marked_as_they_have_answered_but_nobody_twice(secretary, sitting):
    answers = (Answer.ATTEND, Answer.SUBSTITUTE, Answer.LEAVE, Answer.NONE, Answer.ATTEND)
    people = seats(sitting, 5)
    for person, answer in zip(people, answers, strict=True):
        person.answer, person.substitute_name = answer, "周敏"
    session.mark(people[4], secretary, Mark.ABSENT)
    assert session.mark_as_answered(sitting, secretary) == 3
    marked = [person.attendance.value for person in people]
    assert marked == ["present", "substitute", "leave", "unmarked", "absent"]


@pytest.mark.parametrize("state", ["planned", "convened", "drafted", "published", "cancelled"])
def test_attendance_is_marked_around_the_session_only(secretary, state):
    meeting = make_meeting(state=MeetingState(state))
    (person,) = seats(meeting, 1)
    with pytest.raises(Conflict):
        session.mark(person, secretary, Mark.PRESENT)


def test_others_than_the_secretariat_mark_nothing(sitting):
    (person,) = seats(sitting, 1)
    own = make_user(Role.COUNCIL_MEMBER)
    person.user = own
    for order in (
        lambda: session.mark(person, own, Mark.PRESENT),
        lambda: session.close(sitting, own),
        lambda: session.take_down(make_item(sitting), own, "x", "", 1),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_it_ends_when_all_are_marked_and_no_vote_is_open(secretary, sitting):
    (person,) = seats(sitting, 1)
    with pytest.raises(Conflict, match="not marked"):
        session.close(sitting, secretary)
    session.mark(person, secretary, Mark.ABSENT)
    vote = Resolution(body=make_body(), meeting=sitting, title="计划", voting=Voting.OPEN)
    db.session.add(vote)
    with pytest.raises(Conflict, match="vote"):
        session.close(sitting, secretary)
    vote.voting = Voting.CLOSED
    session.close(sitting, secretary)
    assert sitting.state is MeetingState.HELD
    session.close(sitting, secretary)


def test_who_is_asked_to_take_the_minutes_takes_notes_and_nothing_is_overwritten(sitting):
    clerk, item = make_user(Role.CITY_LIAISON, city="weihai"), make_item(sitting)
    make_invitation(sitting, clerk, capacity=Capacity.CLERK)
    opened = item.version
    session.take_down(item, clerk, "各市发言", "同意", opened)
    with pytest.raises(Conflict, match="meanwhile"):
        session.take_down(item, clerk, "另一份", "同意", opened)
    session.take_down(item, clerk, "各市发言", "同意", opened)
    assert (item.notes, item.outcome) == ("各市发言", "同意")
