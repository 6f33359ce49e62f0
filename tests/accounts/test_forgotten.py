"""The forgotten password: one answer for all, a link by mail, five a day, none without mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from small_site import make_user
from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.jobs.queue import Job

NEW = "Leuchtturm-9-Brandung"


@pytest.fixture
def mailing(site):
    site.config |= {"KB_MAIL_SERVER": "smtp://localhost", "KB_BASE_URL": "http://kb.example.cn"}


def ask(site, email, address="127.0.0.1"):
    client = site.test_client()
    options = {"follow_redirects": True, "environ_base": {"REMOTE_ADDR": address}}
    return client.post("/forgotten", data={"email": email}, **options)


def letters(site):
    with site.app_context():
        return [job.payload for job in db.session.scalars(select(Job).order_by(Job.id))]


def test_the_link_in_the_letter_sets_a_new_password(mailing, site, somebody, enter):
    other = enter()
    ask(site, f" {somebody.email.upper()} ")
    (letter,) = letters(site)
    assert letter["to"] == somebody.email
    path = re.search(r"http://kb\.example\.cn(/reset/\S+)", letter["text"])[1]
    visit = site.test_client()
    assert visit.get(path).status_code == 200
    assert visit.post(path, data={"password": NEW, "again": NEW}).status_code == 303
    assert visit.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert visit.post(path, data={"password": NEW, "again": NEW}).status_code == 404


def test_known_and_unknown_names_are_answered_alike(mailing, site, somebody):
    make_user(site, email="locked@example.cn", active=False)
    make_user(site, email="invited@example.cn", password_hash="")
    texts = {
        re.sub(r"[0-9a-f]{16}", "", ask(site, f"{name}@example.cn").text)
        for name in ("wang", "nobody", "locked", "invited")
    }
    assert len(texts) == 1
    assert [letter["to"] for letter in letters(site)] == [somebody.email]


def test_five_letters_a_day_and_the_answer_stays_the_same(mailing, site, somebody):
    answers = {ask(site, somebody.email, f"10.0.0.{n}").status_code for n in range(7)}
    assert answers == {200}
    assert len(letters(site)) == 5
    with time_machine.travel(utcnow() + timedelta(days=1, minutes=1), tick=False):
        ask(site, somebody.email)
    assert len(letters(site)) == 6


def test_one_address_does_not_ask_for_ever(mailing, site):
    answers = [ask(site, f"person{n}@example.cn").status_code for n in range(21)]
    assert answers == [200] * 20 + [429]


def test_asking_locks_nobody_out(mailing, site, somebody, enter):
    for _ in range(6):
        ask(site, somebody.email)
    assert enter().get("/account").status_code == 200


@pytest.mark.parametrize("missing", ["KB_MAIL_SERVER", "KB_BASE_URL"])
def test_without_mail_or_a_sure_address_nothing_is_mailed(mailing, site, somebody, missing):
    site.config[missing] = ""
    assert "联系秘书处" in site.test_client().get("/forgotten").text
    ask(site, somebody.email)
    assert letters(site) == []


def test_a_link_ends_after_half_an_hour_and_with_a_new_password(mailing, site, somebody, enter):
    ask(site, somebody.email)
    path = re.search(r"/reset/\S+", letters(site)[0]["text"])[0]
    with time_machine.travel(utcnow() + timedelta(minutes=31), tick=False):
        assert site.test_client().get(path).status_code == 404
    facts = {"old": "Muschel-7-Segel", "password": NEW, "again": NEW}
    assert enter().post("/account/password", data=facts).status_code == 303
    assert site.test_client().get(path).status_code == 404


def test_the_site_speaks_the_language_of_whom_it_writes_to(mailing, site, somebody):
    with site.app_context():
        db.session.scalar(select(User)).language = "en"
        db.session.commit()
    ask(site, somebody.email)
    assert "Good day" in letters(site)[0]["text"]
