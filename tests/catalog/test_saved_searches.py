"""Saved searches: what is new since the last visit, how it is told, and changing them."""

from datetime import date, timedelta

import pytest
from make import make_of, make_record, make_user
from sqlalchemy import create_engine, delete, select, text

from kb.accounts.users import Role
from kb.catalog import results
from kb.clock import pretend, utcnow
from kb.db import db
from kb.jobs import queue, worker
from kb.libraries.case_studies import CaseStudy
from kb.libraries.projects import Project
from kb.publishing.events import Event
from kb.publishing.notices import Notice
from kb.publishing.subscriptions import Subscription, Telling
from kb.search.changes import SearchChange
from kb.search.documents import document


@pytest.fixture
def reader(keep, park):
    return keep(make_user, Role.PARK_EDITOR, member=park.slug, language="zh")


@pytest.fixture
def saved(app, browse, reader):
    """`saved(telling)` saves a search for 海洋; its id."""

    def save(telling="none", value="/search?q=海洋"):
        data = {"subject": "search", "value": value, "name": "海洋的事", "telling": telling}
        browse(reader).post("/subscriptions/new", data)
        with app.app_context():
            return db.session.scalar(select(Subscription.id).order_by(Subscription.id.desc()))

    return save


@pytest.fixture
def work(app):
    """`work()` does what waits, and the day's round of saved searches; the sentences told."""

    def run():
        with app.app_context():
            queue.enqueue("saved-searches", {})
            db.session.commit()
            while worker.work_once(app.extensions["kb_handlers"]):
                pass
            events = [Event.NEWS, Event.SEARCH_NEWS]
            told = select(Notice).where(Notice.event.in_(events)).order_by(Notice.id)
            return [notice.sentence for notice in db.session.scalars(told)]

    return run


def fresh(browse, reader, id):
    """The number of new records that the list shows, as text."""
    form = browse(reader).page("/subscriptions").select_one(f'form[action$="/{id}/seen"]')
    return form.select_one("b, .muted").get_text()


def button(browser, page, id):
    """Where the button leads that marks a search as seen, and what it carries."""
    form = browser.page(page).select_one(f'form[action$="/{id}/seen"]')
    return form["action"], {one["name"]: one["value"] for one in form.select("input")}


def test_what_is_new_since_the_last_visit_is_counted(browse, keep, reader, drain, saved):
    keep(make_record, Project, title="旧的海洋项目")
    id = saved()
    assert fresh(browse, reader, id) == "没有新增"
    keep(make_record, Project, title="海洋项目")
    keep(make_record, Project, title="别的项目")
    drain()
    assert fresh(browse, reader, id) == "上次查看以来新增1条"


def test_opening_it_leads_to_the_search_and_marks_it_seen(browse, keep, reader, drain, saved):
    id = saved()
    keep(make_record, Project, title="海洋项目")
    drain()
    mine = browse(reader)
    opened = mine.post(*button(mine, "/subscriptions", id))
    assert (opened.status_code, opened.location[:8]) == (303, "/search?")
    assert mine.page(opened.location).select_one(".hit h2").get_text() == "海洋项目"
    assert fresh(browse, reader, id) == "没有新增"


def test_to_look_at_the_list_or_the_search_marks_nothing(app, browse, keep, reader, drain, saved):
    id = saved()
    keep(make_record, Project, title="海洋项目")
    drain()
    for place in ("/subscriptions", "/search?q=海洋", "/search?q=海洋&sort=newest"):
        browse(reader).get(place)
    assert fresh(browse, reader, id) == "上次查看以来新增1条"
    assert "新增1条" in browse(reader).page("/search?q=海洋").select_one("form.fresh").get_text()
    pressed = browse(reader).post(*button(browse(reader), "/search?q=海洋", id))
    assert pressed.status_code == 303
    assert not browse(reader).page("/search?q=海洋").select("form.fresh")


def test_what_its_reader_may_not_read_is_not_counted(browse, keep, reader, staff, drain, saved):
    id = saved()
    keep(make_of, staff, Project, title="海洋项目", visibility="council")
    keep(make_record, Project, published=False, title="海洋草稿")
    drain()
    assert fresh(browse, reader, id) == "没有新增"


