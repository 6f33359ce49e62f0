"""Items are proposed, decided, put in order, and the agenda is fixed."""

import io
from datetime import timedelta

import pytest
from make import make_city, make_user
from make_governance import make_body
from make_meetings import make_invitation, make_item, make_meeting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import local, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import itemising, page, papers
from kb.meetings.agenda import ItemState, items_of
from kb.meetings.itemising import Wording
from kb.meetings.meetings import Manner, MeetingState
from kb.publishing.attaching import TooMuch
from kb.publishing.audit import AuditEvent
from kb.publishing.events import Event
from kb.publishing.keeping import clear
from kb.publishing.notices import Notice
from kb.publishing.reception import Limits, receive

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def liaison(context):
    make_city("weihai", "威海", "Weihai", 4)
    return make_user(Role.CITY_LIAISON, city="weihai")


@pytest.fixture
def convened(context):
    return make_meeting(state=MeetingState.CONVENED)


def told(event):
    return db.session.scalars(select(Notice).where(Notice.event == event)).all()


def titles(meeting):
    return [item.title for item in items_of(meeting)]


def test_a_proposal_sent_twice_is_one_and_the_secretariat_hears_of_it(secretary, liaison):
    body = make_body()
    item = itemising.propose(body, liaison, Wording("共建平台"), None)
    assert itemising.propose(body, liaison, Wording("共建平台"), None) is item
    assert (item.state, item.proposer_city) == (ItemState.PROPOSED, "weihai")
    assert [notice.user for notice in told(Event.ITEM_PROPOSED)] == [secretary]


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.EXPERT, {}),
        (Role.PROVINCIAL_OBSERVER, {}),
        (Role.PARK_EDITOR, {}),
        (Role.CITY_LIAISON, {}),
    ],
)
def test_who_acts_for_nobody_proposes_nothing(context, role, unit):
    with pytest.raises(NotAllowed):
        itemising.propose(make_body(), make_user(role, **unit), Wording("x"), None)


def test_nobody_proposes_for_a_meeting_that_they_do_not_see(liaison):
    with pytest.raises(NotAllowed):
        itemising.propose(make_body(), liaison, Wording("x"), make_meeting())


def test_an_accepted_item_comes_last_and_its_proposer_is_told(secretary, liaison, convened):
    make_item(convened, title="开场")
    item = itemising.propose(convened.body, liaison, Wording("共建平台"), None)
    itemising.accept(item, secretary, convened)
    assert titles(convened) == ["开场", "共建平台"]
    assert told(Event.ITEM_DECIDED)[0].user == liaison
    with pytest.raises(Conflict, match="already"):
        itemising.accept(item, secretary, convened)
    itemising.put_back(item, secretary)
    assert (item.meeting, item.state, titles(convened)) == (None, ItemState.PROPOSED, ["开场"])


def test_an_item_of_another_body_does_not_come_on(secretary, convened):
    item = make_item(body=make_body("committee"))
    with pytest.raises(DomainError, match="another body"):
        itemising.accept(item, secretary, convened)


def test_declining_wants_a_reason_that_the_proposer_reads(secretary, liaison):
    item = itemising.propose(make_body(), liaison, Wording("共建平台"), None)
    with pytest.raises(DomainError, match="why"):
        itemising.decline(item, secretary, "")
    itemising.decline(item, secretary, "已有同类")
    assert "已有同类" in told(Event.ITEM_DECIDED)[0].facts["outcome"]
    with pytest.raises(NotAllowed):
        itemising.change(item, liaison, Wording("再议"))


def test_items_move_up_and_down_but_not_beyond_the_ends(secretary, convened):
    first, _second, third = (make_item(convened, title=title) for title in "甲乙丙")
    itemising.move(third, secretary, -1)
    assert titles(convened) == ["甲", "丙", "乙"]
    itemising.move(first, secretary, -1)
    itemising.move(third, secretary, 9)
    assert titles(convened) == ["甲", "乙", "丙"]


def test_a_fixed_agenda_stays_until_it_is_opened_again_which_the_audit_keeps(secretary, convened):
    with pytest.raises(Conflict, match="nothing on the agenda"):
        itemising.fix(convened, secretary)
    item, waiting = make_item(convened), make_item(title="新")
    itemising.fix(convened, secretary)
    for order in (
        lambda: itemising.change(item, secretary, Wording("改")),
        lambda: itemising.move(item, secretary, 1),
        lambda: itemising.put_back(item, secretary),
        lambda: itemising.accept(waiting, secretary, convened),
        lambda: itemising.propose(convened.body, secretary, Wording("加"), convened),
    ):
        with pytest.raises(Conflict, match="fixed"):
            order()
    itemising.unfix(convened, secretary)
    itemising.accept(waiting, secretary, convened)
    assert "unfix-agenda" in db.session.scalars(select(AuditEvent.action)).all()


def test_clock_times_run_on_until_a_length_is_unknown(secretary, convened):
    convened.starts_at = utcnow().replace(microsecond=0)
    for minutes in (20, 10, 0, 5):
        make_item(convened, duration=minutes)
    lines = page.gather(convened, secretary).lines
    start = local(convened.starts_at)
    later = [start + timedelta(minutes=minutes) for minutes in (0, 20, 30)]
    assert [line.starts for line in lines] == [*later, None]
    assert [line.ends for line in lines] == [later[1], later[2], None, None]


def test_who_is_not_within_misses_closed_items_and_all_papers(convened, cabinet, secretary):
    stranger, guest = make_user(Role.COUNCIL_MEMBER), make_user(Role.EXPERT)
    make_invitation(convened, guest)
    hidden, seen = make_item(convened, is_closed=True, title="人事"), make_item(convened)
    received = receive("名单.txt", io.BytesIO(b"names"), cabinet)
    papers.attach(seen, secretary, received, cabinet.limits)
    outside, inside = page.gather(convened, stranger), page.gather(convened, guest)
    assert (outside.items, outside.hidden, outside.lines[0].papers) == ([seen], 1, [])
    assert outside.lines[0].number == 2
    assert (inside.items, len(inside.lines[1].papers)) == ([hidden, seen], 1)
    assert (outside.invitations, outside.quorum) == ([], None)


def test_a_paper_is_kept_once_within_the_limits_and_survives_the_clearing(
    secretary, convened, cabinet
):
    item = make_item(convened)
    received = receive("方案.txt", io.BytesIO(b"plan"), cabinet)
    made = papers.attach(item, secretary, received, cabinet.limits)
    assert papers.attach(item, secretary, received, cabinet.limits) is made
    other = receive("方案二.txt", io.BytesIO(b"plan two"), cabinet)
    with pytest.raises(TooMuch):
        papers.attach(item, secretary, other, Limits(file=99, count=1, record=99))
    db.session.commit()

    later = utcnow() + timedelta(days=2)
    assert clear(cabinet.store, later) == 1
    assert [each.name for each in papers.papers_of([item])] == ["方案.txt"]
    with cabinet.store.open(made.sha256) as kept:
        assert kept.read() == b"plan"


def test_the_minutes_rest_on_the_papers(secretary, cabinet):
    meeting = make_meeting(state=MeetingState.DRAFTED)
    item = make_item(meeting)
    received = receive("方案.txt", io.BytesIO(b"plan"), cabinet)
    with pytest.raises(Conflict, match="minutes"):
        papers.attach(item, secretary, received, cabinet.limits)


def test_a_written_vote_takes_no_items_and_has_no_next_step(secretary, convened):
    convened.manner = Manner.WRITTEN
    assert list(itemising.arrangeable(convened.body)) == []
    assert page.gather(convened, secretary).step is None
