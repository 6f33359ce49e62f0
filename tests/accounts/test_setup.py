from datetime import timedelta

import pytest
import time_machine
from small_site import PASSWORD, make_user
from sqlalchemy import select

from kb.accounts import setup
from kb.accounts.setup import SetupToken
from kb.accounts.users import Role, User
from kb.db import db
from kb.errors import Conflict, DomainError

FACTS = {"name": "李华", "email": "Li@Example.cn", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def token(site):
    with site.app_context():
        token = setup.issue()
        db.session.commit()
        return token


def test_the_link_makes_the_first_administrator_who_is_signed_in(site, visit, token):
    assert visit.get(f"/setup/{token}").status_code == 200
    assert visit.post(f"/setup/{token}", data=FACTS).status_code == 303
    assert "li@example.cn" in visit.get("/account").text
    with site.app_context():
        assert db.session.scalar(select(User)).role is Role.ADMINISTRATOR


def test_the_link_works_once(visit, token):
    visit.post(f"/setup/{token}", data=FACTS)
    assert visit.get(f"/setup/{token}").status_code == 404
    assert visit.post(f"/setup/{token}", data=FACTS).status_code == 404


def test_the_link_works_for_a_day(visit, token):
    with time_machine.travel(setup.utcnow() + timedelta(hours=24, seconds=1)):
        assert visit.get(f"/setup/{token}").status_code == 404


def test_a_new_link_ends_the_one_before(site, visit, token):
    with site.app_context():
        setup.issue()
        db.session.commit()
    assert visit.get(f"/setup/{token}").status_code == 404


def test_there_is_no_link_once_there_is_an_administrator(site, visit, token):
    make_user(site)
    assert visit.get(f"/setup/{token}").status_code == 404
    with site.app_context(), pytest.raises(Conflict):
        setup.issue()
    with site.app_context(), pytest.raises(DomainError):
        setup.redeem(token, "x", "x@example.cn", PASSWORD)


def test_only_the_hash_of_the_token_is_stored(site, token):
    with site.app_context():
        assert token not in db.session.scalar(select(SetupToken.token_hash))


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "Admin@123", "again": "Admin@123"},
        {"again": "other"},
        {"email": "nobody"},
        {"name": ""},
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(site, visit, token, wrong):
    answer = visit.post(f"/setup/{token}", data=FACTS | wrong)
    assert answer.status_code == 422
    assert wrong.get("email", "Li@Example.cn") in answer.text
    assert PASSWORD not in answer.text
    assert visit.get(f"/setup/{token}").status_code == 200
