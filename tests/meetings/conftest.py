"""People around a meeting."""

import pytest
from make import make_user

from kb.accounts.users import Role
from kb.web.languages import speaking


@pytest.fixture
def secretary(context):
    """Of the secretariat; for tests of rules, in the test's own session."""
    return make_user(Role.SECRETARIAT)


@pytest.fixture
def in_english(context):
    """What rules say to people is read in English."""
    with speaking("en"):
        yield
