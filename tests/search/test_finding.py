"""Without an index the database answers: the same records, if not in the same order."""

import pytest
from make import make_city, make_record, make_theme

from kb.db import db
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.search import indexer
from kb.search.engine import Everything, Order, Query
from kb.search.finding import find, nearer_text
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
        node = parse(words) if words else Everything()
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


def test_a_near_word_is_offered_only_when_it_finds_something(app, records):
    index = app.extensions["kb_site"].index
    indexer.catch_up(index)
    typed = parse("marinr")
    assert nearer_text(index, "marinr", Query(typed)) == "marine"
    assert nearer_text(index, "marinr", Query(typed, frozenset({"alliance"}))) is None
    elsewhere = {"kind": frozenset({"outcome"})}
    assert nearer_text(index, "marinr", Query(typed, filters=elsewhere)) is None


def test_without_an_index_no_near_word_is_offered(app, records):
    assert nearer_text(app.extensions["kb_site"].index, "marinr", Query(parse("marinr"))) is None
