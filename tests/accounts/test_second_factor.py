"""Two-factor sign-in: set up, asked for, each code once, throttled, required of the staff."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from bs4 import BeautifulSoup
from small_site import PASSWORD
from sqlalchemy import select

from kb.accounts import second_factor
from kb.accounts.second_factor import SecondFactor
from kb.accounts.users import Role, User
from kb.clock import utcnow
from kb.db import db

PAGE = "/account/second-factor"
NOW = "2026-11-12 08:00:10+00:00"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def code(site):
    """`code(seconds)`: what the telephone shows so many seconds from now."""

    def shown(seconds=0):
        with site.app_context():
            secret = db.session.scalar(select(SecondFactor.secret))
        return pyotp.TOTP(secret).at(utcnow() + timedelta(seconds=seconds))

    return shown


@pytest.fixture
def sheet(clock, enter, code):
    """Two-factor sign-in is on; the recovery codes."""
    browser = enter()
    browser.post(f"{PAGE}/begin")
    answer = browser.post(PAGE, data={"code": code()})
    clock.shift(30)
    return [each.get_text() for each in BeautifulSoup(answer.text, "html.parser").select("code")]


def half_in(visit, somebody):
    return visit.post("/sign-in?next=/echo", data={"email": somebody.email, "password": PASSWORD})


def give(visit, code):
    return visit.post("/sign-in/code?next=/echo", data={"code": code})


def test_the_page_offers_it_and_shows_picture_and_key_until_confirmed(clock, enter, code):
    browser = enter()
    assert "<svg" not in browser.get(PAGE).text.partition("<main")[2].partition("</main")[0]
    assert browser.post(f"{PAGE}/begin").status_code == 303
    page = BeautifulSoup(browser.get(PAGE).text, "html.parser")
    assert page.select_one("svg.qr")["viewbox"]
    secret = page.select_one("#secret").get_text().replace(" ", "")
    assert browser.post(PAGE, data={"code": "000000"}).status_code == 422
    assert browser.post(PAGE, data={"code": pyotp.TOTP(secret).at(utcnow())}).status_code == 200
    assert secret not in browser.get(PAGE).text


def test_the_password_alone_no_longer_signs_in(sheet, visit, somebody, code):
    assert half_in(visit, somebody).location == "/sign-in/code?next=%2Fecho"
    assert visit.get("/account").status_code == 303
    assert give(visit, "123456").status_code == 422
    assert give(visit, code()).location == "/echo"
    assert visit.get("/account").status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 422), (0, 303), (30, 303)])
def test_a_code_is_good_for_its_half_minute_and_the_clocks_that_differ(
    sheet, visit, somebody, code, seconds, status
):
    # The code of 30 seconds ago is the one that turned it on: no code is good twice.
    half_in(visit, somebody)
    assert give(visit, code(seconds)).status_code == status


def test_no_code_is_good_twice(sheet, site, somebody, code):
    answers = []
    for _ in range(2):
        visit = site.test_client()
        half_in(visit, somebody)
        answers.append(give(visit, code()).status_code)
    assert answers == [303, 422]


def test_a_recovery_code_signs_in_once(sheet, site, somebody):
    assert len(set(sheet)) == 10
    answers = []
    for _ in range(2):
        visit = site.test_client()
        half_in(visit, somebody)
        answers.append(give(visit, sheet[3].upper().replace("-", " ")).status_code)
    assert answers == [303, 422]


def test_the_sixth_wrong_code_in_five_minutes_is_refused_the_right_one_too(
    sheet, clock, visit, somebody, code
):
    half_in(visit, somebody)
    answers = [give(visit, f"00000{n}").status_code for n in range(5)]
    assert answers == [422] * 5
    assert give(visit, code()).status_code == 429
    clock.shift(timedelta(minutes=5, seconds=1))
    half_in(visit, somebody)
    assert give(visit, code()).status_code == 303


def test_the_step_between_ends_after_five_minutes(sheet, clock, visit, somebody, code):
    half_in(visit, somebody)
    clock.shift(timedelta(minutes=5, seconds=1))
    assert give(visit, code()).location == "/sign-in"


def test_new_codes_and_turning_it_off_want_a_code(sheet, site, enter, somebody, visit, code):
    half_in(visit, somebody)
    give(visit, code())
    for step in ("codes", "end"):
        assert visit.post(f"{PAGE}/{step}", data={"code": "1"}).status_code == 422
    assert visit.post(f"{PAGE}/codes", data={"code": sheet[0]}).status_code == 200
    assert visit.post(f"{PAGE}/end", data={"code": sheet[1]}).status_code == 422
    assert visit.post(f"{PAGE}/end", data={"code": code(30)}).status_code == 303
    assert half_in(site.test_client(), somebody).location == "/echo"


@pytest.mark.parametrize(("role", "led"), [(Role.SECRETARIAT, True), (Role.EXPERT, False)])
def test_where_it_is_required_the_staff_reach_nothing_before(site, enter, code, role, led, clock):
    browser = enter()
    with site.app_context():
        db.session.scalar(select(User)).role = role
        db.session.commit()
    site.config["KB_REQUIRE_TOTP"] = True
    places = ["/account", "/sayings", "/sayings/new"]
    found = {browser.get(place).location == PAGE for place in places}
    assert found == {led}
    if led:
        assert browser.get("/api/v1/private").status_code == 403
        browser.post(f"{PAGE}/begin")
        browser.post(PAGE, data={"code": code()})
        assert browser.get("/account").status_code == 200


def test_ending_it_leaves_no_code_behind(sheet, site, somebody):
    with site.app_context():
        user = db.session.get(User, somebody.id)
        second_factor.end(user)
        db.session.commit()
        assert not second_factor.has(user)
        assert not second_factor.check(user, sheet[0], "")
