"""Follow-ups: given, reported on, blocked, confirmed with proof; who may do what, and see which."""

from datetime import date, timedelta

import pytest
from make import make_record, make_user
from make_governance import make_holding, make_seat
from make_meetings import (
    make_decided,
    make_follow_up,
    make_held,
    make_invitation,
    make_item,
    make_meeting,
)
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import evidence, follow_up_rights, following
from kb.meetings.evidence import Account
from kb.meetings.files import MeetingFile
from kb.meetings.following import Task
from kb.meetings.followups import FollowUp, FollowUpState
from kb.office.file_types import FileType
from kb.publishing.events import Event
from kb.publishing.notices import Notice
from kb.publishing.reception import Limits, Received

pytestmark = pytest.mark.usefixtures("context")
LIMITS = Limits(file=1000, count=2, record=1000)
FILE = Received("证明.txt", FileType.TXT, 400, "ab" * 32)
DAY = timedelta(days=1)


def task(**given):
    return Task(**({"task": "补充材料", "due_on": today() + 30 * DAY} | given))


def told(event):
    return set(db.session.scalars(select(Notice.user_id).where(Notice.event == event)))


def proven(follow_up, author):
    evidence.report(follow_up, author, Account("已完成", files=[FILE]), LIMITS)


def test_an_owner_is_told_when_a_follow_up_is_given(people):
    meeting = make_held()
    made = following.give(meeting, people["secretary"], task(owner_member="rizhao-park"))
    assert (made.body, made.meeting, made.state) == (meeting.body, meeting, FollowUpState.OPEN)
    assert told(Event.FOLLOW_UP_GIVEN) == {people["own editor"].id}


def test_it_is_closed_where_it_comes_from_something_closed(people):
    item = make_item(make_held(), is_closed=True)
    assert following.give(item, people["secretary"], task()).is_closed
    open_one = make_decided(make_held())
    assert not following.give(open_one, people["secretary"], task()).is_closed
    closed = make_decided(make_held(), number=None, is_closed=True)
    made = following.give(closed, people["secretary"], task())
    assert made.is_closed
    assert made.resolution is closed


@pytest.mark.parametrize(
    "given",
    [
        {"task": "  "},
        {"owner_city": "rizhao", "owner_member": "rizhao-park"},
        {"due_on": date(2999, 1, 1)},
    ],
)
def test_what_cannot_be_asked_is_refused(people, given):
    with pytest.raises(DomainError):
        following.give(make_held(), people["secretary"], task(**given))


def test_it_may_be_due_on_the_day_of_the_meeting_and_not_before(people):
    meeting = make_held(day=date(2026, 3, 10))
    following.give(meeting, people["secretary"], task(due_on=date(2026, 3, 10)))
    with pytest.raises(DomainError):
        following.give(meeting, people["secretary"], task(due_on=date(2026, 3, 9)))


def test_only_the_secretariat_gives_follow_ups(people):
    with pytest.raises(NotAllowed):
        following.give(make_held(), people["own editor"], task())


def test_of_two_changes_the_second_is_told_of_the_first(people):
    follow_up = make_follow_up()
    seen = follow_up.version
    following.change(follow_up, people["secretary"], task(task="先改"), seen)
    with pytest.raises(Conflict):
        following.change(follow_up, people["secretary"], task(task="后改"), seen)
    assert follow_up.task == "先改"


def test_a_new_owner_is_told_and_the_same_one_not_again(people):
    follow_up = make_follow_up(owner_city="weihai")
    same = task(owner_city="weihai", task="换个说法")
    following.change(follow_up, people["secretary"], same, follow_up.version)
    assert told(Event.FOLLOW_UP_GIVEN) == set()
    new = task(owner_city="rizhao")
    following.change(follow_up, people["secretary"], new, follow_up.version)
    assert told(Event.FOLLOW_UP_GIVEN) == {people["own liaison"].id}
    assert follow_up.unit_name == "日照"


def test_overdue_begins_the_day_after_and_changes_no_state():
    follow_up = make_follow_up(due_on=date(2026, 3, 10), state=FollowUpState.BLOCKED)
    assert not follow_up.is_overdue(date(2026, 3, 10))
    assert follow_up.is_overdue(date(2026, 3, 11))
    assert follow_up.state is FollowUpState.BLOCKED
    follow_up.state = FollowUpState.DONE
    assert not follow_up.is_overdue(date(2026, 3, 11))


def test_it_is_done_only_with_evidence_that_the_secretariat_confirms(people):
    follow_up, secretary = make_follow_up(owner_member="rizhao-park"), people["secretary"]
    evidence.report(follow_up, people["own editor"], Account("在办"), LIMITS)
    with pytest.raises(DomainError):
        following.confirm(follow_up, secretary)
    assert (follow_up.state, follow_up.done_on) == (FollowUpState.OPEN, None)
    proven(follow_up, people["own editor"])
    with pytest.raises(NotAllowed):
        following.confirm(follow_up, people["own editor"])
    following.confirm(follow_up, secretary)
    assert (follow_up.state, follow_up.done_on) == (FollowUpState.DONE, today())
    assert told(Event.FOLLOW_UP_REPORTED) == {secretary.id}


