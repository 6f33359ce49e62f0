"""Links count when both sides confirm; their counts are those of a plain recount."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import make_record, make_user
from make_exchange import make_docking, make_editor, make_interest, make_posting, make_unit, offered
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import exchange_reminding, interests, linking, results
from kb.empowerment.dockings import Docking, DockingState, Result
from kb.empowerment.exchange_rates import rates
from kb.empowerment.linked import proposing
from kb.empowerment.linking import Proposal
from kb.empowerment.postings import Posting
from kb.empowerment.resources import Resource
from kb.empowerment.results import Outcome
from kb.empowerment.units import Unit
from kb.errors import Conflict, DomainError, NotAllowed
from kb.libraries.projects import Project
from kb.publishing.audit import AuditEvent
from kb.publishing.events import Event
from kb.publishing.notices import Notice

DAY = timedelta(days=1)
AGREED = Outcome(Result.AGREEMENT, today(), "签订合作协议", 1_200_000, 30, proof="协议〔2026〕3号")


def told(event):
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.event == event))


def test_the_second_confirmation_gives_the_number(context):
    link = make_docking(confirmed=False)
    assert (link.state, link.number) == (DockingState.PROPOSED, None)
    assert link.giver_confirmed_at
    assert not link.taker_confirmed_at
    linking.confirm(link, make_editor("weihai"))
    assert link.state is DockingState.CONFIRMED
    assert link.number == f"DJ-{today().year}-0001"
    assert make_docking().number == f"DJ-{today().year}-0002"


def test_one_side_does_not_confirm_for_the_other_nor_twice(context):
    link = make_docking(confirmed=False)
    linking.confirm(link, make_editor("rizhao"))
    assert link.state is DockingState.PROPOSED
    for person in (make_editor("yantai"), make_user(Role.SECRETARIAT)):
        with pytest.raises(NotAllowed):
            linking.confirm(link, person)


def test_a_link_has_two_sides_and_one_is_ones_own(context):
    rizhao, weihai = make_unit("rizhao"), make_unit("weihai")
    same = Proposal("实训", Resource.TALENT, giver=rizhao, taker=rizhao)
    with pytest.raises(DomainError):
        linking.propose(same, make_editor("rizhao"))
    with pytest.raises(DomainError):
        linking.propose(replace(same, taker=weihai), make_editor("yantai"))
    with pytest.raises(NotAllowed):
        linking.propose(replace(same, taker=weihai), make_user(Role.EXPERT))


def test_the_staff_enter_a_side_without_an_account_on_proof_and_no_other(context):
    desk, editor = make_user(Role.SECRETARIAT), make_editor("rizhao")
    units = {"giver": make_unit("rizhao"), "taker": make_unit("weihai")}
    bare = Proposal("实训", Resource.TALENT, **units)
    with pytest.raises(DomainError):
        linking.propose(bare, desk)
    link = linking.propose(replace(bare, proof="会议纪要〔2026〕5号"), desk)
    assert (link.taker_on_proof, link.giver_on_proof) == (True, False)
    assert link.state is DockingState.PROPOSED
    linking.confirm(link, editor)
    assert link.state is DockingState.CONFIRMED


def test_an_accepted_interest_becomes_one_link(context):
    asked, poster = make_interest(), make_editor()
    proposal = Proposal("实训", Resource.TALENT, **proposing._of_interest(asked))
    with pytest.raises(Conflict):
        linking.propose(proposal, poster)
    interests.accept(asked, poster)
    link = linking.propose(proposal, poster)
    assert (link.giver_member, link.taker_member) == ("rizhao-park", "weihai-park")
    assert link.offer is asked.posting
    with pytest.raises(Conflict):
        linking.propose(proposal, asked.user)
    linking.confirm(link, asked.user)
    assert rates(today()).from_interests == 1


def test_a_need_turns_the_sides_round(context):
    need = make_record(Posting, make_editor(), **offered(title="需要实训", direction="need"))
    asked = make_interest(need)
    sides = proposing._of_interest(asked)
    assert (sides["giver"].member, sides["taker"].member) == ("weihai-park", "rizhao-park")


def test_what_came_of_it_is_recorded_and_corrected_with_the_old_words_kept(context):
    link, project = make_docking(), make_record(Project)
    results.record_result(link, make_editor("weihai"), replace(AGREED, project=project))
    assert (link.result, link.amount_yuan, link.project) == (Result.AGREEMENT, 1_200_000, project)
    results.record_result(link, make_user(Role.SECRETARIAT), replace(AGREED, people=28))
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "record-result")).all()
    assert line[-1].detail["changes"]["people"] == [30, 28]
    now = rates(today())
    assert (now.links, now.with_result, now.amount_yuan, now.people) == (1, 1, 1_200_000, 28)


def test_a_link_may_be_worth_billions(context):
    link = make_docking()
    large = replace(AGREED, amount_yuan=5_773_000_000)
    results.record_result(link, make_editor("weihai"), large)
    db.session.expire(link)
    assert link.amount_yuan == 5_773_000_000
    assert rates(today()).amount_yuan == 5_773_000_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": today() + DAY},
        {"amount_yuan": -1},
        {"amount_yuan": 10**14},
        {"people": 2**31},
        {"project": Posting()},
    ],
)
def test_a_result_that_cannot_be_is_refused(context, wrong):
    with pytest.raises(DomainError):
        results.record_result(make_docking(), make_editor("weihai"), replace(AGREED, **wrong))


def test_strangers_record_nothing_and_two_people_do_not_overwrite_each_other(context):
    link, editor = make_docking(), make_editor("weihai")
    with pytest.raises(NotAllowed):
        results.record_result(link, make_editor("yantai"), AGREED)
    version = link.version
    results.record_result(link, editor, AGREED, version)
    with pytest.raises(Conflict):
        results.record_result(link, editor, replace(AGREED, people=1), version)


def test_a_dropped_one_counts_no_more_and_one_with_a_result_is_not_dropped(context):
    first, second, editor = make_docking(), make_docking(), make_editor("weihai")
    with pytest.raises(DomainError):
        linking.drop(first, editor, "")
    linking.drop(first, editor, "课程取消")
    results.record_result(second, editor, AGREED)
    with pytest.raises(Conflict):
        linking.drop(second, editor, "课程取消")
    with pytest.raises(Conflict):
        linking.confirm(first, editor)
    assert rates(today()).links == 1


def test_the_ladder_asks_for_the_confirmation_and_then_for_the_result(context):
    editor = make_editor("weihai")
    link = make_docking(confirmed=False)
    assert exchange_reminding.climb(today() + 7 * DAY) == 1
    assert told(Event.LINK_REMINDER) == 2  # Both editors of the Weihai park.
    linking.confirm(link, editor)
    assert exchange_reminding.climb(today() + 8 * DAY) == 1
    assert exchange_reminding.climb(today() + 9 * DAY) == 0
    assert told(Event.LINK_RESULT_WANTED) > 0
    assert exchange_reminding.silent_links(today() + 9 * DAY) == [link]
    results.record_result(link, editor, AGREED)
    assert exchange_reminding.climb(today() + 60 * DAY) == 0


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "accept", "decline", "back", "link", "confirm", "drop", "result"]),
        st.integers(0, 3),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_counts_are_those_of_a_plain_recount_after_any_steps(app, steps):
    with app.app_context():
        world = World()
        for step, place in steps:
            try:
                with db.session.begin_nested():
                    getattr(world, step)(place)
            except (Conflict, DomainError, NotAllowed):
                pass
        world.recount()
        db.session.rollback()


class World:
    """A posting that others ask about, and what comes of that."""

    def __init__(self):
        self.poster, self.asker = make_editor("rizhao"), make_editor("weihai")
        self.posting = make_posting(self.poster)
        self.asked, self.links = [], []

    def ask(self, place):
        self.asked.append(make_interest(self.posting, self.asker))

    def accept(self, place):
        interests.accept(self.asked[-1], self.poster) if self.asked else None

    def decline(self, place):
        interests.decline(self.asked[-1], self.poster, "已满") if self.asked else None

    def back(self, place):
        interests.take_back(self.asked[-1], self.asker) if self.asked else None

    def link(self, place):
        if self.asked and place:
            facts = proposing._of_interest(self.asked[-1])
        else:
            facts = {"giver": Unit("rizhao-park", "rizhao"), "taker": Unit("weihai-park", "weihai")}
        self.links.append(linking.propose(Proposal("实训", Resource.TALENT, **facts), self.asker))

    def confirm(self, place):
        linking.confirm(self.links[place % len(self.links)], self.poster) if self.links else None

    def drop(self, place):
        if self.links:
            linking.drop(self.links[place % len(self.links)], self.asker, "取消")

    def result(self, place):
        if self.links:
            given = replace(AGREED, people=place)
            results.record_result(self.links[place % len(self.links)], self.poster, given)

    def recount(self):
        found = db.session.scalars(select(Docking)).all()
        both = [each for each in found if each.giver_confirmed_at and each.taker_confirmed_at]
        count = [each for each in both if each.state is not DockingState.DROPPED]
        now = rates(today())
        assert now.links == len(count)
        assert now.with_result == len([each for each in count if each.result])
        assert now.people == sum(each.people or 0 for each in count)
        assert now.from_interests == len({each.interest_id for each in count} - {None})
        numbers = sorted(each.number for each in found if each.number)
        assert numbers == [f"DJ-{today().year}-{n:04d}" for n in range(1, len(both) + 1)]
        open_ones = [each for each in self.asked if each.answer.value != "taken_back"]
        assert now.interests == len(open_ones)
