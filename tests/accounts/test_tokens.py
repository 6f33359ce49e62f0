"""Links that do one thing once, for a short while."""

from datetime import timedelta

import pytest
from make import make_user
from sqlalchemy import select

from kb.accounts import tokens
from kb.accounts.tokens import AccountToken, Purpose
from kb.db import db
from kb.errors import DomainError

pytestmark = pytest.mark.usefixtures("context")


def test_a_token_is_good_once_for_its_own_purpose():
    user = make_user()
    token = tokens.issue(user, Purpose.INVITATION)
    assert tokens.find(token, Purpose.RESET) is None
    assert tokens.find(token, Purpose.INVITATION) is user
    assert tokens.redeem(token, Purpose.INVITATION) is user
    with pytest.raises(DomainError):
        tokens.redeem(token, Purpose.INVITATION)


def test_a_new_token_ends_the_one_before_it():
    user = make_user()
    first, second = (tokens.issue(user, Purpose.RESET) for _turn in range(2))
    assert tokens.find(first, Purpose.RESET) is None
    assert tokens.find(second, Purpose.RESET) is user


def test_a_token_ends_after_half_an_hour():
    token = tokens.issue(make_user(), Purpose.RESET)
    row = db.session.scalars(select(AccountToken)).one()
    row.expires_at -= timedelta(minutes=30)
    db.session.flush()
    assert tokens.find(token, Purpose.RESET) is None


def test_the_database_holds_no_token():
    token = tokens.issue(make_user(), Purpose.RESET)
    assert token not in db.session.scalars(select(AccountToken.token_hash)).one()
