"""Consultations from the question to what came of it: the rules of each step."""

from datetime import timedelta

import pytest
from make import make_city, make_expert, make_member, make_record, make_user
from make_consult import (
    LIMITS,
    make_answered,
    make_asker,
    make_inquiry,
    make_invited,
    make_question,
    make_scoped,
    received,
    user_of,
)
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import answering, asking, closing, inviting, issuing, scoping
from kb.empowerment.answering import Given
from kb.empowerment.closing import Ending
from kb.empowerment.consultations import CameOf, ConsultationState, Inquiry, Reply, Secrecy
from kb.empowerment.inquiry_files import files_of
from kb.empowerment.inviting import Picked
from kb.empowerment.issuing import Issue
from kb.empowerment.scoping import Scope
from kb.errors import Conflict, DomainError, NotAllowed
from kb.libraries.projects import Project
from kb.publishing.events import Event
from kb.publishing.links import related
from kb.publishing.notices import Notice
from kb.publishing.records import Visibility
from kb.research.topics import Topic

DAY = timedelta(days=1)
ISSUE = Issue("零工市场的起步", "怎么起步？", "先做平台。")


@pytest.fixture(autouse=True)
def town(context, park):
    """The Rizhao park, and a second one."""
    make_city("weihai", "威海", "Weihai", 4)
    make_member("weihai-park", "威海人力资源服务产业园")


@pytest.fixture
def secretary(context):
    return make_user(Role.SECRETARIAT)


def told(user):
    """The events that this person has been told of."""
    return [row.event for row in db.session.scalars(select(Notice).where(Notice.user == user))]


def test_questions_are_numbered_without_gaps_and_the_secretariat_is_told(secretary):
    first, second = make_inquiry(), make_inquiry()
    year = today().year
    assert (first.reference, second.reference) == (f"咨询{year}-0001", f"咨询{year}-0002")
    assert told(secretary) == [Event.INQUIRY_ASKED] * 2


def test_a_form_sent_twice_asks_once():
    asker = make_asker()
    first = asking.ask(make_question(), asker, "key")
    assert asking.ask(make_question(title="再发一次"), asker, "key") is first
    assert asking.ask(make_question(), make_asker(), "key") is not first
    assert make_inquiry().reference.endswith("-0003")


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"area": "炼丹"}, {"wished_on": today() - DAY}], ids=str
)
def test_a_question_that_lacks_something_is_refused(wrong):
    with pytest.raises(DomainError):
        make_inquiry(**wrong)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PROVINCIAL_OBSERVER])
def test_who_acts_for_no_unit_does_not_ask(role):
    with pytest.raises(NotAllowed):
        make_inquiry(make_user(role))


def test_a_question_stays_as_it_is_once_it_has_been_scoped():
    asker = make_asker()
    inquiry = make_inquiry(asker)
    asking.change(inquiry, asker, make_question(title="新题目"), inquiry.version)
    assert inquiry.title == "新题目"
    with pytest.raises(Conflict):
        asking.change(inquiry, asker, make_question(), inquiry.version - 1)
    scoping.scope(inquiry, make_user(), Scope("题目", "问题"))
    with pytest.raises(Conflict):
        asking.change(inquiry, asker, make_question(), inquiry.version)


def test_the_same_file_is_kept_once_and_too_many_are_refused():
    asker = make_asker()
    inquiry = make_inquiry(asker)
    asking.attach(inquiry, asker, [received(), received()], LIMITS)
    asking.attach(inquiry, asker, [received()], LIMITS)
    assert len(files_of(inquiry)) == 1
    with pytest.raises(DomainError):
        asking.attach(inquiry, asker, [received(sha256=str(n) * 64) for n in range(3)], LIMITS)


def test_what_is_not_taken_on_says_why(secretary):
    asker = make_asker()
    inquiry = make_inquiry(asker)
    with pytest.raises(DomainError):
        scoping.decline(inquiry, secretary, " ")
    scoping.decline(inquiry, secretary, "请先问市人社局。")
    assert (inquiry.state, inquiry.reason) == (ConsultationState.DECLINED, "请先问市人社局。")
    assert told(asker) == [Event.INQUIRY_NOT_TAKEN]


