"""Every date with its rule: the boundary days, the reckoning, and who sees which."""

from datetime import date, datetime, timedelta

import pytest
from make import make_city, make_member, make_user
from make_governance import make_body, make_holding, make_seat, make_term
from make_meetings import make_decided, make_follow_up, make_held, make_invitation, make_meeting

from kb.accounts.users import Role
from kb.alliance.charter import CharterSetting
from kb.board import deadlines
from kb.board.deadlines import Asked
from kb.board.moments import Kind
from kb.clock import SHANGHAI
from kb.db import db
from kb.meetings.followups import FollowUpState
from kb.meetings.invitations import Answer, Attendance
from kb.meetings.meetings import MeetingSeries, MeetingState
from kb.meetings.resolutions import Voting
from kb.web.languages import speaking

pytestmark = pytest.mark.usefixtures("context")
DAY = timedelta(days=1)
NOW = date(2026, 3, 20)
CONVENED = datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)


@pytest.fixture
def secretary():
    return make_user(Role.SECRETARIAT)


@pytest.fixture
def cities():
    for slug, name, place in (("weihai", "威海", 4), ("rizhao", "日照", 5)):
        make_member(f"{slug}-park", f"{name}产业园", make_city(slug, name, slug.title(), place))


def charter(**settings):
    for key, value in settings.items():
        db.session.add(CharterSetting(key=key, label=key, value=value))


def found(reader, kind, asked=None, day=NOW):
    with speaking("en"):
        dates = deadlines.coming(reader, day, asked or Asked())
    return [each for each in dates if each.kind is kind]


def test_an_answer_is_reckoned_from_the_notice_whose_day_does_not_count(secretary):
    facts = {"state": MeetingState.CONVENED, "convened_at": CONVENED, "day": date(2026, 4, 1)}
    make_meeting(answer_until=date(2026, 3, 10), **facts)
    (one,) = found(secretary, Kind.ANSWER, day=date(2026, 3, 10))
    assert one.rule.startswith("Convened on 3 March 2026 + 7 calendar days, the day of the notice")
    assert found(secretary, Kind.ANSWER, day=date(2026, 3, 11)) == []


def test_a_notice_sent_after_midnight_in_shanghai_counts_from_the_new_day(secretary):
    facts = {"state": MeetingState.CONVENED, "day": date(2026, 4, 1)}
    at = datetime(2026, 3, 3, 0, 30, tzinfo=SHANGHAI)
    make_meeting(answer_until=date(2026, 3, 10), convened_at=at, **facts)
    (one,) = found(secretary, Kind.ANSWER, day=date(2026, 3, 10))
    assert "3 March 2026 + 7" in one.rule


def test_only_who_has_not_answered_has_a_day_to_answer():
    facts = {"state": MeetingState.CONVENED, "day": NOW + 9 * DAY, "answer_until": NOW}
    meeting = make_meeting(**facts)
    waits, comes, stranger = (make_user(Role.COUNCIL_MEMBER) for _ in range(3))
    make_invitation(meeting, waits)
    make_invitation(meeting, comes, answer=Answer.ATTEND)
    seen = [bool(found(who, Kind.ANSWER)) for who in (waits, comes, stranger, None)]
    assert seen == [True, False, False, False]


@pytest.mark.parametrize(
    ("counting", "last"), [("calendar", date(2026, 3, 5)), ("working", date(2026, 3, 3))]
)
def test_the_day_of_the_notice_is_reckoned_back_as_the_charter_counts(secretary, counting, last):
    charter(convening_days="5", convening_counting=counting)
    make_meeting(day=date(2026, 3, 10))
    (one,) = found(secretary, Kind.CONVENING, day=date(2026, 3, 1))
    assert one.day == last
    assert f"5 {counting} days before the meeting on 10 March 2026" in one.rule


def test_without_a_rule_of_the_charter_there_is_no_day_for_the_notice(secretary):
    make_meeting(day=NOW + 30 * DAY)
    assert found(secretary, Kind.CONVENING) == []


def test_a_planned_meeting_is_the_secretariats_own_knowledge(secretary):
    make_meeting(day=NOW + 30 * DAY)
    make_meeting(day=NOW + 40 * DAY, state=MeetingState.CONVENED)
    council = make_user(Role.COUNCIL_MEMBER)
    counts = [len(found(who, Kind.MEETING)) for who in (secretary, council, None)]
    assert counts == [2, 1, 0]


def test_a_meeting_half_past_midnight_stands_on_its_day_in_shanghai(secretary):
    starts = datetime(2026, 4, 1, 0, 30, tzinfo=SHANGHAI)
    make_meeting(starts_at=starts, ends_at=starts + timedelta(hours=1))
    (one,) = found(secretary, Kind.MEETING)
    assert one.day == date(2026, 4, 1)
    assert "1 April 2026 00:30" in one.rule


def test_a_cancelled_meeting_is_no_date_ahead(secretary):
    facts = {"state": MeetingState.CANCELLED, "convened_at": CONVENED}
    make_meeting(day=NOW + 3 * DAY, **facts)
    assert found(secretary, Kind.MEETING) == []


def test_a_follow_up_is_due_through_its_last_day_and_then_overdue(secretary):
    given = datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)
    make_follow_up(due_on=date(2026, 3, 31), created_at=given)
    make_follow_up(due_on=date(2026, 3, 31), state=FollowUpState.DONE)
    (one,) = found(secretary, Kind.FOLLOW_UP, day=date(2026, 3, 31))
    assert "Given on 1 March 2026 + 30 calendar days" in one.rule
    assert not one.is_late
    (one,) = found(secretary, Kind.FOLLOW_UP, day=date(2026, 4, 1))
    assert one.is_late


