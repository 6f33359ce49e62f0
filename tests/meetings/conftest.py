"""Two parks in two cities, and the people who see to their follow-ups."""

import pytest
from make import make_city, make_member, make_user

from kb.accounts.users import Role


@pytest.fixture
def units():
    """Rizhao and Weihai, a park in each. Needs an application context."""
    for slug, name, place in (("weihai", "威海", 4), ("rizhao", "日照", 5)):
        city = make_city(slug, name, slug.capitalize(), place)
        make_member(f"{slug}-park", f"{name}人力资源服务产业园", city)


@pytest.fixture
def people(units):
    """By name: who has which part in a follow-up of the Rizhao park."""
    return {
        "secretary": make_user(Role.SECRETARIAT),
        "own editor": make_user(Role.PARK_EDITOR, member="rizhao-park"),
        "other editor": make_user(Role.PARK_EDITOR, member="weihai-park"),
        "own liaison": make_user(Role.CITY_LIAISON, city="rizhao"),
        "other liaison": make_user(Role.CITY_LIAISON, city="weihai"),
        "council member": make_user(Role.COUNCIL_MEMBER, city="weihai"),
        "observer": make_user(Role.PROVINCIAL_OBSERVER),
        "expert": make_user(Role.EXPERT),
        "locked": make_user(Role.SECRETARIAT, active=False),
    }
