"""A meeting whose minutes are to be written, for rules and for pages."""

from types import SimpleNamespace

import pytest
from make_minutes import make_held_meeting

from kb.db import db


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
