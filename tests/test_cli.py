"""The commands: each does its work, says so, and does no harm when it is repeated."""

import json
import os
from io import BytesIO

import pytest
from make import make_record
from sqlalchemy import func, inspect, select

from kb.accounts.users import Role, User
from kb.clock import utcnow
from kb.db import Base, db
from kb.libraries.projects import Project
from kb.publishing.audit import AuditEvent
from kb.publishing.records import Record

CALM = {"audit_event", "site_version", "search_change"}
"""Tables that a run may write to although nothing has changed."""


@pytest.fixture
def run(app):
    """`run("load", path)`: the command's result."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["kb", *map(str, words)])


@pytest.fixture
def write(tmp_path):
    def run(*rows):
        path = tmp_path / "rows.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    return run


def rows_of(app):
    """How many rows each table has, and the versions of all records."""
    with app.app_context():
        present = set(inspect(db.engine).get_table_names()) - CALM
        tables = [table for table in Base.metadata.sorted_tables if table.name in present]
        counts = {t.name: db.session.scalar(select(func.count()).select_from(t)) for t in tables}
        return counts, db.session.scalars(select(Record.version).order_by(Record.id)).all()


def project(key, **given):
    return {"kind": "project", "key": key, "title": f"项目{key}"} | given


def test_init_makes_a_site_with_its_content_and_again_changes_nothing(app, run, browse):
    first = run("init")
    assert first.exit_code == 0, first.output
    assert " 0 refused" in first.output
    assert "not known" not in first.output
    before = rows_of(app)
    second = run("init")
    assert (second.exit_code, " 0 new, 0 changed" in second.output) == (0, True)
    assert rows_of(app) == before
    assert browse().get("/search?q=日照").text.count("<li") > 5


def test_load_says_what_it_took_and_makes_it_searchable(run, write, browse):
    result = run("load", write(project("a"), project("b")))
    assert result.exit_code == 0
    assert "2 new" in result.output
    assert browse().get("/api/v1/search?q=项目").json["total"] == 2


def test_load_reports_a_bad_line_by_its_number_and_takes_the_rest(run, write):
    result = run("load", write(project("a"), "{", project("b")))
    assert result.exit_code == 0
    assert "rows.jsonl:2" in result.output
    assert "2 new, 0 changed, 0 same, 0 kept, 1 refused" in result.output


def test_load_fails_when_nothing_could_be_taken(run, write):
    assert run("load", write("{", "[")).exit_code == 1


def test_load_again_is_as_good_as_the_first_time(run, write):
    path = write(project("a"), "{")
    assert [run("load", path).exit_code for _turn in range(2)] == [0, 0]


def test_load_of_what_is_not_there_or_no_such_file_says_so(run, tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    assert run("load", tmp_path / "nothing").exit_code == 2
    result = run("load", tmp_path / "notes.txt")
    assert result.exit_code == 1
    assert "notes.txt" in result.output
    assert "Traceback" not in result.output


def test_load_leaves_a_line_in_the_audit(app, run, write):
    run("load", write(project("a")))
    with app.app_context():
        event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "load"))
        assert event.detail == {"counts": {"new": 1}}


def test_nobody_signs_in_as_the_loader(app, run, write):
    run("load", write(project("a")))
    with app.app_context():
        loader = db.session.scalar(select(User))
        assert (loader.password_hash, loader.role) == ("", Role.SECRETARIAT)


def test_rebuild_and_index_tell_how_far_they_came(run, keep):
    keep(make_record, Project)
    assert "1 documents" in run("rebuild").output
    assert run("index").exit_code == 0


def test_rebuild_gives_way_to_a_running_indexer(app, run):
    with app.extensions["kb_site"].index.writing():
        result = run("rebuild")
    assert result.exit_code == 1
    assert "another process" in result.output


def test_load_leaves_the_index_to_a_running_indexer(app, run, write):
    with app.extensions["kb_site"].index.writing():
        result = run("load", write(project("a")))
    assert result.exit_code == 0
    assert "1 new" in result.output


def test_an_administrator_is_made_by_command_once(app, run):
    words = ("admin", "create", "--email", "Wang@Example.cn", "--name", "王敏")
    made = run(*words, "--password", "Muschel-7-Segel")
    assert made.exit_code == 0, made.output
    assert run(*words, "--password", "Muschel-7-Segel").exit_code == 1
    with app.app_context():
        user = db.session.scalar(select(User))
        assert (user.email, user.role) == ("wang@example.cn", Role.ADMINISTRATOR)
        assert user.created_at <= utcnow()


@pytest.mark.parametrize("password", ["short", "password123"])
def test_a_weak_password_is_refused_at_the_command_line_too(run, password):
    words = ("admin", "create", "--email", "a@example.cn", "--name", "王")
    result = run(*words, "--password", password)
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_the_link_for_the_first_administrator_opens_once_and_only_the_newest(run, browse):
    older, newer = (run("admin", "link").output.strip() for _turn in range(2))
    assert browse().get(older).status_code == 404
    assert browse().get(newer).status_code == 200


def test_there_is_no_link_once_there_is_an_administrator(run, staff):
    assert run("admin", "link").exit_code == 1


def test_files_that_nothing_names_are_cleared_after_a_day(run, cabinet, tmp_path):
    key = cabinet.store.keep(BytesIO(b"orphan"))
    assert run("clear-files").output == "files: 0 removed\n"
    os.utime(tmp_path / "files" / key[:2] / key, (0, 0))
    assert run("clear-files").output == "files: 1 removed\n"
