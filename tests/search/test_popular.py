"""Popular searches: counted without telling of one person, suggested only where they lead."""

from datetime import date, timedelta

import pytest
from make import make_record, make_user
from sqlalchemy import create_engine, select, text

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.projects import Project
from kb.search import counting, popular
from kb.search.counting import SearchMark, countable
from kb.search.popular import PopularSearch

PAGE = "/admin/vocabulary/searches"
WORDS = "零工 市场"


@pytest.fixture
def people(keep):
    return [keep(make_user, Role.COUNCIL_MEMBER) for _ in range(3)]


@pytest.fixture
def ask(app, browse, monkeypatch):
    """`ask(person, words)`: somebody searches, and what was asked is written down at once."""
    monkeypatch.setattr(counting, "PAUSE", 0.0)

    def run(person, words=WORDS):
        answer = browse(person).get("/search", query_string={"q": words})
        answer.close()  # As a server does when it has sent it.
        assert answer.status_code == 200

    return run


@pytest.fixture
def gather(app):
    def run():
        with app.app_context():
            popular.gather(app.extensions["kb_site"].index)
            db.session.commit()

    return run


@pytest.fixture
def records(keep, drain):
    keep(make_record, Project, title="零工市场建设", body="公开的正文。")
    keep(make_record, Project, title="零工市场斑马名单", visibility="alliance")
    drain()


def suggested(browse, typed, person=None):
    found = browse(person).get("/suggest", query_string={"q": typed}).json["suggestions"]
    return [one["text"] for one in found if one["href"].startswith("/search?q=")]


def test_what_three_people_looked_for_is_suggested(browse, ask, people, gather, records):
    for person in people:
        ask(person)
    gather()
    for typed in ("零工", "linggong", "lgsc"):
        assert suggested(browse, typed) == [WORDS]


def test_one_person_never_makes_a_search_popular(browse, ask, people, gather, records):
    for _ in range(5):
        ask(people[0])
        ask(people[1])
        ask(None)
    gather()
    assert suggested(browse, "零工") == []


def test_three_people_in_different_weeks_are_not_three_in_one(
    browse, ask, people, gather, records, monkeypatch
):
    for week, person in enumerate(people):
        monday = date(2026, 11, 2) + timedelta(weeks=week)
        monkeypatch.setattr(counting, "this_week", lambda monday=monday: monday)
        ask(person)
    gather()
    assert suggested(browse, "零工") == []


def test_what_finds_nothing_for_everybody_is_not_suggested(browse, ask, people, gather, records):
    for person in people:
        ask(person, "斑马")
        ask(person, "无此词语")
    gather()
    assert suggested(browse, "斑马", people[0]) == suggested(browse, "无此") == []


def test_what_is_withdrawn_later_is_no_longer_suggested(
    app, browse, ask, people, gather, records, drain
):
    for person in people:
        ask(person)
    gather()
    with app.app_context():
        for record in db.session.scalars(select(Project)):
            record.visibility = "alliance"
        db.session.commit()
    drain()
    assert suggested(browse, "零工", people[0]) == []
    gather()
    with app.app_context():
        assert db.session.scalar(select(PopularSearch)) is None


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "138 1234 5678", "a@b.cn", "王", "零" * 31, '"零工"', "city:rizhao", "a OR b"],
)
def test_what_may_be_private_is_not_counted(typed):
    assert countable(typed) == ""


def test_spellings_of_the_same_words_count_as_one():
    assert countable("ＨＲ  零工市場") == countable("hr 零工市场") == "hr 零工市场"


def test_a_mark_tells_neither_who_asked_nor_what_else_they_asked(app, ask, people):
    for words in (WORDS, "直播带岗"):
        ask(people[0], words)
        ask(people[0], words)
    with app.app_context():
        rows = db.session.execute(select(SearchMark.words, SearchMark.mark)).all()
    assert {words for words, _mark in rows} == {WORDS, "直播带岗"}
    assert len({mark for _words, mark in rows}) == 2
    assert len(set(rows)) == 2


def test_the_marks_of_a_past_week_are_dropped(app, ask, people, gather, records, monkeypatch):
    monkeypatch.setattr(counting, "this_week", lambda: date(2026, 11, 2))
    for person in people:
        ask(person)
    gather()
    with app.app_context():
        assert db.session.scalar(select(SearchMark)) is None
        assert db.session.scalar(select(PopularSearch.words)) == WORDS


def test_what_cannot_be_written_down_is_forgotten(app, browse, ask, people, database):
    if not database.startswith("sqlite"):
        pytest.skip("elsewhere two may write at once")
    answer = browse(people[0]).get("/search", query_string={"q": WORDS})
    with create_engine(database).connect() as other:
        other.execute(text("BEGIN IMMEDIATE"))
        answer.close()
        other.rollback()
    with app.app_context():
        assert db.session.scalar(select(SearchMark)) is None
    ask(people[0])
    with app.app_context():
        assert db.session.scalar(select(SearchMark.words)) == WORDS


def test_the_secretariat_sees_them_and_keeps_one_from_being_suggested(
    browse, staff, ask, people, gather, records
):
    for person in people:
        ask(person)
    gather()
    page = browse(staff).page(PAGE)
    assert WORDS in page.text
    browse(staff).post(PAGE, {"words": WORDS})
    gather()
    assert suggested(browse, "零工") == []
    again = browse(staff).page(PAGE).select_one("form[action$='/allow']")["action"]
    browse(staff).post(again)
    assert suggested(browse, "零工") == [WORDS]


def test_words_that_nobody_asked_for_can_be_kept_away_beforehand(
    browse, staff, ask, people, gather, records
):
    browse(staff).post(PAGE, {"words": " 零工　市場 "})
    for person in people:
        ask(person)
    gather()
    assert suggested(browse, "零工") == []


@pytest.mark.parametrize("words", ["", "一", "字" * 31])
def test_what_is_no_search_is_refused_with_what_was_typed(browse, staff, words):
    answer = browse(staff).post(PAGE, {"words": words})
    assert answer.status_code == 422
    assert words in answer.text


def test_only_the_staff_care_for_them(browse, people):
    assert browse(people[0]).get(PAGE).status_code == 403
    assert browse(people[0]).post(PAGE, {"words": WORDS}).status_code == 403
    assert browse(people[0]).post(f"{PAGE}/1/allow").status_code == 403


def test_a_day_without_an_index_drops_no_suggestion(
    app, browse, ask, people, gather, records, tmp_path
):
    for person in people:
        ask(person)
    gather()
    (pointer,) = (tmp_path / "index").rglob("current")
    name = pointer.read_text()
    pointer.unlink()
    gather()
    pointer.write_text(name)
    assert suggested(browse, "零工") == [WORDS]


def test_others_write_while_the_round_searches(
    ask, people, gather, records, browse, database, monkeypatch
):
    if not database.startswith("sqlite"):
        pytest.skip("elsewhere two may write at once")
    parse = popular.parse

    def probe(words):
        with create_engine(database, connect_args={"timeout": 0.1}).connect() as other:
            other.execute(text("BEGIN IMMEDIATE"))
        return parse(words)

    for person in people:
        ask(person)
    monkeypatch.setattr(popular, "parse", probe)
    gather()
    assert suggested(browse, "零工") == [WORDS]
