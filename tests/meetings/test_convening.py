"""The notice goes out, is signed for and answered."""

from datetime import timedelta

import pytest
from make import make_user
from make_governance import make_body, make_holding, make_seat, make_seated, make_setting
from make_meetings import make_invitation, make_meeting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.bodies import holdings_on
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import answering, convening
from kb.meetings.answering import Reply
from kb.meetings.convening import Guest
from kb.meetings.invitations import Answer, Capacity, of_meeting
from kb.meetings.meetings import MeetingState
from kb.publishing.events import Event
from kb.publishing.notices import Notice

pytestmark = pytest.mark.usefixtures("in_english")

AGO = timedelta(days=1)


def told(event):
    return db.session.scalars(select(Notice).where(Notice.event == event)).all()


@pytest.fixture
def member(context):
    return make_seated()


@pytest.fixture
def convened(secretary, member):
    """A meeting of which the notice went out a day ago."""
    meeting = make_meeting()
    convening.convene(meeting, secretary, "请准时", meeting.day - timedelta(days=2))
    meeting.convened_at = utcnow() - AGO
    return meeting


def test_who_holds_a_seat_on_that_day_is_invited_with_a_numbered_notice(secretary, member):
    seat = make_seat(has_vote=False)
    make_holding(seat, ends_on=today(), name="旧人")
    make_holding(seat, starts_on=today() + AGO, name="新人")
    make_holding(seat, starts_on=today() + AGO, name="代理", is_substitute=True)
    make_seat()
    meeting = make_meeting()
    assert len(convening.vacant(meeting)) == 1
    convening.convene(meeting, secretary, "请准时", None)

    asked = [(each.name, each.has_vote, each.capacity) for each in of_meeting(meeting)]
    assert asked == [(member.name, True, Capacity.MEMBER), ("新人", False, Capacity.MEMBER)]
    assert meeting.state is MeetingState.CONVENED
    assert meeting.notice_number == f"联盟通〔{today().year}〕1号"
    assert [(n.user, n.facts["href"]) for n in told(Event.CONVENED)] == [(member, meeting.address)]


def test_a_meeting_is_convened_once_and_takes_one_number(secretary, convened):
    with pytest.raises(Conflict):
        convening.convene(convened, secretary, "", None)
    other = make_meeting()
    convening.convene(other, secretary, "", None)
    assert other.notice_number.endswith("2号")


@pytest.mark.parametrize(
    ("given", "until", "reason"),
    [
        ({"starts_at": utcnow() - AGO}, None, "Move it first"),
        ({}, today() - AGO, "last day to answer"),
        ({}, today() + timedelta(days=30), "last day to answer"),
    ],
)
def test_a_notice_that_cannot_be_kept_is_not_sent(secretary, member, given, until, reason):
    meeting = make_meeting(**given)
    with pytest.raises(DomainError, match=reason):
        convening.convene(meeting, secretary, "", until)
    assert (meeting.state, meeting.notice_number) == (MeetingState.PLANNED, "")


def test_a_body_without_holders_cannot_be_convened_without_guests(secretary):
    meeting = make_meeting()
    with pytest.raises(DomainError, match="Nobody can be invited"):
        convening.convene(meeting, secretary, "", None)
    convening.add(meeting, secretary, Guest("赵处长"))
    convening.convene(meeting, secretary, "", None)
    assert meeting.state is MeetingState.CONVENED


def test_the_charter_says_how_early_the_notice_goes_out(secretary):
    meeting = make_meeting()
    assert convening.last_day_of_notice(meeting) is None
    make_setting("convening_days", "10")
    assert convening.last_day_of_notice(meeting) == meeting.day - timedelta(days=10)


def test_a_seat_that_changes_hands_is_invited_anew(secretary, member, convened):
    (before,) = of_meeting(convened)
    assert not convening.is_out_of_date(convened)
    successor = make_user(Role.COUNCIL_MEMBER)
    for holding in holdings_on(convened.body, today()):
        holding.ends_on = today()
    make_holding(before.seat, successor)
    assert convening.is_out_of_date(convened)
    convening.bring_up_to_date(convened, secretary)
    assert [each.user for each in of_meeting(convened)] == [successor]
    assert successor in [notice.user for notice in told(Event.CONVENED)]


