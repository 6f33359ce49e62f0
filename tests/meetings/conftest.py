"""People around a meeting."""

import pytest
from make import make_user

from kb.accounts.users import Role


@pytest.fixture
def secretary(context):
    """Of the secretariat; for tests of rules, in the test's own session."""
    return make_user(Role.SECRETARIAT)
