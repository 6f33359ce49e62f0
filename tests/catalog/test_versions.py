"""Versions: any two compared, and an old one brought forward again."""

import pytest
from make import content, make_attachment, make_record, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.revisions import Revision, State, history


@pytest.fixture
def record(keep, editor):
    """Published three times: 一, 二, 三."""

    def make():
        author, reviewer = db.session.merge(editor), make_user()
        made = make_record(Project, author, title="标题一")
        for title in ("标题二", "标题三"):
            workflow.save(made, author, content(Project, title=title))
            workflow.submit(made, author)
            workflow.publish(made, reviewer)
        return made

    return keep(make)


def address(record):
    return f"/libraries/projects/{record.number}"


def newest(app, record):
    with app.app_context():
        found = history(db.session.get(Project, record.id))[0]
        return found.state, found.content["title"], found.note


def test_any_two_versions_are_compared(browse, editor, record):
    page = browse(editor).page(f"{address(record)}/history?from=1&to=2")
    runs = page.select(".compare del, .compare ins")
    assert [run.get_text() for run in runs] == ["一", "二"]
    same = browse(editor).page(f"{address(record)}/history?from=2&to=2")
    assert not same.select(".compare del, .compare ins")


@pytest.mark.parametrize("query", ["from=99&to=x", "from=-1", "to=99999999999999999999"])
def test_versions_that_are_not_there_are_ignored(browse, editor, record, query):
    assert browse(editor).get(f"{address(record)}/history?{query}").status_code == 200


def test_an_editor_proposes_an_old_version_again(app, browse, editor, record):
    browse(editor).post(f"{address(record)}/versions/1/restore", {"note": "恢复原题"})
    assert newest(app, record) == (State.DRAFT, "标题一", "恢复原题")
    assert "标题三" in browse().get(address(record)).text


def test_an_editor_does_not_publish_an_old_version(app, browse, editor, record):
    order = {"at_once": "1"}
    answer = browse(editor).post(f"{address(record)}/versions/1/restore", order)
    assert answer.status_code == 403
    assert newest(app, record)[0] is State.PUBLISHED


def test_the_staff_bring_an_old_version_back_at_once(app, browse, staff, record):
    browse(staff).post(f"{address(record)}/versions/1/restore", {"at_once": "1"})
    assert "标题一" in browse().page(address(record)).h1.get_text()
    assert newest(app, record)[:2] == (State.PUBLISHED, "标题一")
    with app.app_context():
        states = [one.state for one in history(db.session.get(Project, record.id))]
        assert states.count(State.PUBLISHED) == 1


def test_an_old_version_brings_no_file_that_nobody_has_looked_at(
    app, browse, staff, editor, record, cabinet
):
    with app.app_context():
        made, author = db.session.get(Project, record.id), db.session.merge(editor)
        file = make_attachment(made, author, cabinet, live=False).address
        db.session.commit()
    browse(staff).post(f"{address(record)}/versions/1/restore", {"at_once": "1"})
    assert newest(app, record)[1] == "标题一"
    assert browse().get(f"{file}/download").status_code == 404


def test_another_park_does_not_even_learn_of_versions(browse, keep, record):
    other = browse(keep(make_user, Role.PARK_EDITOR, member="yantai-park"))
    assert other.post(f"{address(record)}/versions/1/restore").status_code == 403
    assert other.get(f"{address(record)}/history").status_code == 403


def test_while_a_change_is_under_review_nothing_is_restored(app, browse, keep, staff, record):
    def submit():
        made = db.session.get(Project, record.id)
        workflow.save(made, made.author, content(Project, title="四"))
        workflow.submit(made, made.author)
        return made

    keep(submit)
    for order in ({}, {"at_once": "1"}):
        answer = browse(staff).post(f"{address(record)}/versions/1/restore", order)
        assert answer.status_code == 409
    with app.app_context():
        assert db.session.query(Revision).filter_by(record_id=record.id).count() == 4
