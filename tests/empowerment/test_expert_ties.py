"""Ties: the expert's own page, the secretariat's, and nobody else's."""

from datetime import timedelta

import pytest
from make import make_expert, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.libraries import leaving, own_data, personal
from kb.libraries.sealing import Seal
from kb.libraries.ties import ExpertTie
from kb.publishing.audit import AuditEvent

TIE = {"member": "rizhao-park", "unit": "", "nature": "担任顾问"}


@pytest.fixture
def person(keep, park):
    return keep(make_user, Role.EXPERT, name="陈林")


@pytest.fixture
def expert(keep, person):
    def make():
        return make_expert(user=db.session.merge(person))

    return keep(make)


def all_ties(app):
    with app.app_context():
        return list(db.session.scalars(select(ExpertTie).order_by(ExpertTie.id)))


def test_an_expert_declares_a_tie_and_ends_it(app, browse, person, expert):
    own = browse(person)
    assert own.post("/my/expert/ties", TIE).status_code == 303
    assert "担任顾问" in own.page("/my/expert/ties").text
    (tie,) = all_ties(app)
    assert (tie.member_slug, tie.declared_by_id) == ("rizhao-park", person.id)
    own.post(f"/my/expert/ties/{tie.id}/end")
    assert all_ties(app)[0].until == today()


def test_a_tie_that_has_not_begun_is_taken_out_when_it_ends(app, browse, person, expert):
    own = browse(person)
    own.post("/my/expert/ties", TIE | {"since": str(today() + timedelta(3))})
    own.post(f"/my/expert/ties/{all_ties(app)[0].id}/end")
    assert all_ties(app) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"member": ""},
        {"unit": "海洋集团"},
        {"nature": ""},
        {"since": "2026-02-02", "until": "2026-02-01"},
    ],
)
def test_what_cannot_be_stands_beside_the_field_and_is_kept(app, browse, person, expert, wrong):
    answer = browse(person).post("/my/expert/ties", TIE | wrong)
    assert answer.status_code == 422
    assert "field--wrong" in answer.text
    assert all_ties(app) == []


def test_the_secretariat_enters_what_it_knows_and_the_expert_reads_it(
    app, browse, staff, person, expert
):
    page = f"/libraries/experts/{expert.number}/ties"
    assert browse(staff).post(page, {"unit": "海洋集团", "nature": "股东"}).status_code == 303
    (tie,) = all_ties(app)
    own = browse(person)
    assert "海洋集团" in own.page("/my/expert/ties").text
    assert own.post(f"/my/expert/ties/{tie.id}/end").status_code == 403
    assert browse(staff).post(f"{page}/{tie.id}/end").status_code == 303
    assert all_ties(app)[0].until == today()


def test_nobody_else_reads_or_ends_a_tie(app, browse, keep, editor, person, expert):
    browse(person).post("/my/expert/ties", TIE)
    (tie,) = all_ties(app)
    page = f"/libraries/experts/{expert.number}"
    other = keep(make_expert)
    stranger = browse(keep(lambda: personal.of_record(db.session.merge(other)).user))
    assert stranger.post(f"/my/expert/ties/{tie.id}/end").status_code == 404
    assert browse(editor).get(f"{page}/ties").status_code == 403
    assert browse(editor).post(f"{page}/ties/{tie.id}/end").status_code == 403
    for reader in (None, editor, person):
        assert "担任顾问" not in browse(reader).get(page).text
        assert "担任顾问" not in browse(reader).get(f"/api/v1{page}").text


def test_the_audit_says_that_and_not_what(app, browse, person, expert):
    browse(person).post("/my/expert/ties", TIE)
    with app.app_context():
        (line,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "declare-tie"))
        assert line.detail == {}


def test_ties_are_in_the_download_and_go_when_the_person_is_erased(
    app, person, expert, staff, browse
):
    browse(person).post("/my/expert/ties", TIE)
    with app.app_context():
        user, who = db.session.merge(person), db.session.merge(staff)
        own = personal.of_user(user)
        held = own_data.collect(own, user, Seal("key"))
        assert held.sections["ties"][0]["nature"] == "担任顾问"
        leaving.ask(own, user)
        leaving.erase(own, who)
        db.session.commit()
    assert all_ties(app) == []
