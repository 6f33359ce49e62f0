"""Two parks in two cities and their people; and a meeting whose minutes are to be written."""

from types import SimpleNamespace

import pytest
from make import make_city, make_member, make_user
from make_minutes import make_held_meeting

from kb.accounts.users import Role
from kb.db import db
from kb.web.languages import speaking


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


@pytest.fixture
def held(context):
    """The meeting in the test's own transaction, for tests of rules."""
    return make_held_meeting()


@pytest.fixture
def held_site(app):
    """`held_site(step)`: the meeting in the database, after this step; its ids and its people."""

    def make(step=None):
        with app.app_context():
            made = make_held_meeting()
            if step is not None:
                step(made)
            db.session.commit()
            people = {name: getattr(made, name) for name in PEOPLE}
            for one in people.values():
                db.session.refresh(one)
            items = {name: getattr(made, name).id for name in ("first", "closed", "last")}
            id = made.meeting.id
            db.session.expunge_all()
        return SimpleNamespace(id=id, address=f"/meetings/{id}/minutes", items=items, **people)

    return make


PEOPLE = ("secretary", "chair", "member", "absent")


@pytest.fixture
def secretary(context):
    """Of the secretariat; for tests of rules, in the test's own session."""
    return make_user(Role.SECRETARIAT)


@pytest.fixture
def in_english(context):
    """What rules say to people is read in English."""
    with speaking("en"):
        yield
