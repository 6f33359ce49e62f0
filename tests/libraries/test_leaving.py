"""An expert takes along what is held, takes everything back, and leaves no trace but a number."""

import io
import json
import zipfile

import pytest
from make import make_expert, make_record, make_user
from sqlalchemy import MetaData, select

from kb.accounts.users import Role, User
from kb.catalog import importing
from kb.db import db
from kb.libraries.kinds import EXPERTS
from kb.libraries.personal import ExpertPerson
from kb.office.workbooks import Line
from kb.publishing import workflow
from kb.publishing.records import Record
from kb.publishing.revisions import State, latest

NAME, PHONE, IDENTITY = "林海机密", "13812345678", "11010519491231002X"
LETTER = {"name": "王敏", "mail": "wang@example.cn", "text": "留言机密"}


@pytest.fixture
def expert(keep, park):
    def make():
        user = make_user(Role.EXPERT, name=NAME, email="lin@example.cn")
        return make_expert(user=user)

    return keep(make)


@pytest.fixture
def lived(browse, own, expert, staff):
    """An expert with contact data, a letter, and somebody who has looked."""
    own.post("/my/expert/contact", {"phone": PHONE, "identity": IDENTITY})
    browse().post(f"/libraries/experts/{expert.number}/write", LETTER)
    browse(staff).post(f"/libraries/experts/{expert.number}/reveal/phone")
    own.post("/my/expert/areas", {"name": "港口用工", "reason": "港口机密"})
    return f"/libraries/experts/{expert.number}"


def rows(app) -> str:
    """Everything in the database, as one text."""
    with app.app_context():
        tables = MetaData()
        tables.reflect(db.engine)
        found = [db.session.execute(select(table)).all() for table in tables.sorted_tables]
        return json.dumps([[list(map(str, row)) for row in one] for one in found])


def test_the_download_holds_everything(own, lived):
    answer = own.get("/my/expert/data.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        held = json.loads(archive.read("data.json"))
        page = archive.read("index.html").decode()
    assert held["account"]["email"] == "lin@example.cn"
    assert held["personal"] == {"phone": PHONE, "mail": "", "identity": IDENTITY}
    assert held["messages"][0]["text"] == LETTER["text"]
    assert held["suggestions"][0]["name"] == "港口用工"
    assert {"reveal", "submit", "publish"} <= {line["action"] for line in held["audit"]}
    assert len(held["revisions"]) == 2
    assert held["notices"]
    assert "password_hash" not in str(held)
    for text in (PHONE, LETTER["text"], NAME):
        assert text in page


def test_who_asks_for_deletion_is_gone_for_readers_at_once(browse, own, lived, drain):
    assert own.post("/my/expert/leave", {"sure": "y"}).status_code == 303
    drain()
    gone = browse().get(lived)
    assert gone.status_code == 410
    assert NAME not in gone.text
    for place in ("/libraries/experts", "/feed.atom", "/sitemap.xml", f"/search?q={NAME[:2]}"):
        assert lived not in browse().get(place).text, place
    assert browse().get(f"/api/v1{lived}").status_code == 410


def test_without_the_tick_nothing_happens(browse, own, lived):
    assert own.post("/my/expert/leave", {}).status_code == 422
    assert browse().get(lived).status_code == 200


def test_the_deletion_leaves_a_number_and_no_trace_of_the_person(
    app, browse, own, lived, expert, staff, drain
):
    own.post("/my/expert/leave", {"sure": "y"})
    form = browse(staff).page("/admin/experts").select_one("form[action*=erasures]")
    assert browse(staff).post(form["action"]).status_code == 303
    drain()
    held = rows(app)
    for text in (NAME, "lin@example.cn", "胶东人才研究院", "留言机密", "港口机密", "共享用工指南"):
        assert json.dumps(text)[1:-1] not in held, text
    assert expert.number in held
    assert browse().get(lived).status_code == 410
    with app.app_context():
        assert db.session.scalar(select(ExpertPerson)) is None
        assert db.session.scalar(select(User).where(User.email.like("deleted-%"))).active is False
    assert own.get("/my/expert").status_code == 303  # to sign in: the account is gone


def test_nobody_is_deleted_who_has_not_asked(browse, lived, expert, staff, editor):
    order = f"/admin/experts/erasures/{expert.id}"
    assert browse(editor).post(order).status_code == 403
    assert browse(staff).post(order).status_code == 409


def test_nothing_opens_again_behind_a_request_for_deletion(browse, own, lived):
    own.post("/my/expert/leave", {"sure": "y"})
    for page in ("profile", "showing", "contact"):
        assert own.get(f"/my/expert/{page}").status_code == 409
    assert own.post("/my/expert/submit").status_code == 409
    assert browse().get(lived).status_code == 410


def test_what_others_wrote_and_were_told_of_the_person_goes_too(
    app, browse, own, lived, expert, staff, keep, handed
):
    adviser, made = keep(make_user, Role.COUNCIL_MEMBER), keep(make_record, published=False)
    with app.app_context():
        person = db.session.scalar(select(ExpertPerson)).user_id
    desk, change = browse(staff), handed(expert)
    desk.post(f"/workbench/{change}/ask", {"adviser": adviser.id, "question": f"{NAME}可靠吗"})
    browse(adviser).post(f"/workbench/{change}/advice", {"comment": f"认识{NAME}"})
    other = handed(made)
    desk.post(f"/workbench/{other}/ask", {"adviser": person, "question": "如何"})
    own.post(f"/workbench/{other}/advice", {"comment": "可以"})
    desk.post(f"/drafts{lived}", {"form_key": "k1", "title": NAME})
    desk.post(f"/admin/accounts/{person}/unlock")
    keep(uploaded, staff)
    assert rows(app).count(json.dumps(NAME)[1:-1]) > 20
    own.post("/my/expert/leave", {"sure": "y"})
    assert desk.post(f"/admin/experts/erasures/{expert.id}").status_code == 303
    assert json.dumps(NAME)[1:-1] not in rows(app)


def uploaded(user):
    """A table with the person in it, which somebody has looked at."""
    lines = [Line(1, ["姓名"]), Line(2, [NAME])]
    return importing.receive(EXPERTS, db.session.merge(user), lines, "专家.xlsx")


@pytest.fixture
def handed(app):
    """`handed(record)` hands its newest version to the secretariat: the id of that version."""

    def run(made) -> int:
        with app.app_context():
            record = db.session.get(Record, made.id)
            author = record.author
            newest = latest(record)
            if newest.state is State.PUBLISHED:
                newest = workflow.save(record, author, newest.content)
            workflow.submit(record, author)
            db.session.commit()
            return newest.id

    return run
