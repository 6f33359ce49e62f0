"""What an offer or a need is told before it is published: advice, and what it cannot do without."""

from datetime import date, timedelta

import pytest
from make import make_user
from make_exchange import make_editor, offered

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import quality
from kb.empowerment.postings import Posting
from kb.publishing import workflow
from kb.publishing.shortcomings import Unready

DAY = date(2026, 11, 22)


def told(needed=True, may_stand=False, names=(), **given):
    """The fields of which something is said."""
    content = offered(valid_until=date(2026, 12, 31), summary="提供实训名额") | given
    found = quality.look(content, DAY, may_stand, names)
    return {each.field for each in found if each.is_needed is needed}


@pytest.fixture
def spoken(context, app):
    with app.test_request_context():
        yield


def test_a_good_one_is_told_nothing(spoken):
    assert told() == told(needed=False) == set()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"field": ""}, "field"),
        ({"body": "提供培训。"}, "body"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": "2026-11-21"}, "valid_until"),
        ({"valid_until": date(2031, 1, 1)}, "valid_until"),
        ({"summary": "请致电13812345678"}, "summary"),
        ({"amount": "0633-1234567"}, "amount"),
        ({"source": "wang@example.cn"}, "source"),
        ({"summary": "加微信：zebra_2026"}, "summary"),
        ({"naming": "hidden", "visibility": "member"}, "naming"),
    ],
)
def test_what_it_cannot_do_without(spoken, given, field):
    assert told(**given) == {field}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "实训"}, "title"),
        ({"direction": "need"}, "title"),
        ({"amount": ""}, "amount"),
        ({"summary": ""}, "summary"),
        ({"summary": "联系人：待定"}, "summary"),
        (
            {"body": "提供面向企业的直播带岗实训，免收场地费用，可随时报名参加，包教包会。" * 2},
            "body",
        ),
    ],
)
def test_what_could_be_better(spoken, given, field):
    assert told(**given) == set()
    assert told(needed=False, **given) == {field}


def test_a_number_or_a_day_is_no_phone_number(spoken):
    assert told(summary="2026-12-31前提供20000个岗位，投资57.73亿元") == set()


def test_a_hidden_one_does_not_name_its_unit_itself(spoken):
    names = ("日照人力资源服务产业园",)
    given = {"summary": "日照人力资源服务产业园提供名额"}
    assert told(names=names, **given) == set()
    assert told(names=names, naming="hidden", **given) == {"summary"}


def test_a_long_text_is_read_in_a_moment(spoken):
    assert told(body="提供20个名额，面向企业。" + "a.b" * 60_000) == set()


def test_a_draft_may_lack_everything_and_is_not_handed_in(context, app):
    with app.test_request_context():
        draft = workflow.create(Posting, make_editor(), offered(field="", body=""))
        with pytest.raises(Unready) as lacking:
            workflow.submit(draft, draft.author)
    assert {each.field for each in lacking.value.missing} == {"field", "body"}


def test_only_the_staff_let_an_offer_stand_without_end(context, app):
    with app.test_request_context():
        editor, desk = make_editor(), make_user(Role.SECRETARIAT)
        standing = workflow.create(Posting, editor, offered(valid_until=None))
        with pytest.raises(Unready):
            workflow.submit(standing, editor)
        workflow.submit(standing, desk)
        workflow.publish(standing, make_user())
        workflow.save(standing, editor, offered(valid_until=None, amount="30人"))
        workflow.submit(standing, editor)


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(browse, editor):
    data = {"title": "提供实训名额", "direction": "offer", "resource": "talent", "naming": "named"}
    data |= {"body": "短", "visibility": "public", "then": "submit"}
    page = browse(editor).post("/offers-needs/new", data=data)
    assert page.status_code == 422
    assert "请写明行业或领域" in page.text
    assert "提供实训名额" in page.text
    assert browse(editor).post("/offers-needs/new", data=data | {"then": ""}).status_code == 302


def test_the_form_begins_with_a_last_day_and_with_the_guide(browse, editor):
    page = browse(editor).get("/offers-needs/new").text
    assert (today() + timedelta(days=180)).isoformat() in page
    assert "怎样写好供需信息" in page


def test_hints_stand_on_the_drafts_page_and_on_the_reviewers(browse, keep, staff):
    author = keep(make_editor)
    draft = keep(lambda: workflow.create(Posting, author_of(author), offered(amount="")))
    place = f"/offers-needs/draft-{draft.id}"
    assert "请写明数量" in browse(author).get(place).text
    browse(author).post(f"{place}/submit")
    text = browse(staff).get("/workbench").text
    assert "提供直播带岗实训" in text
    assert "请写明数量" in browse(staff).get("/workbench/1").text


def author_of(person):
    return db.session.merge(person)
