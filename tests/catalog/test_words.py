"""The care of words: tags renamed, merged, promoted, deleted; search and open drafts follow."""

import pytest
from make import content, make_record, make_theme
from sqlalchemy import select

from kb.db import db
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.audit import AuditEvent
from kb.publishing.records import Tag
from kb.publishing.revisions import latest

PAGE = "/admin/vocabulary"


@pytest.fixture
def record(keep, staff):
    return keep(lambda: make_record(Project, db.session.merge(staff), tags=["斑马园", "数字化"]))


@pytest.fixture
def tag_id(app):
    def find(name, is_theme=False):
        with app.app_context():
            named = select(Tag.id).where(Tag.name == name, Tag.is_theme.is_(is_theme))
            return db.session.scalar(named)

    return find


def tagged(browse, name, facet="tag"):
    return browse().get(f"/api/v1/search?{facet}={name}").json["total"]


def tags_of(app, record):
    with app.app_context():
        found = db.session.get(Project, record.id)
        return found.tags, found.themes, latest(found).content["tags"]


def test_a_renamed_tag_keeps_its_records_drafts_and_place_in_search(
    app, browse, keep, staff, record, tag_id, drain
):
    def draft():
        author = db.session.merge(staff)
        made = db.session.get(Project, record.id)
        workflow.save(made, author, content(Project, title="草稿", tags=["斑马园"]))
        return made

    keep(draft)
    drain()
    assert tagged(browse, "斑马园") == 1
    browse(staff).post(f"{PAGE}/{tag_id('斑马园')}/rename", {"name": "斑马产业园"})
    drain()
    assert tags_of(app, record) == (["数字化", "斑马产业园"], [], ["斑马产业园"])
    assert (tagged(browse, "斑马园"), tagged(browse, "斑马产业园")) == (0, 1)


def test_merged_tags_are_one_and_records_with_both_have_it_once(
    app, browse, keep, staff, record, tag_id, drain
):
    other = keep(lambda: make_record(Project, db.session.merge(staff), tags=["斑马园"]))
    order = {"into": tag_id("数字化")}
    browse(staff).post(f"{PAGE}/{tag_id('斑马园')}/merge", order)
    drain()
    assert tags_of(app, record) == (["数字化"], [], ["数字化"])
    assert tags_of(app, other) == (["数字化"], [], ["数字化"])
    assert tag_id("斑马园") is None
    assert tagged(browse, "数字化") == 2


def test_what_is_edited_after_a_merge_does_not_bring_the_old_tag_back(
    browse, staff, record, tag_id
):
    browse(staff).post(f"{PAGE}/{tag_id('斑马园')}/merge", {"into": tag_id("数字化")})
    form = browse(staff).page(f"/libraries/projects/{record.number}/edit")
    assert form.select_one("[name=tags]")["value"] == "数字化"


def test_a_tag_becomes_a_theme(app, browse, staff, record, tag_id, drain):
    browse(staff).post(f"{PAGE}/{tag_id('斑马园')}/promote", {"name_en": "Zebra park"})
    drain()
    assert tags_of(app, record) == (["数字化"], ["斑马园"], ["数字化"])
    assert tagged(browse, "斑马园", "theme") == 1
    assert "斑马园" in browse(staff).get("/libraries/projects/new").text


def test_only_what_is_unused_is_deleted(browse, keep, staff, record, tag_id):
    assert browse(staff).post(f"{PAGE}/{tag_id('斑马园')}/delete").status_code == 409
    keep(make_theme, "没人用的")
    unused = tag_id("没人用的", is_theme=True)
    assert browse(staff).post(f"{PAGE}/{unused}/delete").status_code == 302
    assert tag_id("没人用的", is_theme=True) is None


def test_wrong_orders_change_nothing(browse, staff, record, tag_id):
    own, other = tag_id("斑马园"), tag_id("数字化")
    browser = browse(staff)
    assert browser.post(f"{PAGE}/{own}/rename", {"name": " "}).status_code == 422
    assert browser.post(f"{PAGE}/{own}/rename", {"name": "字" * 41}).status_code == 422
    assert browser.post(f"{PAGE}/{own}/rename", {"name": "数字化"}).status_code == 409
    assert browser.post(f"{PAGE}/{own}/merge", {"into": str(own)}).status_code == 422
    assert browser.post(f"{PAGE}/{own}/merge", {"into": "x"}).status_code == 422
    assert browser.post(f"{PAGE}/99999/rename", {"name": "好"}).status_code == 404
    assert (tag_id("斑马园"), tag_id("数字化")) == (own, other)


def test_each_step_leaves_an_audit_line(app, browse, staff, record, tag_id):
    browse(staff).post(f"{PAGE}/{tag_id('斑马园')}/rename", {"name": "斑马"})
    with app.app_context():
        newest = db.session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))
        assert (newest.action, newest.detail) == (
            "rename-tag",
            {"before": "斑马园", "after": "斑马"},
        )


def test_every_tag_is_listed_with_its_records(browse, staff, record):
    page = browse(staff).page(PAGE)
    counts = {li.a.get_text(): li.small.get_text() for li in page.select(".words li") if li.a}
    assert counts["斑马园"] == "1"
    assert not browse(staff).page(f"{PAGE}?q=数字").find("a", string="斑马园")