def test_what_is_long_overdue_stays(secretary):
    make_follow_up(due_on=date(2021, 1, 1))
    make_decided(due_on=date(2021, 1, 1))
    assert found(secretary, Kind.FOLLOW_UP)[0].is_late
    assert found(secretary, Kind.RESOLUTION)[0].is_late


def test_a_resolution_that_is_closed_or_has_not_passed_is_not_due(secretary):
    due = {"due_on": NOW + DAY}
    make_decided(done_on=NOW, **due)
    make_decided(number=None, result=None, **due)
    make_decided(number="联盟决〔2026〕3号", **due)
    assert len(found(secretary, Kind.RESOLUTION)) == 1


def test_a_closed_resolution_is_due_for_its_body_alone(cities):
    make_decided(is_closed=True, due_on=NOW + DAY, owner_city="weihai")
    liaison = make_user(Role.CITY_LIAISON, city="weihai")
    assert found(liaison, Kind.RESOLUTION) == []
    make_holding(make_seat(), liaison)
    assert len(found(liaison, Kind.RESOLUTION)) == 1


def test_another_parks_follow_up_is_no_date_of_an_editor(cities):
    make_follow_up(due_on=NOW + DAY, owner_member="weihai-park")
    own, other = (make_user(Role.PARK_EDITOR, member=f"{c}-park") for c in ("weihai", "rizhao"))
    counts = [len(found(who, Kind.FOLLOW_UP)) for who in (own, other, None)]
    assert counts == [1, 0, 0]


def test_corrections_are_open_to_who_attended_until_the_last_day(secretary):
    until = {"state": MeetingState.CIRCULATED, "corrections_until": NOW}
    meeting = make_meeting(day=NOW - 9 * DAY, **until)
    there, away = make_user(Role.EXPERT), make_user(Role.EXPERT)
    make_invitation(meeting, there, attendance=Attendance.PRESENT)
    make_invitation(meeting, away, attendance=Attendance.LEAVE)
    counts = [len(found(who, Kind.CORRECTIONS)) for who in (secretary, there, away)]
    assert counts == [1, 1, 0]
    assert found(there, Kind.CORRECTIONS, day=NOW + DAY) == []


def test_a_vote_closes_on_its_day_in_shanghai_for_the_body_alone():
    closes = datetime(2026, 4, 1, 0, 30, tzinfo=SHANGHAI)
    facts = {"voting": Voting.OPEN, "closes_at": closes, "opens_at": CONVENED}
    make_decided(number=None, result=None, **facts)
    member, stranger = make_user(Role.COUNCIL_MEMBER), make_user(Role.COUNCIL_MEMBER)
    make_holding(make_seat(), member)
    (one,) = found(member, Kind.VOTE)
    assert one.day == date(2026, 4, 1)
    assert found(stranger, Kind.VOTE) == found(None, Kind.VOTE) == []


def test_a_term_says_how_the_charter_reckons_it(cities):
    charter(chair_term_length="12")
    make_term("rizhao", date(2026, 4, 1), date(2027, 3, 31))
    make_term("weihai", date(2027, 4, 1), date(2027, 12, 31))
    begin, end, short, _last = found(None, Kind.TERM)
    assert (begin.day, end.day) == (date(2026, 4, 1), date(2027, 3, 31))
    assert "12 months from the first day on, less one day" in begin.rule
    assert "less one day" not in short.rule


def test_a_seat_ends_after_its_last_day_for_the_alliance_alone():
    make_holding(make_seat(), ends_on=NOW)
    inside, outside = make_user(Role.PARK_EDITOR), make_user(Role.EXPERT)
    assert len(found(inside, Kind.SEAT)) == 1
    assert found(outside, Kind.SEAT) == found(None, Kind.SEAT) == []
    assert found(inside, Kind.SEAT, day=NOW + DAY) == []


def test_a_series_meets_again_after_its_months_until_a_meeting_is_planned(secretary):
    series = MeetingSeries(body=make_body(), name="季度会", per_year=4)
    db.session.add(series)
    held = {"series": series, "state": MeetingState.PUBLISHED}
    make_meeting(day=date(2025, 11, 30), **held)
    (one,) = found(secretary, Kind.SERIES, day=date(2026, 2, 1))
    assert one.day == date(2026, 2, 28)
    make_meeting(day=date(2026, 3, 3), series=series)
    assert found(secretary, Kind.SERIES, day=date(2026, 2, 1)) == []


def test_a_citys_page_has_its_own_tasks_and_what_concerns_everybody(cities, secretary):
    held, due = make_held(day=NOW - 20 * DAY), {"due_on": NOW + DAY}
    make_follow_up(held, task="市", owner_city="rizhao", **due)
    make_follow_up(held, task="园区", owner_member="rizhao-park", **due)
    make_follow_up(held, task="他市", owner_city="weihai", **due)
    make_follow_up(held, task="秘书处", **due)
    make_meeting(day=NOW + 2 * DAY)
    make_term("weihai", NOW + 3 * DAY, NOW + 300 * DAY)

    def titles(asked):
        return {each.title for each in deadlines.coming(secretary, NOW, asked)}

    assert titles(Asked(city="rizhao")) == {"市", "园区", "理事会会议"}
    assert titles(Asked(member="rizhao-park")) == {"园区", "理事会会议"}
    assert titles(Asked(body="committee")) == set()


def test_dates_of_one_body_are_told_from_those_of_another(secretary):
    make_follow_up(make_held(make_body("committee", name="委员会")), due_on=NOW, task="委员会的事")
    make_follow_up(due_on=NOW, task="理事会的事")
    assert [each.title for each in found(secretary, Kind.FOLLOW_UP, Asked(body="committee"))] == [
        "委员会的事"
    ]