def test_a_guest_is_added_once_and_taken_off_but_a_seat_stays(secretary, convened):
    made = convening.add(convened, secretary, Guest("赵处长", "省厅", Capacity.OBSERVER))
    with pytest.raises(Conflict, match="already"):
        convening.add(convened, secretary, Guest("赵处长", "省厅"))
    with pytest.raises(DomainError):
        convening.add(convened, secretary, Guest("钱某", capacity=Capacity.MEMBER))
    convening.remove(made, secretary)
    (seated,) = of_meeting(convened)
    with pytest.raises(Conflict, match="seat"):
        convening.remove(seated, secretary)


def test_reminders_go_to_the_silent_at_most_twice_a_day(secretary, member, convened):
    assert convening.remind(convened, secretary) == 1
    assert convening.remind(convened, secretary) == 0
    (own,) = of_meeting(convened)
    own.reminded_at = utcnow() - timedelta(hours=13)
    assert convening.remind(convened, secretary) == 1
    answering.answer(own, member, Reply(Answer.ATTEND))
    own.reminded_at = None
    assert convening.remind(convened, secretary) == 0
    assert len(told(Event.ANSWER_WANTED)) == 2


def test_signing_for_the_notice_is_kept_once_and_only_by_who_is_asked(member, convened):
    (own,) = of_meeting(convened)
    answering.sign(own, member)
    first = own.read_at
    answering.sign(own, member)
    assert own.read_at == first
    with pytest.raises(NotAllowed):
        answering.sign(own, make_user(Role.COUNCIL_MEMBER))
    assert [n.read_at is not None for n in told(Event.CONVENED)] == [True]


def test_the_last_answer_holds_until_the_last_day(member, convened):
    (own,) = of_meeting(convened)
    answering.answer(own, member, Reply(Answer.LEAVE, "出差"))
    answering.answer(own, member, Reply(Answer.ATTEND, "出差"))
    assert (own.answer, own.reason, own.read_at is None) == (Answer.ATTEND, "", False)
    convened.answer_until = today() - AGO
    with pytest.raises(Conflict, match="no longer"):
        answering.answer(own, member, Reply(Answer.LEAVE, "病"))


def test_the_secretariat_enters_answers_after_the_last_day_and_strangers_never(secretary, convened):
    (own,) = of_meeting(convened)
    convened.answer_until = today() - AGO
    answering.answer(own, secretary, Reply(Answer.SUBSTITUTE, "", "周敏", "科长"))
    assert (own.substitute_name, own.read_at) == ("周敏", None)
    with pytest.raises(NotAllowed):
        answering.answer(own, make_user(Role.COUNCIL_MEMBER), Reply(Answer.ATTEND))
    convened.state = MeetingState.IN_SESSION
    with pytest.raises(Conflict):
        answering.answer(own, secretary, Reply(Answer.ATTEND))


@pytest.mark.parametrize(
    "reply", [Reply(Answer.NONE), Reply(Answer.LEAVE), Reply(Answer.SUBSTITUTE)]
)
def test_half_an_answer_is_refused(member, convened, reply):
    (own,) = of_meeting(convened)
    with pytest.raises(DomainError):
        answering.answer(own, member, reply)
    assert own.answer is Answer.NONE


def test_a_substitute_with_an_account_is_told_and_speaks_for_one_seat(member, convened):
    other = make_seated()
    make_invitation(convened, other, seat=make_seat())
    own = next(each for each in of_meeting(convened) if each.user == member)
    for wrong in (member, other):
        with pytest.raises(DomainError):
            answering.answer(own, member, Reply(Answer.SUBSTITUTE, "", "某", "", wrong))
    deputy = make_user(Role.CITY_LIAISON, city="weihai")
    answering.answer(own, member, Reply(Answer.SUBSTITUTE, "", deputy.name, "", deputy))
    assert deputy in [notice.user for notice in told(Event.CONVENED)]
    assert own.substitute == deputy


def test_another_body_stays_out_of_it(secretary, member):
    make_holding(make_seat(make_body("committee")), name="专家")
    meeting = make_meeting()
    assert [each.name for each in convening.seated(meeting)] == [member.name]