def test_a_record_proves_only_while_readers_can_open_it(people):
    follow_up, secretary = make_follow_up(), people["secretary"]
    record = make_record(author=make_user(), published=False)
    evidence.report(follow_up, secretary, Account("见记录", record), LIMITS)
    with pytest.raises(DomainError):
        following.confirm(follow_up, secretary)
    record.published_at = utcnow() - DAY
    record.withdrawn_at = utcnow()
    with pytest.raises(DomainError):
        following.confirm(follow_up, secretary)
    record.withdrawn_at = None
    following.confirm(follow_up, secretary)


def test_a_record_that_the_author_may_not_see_is_no_evidence_of_theirs(people):
    hidden = make_record(visibility="secretariat")
    follow_up = make_follow_up(owner_member="rizhao-park")
    with pytest.raises(DomainError):
        evidence.report(follow_up, people["own editor"], Account("见", hidden), LIMITS)
    assert evidence.by_number(hidden.number, people["own editor"]) is None
    assert evidence.by_number(hidden.number, people["secretary"]) is hidden
    assert hidden not in evidence.found("实验室", people["own editor"])


def test_evidence_is_found_by_number_by_address_and_by_words():
    record, reader = make_record(title="海洋人才共享实验室"), make_user(Role.PARK_EDITOR)
    for given in (record.number, record.number.lower(), f"/libraries/projects/{record.number}"):
        assert evidence.by_number(given, reader) is record
    assert list(evidence.found("实验室 海洋", reader)) == [record]
    assert list(evidence.found("实验室 山区", reader)) == []
    assert list(evidence.found("%", reader)) == []


def test_files_of_all_reports_together_have_a_limit(people):
    follow_up, secretary = make_follow_up(), people["secretary"]
    proven(follow_up, secretary)
    proven(follow_up, secretary)
    with pytest.raises(DomainError):
        proven(follow_up, secretary)
    assert len(db.session.scalars(select(MeetingFile)).all()) == 2


def test_blocked_gives_its_reason_and_is_taken_back_by_the_owner(people):
    follow_up, owner = make_follow_up(owner_city="rizhao"), people["own liaison"]
    with pytest.raises(DomainError):
        following.block(follow_up, owner, " ")
    following.block(follow_up, owner, "等待批复")
    assert (follow_up.state, follow_up.reason) == (FollowUpState.BLOCKED, "等待批复")
    with pytest.raises(Conflict):
        following.block(follow_up, owner, "再等")
    following.unblock(follow_up, owner)
    assert (follow_up.state, follow_up.reason) == (FollowUpState.OPEN, "")


def test_what_has_ended_takes_no_step_until_it_is_reopened(people):
    follow_up, secretary = make_follow_up(), people["secretary"]
    following.cancel(follow_up, secretary, "不再需要")
    with pytest.raises(Conflict):
        proven(follow_up, secretary)
    with pytest.raises(Conflict):
        following.change(follow_up, secretary, task(), follow_up.version)
    following.reopen(follow_up, secretary)
    proven(follow_up, secretary)
    following.confirm(follow_up, secretary)
    following.reopen(follow_up, secretary)
    assert (follow_up.state, follow_up.done_on) == (FollowUpState.OPEN, None)


@pytest.mark.parametrize("name", ["other editor", "other liaison", "council member", "expert"])
def test_who_does_not_own_it_neither_reports_nor_blocks(people, name):
    follow_up = make_follow_up(owner_member="rizhao-park")
    with pytest.raises(NotAllowed):
        evidence.report(follow_up, people[name], Account("在办"), LIMITS)
    with pytest.raises(NotAllowed):
        following.block(follow_up, people[name], "等")


SEES = {
    "open": {"secretary", "own editor", "own liaison", "other liaison", "council member",
             "observer", "holder", "invited", "named"},
    "closed": {"secretary", "own editor", "holder", "invited", "named"},
}  # fmt: skip


@pytest.mark.parametrize("kind", SEES)
def test_who_reads_which_is_one_rule_for_pages_and_lists(people, kind):
    everybody = people | {
        "holder": make_user(Role.PARK_EDITOR, member="weihai-park"),
        "past holder": make_user(Role.PARK_EDITOR, member="weihai-park"),
        "invited": make_user(Role.EXPERT),
        "named": make_user(Role.EXPERT),
    }
    meeting = make_held()
    make_holding(make_seat(), everybody["holder"], ends_on=today())
    make_holding(make_seat(), everybody["past holder"], ends_on=today() - DAY)
    make_invitation(meeting, everybody["invited"])
    owner = {"owner_member": "rizhao-park", "owner_id": everybody["named"].id}
    follow_up = make_follow_up(meeting, is_closed=kind == "closed", **owner)
    may = {name for name, who in everybody.items() if follow_up_rights.may_read(who, follow_up)}
    listed = {
        name
        for name, who in everybody.items()
        if db.session.scalars(select(FollowUp).where(follow_up_rights.readable_by(who))).all()
    }
    assert may == listed == SEES[kind]
    assert not follow_up_rights.may_read(None, follow_up)


def test_nobody_is_within_the_body_of_another_meeting(people):
    invited = make_user(Role.EXPERT)
    make_invitation(make_meeting(), invited)
    assert not follow_up_rights.may_read(invited, make_follow_up())