@pytest.mark.parametrize(
    ("telling", "sentence"),
    [("at_once", "海洋项目"), ("daily", "“海洋的事”自您上次查看以来新增1条"), ("none", None)],
)
def test_it_tells_as_its_reader_wants(keep, staff, drain, saved, work, telling, sentence):
    saved(telling)
    keep(make_of, staff, Project, title="海洋项目")
    drain()
    told = work()
    assert len(told) == (sentence is not None)
    assert sentence is None or sentence in told[0]


def test_the_daily_number_is_told_once(keep, staff, drain, saved, work):
    saved("daily")
    keep(make_of, staff, Project, title="海洋项目")
    drain()
    assert len(work()) == len(work()) == 1
    with pretend(utcnow() + timedelta(days=1)):
        assert len(work()) == 1


def test_one_of_before_this_release_counts_from_when_it_began(app, browse, keep, reader, drain):
    with app.app_context():
        row = Subscription(user_id=reader.id, subject="search", value="/search?q=海洋", name="旧")
        db.session.add(row)
        db.session.commit()
        id = row.id
        assert (row.telling, row.seen_at) == (Telling.AT_ONCE, None)
    keep(make_record, Project, title="海洋项目")
    drain()
    assert fresh(browse, reader, id) == "上次查看以来新增1条"


def test_name_and_telling_can_be_changed(app, browse, reader, saved):
    place = f"/subscriptions/{saved()}/edit"
    form = browse(reader).page(place).select_one("main form")
    version = form.select_one("[name=version]")["value"]
    data = {"name": " 海洋  人才 ", "telling": "daily", "version": version}
    assert browse(reader).post(place, data).status_code == 303
    with app.app_context():
        one = db.session.scalar(select(Subscription))
        assert (one.name, one.telling) == ("海洋 人才", Telling.DAILY)
    assert browse(reader).post(place, data).status_code == 409
    assert browse(reader).post(place, data | {"version": "9" * 5000}).status_code == 409


@pytest.mark.parametrize("wrong", [{"name": ""}, {"telling": "hourly"}, {"name": "a" * 121}])
def test_a_wrong_change_says_so_beside_the_field(browse, reader, saved, wrong):
    place = f"/subscriptions/{saved()}/edit"
    answer = browse(reader).post(place, {"name": "a", "telling": "none", "version": "1"} | wrong)
    assert answer.status_code == 422
    assert "field--wrong" in answer.text


def test_that_of_others_is_not_there(browse, keep, saved):
    id, other = saved(), browse(keep(make_user, Role.SECRETARIAT))
    assert other.get(f"/subscriptions/{id}/edit").status_code == 404
    for step in ("seen", "edit", "end"):
        assert other.post(f"/subscriptions/{id}/{step}").status_code == 404


def test_words_that_are_not_allowed_any_more_count_nothing(app, browse, keep, reader, drain, saved):
    id = saved()
    with app.app_context():
        db.session.get(Subscription, id).value = "/search?q=" + "a" * 600
        db.session.commit()
    keep(make_record, Project, title="海洋项目")
    drain()
    assert fresh(browse, reader, id) == "没有新增"


def test_what_is_new_stands_on_top_whatever_day_it_bears(browse, keep, reader, drain, saved):
    id = saved()
    keep(make_record, Project, title="海洋项目", published_on=date(2026, 1, 1))
    keep(make_record, Project, title="海洋旧事", published_on=date(2019, 1, 1))
    drain()
    mine = browse(reader)
    opened = mine.post(*button(mine, "/subscriptions", id)).location
    assert mine.page(opened).select_one(".hit h2").get_text() == "海洋旧事"
    other = mine.page("/search?q=海洋&sort=newest")
    assert other.select_one(".hit h2").get_text() == "海洋项目"


def test_what_comes_between_the_page_and_the_press_stays_new(browse, keep, reader, drain, saved):
    id, mine = saved(), browse(reader)
    keep(make_record, Project, title="海洋项目")
    drain()
    action, carried = button(mine, "/subscriptions", id)
    keep(make_record, Project, title="海洋后来")
    drain()
    mine.post(action, carried)
    assert fresh(browse, reader, id) == "上次查看以来新增1条"


