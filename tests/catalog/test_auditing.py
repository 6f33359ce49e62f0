"""The audit trail: who may read it, what narrows it, what it shows, and that it stays as it is."""

import csv
import io
from datetime import timedelta

import pytest
from make import content, make_record, make_user

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing import audit, workflow


@pytest.fixture
def changed(keep, staff):
    """A published record whose title and visibility were changed."""

    def make():
        author = db.session.merge(staff)
        record = make_record(Project, author, title="旧标题")
        workflow.save(record, author, content(Project, title="新标题", visibility="alliance"))
        workflow.submit(record, author)
        workflow.publish(record, author)
        return record

    return keep(make)


def lines(page):
    return page.select(".audit tbody tr")


def test_each_field_is_shown_before_and_after_by_its_name(browse, staff, changed):
    shown = browse(staff).page("/admin/audit?action=publish")
    line = lines(shown)[0]
    assert [run.get_text() for run in line.select("del")] == ["旧标题", "公开"]
    assert [run.get_text() for run in line.select("ins")] == ["新标题", "联盟内"]
    assert changed.number in line.get_text()


def test_filters_narrow_by_person_action_day_and_record(browse, keep, staff, changed):
    other = keep(make_user, Role.SECRETARIAT, name="李秘书")
    keep(lambda: audit.log(db.session.merge(other), "claim", "别的", before="a") or changed_row())
    browser = browse(staff)
    assert len(lines(browser.page(f"/admin/audit?person={other.id}"))) == 1
    assert len(lines(browser.page("/admin/audit?action=submit"))) == 2
    number = changed.number.lower()
    assert len(lines(browser.page(f"/admin/audit?record={number}&action=publish"))) == 2
    assert not lines(browser.page("/admin/audit?record=XM-1999-0001"))
    tomorrow = today() + timedelta(days=1)
    assert not lines(browser.page(f"/admin/audit?since={tomorrow}"))
    assert lines(browser.page(f"/admin/audit?since={today()}&until={today()}"))


def changed_row():
    return db.session.query(audit.AuditEvent).order_by(audit.AuditEvent.id.desc()).first()


@pytest.mark.parametrize("query", ["person=x", "since=2026-99-99", "until=9999-12-31", "page=-1"])
def test_what_cannot_be_read_narrows_nothing(browse, staff, changed, query):
    assert lines(browse(staff).page(f"/admin/audit?{query}"))


def test_long_trails_have_pages(browse, keep, staff):
    def many():
        for number in range(60):
            audit.log(db.session.merge(staff), "claim", f"第{number}件")
        db.session.flush()
        return changed_row()

    keep(many)
    assert len(lines(browse(staff).page("/admin/audit"))) == 50
    assert len(lines(browse(staff).page("/admin/audit?page=2"))) == 10


def test_no_cell_of_the_table_begins_a_formula(browse, keep, staff):
    keep(lambda: audit.log(db.session.merge(staff), "claim", '=cmd|" /C calc"!A1') or changed_row())
    answer = browse(staff).get("/admin/audit.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1][4] == '\'=cmd|" /C calc"!A1'
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("address", ["/admin/audit", "/admin/audit.csv"])
def test_only_the_staff_read_it(browse, editor, address):
    assert browse(editor).get(address).status_code == 403
    assert browse().get(address).status_code == 303


@pytest.mark.parametrize("address", ["/admin/audit", "/admin/audit.csv"])
def test_nobody_changes_it(browse, staff, address):
    for method in ("POST", "PUT", "DELETE"):
        assert browse(staff).client.open(address, method=method).status_code == 405


def test_what_is_kept_as_a_code_is_shown_in_words(browse, keep, staff, park):
    def make():
        person = db.session.merge(staff)
        before = {"role": "park_editor", "member": "rizhao-park", "city": None}
        audit.log(person, "change-role", "张园区", before=before, after={"role": "secretariat"})
        audit.log(person, "import", "甲.xlsx", kind="project", new=4)
        return person

    keep(make)
    shown = browse(staff).page("/admin/audit").select_one(".audit tbody").get_text(" ")
    assert "园区编辑 · 日照人力资源服务产业园" in shown
    assert "项目库" in shown
    assert "park_editor" not in shown
