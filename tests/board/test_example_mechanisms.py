"""The example of both mechanisms: through the site's own rules, marked, taken away whole."""

import pytest
from sqlalchemy import inspect, text

from kb.alliance import examples
from kb.board.programme.gathering import year_of
from kb.board.scoreboard.counts import ADOPTIONS, CONSULTATIONS, LINKS, tally
from kb.clock import today
from kb.db import db

KEPT = {"number_series", "site_version", "search_change", "job"}
"""Numbers are never given twice; the others say that something has happened."""


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["kb", *words])


def rows(app):
    """All rows of all tables as text."""
    with app.app_context():
        names = set(inspect(db.engine).get_table_names()) - KEPT
        return {
            name: sorted(map(repr, db.session.execute(text(f'SELECT * FROM "{name}"'))))
            for name in names
        }


def test_both_mechanisms_are_at_work_in_the_example_and_gone_without_it(app, run, browse):
    assert run("init").exit_code == 0
    before = rows(app)
    made = run("demo", "mechanisms")
    assert made.exit_code == 0, made.output
    with app.app_context():
        years = [today().year - 1, today().year]
        found = tally(years, None)
        counted = {what: sum(found.trend(what)) for what in (CONSULTATIONS, LINKS, ADOPTIONS)}
        assert counted == {CONSULTATIONS: 1, LINKS: 2, ADOPTIONS: 1}
        boards = [year_of(year, None) for year in years]
        assert sum(board.city_activities_done for board in boards) == 3
        assert examples.are_there()
    assert run("demo", "mechanisms").exit_code == 1
    for address in ("/scoreboard", f"/programme/{today().year}", "/matrix", "/lineage"):
        assert browse().get(address).status_code == 200
    assert run("demo", "clear").exit_code == 0
    assert rows(app) == before


def test_what_the_example_says_is_marked_as_one(app, run, browse):
    assert run("init").exit_code == 0
    assert run("demo", "mechanisms").exit_code == 0
    found = browse().get("/api/v1/search?q=错峰用工").json["records"]
    assert found
    assert all("示例" in each["title"] for each in found)
