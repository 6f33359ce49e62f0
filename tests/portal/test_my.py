"""My work: what is to be done with one's own records, and with those of the unit."""

import pytest
from make import make_expert, make_member, make_of, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.experts import Expert
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Record


@pytest.fixture
def step(app):
    """`step(workflow.submit, record, person, ...)` takes it for good."""

    def run(move, record, person, *words):
        with app.app_context():
            move(db.session.get(Record, record.id), db.session.merge(person), *words)
            db.session.commit()

    return run


def titles(page, section):
    return [a.text for a in page.select(f"[aria-labelledby={section}] li a:not(.button)")]


def test_records_stand_by_what_is_to_be_done(browse, keep, editor, staff, step):
    made = {
        name: keep(make_of, editor, Project, published=False, title=name)
        for name in ("草稿一", "待审二", "退回三", "发布四")
    }
    for name in ("待审二", "退回三", "发布四"):
        step(workflow.submit, made[name], editor)
    step(workflow.send_back, made["退回三"], staff, "缺数据")
    step(workflow.publish, made["发布四"], staff)
    page = browse(editor).page("/my")
    assert titles(page, "drafts") == ["草稿一"]
    assert titles(page, "waiting") == ["待审二"]
    assert titles(page, "returned") == ["退回三"]
    assert titles(page, "published") == ["发布四"]
    assert "缺数据" in page.select_one("[aria-labelledby=returned]").text
    order = [one["aria-labelledby"] for one in page.select(".record > div > section")]
    assert order == ["returned", "waiting", "drafts", "published"]
    assert len(page.select(".notice")) == 2


def test_of_the_unit_one_sees_what_one_may_edit(browse, keep, editor, staff):
    keep(make_member, "yantai-park", "烟台人力资源服务产业园")
    other = keep(make_user, Role.PARK_EDITOR, member="yantai-park")
    unit = {"member": editor.member}
    keep(make_of, staff, title="本单位的", **unit)
    keep(make_of, staff, title="秘书处的", visibility="secretariat", **unit)
    keep(make_of, other, title="别人的草稿", published=False)
    page = browse(editor).page("/my")
    assert "本单位的" in page.text
    assert "别人的草稿" not in page.text
    assert "别人的草稿" in browse(other).page("/my").text
    assert "秘书处的" not in page.text


def test_a_new_person_is_told_how_to_begin(browse, editor):
    page = browse(editor).page("/my")
    assert "没有草稿" in page.text
    assert page.select_one("a[href='/libraries/case-studies/new']")
    assert page.select_one(".dropdown a[href='/my']")


def test_an_expert_is_led_to_the_pages_of_their_own_profile(app, browse, keep, park):
    expert = keep(make_expert, published=False)
    with app.app_context():
        person = db.session.get(Expert, expert.id).author
        db.session.expunge(person)
    page = browse(person).page("/my")
    assert page.select_one("[aria-labelledby=drafts] .button")["href"] == "/my/expert/profile"
    assert not page.select("a[href='/libraries/experts/new']")


def test_an_open_change_of_a_published_record_stands_in_both_places(
    app, browse, keep, editor, staff, step
):
    made = keep(make_of, editor, Project, title="已发布")
    step(workflow.save, made, editor, {"title": "要改成"})
    page = browse(editor).page("/my")
    assert titles(page, "drafts") == titles(page, "published") == ["已发布"]
    with app.app_context():
        assert db.session.scalars(select(Record)).one().title == "已发布"
