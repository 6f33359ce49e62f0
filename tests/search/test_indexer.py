"""The index follows the database: from the same transaction, whatever fails in between."""

import shutil
import threading

import pytest
from make import make_record
from sqlalchemy import select

from kb.db import db, reading
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Record
from kb.search import feeding, indexer, library, nodes
from kb.search.changes import SearchChange
from kb.search.engine import EngineUnavailable, Everything, Query
from kb.search.query import parse


@pytest.fixture
def index(app):
    return app.extensions["kb_site"].index


@pytest.fixture
def found(index):
    """`found(words)`: the ids that the index knows for them."""
    return lambda words="": set(
        index.engine().search(Query(parse(words) if words else Everything(), None)).ids
    )


def changes():
    return set(db.session.scalars(select(SearchChange.record_id)))


@pytest.mark.usefixtures("context")
class TestChanges:
    def test_a_change_waits_in_the_same_transaction_and_goes_with_it(self):
        made = make_record(Project)
        assert changes() == {made.id}
        db.session.rollback()
        assert changes() == set()

    def test_every_step_that_readers_notice_leaves_a_change(self):
        made = make_record(Project)
        author = made.author
        steps = (
            lambda: workflow.withdraw(made, author, "更正"),
            lambda: workflow.restore(made, author),
            lambda: db.session.delete(made),
        )
        for step in steps:
            db.session.query(SearchChange).delete()
            step()
            db.session.flush()
            assert changes() == {made.id}

    def test_what_concerns_no_record_leaves_none(self, keep, staff):
        db.session.merge(staff).name = "改名"
        db.session.flush()
        assert changes() == set()


@pytest.mark.usefixtures("context")
class TestCatchingUp:
    def test_what_was_published_is_found_and_the_changes_are_gone(self, index, found):
        made = make_record(Project, title="海洋牧场")
        db.session.commit()
        indexer.catch_up(index)
        assert found("海洋牧场") == {made.id}
        assert changes() == set()
        assert indexer.waiting() == 0

    def test_a_draft_never_comes_into_the_index(self, index, found):
        make_record(Project, published=False)
        db.session.commit()
        indexer.catch_up(index)
        assert found() == set()

    def test_withdrawn_and_deleted_records_leave_it(self, index, found):
        gone, deleted, stays = (make_record(Project) for _turn in range(3))
        db.session.commit()
        indexer.catch_up(index)
        workflow.withdraw(gone, gone.author, "更正")
        db.session.delete(deleted)
        db.session.commit()
        indexer.catch_up(index)
        assert found() == {stays.id}

    def test_a_crash_after_writing_repeats_the_work_without_harm(self, index, found):
        made = make_record(Project)
        db.session.commit()
        indexer.catch_up(index)
        db.session.add(SearchChange(record_id=made.id))
        db.session.add(SearchChange(record_id=made.id + 1000))
        db.session.commit()
        indexer.catch_up(index)
        assert found() == {made.id}
        assert index.engine().count() == 1

    def test_a_failing_engine_leaves_the_changes_waiting(self, index):
        make_record(Project)
        db.session.commit()
        indexer.catch_up(index)
        waiting = make_record(Project)
        db.session.commit()
        (index.folder / "current").write_text("gone")
        with pytest.raises(EngineUnavailable):
            feeding.drain(index.engine(), nodes.join(index.folder))
        assert changes() == {waiting.id}

    def test_a_missing_or_damaged_index_is_built_anew(self, index, found):
        made = make_record(Project)
        db.session.commit()
        for harm in ("remove", "pointer", "format"):
            indexer.catch_up(index)
            folder = index.folder / (index.folder / "current").read_text()
            if harm == "remove":
                shutil.rmtree(index.folder)
            elif harm == "pointer":
                (index.folder / "current").write_text("../../etc")
            else:
                (folder / "format.json").write_text("{}")
            indexer.catch_up(index)
            assert found() == {made.id}, harm

    def test_progress_is_told_in_full(self, index):
        for _turn in range(3):
            make_record(Project)
        db.session.commit()
        steps = []
        feeding.rebuild(index, steps.append)
        assert sum(steps) == library.publishable() == 3


