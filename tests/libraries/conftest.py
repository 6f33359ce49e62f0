"""An expert who has registered, with a browser of their own."""

from types import SimpleNamespace

import pytest
from make import make_expert, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.personal import ExpertPerson


@pytest.fixture
def expert(keep, park):
    """A published expert with every part closed: name, unit and all texts carry the marker."""
    return keep(make_expert)


@pytest.fixture
def of(app, browse):
    """`of(expert)` is the browser of the person."""

    def run(expert):
        with app.app_context():
            email = db.session.get(ExpertPerson, expert.id).user.email
        return browse(SimpleNamespace(email=email))

    return run


@pytest.fixture
def own(of, expert):
    """The expert's browser."""
    return of(expert)


@pytest.fixture
def liaison(keep):
    """Somebody of the alliance."""
    return keep(make_user, Role.CITY_LIAISON, city="rizhao")
