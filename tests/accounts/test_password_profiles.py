"""The two sets of rules for passwords: what they refuse, remember, and let come to its end."""

from datetime import timedelta

import pytest
import time_machine
from small_site import PASSWORD

from kb.accounts import credentials, passwords
from kb.accounts.users import Role, User
from kb.clock import utcnow
from kb.db import db
from kb.errors import DomainError

NEW = "Leuchtturm-9-Brandung"
STORM = "sturmflutamdeichheute"


@pytest.fixture
def asvs(site):
    site.config["KB_PASSWORD_PROFILE"] = "asvs"


@pytest.fixture
def person(site, somebody):
    with site.app_context():
        yield db.session.get(User, somebody.id)


def days_later(days):
    return time_machine.travel(utcnow() + timedelta(days=days), tick=False)


@pytest.mark.parametrize(
    ("password", "djbh", "asvs"),
    [
        ("Deich-77-Uf", True, False),
        ("deichuferwatt", False, True),
        ("deichuferwattschlick", True, True),
        ("Deich-7", False, False),
        ("Admin@123", False, False),
    ],
)
def test_each_profile_has_its_own_idea_of_a_good_password(site, password, djbh, asvs):
    with site.app_context():
        for name, good in (("djbh", djbh), ("asvs", asvs)):
            site.config["KB_PASSWORD_PROFILE"] = name
            assert (passwords.problems(password) == []) == good, name


def test_the_last_five_are_not_used_again(person):
    later = [f"{NEW}-{word}" for word in ("eins", "zwei", "drei", "vier", "fuenf")]
    for password in later[:4]:
        credentials.set_password(person, password)
    with pytest.raises(DomainError):
        credentials.set_password(person, PASSWORD)
    with pytest.raises(DomainError):
        credentials.set_password(person, later[3])
    credentials.set_password(person, later[4])
    credentials.set_password(person, PASSWORD)


def test_the_form_says_so_beside_the_field(enter):
    browser = enter()
    facts = {"old": PASSWORD, "password": NEW, "again": NEW}
    browser.post("/account/password", data=facts)
    back = {"old": NEW, "password": PASSWORD, "again": PASSWORD}
    answer = browser.post("/account/password", data=back)
    assert answer.status_code == 422
    assert 'id="password-errors"' in answer.text


def test_asvs_remembers_none(asvs, person):
    credentials.set_password(person, NEW)
    credentials.set_password(person, PASSWORD)


@pytest.mark.parametrize(("role", "days"), [(Role.SECRETARIAT, 90), (Role.PARK_EDITOR, 180)])
def test_a_password_ends_after_its_days_and_leads_to_a_new_one(site, person, enter, role, days):
    person.role = role
    db.session.commit()
    with days_later(days - 1):
        assert enter().get("/account").status_code == 200
    with days_later(days + 1):
        browser = enter()
        for place in ("/account", "/sayings", "/echo"):
            assert browser.get(place).location == "/account/password", place
        facts = {"old": PASSWORD, "password": NEW, "again": NEW}
        assert browser.post("/account/password", data=facts).status_code == 303
        assert browser.get("/sayings").status_code == 200


@pytest.mark.parametrize(("days", "warned"), [(82, False), (84, True), (89, True)])
def test_its_owner_is_told_a_week_before(enter, days, warned):
    with days_later(days):
        page = enter().get("/account").text
    assert ('class="alert alert--warning"' in page) == warned


def test_asvs_passwords_never_end(asvs, enter):
    with days_later(1000):
        assert enter().get("/account").status_code == 200
