"""My work names the questions, interests and links that wait for somebody, to nobody else."""

import pytest
from make import make_user
from make_consult import make_answered, make_asker, make_invited, user_of
from make_exchange import make_docking, make_editor, make_interest

from kb.accounts.users import Role
from kb.empowerment import interests, linking
from kb.portal.exchange_lines import waiting_for

pytestmark = pytest.mark.usefixtures("context")


def hrefs(person):
    return [line.href for line in waiting_for(person)]


def test_an_expert_is_shown_the_question_as_the_secretariat_words_it(park):
    (counsel,) = make_invited()
    (line,) = waiting_for(user_of(counsel))
    assert line.title == counsel.inquiry.scope_title != counsel.inquiry.title
    assert (line.href, line.until) == (f"/inquiries/{counsel.inquiry_id}", counsel.due_on)


def test_the_asker_is_asked_what_came_of_the_answers_and_the_expert_no_more(park):
    counsel = make_answered()
    assert hrefs(counsel.inquiry.asker) == [f"/inquiries/{counsel.inquiry_id}"]
    assert hrefs(user_of(counsel)) == []


def test_an_interest_waits_for_the_poster_until_it_is_answered():
    interest = make_interest()
    poster = interest.posting.author
    assert hrefs(poster) == [f"/interests/{interest.id}"]
    interests.decline(interest, poster, "名额已满。")
    assert hrefs(poster) == []


def test_a_link_waits_for_the_side_that_has_not_confirmed():
    docking = make_docking(confirmed=False)
    taker, giver = make_editor("weihai"), make_editor("rizhao")
    assert hrefs(taker) == [f"/links/{docking.id}"]
    assert hrefs(giver) == []
    assert hrefs(make_user(Role.SECRETARIAT)) == []
    linking.confirm(docking, taker)
    assert hrefs(taker) == []


def test_the_page_shows_them(browse, keep):
    poster = keep(lambda: make_interest().posting.author)
    section = browse(poster).page("/my").select_one("[aria-labelledby=my-exchange]")
    assert "提供直播带岗实训20个名额" in section.text


def test_a_question_that_was_typed_and_not_sent_is_found_again(browse, keep, park):
    asker = keep(make_asker)
    visitor = browse(asker)
    page = visitor.page("/inquiries/new")
    key = page.select_one("[name=form_key]")["value"]
    visitor.post("/inquiries/draft", {"form_key": key, "title": "夜间市场怎么办"})
    link = visitor.page("/my").select_one("[aria-labelledby=unsaved] a")
    assert link.text == "夜间市场怎么办"
    again = visitor.page(link["href"])
    assert again.select_one("[name=title]")["value"] == "夜间市场怎么办"
