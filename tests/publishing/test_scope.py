"""Whose record it is: through the pages, an editor writes for the own member and no other."""

from make import form_data, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.kinds import CASE_STUDIES
from kb.publishing.records import Record

NEW = f"/{CASE_STUDIES.slug}/new"


def test_an_editor_is_not_asked_whose_record_it_is(browse, editor, staff):
    assert not browse(editor).page(NEW).select("[name=member]")
    assert browse(staff).page(NEW).select("[name=member]")


def test_a_member_slipped_into_the_form_changes_nothing(app, browse, editor):
    made = browse(editor).post(NEW, form_data(CASE_STUDIES, member="yantai-park"))
    assert made.status_code == 302
    browse(editor).post(f"{made.location}/edit", form_data(CASE_STUDIES, member="", version="1"))
    with app.app_context():
        assert db.session.scalar(select(Record.member)) == editor.member


def test_colleagues_take_over_a_draft_and_neighbours_find_nothing(browse, keep, editor):
    draft = browse(editor).post(NEW, form_data(CASE_STUDIES)).location
    colleague = keep(make_user, Role.PARK_EDITOR, member=editor.member)
    assert browse(colleague).post(f"{draft}/submit").status_code == 302
    stranger = browse(keep(make_user, Role.PARK_EDITOR))
    for place in (draft, f"{draft}/edit", f"{draft}/history"):
        assert stranger.get(place).status_code == 404


def test_a_kind_that_is_not_theirs_is_neither_offered_nor_open(browse, editor, keep):
    bulletin = browse(editor).page("/bulletin")
    assert not bulletin.select("a[href='/bulletin/new']")
    assert browse(editor).get("/bulletin/new").status_code == 403
    expert = browse(keep(make_user, Role.EXPERT))
    assert expert.get(NEW).status_code == 403
