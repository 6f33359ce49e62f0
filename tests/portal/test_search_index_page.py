"""The page of the search indexes: state, trouble, and orders of the administrator."""

from datetime import timedelta

import pytest
from make import make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import utcnow
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing.audit import AuditEvent
from kb.search import nodes
from kb.search.nodes import SearchNode, Task


@pytest.fixture
def change(app):
    """`change(...)` sets columns of the one node there is: its id."""

    def run(**values):
        with app.app_context():
            node = db.session.scalar(select(SearchNode.id))
            nodes.note(node, **values)
            return node

    return run


def test_before_anything_was_indexed_it_says_what_to_do(browse, staff):
    page = browse(staff).page("/admin/search")
    assert "make serve" in page.text
    assert "尚无索引程序" in page.text


def test_it_tells_size_lag_last_failure_and_last_comparison(browse, staff, keep, drain, change):
    keep(make_record, Project)
    drain()
    keep(make_record, Project)
    change(problem="OSError: 28", problem_at=utcnow() - timedelta(hours=1), seen_at=utcnow())
    change(compared_at=utcnow(), compared=12, missing=1, stale=2, surplus=3)
    page = browse(staff).page("/admin/search")
    for part in ("OSError: 28", "核对 12 条", "缺少 1 条", "过时 2 条", "多余 3 条"):
        assert part in page.text, part
    assert not page.select(".alert--error")


@pytest.mark.parametrize("task", list(Task))
def test_an_order_is_kept_audited_and_given_once(app, browse, staff, drain, change, task):
    drain()
    id = change(seen_at=utcnow())
    forms = browse(staff).page("/admin/search").select("section form")
    assert [form["action"].rpartition("/")[2] for form in forms] == ["compare", "rebuild"]
    assert browse(staff).post(f"/admin/search/{id}/{task.value}").status_code == 303
    assert browse(staff).post(f"/admin/search/{id}/{task.value}").status_code == 409
    with app.app_context():
        assert db.session.get(SearchNode, id).wanted is task
        actions = db.session.scalars(select(AuditEvent.action)).all()
    assert f"{task.value}-index" in actions
    page = browse(staff).page("/admin/search")
    assert page.select("[data-waiting] [role=status]")
    assert not page.select("section form")


def test_progress_is_shown_while_it_works(browse, staff, drain, change):
    drain()
    change(doing=Task.REBUILD, done=1500, total=3000, seen_at=utcnow())
    assert "1,500 / 3,000" in browse(staff).page("/admin/search").text


def test_only_an_index_whose_server_is_gone_is_forgotten(app, browse, staff, drain, change):
    drain()
    id = change(seen_at=utcnow())
    assert browse(staff).post(f"/admin/search/{id}/forget").status_code == 409
    change(seen_at=utcnow() - timedelta(hours=1))
    assert browse(staff).post(f"/admin/search/{id}/forget").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(SearchNode)) is None


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.PARK_EDITOR])
def test_it_is_the_administrators_alone(browse, keep, drain, change, role):
    drain()
    id, person = change(seen_at=utcnow()), keep(make_user, role)
    assert browse(person).get("/admin/search").status_code == 403
    for order in ("compare", "rebuild", "forget"):
        assert browse(person).post(f"/admin/search/{id}/{order}").status_code == 403


def test_health_says_how_far_the_index_is_behind(browse, keep, drain, change):
    keep(make_record, Project)
    drain()
    change(seen_at=utcnow(), compared_at=utcnow(), compared=1)
    said = browse().get("/health/ready").json["checks"]["index"]["detail"]
    assert said.startswith("1 documents, 0 changes waiting, 0 s late")
    assert "0 differences" in said
    change(seen_at=utcnow() - timedelta(hours=1))
    said = browse().get("/health/ready").json["checks"]["index"]["detail"]
    assert "the indexer does not run" in said