def test_what_changes_during_a_rebuild_is_found_after_it(app, index, found, keep):
    first = keep(make_record, Project)
    later = []

    def change(_written):
        if not later:
            later.append(keep(make_record, Project, title="后来者"))

    with app.app_context():
        feeding.rebuild(index, change)
        indexer.catch_up(index)
        assert found() == {first.id, later[0].id}
        assert found("后来者") == {later[0].id}


def test_readers_keep_their_answers_while_a_new_index_takes_the_place(app, index, found, keep):
    made = keep(make_record, Project)
    with app.app_context():
        feeding.rebuild(index)
        before = index.generation()
        with index.replacement() as engine:
            assert found() == {made.id}
            assert index.generation() == before
            engine.write(put=(), delete=())
        assert found() == set()
        assert index.generation() != before
    with index.replacement():
        pass
    kept = [path for path in index.folder.iterdir() if path.is_dir()]
    assert len(kept) == 2, "the current one, and the one that a reader may just be opening"


def test_a_rebuild_that_fails_leaves_the_old_index(app, index, found, keep):
    made = keep(make_record, Project)
    with app.app_context():
        feeding.rebuild(index)

        def fail(_written):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            feeding.rebuild(index, fail)
        assert found() == {made.id}
    with index.replacement():
        pass
    kept = [path for path in index.folder.iterdir() if path.is_dir()]
    assert len(kept) == 2, "the current one, and the one that a reader may just be opening"


def test_only_one_writes(index):
    busy = pytest.raises(EngineUnavailable, match="another process")
    with index.writing(), busy, index.writing():
        pass
    with index.writing():
        pass


def test_without_an_index_every_page_answers_and_says_so(app, browse, keep, tmp_path):
    keep(make_record, Project)
    for address in ("/", "/search?q=园区", "/libraries/projects", "/suggest?q=园", "/health/ready"):
        answer = browse().get(address)
        assert answer.status_code == 200, address
    assert browse().get("/api/v1/search?q=园区").json["degraded"] is True
    assert "degraded" in browse().get("/health/ready").text


def test_a_page_drawn_without_an_index_is_drawn_anew_when_it_is_there(browse, keep, drain):
    keep(make_record, Project)
    assert browse().get("/api/v1/search?q=园区").json["degraded"] is True
    drain()
    assert browse().get("/api/v1/search?q=园区").json["degraded"] is False


def test_the_watcher_finds_a_change_within_a_second_and_ends_when_told(app, index, keep):
    stop, found = threading.Event(), threading.Event()
    watcher = threading.Thread(target=indexer.watch, args=(index, app.app_context, stop))
    watcher.start()
    try:
        keep(make_record, Project, title="海洋牧场")
        for _turn in range(50):
            if (
                index.generation() != "none"
                and index.engine().search(Query(parse("海洋牧场"))).total
            ):
                found.set()
                break
            stop.wait(0.1)
    finally:
        stop.set()
        watcher.join(10)
    assert found.is_set()
    assert not watcher.is_alive()


def test_threads_that_read_do_not_disturb_the_one_that_writes(app, index, keep):
    made = keep(make_record, Project, title="海洋牧场")
    with app.app_context(), index.writing():
        indexer.catch_up(index)
    stop, problems = threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                assert index.engine().search(Query(parse("海洋牧场"))).ids == (made.id,)
            except BaseException as problem:  # A panic of the engine is no Exception.
                problems.append(problem)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    with app.app_context(), index.writing():
        for _turn in range(5):
            feeding.rebuild(index)
            with reading():
                again = library.documents(Record.id == made.id)
            index.engine().write(put=again, delete=())
    stop.set()
    for reader in readers:
        reader.join(10)
    assert problems == []