def test_nobody_but_the_staff_scopes_invites_and_publishes():
    asker = make_asker()
    inquiry = make_inquiry(asker, secrecy=Secrecy.OPEN)
    for order in (
        lambda: scoping.scope(inquiry, asker, Scope("题", "问")),
        lambda: scoping.decline(inquiry, asker, "不"),
        lambda: inviting.invite(inquiry, asker, Picked([make_expert()], today())),
        lambda: issuing.publish(inquiry, asker, ISSUE),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_experts_are_invited_after_the_scope_and_told_by_its_title(secretary):
    with pytest.raises(Conflict):
        make_invited(make_inquiry())
    counsel = make_invited()[0]
    assert counsel.inquiry.state is ConsultationState.WITH_EXPERTS
    wanted = (Notice.user == user_of(counsel), Notice.event == Event.COUNSEL_WANTED)
    notice = db.session.scalars(select(Notice).where(*wanted)).one()
    assert notice.facts["title"] == counsel.inquiry.scope_title
    assert counsel.inquiry.title not in str(notice.facts)


def test_who_belongs_to_the_askers_unit_is_not_asked(secretary):
    with pytest.raises(DomainError, match="单位"):
        make_invited(experts=[make_expert(unit="日照人力资源服务产业园")])


def test_nobody_is_asked_twice_nor_beyond_their_load():
    expert = make_expert()
    inquiry = make_invited(experts=[expert])[0].inquiry
    with pytest.raises(DomainError):
        make_invited(inquiry, experts=[expert])
    make_invited(experts=[expert])
    with pytest.raises(DomainError):  # Two at once, unless the expert says otherwise.
        make_invited(experts=[expert])


def test_an_expert_accepts_answers_and_the_asker_is_told(secretary):
    asker = make_asker()
    counsel = make_invited(asker=asker)[0]
    expert = user_of(counsel)
    answering.accept(counsel, expert)
    assert counsel.reply is Reply.ACCEPTED
    answering.answer(counsel, expert, Given("先做平台。"))
    assert counsel.inquiry.state is ConsultationState.ANSWERED
    assert told(asker) == [Event.COUNSEL_GIVEN, Event.INQUIRY_ANSWERED]


def test_a_question_waits_until_the_last_expert_has_answered_or_dropped_out(secretary):
    first, second = make_invited(experts=2)
    answering.answer(first, user_of(first), Given("可以。"))
    assert first.inquiry.state is ConsultationState.WITH_EXPERTS
    answering.decline(second, user_of(second), "没有时间")
    assert first.inquiry.state is ConsultationState.ANSWERED


def test_an_expert_answers_for_nobody_else():
    first, second = make_invited(experts=2)
    for order in (
        lambda: answering.accept(first, user_of(second)),
        lambda: answering.decline(first, user_of(second), "不"),
        lambda: answering.answer(first, user_of(second), Given("文")),
        lambda: closing.feedback(first, user_of(second), "好"),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_an_answer_after_the_waiting_has_ended_still_counts(secretary):
    counsel = make_invited()[0]
    inviting.stop_waiting(counsel, secretary)
    assert counsel.reply is Reply.GIVEN_UP
    answering.answer(counsel, user_of(counsel), Given("虽迟但到。"))
    assert counsel.inquiry.state is ConsultationState.ANSWERED


def test_an_answer_can_be_corrected_until_the_question_is_closed():
    counsel = make_answered()
    at, expert = counsel.answered_at, user_of(counsel)
    answering.answer(counsel, expert, Given("改一处。"), counsel.version)
    assert (counsel.text, counsel.answered_at) == ("改一处。", at)
    with pytest.raises(Conflict):
        answering.answer(counsel, expert, Given("过时"), counsel.version - 1)
    closing.close(counsel.inquiry, counsel.inquiry.asker, Ending(CameOf.NOTHING))
    with pytest.raises(Conflict):
        answering.answer(counsel, expert, Given("再改"))


def test_only_the_askers_side_scores_and_only_from_one_to_five(secretary):
    counsel = make_answered()
    closing.score(counsel, counsel.inquiry.asker, 4)
    assert counsel.is_useful == 4
    with pytest.raises(DomainError):
        closing.score(counsel, counsel.inquiry.asker, 6)
    with pytest.raises(NotAllowed):
        closing.score(counsel, secretary, 5)


def test_a_question_is_not_closed_while_an_answer_is_waited_for():
    counsel = make_invited()[0]
    with pytest.raises(Conflict):
        closing.close(counsel.inquiry, counsel.inquiry.asker, Ending(CameOf.NOTHING))


def test_what_came_of_it_is_a_record_of_that_kind_and_experts_are_thanked():
    counsel, project = make_answered(), make_record(Project)
    asker = counsel.inquiry.asker
    with pytest.raises(DomainError):
        closing.close(counsel.inquiry, asker, Ending(CameOf.TOPIC, project))
    closing.close(counsel.inquiry, asker, Ending(CameOf.PROJECT, project, score=5))
    assert (counsel.inquiry.came_of_id, counsel.inquiry.score) == (project.id, 5)
    assert told(user_of(counsel))[-1] is Event.COUNSEL_THANKED


def test_a_record_that_the_asker_may_not_see_is_none():
    counsel, hidden = make_answered(), make_record(Project, visibility=Visibility.COUNCIL)
    with pytest.raises(DomainError):
        closing.close(counsel.inquiry, counsel.inquiry.asker, Ending(CameOf.PROJECT, hidden))


@pytest.mark.parametrize(
    "given", [{"secrecy": Secrecy.CONFIDENTIAL}, {"secrecy": Secrecy.OPEN, "publishable": False}]
)
def test_nothing_is_published_unless_asker_and_expert_allow_it(secretary, given):
    counsel = make_answered(**given)
    with pytest.raises(Conflict):
        issuing.publish(counsel.inquiry, secretary, ISSUE)


def test_a_published_consultation_has_a_number_and_no_name(secretary):
    inquiry = make_answered(secrecy=Secrecy.OPEN).inquiry
    made = issuing.publish(inquiry, secretary, Issue("零工", "怎么起步？", "先做平台。", True))
    assert made.number.startswith("ZX-")
    assert (made.member, made.city, made.visibility) == (None, None, Visibility.PUBLIC)
    with pytest.raises(Conflict):
        issuing.publish(inquiry, secretary, ISSUE)


def test_the_alliance_only_means_the_alliance_only(secretary):
    inquiry = make_answered(secrecy=Secrecy.ALLIANCE, may_be_named=True).inquiry
    with pytest.raises(DomainError):
        issuing.publish(inquiry, secretary, Issue("零工", "问", "答", True))
    made = issuing.publish(inquiry, secretary, ISSUE)
    assert (made.visibility, made.member) == (Visibility.ALLIANCE, "rizhao-park")


@pytest.mark.parametrize("closed_first", [True, False])
def test_what_came_of_it_leads_to_what_was_published(secretary, closed_first):
    inquiry, topic = make_answered(secrecy=Secrecy.OPEN).inquiry, make_record(Topic)
    orders = [
        lambda: closing.close(inquiry, inquiry.asker, Ending(CameOf.TOPIC, topic)),
        lambda: issuing.publish(inquiry, secretary, ISSUE),
    ]
    for order in orders if closed_first else orders[::-1]:
        order()
    if closing.unrelated(inquiry):  # The asker may not change the topic; the staff may.
        closing.relate(inquiry, secretary)
    groups = related(topic, secretary)
    assert [record.id for _label, records in groups for record in records] == [
        inquiry.consultation_id
    ]


def test_a_question_is_taken_back_until_experts_have_been_invited():
    asker = make_asker()
    inquiry = make_scoped(asker)
    asking.take_back(inquiry, asker, "已解决")
    assert inquiry.state is ConsultationState.TAKEN_BACK
    later = make_invited(asker=asker)[0].inquiry
    with pytest.raises(Conflict):
        asking.take_back(later, asker, "已解决")
    assert db.session.scalars(select(Inquiry)).all() == [inquiry, later]
