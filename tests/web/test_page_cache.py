import gzip

import pytest
import time_machine
from small_site import drawn, make_user, say, small_site
from sqlalchemy import insert, update

from kb.db import db
from kb.publishing.records import Tag
from kb.web import site_version
from kb.web.page_cache import Kept, Shelf


def test_a_page_is_drawn_once_and_served_again(visit):
    first, second = visit.get("/sayings"), visit.get("/sayings")
    assert first.data == second.data
    assert len(drawn) == 1
    assert second.headers["Content-Security-Policy"]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_a_change_is_seen_at_the_next_request(site, visit):
    visit.get("/sayings")
    say(site, "潮平两岸阔")
    assert "潮平两岸阔" in visit.get("/sayings").text


def change_in_bulk(session):
    session.execute(update(Tag).values(name="new"))


def change_by_core(session):
    session.execute(insert(Tag.__table__).values(name="new", name_en="", group="", is_theme=False))


def change_in_a_savepoint(session):
    with session.begin_nested():
        session.add(Tag(name="new"))


def change_late(session):
    session.add(Tag(name="new"))


def change_by_hand(session):
    session.connection().exec_driver_sql("UPDATE tag SET name = 'new'")
    site_version.bump(session)


@pytest.mark.parametrize(
    "change", [change_in_bulk, change_by_core, change_in_a_savepoint, change_late, change_by_hand]
)
def test_every_way_to_write_is_noticed(site, visit, change):
    say(site, "old")
    visit.get("/sayings")
    with site.app_context():
        change(db.session)
        db.session.commit()
    assert "new" in visit.get("/sayings").text


def test_a_rolled_back_savepoint_does_not_hide_what_follows(site, visit):
    visit.get("/sayings")
    with site.app_context():
        db.session.add(Tag(name="stays"))
        db.session.flush()
        with db.session.begin_nested() as point:
            db.session.add(Tag(name="goes"))
            db.session.flush()
            point.rollback()
        db.session.commit()
    assert "stays" in visit.get("/sayings").text


def test_a_rolled_back_change_leaves_the_version(site):
    with site.app_context():
        before = site_version.read(db.engine)
        db.session.add(Tag(name="x"))
        db.session.flush()
        db.session.rollback()
        assert site_version.read(db.engine) == before


def test_failed_sign_ins_leave_the_pages_as_they_are(site, visit):
    site.config["WTF_CSRF_ENABLED"] = False
    visit.get("/sayings")
    site.test_client().post("/sign-in", data={"email": "a@b.cn", "password": "wrong"})
    visit.get("/sayings")
    assert len(drawn) == 1


def test_languages_encodings_queries_and_fragments_are_kept_apart(visit):
    pages = [
        visit.get("/sayings").text,
        visit.get("/sayings", headers={"Accept-Language": "en"}).text,
    ]
    assert "zh-Hans-CN" in pages[0]
    assert "zh-Hans-CN" not in pages[1]
    short = visit.get("/sayings", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(short.data).decode() == pages[0]
    visit.get("/sayings?page=2")
    visit.get("/sayings", headers={"HX-Request": "true"})
    assert len(drawn) == 5


def test_the_cookie_of_the_language_counts(visit):
    visit.get("/sayings")
    visit.get("/language/en")
    assert "zh-Hans-CN" not in visit.get("/sayings").text


@pytest.mark.parametrize(
    "cookie",
    ['lang="en"', "lang =en", "lang=en ; a=b", "lang=xx; lang=en", 'a="; lang=en; "'],
)
def test_no_cookie_has_a_page_kept_for_readers_of_another_language(site, cookie):
    visit = site.test_client(use_cookies=False)
    visit.get("/sayings", headers={"Cookie": cookie})
    assert "zh-Hans-CN" in visit.get("/sayings").text
    assert "zh-Hans-CN" not in visit.get("/sayings", headers={"Cookie": "lang=en"}).text


def test_whoever_has_a_session_gets_a_page_of_their_own(site, visit):
    visit.get("/sayings")
    visit.get("/sign-in")
    visit.get("/sayings")
    visit.get("/sayings")
    assert len(drawn) == 3


def test_a_browser_that_has_the_page_is_told_so(visit):
    etag = visit.get("/sayings").headers["ETag"]
    answer = visit.get("/sayings", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert "Content-Length" not in answer.headers


def test_tomorrow_every_page_is_drawn_anew(visit):
    with time_machine.travel("2026-11-12 15:59:00+00:00", tick=False):
        visit.get("/sayings")
    with time_machine.travel("2026-11-12 16:01:00+00:00", tick=False):
        visit.get("/sayings")
    assert len(drawn) == 2


@pytest.mark.parametrize("path", ["/health/live", "/fails/404", "/sign-in", "/language/en"])
def test_what_is_not_for_everyone_is_not_kept(site, path):
    for _ in range(2):
        site.test_client().get(path)
    assert not site.wsgi_app.inner.shelf.size


def test_the_cache_can_be_switched_off(tmp_path):
    visit = small_site(tmp_path, KB_PAGE_CACHE=False).test_client()
    drawn.clear()
    visit.get("/sayings")
    visit.get("/sayings")
    assert len(drawn) == 2


def test_the_shelf_throws_the_least_recently_read_page_away():
    shelf = Shelf(capacity=7000)
    for name in ("a", "b"):
        shelf.put((name,), Kept((), [], b"x" * 1000, ""))
    shelf.get(("a",))
    shelf.put(("c",), Kept((), [], b"x" * 1000, ""))
    assert [shelf.get((name,)) is not None for name in "abc"] == [True, False, True]
    assert shelf.size <= shelf.capacity


def test_a_users_change_is_seen(site, visit):
    visit.get("/sayings")
    make_user(site)
    visit.get("/sayings")
    assert len(drawn) == 2
