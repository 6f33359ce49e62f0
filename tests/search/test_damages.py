"""Whatever is done to the index on disk, readers are answered and it heals or says what to do."""

import os
import shutil
import threading
import time
from contextlib import contextmanager

import pytest
from make import make_record
from sqlalchemy import select

from benchmarks.harms import deleted, emptied, foreign, misled
from kb.db import db
from kb.libraries.projects import Project
from kb.search import feeding, indexer, nodes, state
from kb.search import index as folders
from kb.search.engine import EngineUnavailable, Everything, Query
from kb.search.index import Index, Locked
from kb.search.nodes import SearchNode, Task
from kb.search.state import Trouble
from kb.search.tantivy import TantivyEngine


@pytest.fixture
def index(app):
    return app.extensions["kb_site"].index


@pytest.fixture
def whole(app, index, keep):
    """An index with one record."""
    made = keep(make_record, Project)
    with app.app_context():
        indexer.catch_up(index)
    return made


def ids(index):
    return set(index.engine().search(Query(Everything(), None)).ids)


def troubles(index):
    return {trouble for trouble, _ in state.troubles(index, state.own_state(index))}


def shorten(file, size):
    """A shorter file in its place, not the same one cut off: a thread of Tantivy's own looks at an
    index that was just opened, and the system ends who reads behind the end of a mapped file.
    """
    shorter = file.with_name("shorter")
    shorter.write_bytes(file.read_bytes()[:size])
    os.replace(shorter, file)


@contextmanager
def shortened(folder):
    """Every file of the current index has lost its second half."""
    for file in [*(folder / (folder / "current").read_text()).iterdir()]:
        shorten(file, file.stat().st_size // 2)
    yield


@pytest.mark.parametrize("harm", [deleted, emptied, misled, shortened, foreign])
def test_a_damaged_index_fails_no_request_and_is_made_anew(app, browse, index, whole, harm):
    index.close()
    with harm(index.folder):
        assert browse().get("/search?q=园区").status_code == 200
        assert browse().get("/api/v1/search?q=园区").json["total"] == 1
        with app.app_context():
            assert Trouble.MISSING in troubles(index)
            indexer.catch_up(index)
            assert ids(index) == {whole.id}
            assert Trouble.MISSING not in troubles(index)
    assert browse().get("/api/v1/search?q=园区").json["degraded"] is False


def test_a_file_that_shrinks_under_a_reader_is_noticed_before_it_is_read(index, whole, monkeypatch):
    monkeypatch.setattr(folders, "LOOK", 0)
    reader = Index(index.folder.parent, "tantivy", TantivyEngine)
    assert ids(reader) == {whole.id}
    current = index.folder / (index.folder / "current").read_text()
    shorten(next(current.glob("*.store")), 0)
    for _turn in range(2):
        with pytest.raises(EngineUnavailable, match="truncated"):
            reader.engine()


def test_one_of_another_analysis_is_read_until_a_new_one_is_there(app, index, whole):
    current = index.folder / (index.folder / "current").read_text()
    file = current / "format.json"
    file.write_text(file.read_text().replace('"analysis": ', '"analysis": 9'))
    assert ids(index) == {whole.id}
    with app.app_context():
        assert troubles(index) >= {Trouble.OLD_FORMAT}
        with pytest.raises(EngineUnavailable):
            index.engine().write(put=(), delete=[whole.id])
        indexer.catch_up(index)
        assert Trouble.OLD_FORMAT not in troubles(index)
    assert ids(index) == {whole.id}


def test_leftovers_of_interrupted_rebuilds_are_removed(index, whole, monkeypatch):
    (index.folder / "0123").mkdir()
    (index.folder / "current.0123").write_text("0123")
    index.clear()
    assert (index.folder / "0123").exists(), "a swap was a moment ago"
    monkeypatch.setattr(folders, "GRACE", 0)
    index.clear()
    assert {path.name for path in index.folder.iterdir() if path.is_dir()} == {
        (index.folder / "current").read_text()
    }
    assert not (index.folder / "current.0123").exists()
    assert ids(index) == {whole.id}


def test_who_writes_notices_that_the_lock_was_removed(index, whole):
    with index.writing():
        index.still_held()
        (index.folder / "lock").unlink()
        with pytest.raises(EngineUnavailable, match="lock"):
            index.still_held()


def test_a_lock_that_another_holds_is_named(app, index, whole):
    with index.writing():
        with pytest.raises(Locked, match=str(os.getpid())), index.writing():
            pass
        with app.app_context():
            node = db.session.get(SearchNode, nodes.here(index.folder))
            db.session.delete(node)
            db.session.commit()
            assert state.troubles(index, None)[-1] == (Trouble.LOCKED, index.holder())


def test_a_folder_that_cannot_be_made_is_a_failure_that_is_told(app, index, whole):
    shutil.rmtree(index.folder)
    index.folder.write_text("in the way")
    stop = threading.Event()
    watcher = threading.Thread(target=indexer.watch, args=(index, app.app_context, stop))
    watcher.start()
    try:
        assert eventually(lambda: told(app, index))
        index.folder.unlink()
        assert eventually(lambda: found(index) == {whole.id})
    finally:
        stop.set()
        watcher.join(20)
    assert not watcher.is_alive()


def test_the_watcher_does_what_the_administrator_wants(app, index, whole):
    with app.app_context():
        node = nodes.here(index.folder)
        before = index.generation()
        nodes.note(node, wanted=Task.REBUILD)
    stop = threading.Event()
    watcher = threading.Thread(target=indexer.watch, args=(index, app.app_context, stop))
    watcher.start()
    try:
        assert eventually(lambda: index.generation() != before)
        assert eventually(lambda: wanted(app, node) is None)
    finally:
        stop.set()
        watcher.join(20)
    assert ids(index) == {whole.id}


def test_an_interrupted_rebuild_leaves_the_old_index_and_its_order(app, index, whole):
    stop = threading.Event()
    stop.set()
    with app.app_context(), index.writing():
        nodes.note(nodes.here(index.folder), wanted=Task.REBUILD)
        keeper = indexer._Keeper(index, stop)
        with pytest.raises(indexer.Stopped):
            keeper.turn()
        node = db.session.get(SearchNode, nodes.here(index.folder))
        assert (node.wanted, node.doing) == (Task.REBUILD, None)
    assert ids(index) == {whole.id}
    assert feeding.is_current(index)


def told(app, index):
    with app.app_context():
        return any(db.session.scalars(select(SearchNode.problem)))


def wanted(app, node):
    with app.app_context():
        return db.session.get(SearchNode, node).wanted


def found(index):
    try:
        return ids(index)
    except EngineUnavailable:
        return set()


def eventually(holds):
    end = time.monotonic() + 30
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
