"""Nodes: each index takes every change once, in whatever order the changes are committed."""

import random
import shutil
import threading
from datetime import timedelta

import pytest
from make import make_record
from sqlalchemy import func, insert, select, text, update

from kb.clock import utcnow
from kb.db import db
from kb.libraries.projects import Project
from kb.search import feeding, indexer, library, nodes
from kb.search.changes import SearchChange
from kb.search.engine import Everything, Query
from kb.search.index import Index
from kb.search.nodes import AWAY, SearchNode, SearchTaken, Task
from kb.search.tantivy import TantivyEngine


@pytest.fixture
def open_node(tmp_path):
    """`open_node(name)`: the index of another machine on the same database."""
    return lambda name: Index(tmp_path / name, "tantivy", TantivyEngine)


@pytest.fixture
def two(app, open_node):
    """Two nodes that are up to date."""
    found = open_node("a"), open_node("b")
    with app.app_context():
        for index in found:
            indexer.catch_up(index)
    return found


def ids(index):
    return set(index.engine().search(Query(Everything(), None, limit=100)).ids)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.usefixtures("context")
class TestTwoNodes:
    def test_both_take_every_change_and_the_last_one_removes_it(self, two):
        made = make_record(Project)
        db.session.commit()
        indexer.catch_up(two[0])
        assert (ids(two[0]), ids(two[1])) == ({made.id}, set())
        assert count(SearchChange) > 0
        indexer.catch_up(two[0])
        assert ids(two[1]) == set(), "taking twice is not taking for another"
        indexer.catch_up(two[1])
        assert ids(two[1]) == {made.id}
        assert (count(SearchChange), count(SearchTaken)) == (0, 0)

    def test_one_that_joins_late_misses_nothing(self, two, open_node):
        made = make_record(Project)
        db.session.commit()
        for index in (*two, open_node("c")):
            indexer.catch_up(index)
            assert ids(index) == {made.id}
        assert count(SearchChange) == 0

    def test_one_that_stays_away_is_dropped_and_compared_when_it_comes_back(self, two):
        away = nodes.here(two[1].folder)
        gone, kept = make_record(Project), make_record(Project)
        db.session.commit()
        for index in two:
            indexer.catch_up(index)
        long_ago = utcnow() - AWAY - timedelta(hours=1)
        db.session.execute(update(SearchNode).where(SearchNode.id == away).values(seen_at=long_ago))
        db.session.delete(gone)
        new = make_record(Project)
        db.session.commit()
        indexer.catch_up(two[0])
        nodes.drop_away(nodes.here(two[0].folder))
        nodes.sweep()
        assert count(SearchChange) == 0, "nobody waits for it"
        indexer.catch_up(two[1])
        assert ids(two[1]) == {kept.id, new.id} == ids(two[0])

    def test_a_copied_folder_is_a_node_of_its_own_and_is_compared(self, two, open_node, tmp_path):
        made = make_record(Project)
        db.session.commit()
        shutil.copytree(tmp_path / "a", tmp_path / "copy")
        indexer.catch_up(two[0])
        copy = open_node("copy")
        indexer.catch_up(copy)
        assert ids(copy) == {made.id}
        assert count(SearchNode) == 3

    def test_what_ends_an_embargo_waits_for_its_hour_on_every_node(self, two):
        made = make_record(Project)
        db.session.commit()
        for index in two:
            indexer.catch_up(index)
        later = utcnow() + timedelta(hours=1)
        db.session.execute(insert(SearchChange).values(record_id=made.id, due_at=later))
        db.session.commit()
        for index in two:
            assert indexer.catch_up(index) == 0
        assert count(SearchChange) == 1


def test_a_change_committed_behind_a_later_one_is_not_skipped(app, two):
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("writers come one after the other there")
        early, late = make_record(Project), make_record(Project)
        db.session.commit()
        for index in two:
            indexer.catch_up(index)
        slow, quick = db.engine.connect(), db.engine.connect()
        for connection, record, title in ((slow, early, "先写"), (quick, late, "后写")):
            change = insert(SearchChange).values(record_id=record.id, due_at=utcnow())
            connection.execute(change)
            named = text("UPDATE record SET title = :title WHERE id = :id")
            connection.execute(named, {"title": title, "id": record.id})
        quick.commit()
        assert [indexer.catch_up(index) for index in two] == [1, 1]
        slow.commit()
        assert [indexer.catch_up(index) for index in two] == [1, 1], "its number is smaller"
        assert count(SearchChange) == 0
        slow.close()
        quick.close()


def test_two_writers_and_two_nodes_at_once_lose_nothing(app, two):
    stop, made, problems = threading.Event(), [], []

    def write(seed):
        pauses = random.Random(seed)
        for _turn in range(15):
            with app.app_context():
                record = make_record(Project)
                db.session.flush()
                if db.engine.dialect.name != "sqlite":
                    stop.wait(pauses.random() / 20)
                db.session.commit()
                made.append(record.id)

    def follow(index):
        try:
            with app.app_context():
                while not stop.is_set():
                    indexer.catch_up(index)
                    stop.wait(0.02)
                indexer.catch_up(index)
        except BaseException as problem:
            problems.append(problem)

    followers = [threading.Thread(target=follow, args=(index,)) for index in two]
    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(2)]
    for thread in (*followers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in followers:
        thread.join(60)
    assert problems == []
    assert ids(two[0]) == ids(two[1]) == set(made)
    assert len(made) == 30
    with app.app_context():
        nodes.sweep()
        assert count(SearchChange) == 0


def test_two_servers_of_one_folder_are_one_node(app, open_node):
    with app.app_context():
        first = nodes.join(open_node("a").folder)
        again = nodes.join(open_node("a").folder)
        assert first == again
        assert nodes.wanted(first) is Task.COMPARE


def test_changes_are_found_while_a_rebuild_runs_and_after_it(app, open_node, monkeypatch):
    monkeypatch.setattr(library, "BATCH", 1)
    with app.app_context():
        index = open_node("a")
        gone, *kept = (make_record(Project).id for _turn in range(3))
        db.session.commit()
        indexer.catch_up(index)
        found = []

        def step(_written):
            found.append(ids(index))
            if len(found) == 1:
                db.session.delete(db.session.get(Project, gone))
                db.session.commit()

        feeding.rebuild(index, step)
        assert found == [{gone, *kept}, {*kept}, {*kept}]
        assert ids(index) == {*kept}
