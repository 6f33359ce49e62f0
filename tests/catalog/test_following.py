"""Following: a library, a city, a search or a record; told of what is new there, once."""

import pytest
from make import make_of, make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.jobs import worker
from kb.libraries.case_studies import CaseStudy
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.events import Event
from kb.publishing.notices import Notice
from kb.publishing.records import Record
from kb.publishing.subscriptions import Subscription


@pytest.fixture
def reader(keep, park):
    return keep(make_user, Role.PARK_EDITOR, member=park.slug, language="zh")


@pytest.fixture
def told(app):
    """`told()` does all the work that waits; the sentences that anybody was told of news."""

    def run():
        with app.app_context():
            while worker.work_once(app.extensions["kb_handlers"]):
                pass
            news = select(Notice).where(Notice.event.in_([Event.NEWS, Event.CHANGED]))
            return [notice.sentence for notice in db.session.scalars(news.order_by(Notice.id))]

    return run


def follow(browse, reader, subject, value, **given):
    data = {"subject": subject, "value": value} | given
    return browse(reader).post("/subscriptions/new", data)


@pytest.mark.parametrize(
    ("subject", "value", "name"),
    [
        ("library", "project", "项目库"),
        ("city", "rizhao", "日照"),
        ("search", "/search?q=海洋", "“海洋”"),
        ("search", "/search?q=海洋+蓝领", "蓝领"),
        ("search", "/libraries/projects?city=rizhao", "日照"),
        ("search", "/search?tag=共建", "共建"),
    ],
)
def test_what_is_new_there_is_told_with_the_name_of_what_is_followed(
    browse, keep, reader, staff, told, subject, value, name
):
    assert follow(browse, reader, subject, value).status_code == 303
    given = {"title": "海洋蓝领实训中心", "city": "rizhao", "tags": ["共建"]}
    keep(make_of, staff, Project, **given)
    (sentence,) = told()
    assert "海洋蓝领实训中心" in sentence
    assert name in sentence


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        ("library", "expert"),
        ("city", "qingdao"),
        ("search", "/search?q=零工市场"),
        ("search", "/libraries/outcomes?city=rizhao"),
        ("search", "/search?city=rizhao&year=1999"),
    ],
)
def test_what_does_not_fit_is_not_told(browse, keep, reader, staff, told, subject, value):
    follow(browse, reader, subject, value)
    keep(make_of, staff, Project, title="海洋蓝领实训中心", city="rizhao")
    assert told() == []


def test_a_library_is_followed_with_what_is_listed_in_it(browse, keep, reader, staff, told):
    follow(browse, reader, "library", "outcome")
    keep(make_of, staff, CaseStudy)
    assert len(told()) == 1


def test_who_follows_three_things_that_fit_is_told_once(browse, keep, reader, staff, told):
    follow(browse, reader, "library", "project")
    follow(browse, reader, "city", "rizhao")
    follow(browse, reader, "search", "/search?q=实验室")
    keep(make_of, staff, Project, city="rizhao")
    assert len(told()) == 1


def test_nobody_is_told_of_what_they_may_not_read_or_have_done(browse, keep, reader, staff, told):
    for person in (reader, staff):
        follow(browse, person, "library", "project")
    keep(make_of, staff, Project, visibility="council")
    assert told() == []


def test_a_record_that_is_followed_tells_of_its_changes(app, browse, keep, reader, staff, told):
    made = keep(make_of, staff, Project)
    told()
    follow(browse, reader, "record", made.id)
    with app.app_context():
        record = db.session.get(Record, made.id)
        workflow.save(record, record.author, {"title": "改过的标题", "summary": ""})
        workflow.submit(record, record.author)
        workflow.publish(record, record.author)
        db.session.commit()
    (sentence,) = told()
    assert "改过的标题" in sentence


