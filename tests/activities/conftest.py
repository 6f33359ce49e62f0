"""A day to stand on, two cities and parks: for activities that stand beside each other."""

from datetime import UTC, datetime

import pytest
import time_machine
from make import make_city, make_member, make_user

from kb.accounts.users import Role


@pytest.fixture
def november():
    """The end of November 2026."""
    with time_machine.travel(datetime(2026, 11, 22, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def stranger(keep):
    """An editor of another park."""
    return keep(make_user, Role.PARK_EDITOR, member="elsewhere")


@pytest.fixture
def cities(keep, park):
    """Rizhao and Qingdao, each with a park."""
    keep(make_city, "qingdao", "青岛", "Qingdao", 1)
    keep(make_member, "qingdao-park", "青岛人力资源服务产业园", city_slug="qingdao")
