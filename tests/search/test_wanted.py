"""What is wanted of an index stays wanted until it is done, whoever is ended in between."""

import shutil
import threading
from datetime import timedelta

import pytest
from click import ClickException
from make import make_record, make_user
from sqlalchemy import update

from kb import ENGINES
from kb.clock import utcnow
from kb.db import db
from kb.index_commands import carry_out
from kb.libraries.projects import Project
from kb.search import indexer, nodes, orders
from kb.search.engine import Everything, Query
from kb.search.index import Index
from kb.search.nodes import AWAY, SearchNode, Task


@pytest.fixture(params=ENGINES)
def index(request, tmp_path, app):
    """An index with one record."""
    made = Index(tmp_path / "index", request.param, ENGINES[request.param])
    with app.app_context():
        make_record(Project)
        db.session.commit()
        indexer.catch_up(made)
    return made


@pytest.fixture
def turn(context):
    """`turn(index)` is the first turn of a new indexer; `turn(index, stopped=True)` is ended in
    the middle of what it does.
    """

    def run(index, stopped=False):
        stop = threading.Event()
        with index.writing():
            keeper = indexer._Keeper(index, stop)
            if not stopped:
                keeper.turn()
                return
            stop.set()
            with pytest.raises(indexer.Stopped):
                keeper.turn()

    return run


def node(index):
    return db.session.get(SearchNode, nodes.here(index.folder), populate_existing=True)


def work(index):
    found = node(index)
    return found.wanted, found.doing


def ids(index):
    return set(index.engine().search(Query(Everything(), None, limit=100)).ids)


def back_after_long(index):
    """Another node has dropped this one, and taken the change that it does not know: its record."""
    long_ago = utcnow() - AWAY - timedelta(hours=1)
    db.session.execute(update(SearchNode).values(seen_at=long_ago))
    made = make_record(Project)
    db.session.commit()
    other = Index(index.folder.parent / "other", index.name, ENGINES[index.name])
    indexer.catch_up(other)
    nodes.drop_away(nodes.here(other.folder))
    nodes.sweep()
    return made.id


@pytest.mark.usefixtures("context")
class TestTheFirstComparison:
    def test_is_begun_again_when_it_was_stopped(self, index, turn):
        missed = back_after_long(index)
        turn(index, stopped=True)
        assert work(index) == (Task.COMPARE, None)
        assert missed not in ids(index)
        turn(index)
        assert missed in ids(index)
        assert work(index) == (None, None)

    def test_of_a_copied_folder_too(self, index, turn, tmp_path):
        shutil.copytree(index.folder, tmp_path / "copy" / index.name)
        missed = make_record(Project).id
        db.session.commit()
        indexer.catch_up(index)
        copy = Index(tmp_path / "copy", index.name, ENGINES[index.name])
        turn(copy, stopped=True)
        turn(copy)
        assert missed in ids(copy)

    def test_that_was_stopped_is_done_by_the_command_as_well(self, index, turn):
        missed = back_after_long(index)
        turn(index, stopped=True)
        indexer.catch_up(index)
        assert missed in ids(index)
        assert work(index) == (None, None)

    def test_is_kept_when_the_command_is_interrupted(self, index, turn, monkeypatch):
        missed = back_after_long(index)
        with monkeypatch.context() as killed:
            killed.setattr(indexer, "compare", interrupted)
            with pytest.raises(KeyboardInterrupt):
                indexer.catch_up(index)
        turn(index)
        assert missed in ids(index)

    def test_is_not_wanted_of_an_index_that_was_just_built(self, index):
        assert work(index) == (None, None)
        assert node(index).compared_at is None


@pytest.mark.usefixtures("context")
class TestAnOrder:
    @pytest.mark.parametrize(
        ("running", "ordered"), [(Task.COMPARE, Task.REBUILD), (Task.REBUILD, Task.COMPARE)]
    )
    def test_given_while_another_runs_is_kept(self, index, turn, monkeypatch, running, ordered):
        done = getattr(indexer, running.value)

        def with_an_order(*given):
            nodes.note(nodes.here(index.folder), wanted=ordered)
            return done(*given)

        nodes.note(nodes.here(index.folder), wanted=running)
        monkeypatch.setattr(indexer, running.value, with_an_order)
        turn(index)
        assert work(index) == (ordered, None)
        turn(index)
        assert work(index) == (None, None)

    @pytest.mark.parametrize("there", [{"wanted": Task.REBUILD}, {"doing": Task.REBUILD}])
    def test_of_the_command_is_refused_while_it_is_at_work(self, index, there):
        nodes.note(nodes.here(index.folder), seen_at=utcnow(), **there)
        refused = pytest.raises(ClickException, match="at work already \\(rebuild\\)")
        with index.writing(), refused:
            carry_out(index, Task.COMPARE)
        assert {name: getattr(node(index), name) for name in there} == there

    def test_that_was_carried_out_by_the_command_is_done(self, index):
        nodes.note(nodes.here(index.folder), wanted=Task.COMPARE)
        carry_out(index, Task.COMPARE)
        assert work(index) == (None, None)

    def test_may_be_given_after_a_kill_in_the_middle_of_work(self, index, turn):
        nodes.note(nodes.here(index.folder), doing=Task.REBUILD)
        turn(index)
        assert work(index) == (None, None)
        orders.order(node(index), Task.COMPARE, make_user())

    def test_may_be_given_when_the_command_was_the_next(self, index):
        nodes.note(nodes.here(index.folder), doing=Task.COMPARE)
        indexer.catch_up(index)
        assert work(index) == (None, None)


def interrupted(*given):
    raise KeyboardInterrupt