def test_a_change_is_no_news_for_who_follows_the_library(app, browse, keep, reader, staff, told):
    made = keep(make_of, staff, Project)
    told()
    follow(browse, reader, "library", "project")
    with app.app_context():
        record = db.session.get(Record, made.id)
        workflow.save(record, record.author, {"title": "改过的标题"})
        workflow.submit(record, record.author)
        workflow.publish(record, record.author)
        db.session.commit()
    assert told() == []


def test_the_buttons_begin_and_end_it(browse, keep, reader, drain):
    made = keep(make_record, Project, city="rizhao")
    drain()
    mine = browse(reader)
    places = {
        "/libraries/projects": "关注此库",
        "/cities/rizhao": "关注此城市",
        f"/libraries/projects/{made.number}": "关注此记录",
        "/search?q=实验室&city=rizhao": "关注",
    }
    for address, label in places.items():
        form = mine.page(address).select_one(".follow form, form.follow")
        assert label in form.button.text, address
        data = {one["name"]: one["value"] for one in form.select("input")}
        assert mine.post(form["action"], data).status_code == 303
        assert "已关注" in mine.page(address).select_one("form.follow").button.text
    page = mine.page("/subscriptions")
    assert "“实验室” · 城市: 日照" in page.text
    for form in page.select("main form"):
        mine.post(form["action"])
    assert "还没有关注" in mine.page("/subscriptions").text


def test_a_search_is_followed_under_its_own_name_once(app, browse, reader):
    for _ in range(2):
        follow(browse, reader, "search", "/search?q=海洋&page=3", name=" 海洋  人才 ")
    with app.app_context():
        (one,) = db.session.scalars(select(Subscription))
        assert (one.name, one.value) == ("海洋 人才", "/search?q=%E6%B5%B7%E6%B4%8B")


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        ("library", "nothing"),
        ("city", "atlantis"),
        ("search", "/search"),
        ("search", "/account?q=a"),
        ("search", "http://[x?q=a"),
        ("search", "//[x/search?q=a"),
        ("search", "https://example.org/search?q=a"),
        ("record", "99"),
        ("record", "x"),
        ("", ""),
    ],
)
def test_what_is_not_there_cannot_be_followed(browse, reader, subject, value):
    assert follow(browse, reader, subject, value).status_code == 404


def test_a_record_of_others_cannot_be_followed(browse, keep, reader):
    hidden = keep(make_record, Project, visibility="secretariat")
    draft = keep(make_record, Project, published=False)
    for record in (hidden, draft):
        assert follow(browse, reader, "record", record.id).status_code == 404


def test_nobody_ends_what_another_follows(app, browse, reader, staff):
    follow(browse, reader, "city", "rizhao")
    assert browse(staff).post("/subscriptions/1/end").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Subscription)).one()


def test_visitors_are_offered_nothing_to_follow(browse, keep, park):
    made = keep(make_record, Project, city="rizhao")
    for address in ("/libraries/projects", "/cities/rizhao", f"/libraries/projects/{made.number}"):
        assert not browse().page(address).select(".follow")


def withdraw(browse, staff, made):
    address = f"/libraries/projects/{made.number}/withdraw"
    assert browse(staff).post(address, {"reason": "有误"}).status_code == 302


def test_nobody_learns_the_name_of_a_withdrawn_record_by_following_it(browse, keep, staff):
    made, reader = keep(make_record, Project, title="机密题目"), keep(make_user, Role.EXPERT)
    withdraw(browse, staff, made)
    assert follow(browse, reader, "record", made.id).status_code == 404
    assert "机密题目" not in browse(reader).page("/subscriptions").text


def test_who_followed_a_record_is_not_told_its_name_once_it_is_withdrawn(browse, keep, staff):
    made, reader = keep(make_record, Project, title="机密题目"), keep(make_user, Role.EXPERT)
    assert follow(browse, reader, "record", made.id).status_code == 303
    withdraw(browse, staff, made)
    mine = browse(reader)
    assert "机密题目" not in mine.page("/subscriptions").text
    assert "机密题目" not in mine.page("/notices").text
    ended = mine.post("/subscriptions/1/end", follow_redirects=True)
    assert "机密题目" not in ended.text
