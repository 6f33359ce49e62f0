"""From the invitation to the first sign-in, and what goes wrong on the way."""

import re
from datetime import timedelta

import pytest
import time_machine
from make import make_user
from sqlalchemy import select

from kb.accounts.users import Role, User, by_email
from kb.clock import utcnow
from kb.db import db
from kb.jobs.queue import Job
from kb.publishing.audit import AuditEvent

NEW = "/admin/accounts/new"
MAIL = "li@example.cn"
PASSWORD = "Leuchtturm-9-Brandung"
WANTED = {"name": "李娜", "email": " Li@Example.cn ", "role": "park_editor"}


@pytest.fixture
def wanted(park):
    return WANTED | {"member": park.slug}


def link(answer):
    """The path of the link on the page that shows it once."""
    assert answer.status_code == 200
    return re.search(r'id="link">http://localhost(/\w+/[\w-]+)<', answer.text)[1]


def accept(browser, path, password=PASSWORD):
    return browser.post(path, {"password": password, "again": password})


def stored(app):
    with app.app_context():
        user = by_email(MAIL)
        return user and (user.role, user.member, user.city, bool(user.password_hash))


def test_the_invited_set_a_password_and_are_signed_in_with_the_unit_they_write_for(
    app, browse, staff, wanted, park
):
    path = link(browse(staff).post(NEW, wanted))
    assert stored(app) == (Role.PARK_EDITOR, park.slug, park.city_slug, False)
    invited = browse()
    assert "李娜" in invited.get(path).text
    assert accept(invited, path).status_code == 303
    assert MAIL in invited.get("/account").text
    anew = browse()
    assert anew.post("/sign-in", {"email": MAIL, "password": PASSWORD}).status_code == 303
    assert "最近登录" in browse(staff).get("/admin/accounts?q=li@").text


def test_the_link_is_mailed_too_and_stands_on_no_later_page(app, browse, staff, wanted):
    browser = browse(staff)
    path = link(browser.post(NEW, wanted))
    with app.app_context():
        letter = db.session.scalar(select(Job).where(Job.name == "mail")).payload
        details = db.session.scalars(select(AuditEvent.detail)).all()
        account = by_email(MAIL).id
    assert letter["to"] == MAIL
    assert path in letter["text"]
    token = path.rsplit("/", 1)[1]
    assert token not in browser.get(f"/admin/accounts/{account}").text + str(details)


def test_a_link_works_once_for_half_an_hour_and_a_new_one_ends_it(app, browse, staff, wanted):
    browser = browse(staff)
    first = link(browser.post(NEW, wanted))
    with app.app_context():
        account = by_email(MAIL).id
    second = link(browser.post(f"/admin/accounts/{account}/invitation"))
    assert browse().get(first).status_code == 404
    with time_machine.travel(utcnow() + timedelta(minutes=31), tick=False):
        assert accept(browse(), second).status_code == 404
    assert accept(browse(), second).status_code == 303
    assert accept(browse(), second).status_code == 404
    assert browser.post(f"/admin/accounts/{account}/invitation").status_code == 409


def test_a_weak_password_is_refused_beside_the_field_and_the_link_lives_on(browse, staff, wanted):
    path = link(browse(staff).post(NEW, wanted))
    invited = browse()
    answer = accept(invited, path, "Admin@123")
    assert answer.status_code == 422
    assert 'id="password-errors"' in answer.text
    assert accept(invited, path).status_code == 303


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "kein-at"}, "email"),
        ({"email": "admin@example.cn"}, "email"),
        ({"name": " "}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "park_editor", "member": ""}, "role"),
        ({"role": "city_liaison", "city": ""}, "role"),
        ({"member": "atlantis"}, "member"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nobody_is_invited(
    app, browse, keep, wanted, change, field
):
    staff = keep(make_user, email="admin@example.cn")
    answer = browse(staff).post(NEW, wanted | change)
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    with app.app_context():
        assert len(db.session.scalars(select(User)).all()) == 1


def test_the_same_form_sent_twice_makes_one_account(app, browse, staff, wanted):
    answers = [browse(staff).post(NEW, wanted).status_code for _ in range(2)]
    assert answers == [200, 422]


def test_the_secretariat_makes_no_administrator(app, browse, keep, wanted):
    secretariat = browse(keep(make_user, Role.SECRETARIAT))
    assert secretariat.post(NEW, wanted | {"role": "administrator"}).status_code == 403
    assert stored(app) is None
    link(secretariat.post(NEW, wanted | {"role": "secretariat"}))
    assert stored(app) == (Role.SECRETARIAT, None, None, False)


def test_a_locked_invitation_opens_nothing(app, browse, staff, wanted):
    browser = browse(staff)
    path = link(browser.post(NEW, wanted))
    with app.app_context():
        account = by_email(MAIL).id
    browser.post(f"/admin/accounts/{account}/lock")
    assert accept(browse(), path).status_code == 404
    assert browser.post(f"/admin/accounts/{account}/invitation").status_code == 409
