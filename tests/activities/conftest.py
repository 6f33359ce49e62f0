"""The end of November 2026, a park with its editor, and somebody of another park."""

from datetime import UTC, datetime

import pytest
import time_machine
from make import make_user

from kb.accounts.users import Role


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 22, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def stranger(keep):
    """An editor of another park."""
    return keep(make_user, Role.PARK_EDITOR, member="elsewhere")
