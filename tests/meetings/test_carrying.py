"""What is still open comes to the body's next meeting by itself, as one item, once."""

import pytest
from make import make_user
from make_governance import make_body
from make_meetings import make_follow_up, make_held, make_item, make_meeting

from kb.accounts.users import Role
from kb.errors import Conflict, NotAllowed
from kb.meetings import carrying
from kb.meetings.agenda import ItemState, items_of
from kb.meetings.followups import FollowUpState
from kb.meetings.meetings import Manner, MeetingState

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def secretary():
    return make_user(Role.SECRETARIAT)


def test_one_item_stands_first_however_often_it_is_said(secretary):
    make_follow_up()
    make_follow_up(task="第二件")
    meeting = make_meeting()
    make_item(meeting)
    first = carrying.carry_over(meeting, secretary)
    assert carrying.carry_over(meeting, secretary) == first
    assert carrying.carry_all() == 0
    assert items_of(meeting)[0] is first[0]
    assert len(items_of(meeting)) == 2
    assert first[0].carries_over
    assert f"({meeting.address}/follow-ups)" in first[0].text


def test_nothing_open_is_nothing_on_the_agenda(secretary):
    meeting = make_meeting()
    make_follow_up(state=FollowUpState.DONE)
    make_follow_up(state=FollowUpState.CANCELLED)
    make_follow_up(meeting)
    make_follow_up(make_held(make_body("committee")))
    assert carrying.carry_over(meeting, secretary) == []
    assert list(items_of(meeting)) == []


def test_blocked_ones_come_along(secretary):
    make_follow_up(state=FollowUpState.BLOCKED)
    assert len(carrying.carry_over(make_meeting(), secretary)) == 1


def test_what_the_secretariat_declined_does_not_come_back(secretary):
    make_follow_up()
    meeting = make_meeting()
    (item,) = carrying.carry_over(meeting, secretary)
    item.state = ItemState.DECLINED
    carrying.carry_all()
    assert list(items_of(meeting)) == []


def test_every_morning_it_comes_to_the_meetings_whose_agenda_is_open():
    make_follow_up()
    planned, convened = make_meeting(), make_meeting(state=MeetingState.CONVENED)
    fixed, off = make_meeting(state=MeetingState.FIXED), make_meeting(state=MeetingState.CANCELLED)
    assert carrying.carry_all() == 2
    assert [len(items_of(each)) for each in (planned, convened, fixed, off)] == [1, 1, 0, 0]


@pytest.mark.parametrize("state", [MeetingState.IN_SESSION, MeetingState.CANCELLED])
def test_a_meeting_that_has_begun_keeps_its_agenda(secretary, state):
    make_follow_up()
    with pytest.raises(Conflict):
        carrying.carry_over(make_meeting(state=state), secretary)


def test_only_who_runs_the_meeting_carries_over():
    with pytest.raises(NotAllowed):
        carrying.carry_over(make_meeting(), make_user(Role.COUNCIL_MEMBER))


def test_a_single_one_is_put_at_the_end_once_and_stays_closed(secretary):
    meeting, follow_up = make_meeting(), make_follow_up(is_closed=True)
    make_item(meeting, position=4)
    item = carrying.put_on_agenda(follow_up, meeting, secretary)
    assert (item.position, item.follow_up_id, item.is_closed) == (5, follow_up.id, True)
    assert carrying.put_on_agenda(follow_up, meeting, secretary) is item
    assert list(carrying.meetings_for(follow_up)) == [meeting]


def test_a_written_vote_has_no_agenda_to_carry_to(secretary):
    follow_up, meeting = make_follow_up(), make_meeting(manner=Manner.WRITTEN)
    assert carrying.carry_over(meeting, secretary) == []
    assert carrying.carry_all() == 0
    assert list(carrying.meetings_for(follow_up)) == []
    with pytest.raises(Conflict):
        carrying.put_on_agenda(follow_up, meeting, secretary)


def test_another_bodys_meeting_does_not_take_it(secretary):
    other = make_meeting(make_body("committee"))
    with pytest.raises(Conflict):
        carrying.put_on_agenda(make_follow_up(), other, secretary)
