"""Interests: who may ask about what, how they are answered, and who is reminded."""

from datetime import timedelta

import pytest
from make import make_record, make_user
from make_exchange import make_editor, make_interest, make_posting, offered
from make_governance import make_decision
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.clock import pretend, today, utcnow
from kb.db import db
from kb.empowerment import exchange_reminding, interests
from kb.empowerment.exchange_rates import rates
from kb.empowerment.interests import Wish
from kb.empowerment.postings import Answer, Posting
from kb.errors import Conflict, DomainError, NotAllowed
from kb.publishing import workflow
from kb.publishing.events import Event
from kb.publishing.notices import Notice

DAY = timedelta(days=1)


def told(event, user=None):
    rows = select(func.count()).select_from(Notice).where(Notice.event == event)
    return db.session.scalar(rows.where(Notice.user_id == user.id) if user else rows)


def test_the_poster_is_told_and_has_the_charters_days_to_answer(context):
    make_decision("interest_answer", "5")
    posting = make_posting()
    colleague = make_editor()
    asked = make_interest(posting)
    assert asked.answer_by == today() + 5 * DAY
    assert told(Event.INTEREST_ASKED, colleague) == 1
    assert told(Event.INTEREST_ASKED, asked.user) == 0


def test_a_unit_asks_once_at_a_time(context):
    posting = make_posting()
    first = make_interest(posting)
    with pytest.raises(Conflict):
        make_interest(posting, make_editor("weihai"))
    interests.take_back(first, first.user)
    make_interest(posting, make_editor("weihai"))
    make_interest(posting, make_editor("yantai"))


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PROVINCIAL_OBSERVER, Role.SECRETARIAT])
def test_who_acts_for_no_unit_does_not_ask(context, role):
    with pytest.raises(NotAllowed):
        make_interest(make_posting(), make_user(role))


def test_nobody_asks_about_their_own_nor_about_a_draft(context):
    with pytest.raises(NotAllowed):
        make_interest(make_posting(), make_editor())
    draft = workflow.create(Posting, make_editor(), offered())
    with pytest.raises(NotAllowed):
        make_interest(draft, make_editor("weihai"))


def test_an_expired_one_is_asked_about_no_more(context):
    posting = make_posting()
    posting.valid_until = today() - DAY
    with pytest.raises(Conflict):
        make_interest(posting)


def test_an_offer_is_answered_with_a_need_of_ones_own(context):
    posting, asker = make_posting(), make_editor("weihai")
    need = make_record(Posting, asker, **offered(title="需要直播实训名额", direction="need"))
    assert list(interests.to_offer(posting, asker)) == [need]
    assert interests.express(posting, asker, Wish("想洽谈", need)).own_posting is need
    other = make_posting(title="提供场地", author=make_editor("yantai"))
    with pytest.raises(DomainError):
        interests.express(other, make_editor("weihai"), Wish("想洽谈", posting))


def test_the_poster_answers_once_with_a_word_where_it_declines(context):
    asked = make_interest()
    poster = make_editor()
    with pytest.raises(DomainError):
        interests.decline(asked, poster, " ")
    interests.decline(asked, poster, "名额已满")
    assert (asked.answer, asked.answer_text) == (Answer.DECLINED, "名额已满")
    assert told(Event.INTEREST_ANSWERED, asked.user) == 1
    with pytest.raises(Conflict):
        interests.accept(asked, poster)
    with pytest.raises(Conflict):
        interests.take_back(asked, asked.user)


def test_only_the_posters_unit_answers_and_only_the_askers_takes_back(context):
    asked = make_interest()
    for person in (asked.user, make_editor("yantai"), make_user(Role.SECRETARIAT)):
        with pytest.raises(NotAllowed):
            interests.accept(asked, person)
    with pytest.raises(NotAllowed):
        interests.take_back(asked, make_editor())


def test_for_a_poster_without_an_account_the_secretariat_answers(context):
    desk = make_user(Role.SECRETARIAT)
    posting = make_record(Posting, make_user(), **offered(city=None))
    asked = make_interest(posting)
    interests.accept(asked, desk, "请与秘书处联系")
    assert asked.answer is Answer.ACCEPTED


def test_the_ladder_reminds_once_on_each_rung_and_makes_up_for_missed_days(context):
    asked = make_interest()
    days = [0, 6, 7, 7, 8, 13, 22, 23, 29, 40, 100]
    found = [exchange_reminding.climb(today() + each * DAY) for each in days]
    assert found == [0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0]
    assert told(Event.INTEREST_REMINDER, db.session.get(type(asked), asked.id).posting.author) == 3
    assert asked.rung == 30


def test_the_secretariat_sees_what_nobody_answers(context):
    asked = make_interest()
    assert exchange_reminding.silent_interests(asked.answer_by) == []
    assert exchange_reminding.silent_interests(asked.answer_by + DAY) == [asked]
    interests.accept(asked, make_editor())
    assert exchange_reminding.silent_interests(asked.answer_by + DAY) == []


def test_rates_count_missing_answers_and_leave_out_what_was_taken_back(context):
    poster = make_editor()
    for place in range(5):
        with pretend(utcnow() - 20 * DAY):
            asked = make_interest(make_posting(title=f"提供第{place}期实训", author=poster))
            if place == 0:
                interests.accept(asked, poster)
        if place == 1:
            interests.decline(asked, poster, "名额已满")
        if place == 2:
            interests.take_back(asked, asked.user)
    make_interest(make_posting(title="提供新一期实训", author=poster))
    now = rates(today())
    assert (now.in_time, now.late, now.unanswered, now.waiting) == (1, 1, 2, 1)
    assert (now.interests, now.due, now.accepted) == (5, 4, 1)


def test_the_pages_lead_from_asking_to_the_answer(browse, keep):
    posting, asker = keep(make_posting), keep(make_editor, "weihai")
    poster, stranger = keep(make_editor), keep(make_editor, "yantai")
    page, place = f"/offers-needs/{posting.number}", "/interests/1"
    assert f"{page}/interest" in browse(asker).get(page).text
    assert f"{page}/interest" not in browse(poster).get(page).text
    assert browse(asker).post(f"{page}/interest", data={"message": ""}).status_code == 422
    made = browse(asker).post(f"{page}/interest", data={"message": "想了解课程"})
    assert made.location == place
    again = browse(asker).post(f"{page}/interest", data={"message": "想了解课程"})
    assert again.status_code == 409
    assert place in browse(poster).get(page).text
    assert place in browse(poster).get("/interests").text
    assert place in browse(asker).get("/interests?tab=outgoing").text
    assert browse(stranger).get(place).status_code == 404
    assert place not in browse(stranger).get(page).text
    assert asker.email not in browse(poster).get(place).text
    assert browse(poster).post(f"{place}/accept", data={"text": "欢迎"}).status_code == 303
    assert asker.email in browse(poster).get(place).text
    assert "/links/new?interest=1" in browse(asker).get(place).text