@pytest.mark.parametrize("until", ["", "x", "2026-01-01", "9999-12-31T23:59:59+00:00", "9" * 5000])
def test_a_time_that_no_page_carries_marks_nothing(browse, keep, reader, drain, saved, until):
    id = saved()
    keep(make_record, Project, title="海洋项目")
    drain()
    pressed = browse(reader).post(f"/subscriptions/{id}/seen", {"until": until})
    assert pressed.status_code == 303
    assert fresh(browse, reader, id) == "上次查看以来新增1条"


def test_what_the_index_did_not_have_yet_is_told_the_next_day(keep, staff, drain, saved, work):
    saved("daily")
    keep(make_of, staff, Project, title="海洋项目")
    drain()
    keep(make_of, staff, Project, title="海洋后来")
    assert len(work()) == 1
    drain()
    told = work()
    assert len(told) == 2
    assert "新增1条" in told[1]


def test_what_is_published_earlier_but_indexed_later_is_told_too(
    app, keep, staff, drain, saved, work
):
    saved("daily")
    drain()
    keep(make_of, staff, Project, title="海洋先来")
    later = keep(make_of, staff, Project, title="海洋后来")
    with app.app_context():
        indexed = [document(db.session.get(Project, later.id))]
        app.extensions["kb_site"].index.engine().write(indexed, ())
        db.session.execute(delete(SearchChange).where(SearchChange.record_id == later.id))
        db.session.commit()
    assert work() == []
    drain()
    assert "新增2条" in work()[0]


@pytest.fixture
def broken(app, saved):
    """A saved search, the first of all, whose address cannot be read."""

    def make(telling):
        id = saved(telling, "/search?q=海洋坏")
        with app.app_context():
            db.session.get(Subscription, id).value = "http://[x?q=海洋"
            db.session.commit()
        return id

    return make


@pytest.mark.parametrize("telling", ["daily", "at_once"])
def test_a_search_that_cannot_be_asked_stops_no_other(
    broken, keep, staff, drain, saved, work, telling
):
    broken(telling)
    saved(telling)
    keep(make_of, staff, Project, title="海洋项目")
    drain()
    assert len(work()) == 1


def test_a_search_that_cannot_be_asked_stands_in_the_list(broken, browse, keep, reader, drain):
    id = broken("none")
    keep(make_record, Project, title="海洋项目")
    drain()
    assert fresh(browse, reader, id) == "没有新增"


def test_others_write_while_the_daily_round_searches(
    keep, staff, drain, saved, work, database, monkeypatch
):
    if not database.startswith("sqlite"):
        pytest.skip("elsewhere two may write at once")
    asked, every_id = [], results.every_id

    def probe(*given):
        other = create_engine(database, connect_args={"timeout": 0.1})
        with other.connect() as connection:
            connection.execute(text("BEGIN IMMEDIATE"))
        asked.append(True)
        return every_id(*given)

    monkeypatch.setattr(results, "every_id", probe)
    saved("daily")
    keep(make_of, staff, Project, title="海洋项目")
    drain()
    assert len(work()) == len(asked) == 1


def test_what_is_new_is_counted_however_much_else_is_found(
    browse, keep, reader, drain, saved, monkeypatch
):
    keep(make_record, Project, title="海洋项目", published_on=date(2026, 1, 1))
    id = saved()
    keep(make_record, CaseStudy, title="海洋案例", published_on=date(2019, 1, 1))
    drain()
    monkeypatch.setattr(results, "DEEPEST", 1)
    assert fresh(browse, reader, id) == "上次查看以来新增1条"


def test_filters_of_a_search_hold_for_what_is_new(browse, keep, reader, drain, saved):
    places = (
        "/search?q=海洋&kind=case_study",
        "/libraries/projects?city=qingdao",
        "/search?from=2020",
    )
    ids = [saved(value=place) for place in places]
    keep(make_record, Project, title="海洋项目", city="rizhao", year=2021)
    drain()
    told = [fresh(browse, reader, id) for id in ids]
    assert told == ["没有新增", "没有新增", "上次查看以来新增1条"]
