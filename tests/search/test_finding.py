"""Without an index the database answers: the same records, if not in the same order."""

from datetime import date

import pytest
from make import make_city, make_record, make_theme

from kb.db import db
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.search import finding, indexer
from kb.search.engine import Between, Everything, Order, Query, Some, Word
from kb.search.finding import find
from kb.search.query import parse

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def records():
    make_city()
    make_theme()
    facts = {"city": "rizhao", "tags": ["共建"], "themes": ["灵活用工"], "year": 2024}
    made = {
        "lab": make_record(Project, title="海洋牧场实验室 Marine", **facts),
        "study": make_record(Outcome, title="零工市场研究", summary="灵活用工 100%_", year=2022),
    }
    db.session.commit()
    return {record.id: name for name, record in made.items()}


@pytest.fixture(params=["database", "index"])
def ask(request, app, records):
    """`ask(words, ...)`: the names of what is found, by the database and by the index alike."""
    index = app.extensions["kb_site"].index
    if request.param == "index":
        indexer.catch_up(index)

    def run(words="", **given):
        node = parse(words) if isinstance(words, str) and words else words or Everything()
        found = find(index, Query(node, None, **given), None)
        assert found.degraded == (request.param == "database")
        assert found.total == len(found.ids)
        return {records[number] for number in found.ids}

    return run


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", {"lab", "study"}),
        ("海洋", {"lab"}),
        ("marine", {"lab"}),
        ("海洋 OR 零工", {"lab", "study"}),
        ("海洋 AND 零工", set()),
        ("NOT 海洋", {"study"}),
        ('"零工市场"', {"study"}),
        ("没有的词语", set()),
    ],
)
def test_words_find_the_same_records(ask, words, names):
    assert ask(words) == names


def test_as_many_words_as_are_enough_find_the_same_records(ask):
    words = tuple(map(Word, ("海洋", "牧场", "零工")))
    assert ask(Some(words)) == {"lab", "study"}
    assert ask(Some(words, minimum=2)) == {"lab"}


def test_years_and_days_from_one_to_another_find_the_same_records(ask):
    today = date.today().toordinal()
    assert ask(Between("year", 2023, 2030)) == {"lab"}
    assert ask(Between("year", 0, 9999)) == {"lab", "study"}
    assert ask(Between("day", 0, today + 2)) == {"lab", "study"}
    assert ask(Between("day", 0, today - 400)) == set()
    assert ask(Between("day", -1, 10**7)) == {"lab", "study"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "project"),
        ("city", "rizhao"),
        ("year", "2024"),
        ("tag", "共建"),
        ("theme", "灵活用工"),
        ("trait", "stage=reserve"),
    ],
)
def test_every_filter_narrows_to_the_same_records(ask, name, value):
    assert ask(filters={name: frozenset({value})}) == {"lab"}
    assert ask(filters={name: frozenset({value, "nothing"})}) == {"lab"}
    assert ask(filters={name: frozenset({"nothing"})}) == set()


@pytest.mark.parametrize("order", Order)
def test_every_order_shows_all(ask, order):
    assert ask(order=order) == {"lab", "study"}


@pytest.mark.parametrize("words", ["%", "_", "100%", "\\"])
def test_signs_of_the_database_are_only_signs(app, records, words):
    index = app.extensions["kb_site"].index
    found = find(index, Query(parse(words)), None)
    assert {records[number] for number in found.ids} <= {"lab", "study"}


@pytest.mark.parametrize("indexed", [True, False])
def test_facets_count_what_words_and_the_other_filters_leave(app, records, indexed):
    index = app.extensions["kb_site"].index
    if indexed:
        indexer.catch_up(index)
    filters = {"year": frozenset({"2024"})}
    query = Query(parse("海洋 OR 零工"), None, filters, facets=("kind", "city", "year"))
    facets = find(index, query, None).facets
    assert {name: dict(values) for name, values in facets.items()} == {
        "kind": {"project": 1},
        "city": {"rizhao": 1},
        "year": {"2024": 1, "2022": 1},
    }


@pytest.fixture
def many(app, monkeypatch):
    """`ask(words, filters)`: what is found where two records with every word are enough."""
    monkeypatch.setattr(finding, "ENOUGH", 2)
    index = app.extensions["kb_site"].index
    for title in ("海洋牧场 零工", "海洋牧场 零工 二", "海洋牧场"):
        make_record(Project, title=title)
    make_record(Outcome, title="海洋的零工")
    db.session.commit()
    indexer.catch_up(index)

    def ask(filters=None, scope=None):
        query = Query(parse("海洋 牧场 零工"), None, filters or {}, ("kind",))
        return find(index, query, None, scope or {})

    return ask


def test_where_enough_records_hold_every_word_those_with_some_are_left_out(many):
    assert many().total == 2
    assert dict(many().facets["kind"]) == {"project": 2}


def test_where_few_hold_every_word_those_with_some_are_found_too(many, monkeypatch):
    monkeypatch.setattr(finding, "ENOUGH", 3)
    assert many().total == 4


def test_choosing_a_value_shows_as_many_as_it_counts(many):
    chosen = {"kind": frozenset({"project"})}
    assert many(chosen).total == 2
    assert many({"kind": frozenset({"outcome"})}).total == 0


def test_a_library_of_its_own_is_asked_for_itself(many):
    outcomes = {"kind": frozenset({"outcome"})}
    assert many(outcomes, scope=outcomes).total == 1
