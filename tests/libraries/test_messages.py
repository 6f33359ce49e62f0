"""Visitors write to an expert; only the expert reads it, and addresses stay where they belong."""

import pytest
from make import make_expert, make_record
from sqlalchemy import func, select

from kb.db import db
from kb.jobs.queue import Job
from kb.libraries import visits
from kb.libraries.experts import CLOSED, Expert
from kb.libraries.messages import ExpertMessage
from kb.publishing.events import Event
from kb.publishing.notices import Notice

LETTER = {"name": "王敏", "mail": "wang@example.cn", "text": "请问怎样合规共享用工？"}


@pytest.fixture
def page(expert):
    return f"/libraries/experts/{expert.number}/write"


def stored(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(ExpertMessage.id)))


def test_the_expert_is_told_and_reads_it(app, browse, own, page):
    assert browse().post(page, LETTER).status_code == 303
    with app.app_context():
        assert Event.MESSAGE in db.session.scalars(select(Notice.event)).all()
        mail = db.session.scalar(select(Job).where(Job.name == "mail")).payload
        assert LETTER["text"] not in mail["text"]
        assert "/my/expert/messages" in mail["text"]
    inbox = own.page("/my/expert/messages")
    assert LETTER["text"] in inbox.text
    own.post(inbox.select_one("article form")["action"])
    assert own.page("/my/expert/messages").select_one("article form") is None


def test_nobody_learns_the_experts_address(app, browse, expert, page):
    with app.app_context():
        email = db.session.get(Expert, expert.id).author.email
    for answer in (browse().get(page), browse().post(page, LETTER, follow_redirects=True)):
        assert answer.status_code == 200
        assert email not in answer.text


def test_staff_see_how_many_and_not_what(browse, staff, expert, page):
    browse().post(page, LETTER)
    shown = browse(staff).page(f"/libraries/experts/{expert.number}")
    assert LETTER["text"] not in shown.text
    assert "站内留言数" in shown.text
    assert browse(staff).get("/my/expert/messages").status_code == 404


def test_another_expert_cannot_mark_it(app, browse, of, keep, page):
    browse().post(page, LETTER)
    with app.app_context():
        number = db.session.scalar(select(ExpertMessage.id))
    other = of(keep(make_expert))
    assert other.post(f"/my/expert/messages/{number}/read").status_code == 404


def test_the_same_letter_ten_times_is_one(app, browse, page):
    for _turn in range(10):
        assert browse().post(page, LETTER).status_code == 303
    assert stored(app) == 1


def test_what_programs_fill_in_is_thanked_for_and_forgotten(app, browse, page):
    assert browse().post(page, LETTER | {"homepage": "http://x"}).status_code == 303
    assert stored(app) == 0


def test_one_address_writes_only_so_often(app, browse, page, monkeypatch):
    monkeypatch.setitem(visits.MOST, visits.Sent.MESSAGE, 2)
    answers = [browse().post(page, LETTER | {"text": str(turn)}).status_code for turn in range(3)]
    assert answers == [303, 303, 429]
    assert stored(app) == 2


@pytest.mark.parametrize("wrong", [{"mail": "nobody"}, {"text": ""}, {"text": "长" * 2001}])
def test_a_letter_that_cannot_be_answered_is_not_taken(app, browse, page, wrong):
    assert browse().post(page, LETTER | wrong).status_code == 422
    assert stored(app) == 0


def test_who_has_left_is_not_written_to(browse, own, page):
    gone = dict.fromkeys(CLOSED, "secretariat") | {"availability": "left", "max_load": "0"}
    own.post("/my/expert/showing", gone)
    assert browse().get(page).status_code == 404
    assert browse().post(page, LETTER).status_code == 404


def test_drafts_and_records_of_the_secretariat_are_not_written_to(browse, keep, park):
    draft = keep(make_expert, published=False)
    entered = keep(make_record, Expert)
    for address in (f"draft-{draft.id}", entered.number, "ZJ-1999-0001"):
        assert browse().post(f"/libraries/experts/{address}/write", LETTER).status_code == 404
