"""Before the processes of the server part, pages are drawn for nobody."""

from make import make_record

from kb.db import db
from kb.libraries.projects import Project
from kb.warming import warm


def test_warming_leaves_nothing_open_and_nothing_kept(app, keep, park):
    keep(make_record, Project)
    with app.app_context():
        warm(app)
        assert db.engine.pool.checkedout() == 0
        assert db.engine.pool.checkedin() == 0
    assert app.wsgi_app.inner.shelf.size == 0


def test_warming_asks_the_statements_of_records_and_boards(app, keep, park, asked):
    keep(make_record, Project)
    with app.app_context(), asked() as seen:
        warm(app)
    assert any("FROM record JOIN project" in statement for statement in seen)
    assert any("charter_setting" in statement for statement in seen)
