from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from small_site import PASSWORD, make_user, small_site
from sqlalchemy import func, select

from kb.accounts import sessions
from kb.accounts.sessions import UserSession
from kb.accounts.throttling import SignInAttempt
from kb.accounts.users import Role, User
from kb.clock import utcnow
from kb.db import db

MINUTE = timedelta(minutes=1)


def attempt(browser, email="wang@example.cn", password="wrong", **options):
    return browser.post("/sign-in", data={"email": email, "password": password}, **options)


def cookie(answer):
    return answer.headers["Set-Cookie"].split(";")[0].partition("=")[2]


def test_the_right_password_opens_what_visitors_may_not_see(visit, enter):
    assert visit.get("/account").location == "/sign-in?next=/account"
    assert "王敏" in enter().get("/account").text


def test_programs_are_told_401(visit, enter):
    assert visit.get("/api/v1/private").status_code == 401
    assert enter().get("/api/v1/private").text == "private"


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(visit):
    answer = visit.get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/account")


def test_whoever_signs_in_goes_on_to_where_they_wanted(visit, somebody):
    facts = {"email": " WANG@Example.cn ", "password": PASSWORD}
    assert visit.post("/sign-in?next=/sayings?page=2", data=facts).location == "/sayings?page=2"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_but_never_to_another_site(visit, somebody, target):
    facts = {"email": somebody.email, "password": PASSWORD}
    assert visit.post("/sign-in", query_string={"next": target}, data=facts).location == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(site, somebody):
    wrong, unknown = (
        attempt(site.test_client(), email=email)
        for email in ("wang@example.cn", "nobody@example.cn")
    )
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text == unknown.text.replace("nobody@", "wang@")


def test_five_failures_refuse_the_right_password_too_until_15_minutes_later(site, visit, somebody):
    with time_machine.travel("2026-11-12 08:00:00+00:00", tick=False) as clock:
        assert [attempt(visit).status_code for _ in range(6)] == [422] * 5 + [429]
        assert attempt(visit, password=PASSWORD).status_code == 429
        again = small_site_again(site)
        assert attempt(again.test_client(), password=PASSWORD).status_code == 429
        clock.shift(15 * MINUTE)
        assert attempt(visit, password=PASSWORD).status_code == 303


def small_site_again(site):
    """Another process on the same database."""
    folder = site.config["SQLALCHEMY_ENGINES"]["default"].removeprefix("sqlite:///")
    return small_site(folder.removesuffix("/kb.db"), WTF_CSRF_ENABLED=False)


def test_unknown_names_are_refused_in_the_same_way(visit):
    answers = [attempt(visit, email="nobody@example.cn").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_twenty_failures_from_one_address_refuse_all_names(site, visit, somebody):
    for number in range(20):
        assert attempt(visit, email=f"n{number}@example.cn").status_code == 422
    assert attempt(visit, password=PASSWORD).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert attempt(visit, password=PASSWORD, environ_base=elsewhere).status_code == 303


def test_a_forwarded_address_does_not_help(site, visit):
    answers = [
        attempt(visit, email="a@example.cn", headers={"X-Forwarded-For": f"203.0.113.{n}"})
        for n in range(6)
    ]
    assert answers[-1].status_code == 429


def test_signing_in_forgets_ones_own_failures(visit, somebody):
    for _ in range(2):
        assert [attempt(visit).status_code for _ in range(4)] == [422] * 4
        assert attempt(visit, password=PASSWORD).status_code == 303
        visit.post("/sign-out")


def test_what_was_typed_as_a_name_is_not_kept(site, visit):
    attempt(visit, email="Muschel-7-Segel")
    with site.app_context():
        assert "segel" not in db.session.scalar(select(SignInAttempt.account))


@pytest.mark.parametrize(("length", "status"), [(129, 422), (4096, 400), (100_000, 400)])
def test_an_endless_password_is_refused_before_it_is_hashed(site, visit, somebody, length, status):
    assert attempt(visit, password="x" * length).status_code == status
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_an_old_hash_is_replaced(site, visit):
    old = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    user = make_user(site, password_hash=old)
    assert attempt(visit, password=PASSWORD).status_code == 303
    with site.app_context():
        assert "m=19456" in db.session.get(User, user.id).password_hash


def test_signing_in_changes_the_cookie_and_signing_out_kills_it(site, somebody):
    browser = site.test_client()
    site.config["WTF_CSRF_ENABLED"] = True
    before = cookie(browser.get("/sign-in"))
    site.config["WTF_CSRF_ENABLED"] = False
    first = cookie(attempt(browser, password=PASSWORD))
    second = cookie(attempt(site.test_client(), password=PASSWORD))
    assert len({before, first, second}) == 3
    browser.post("/sign-out")
    assert with_cookie(site, first).status_code == 303
    assert with_cookie(site, second).status_code == 200


def with_cookie(site, value):
    thief = site.test_client()
    thief.set_cookie("session", value)
    return thief.get("/account")


def test_signing_in_again_ends_the_session_before(site, somebody, enter):
    browser = enter()
    old = browser.get_cookie("session").value
    with site.app_context():
        user = db.session.get(User, somebody.id)
        sessions.end_all(user)
        db.session.commit()
    attempt(browser, password=PASSWORD)
    assert with_cookie(site, old).status_code == 303


def test_locking_a_person_ends_their_session_at_once(site, somebody, enter):
    browser = enter()
    with site.app_context():
        db.session.get(User, somebody.id).active = False
        db.session.commit()
    assert browser.get("/account").status_code == 303
    assert attempt(browser, password=PASSWORD).status_code == 422


@pytest.mark.parametrize(("role", "minutes"), [("park_editor", 30), ("secretariat", 15)])
@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (1, 303)])
def test_a_while_without_a_sign_of_life_ends_the_session(
    site, somebody, enter, role, minutes, seconds, status
):
    with site.app_context():
        db.session.get(User, somebody.id).role = Role(role)
        db.session.commit()
    with time_machine.travel("2026-11-12 08:00:00+00:00", tick=False) as clock:
        browser = enter()
        clock.shift(minutes * 60 + seconds)
        assert browser.get("/account").status_code == status


def test_reading_is_a_sign_of_life_but_after_twelve_hours_it_is_over(enter):
    with time_machine.travel("2026-11-12 08:00:00+00:00", tick=False) as clock:
        browser = enter()
        for _ in range(12 * 6 - 1):
            clock.shift(10 * MINUTE)
            assert browser.get("/account").status_code == 200
        clock.shift(10 * MINUTE)
        assert browser.get("/account").status_code == 303


@pytest.mark.parametrize("read", [True, False])
def test_a_sign_of_life_is_written_once_in_five_minutes(site, enter, read):
    with time_machine.travel("2026-11-12 08:00:00+00:00", tick=False) as clock:
        browser, began = enter(), utcnow()
        for minutes, expected in ((4, 0), (2, 6), (4, 6), (1, 11)):
            clock.shift(minutes * MINUTE)
            browser.get("/account") if read else browser.post("/echo")
            if not read:
                browser.post("/account/sessions/end-others")
            with site.app_context():
                seen = db.session.scalar(select(UserSession.last_seen_at))
            assert seen == began + expected * MINUTE
