"""Work in the background: done once, tried again, never lost with the process that had it."""

import threading
from datetime import time, timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import select

from kb.clock import local, utcnow
from kb.db import db
from kb.errors import Conflict
from kb.jobs import queue, worker
from kb.jobs.queue import LEASE, PAUSES, Job, JobState, enqueue

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def done():
    """Payloads that the handler `note` has seen."""
    return []


@pytest.fixture
def handlers(done):
    def fail(payload, progress):
        done.append(payload)
        raise ValueError("没有这样的文件")

    return {"note": lambda payload, progress: done.append(payload), "fail": fail}


def only():
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def test_a_job_is_done_once_and_stays_on_the_list(handlers, done):
    enqueue("note", {"record": 7})
    db.session.commit()
    assert worker.work_once(handlers)
    assert not worker.work_once(handlers)
    assert done == [{"record": 7}]
    assert (only().state, only().tries) == (JobState.DONE, 1)


def test_what_is_rolled_back_is_never_done(handlers, done):
    enqueue("note", {})
    db.session.rollback()
    assert not worker.work_once(handlers)
    assert done == []


def test_work_with_a_key_does_not_wait_twice(handlers, done):
    assert enqueue("note", {}, key="record-7") is enqueue("note", {}, key="record-7")
    db.session.commit()
    worker.work_once(handlers)
    enqueue("note", {}, key="record-7")
    db.session.commit()
    assert worker.work_once(handlers)
    assert len(done) == 2


def test_a_delayed_job_waits(handlers):
    enqueue("note", {}, delay=timedelta(hours=1))
    db.session.commit()
    assert not worker.work_once(handlers)


def test_a_failing_job_is_tried_again_later_and_at_last_reported(handlers, done):
    enqueue("fail", {})
    db.session.commit()
    for pause in PAUSES:
        worker.work_once(handlers)
        job = only()
        assert job.state is JobState.WAITING
        assert pause - timedelta(minutes=1) < job.due_at - utcnow() <= pause
        job.due_at = utcnow()
        db.session.commit()
    worker.work_once(handlers)
    assert only().state is JobState.FAILED
    assert "没有这样的文件" in only().problem
    assert len(done) == len(PAUSES) + 1


def test_a_name_that_nobody_handles_fails_as_well(handlers):
    enqueue("unknown", {})
    db.session.commit()
    assert worker.work_once(handlers)
    assert "unknown" in only().problem


def test_what_a_failing_job_wrote_is_taken_back():
    def write_and_fail(payload, progress):
        enqueue("note", {})
        raise ValueError

    enqueue("both", {})
    db.session.commit()
    worker.work_once({"both": write_and_fail})
    assert only().name == "both"


def test_an_administrator_tries_again():
    job = enqueue("note", {})
    with pytest.raises(Conflict):
        queue.retry(job)
    job.state, job.tries, job.ended_at = JobState.FAILED, 5, utcnow()
    queue.retry(job)
    assert (job.state, job.tries, job.ended_at) == (JobState.WAITING, 0, None)


def test_a_job_whose_process_died_is_taken_over_after_its_lease(handlers, done):
    enqueue("note", {"record": 1})
    db.session.commit()
    assert queue.take() is not None
    db.session.rollback()
    assert not worker.work_once(handlers), "leased to the process that died"
    only().due_at -= LEASE
    db.session.commit()
    assert worker.work_once(handlers)
    assert done == [{"record": 1}]
    assert only().tries == 2


def test_progress_is_seen_by_others_and_keeps_the_lease(app):
    seen = []

    def slow(payload, progress):
        progress(3, 10)
        with app.app_context():
            job = db.session.scalars(select(Job)).one()
            seen.append((job.done, job.total, job.due_at))

    enqueue("slow", {})
    db.session.commit()
    before = utcnow() + LEASE
    worker.work_once({"slow": slow})
    assert seen[0][:2] == (3, 10)
    assert seen[0][2] >= before - timedelta(seconds=1)


def test_old_work_is_forgotten_and_failures_are_not(handlers):
    for state in (JobState.DONE, JobState.FAILED):
        job = enqueue("note", {})
        job.state, job.ended_at = state, utcnow() - queue.KEPT - timedelta(days=1)
    enqueue("note", {})
    db.session.commit()
    worker.work_once(handlers)
    states = set(db.session.scalars(select(Job.state)))
    assert states == {JobState.DONE, JobState.FAILED}
    assert len(db.session.scalars(select(Job)).all()) == 2


def test_the_worker_works_until_told_to_stop(app):
    stop, done = threading.Event(), threading.Event()
    enqueue("note", {})
    db.session.commit()
    handlers = {"note": lambda payload, progress: done.set()}
    thread = threading.Thread(target=worker.work, args=(handlers, app.app_context, stop))
    thread.start()
    assert done.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_daily_work_waits_for_its_time_once(handlers, done):
    daily = {"note": time(8)}
    first = queue.ensure_daily("note", time(8))
    assert queue.ensure_daily("note", time(8)) is first
    assert local(first.due_at).strftime("%H:%M:%S") == "08:00:00"
    assert timedelta(0) < first.due_at - utcnow() <= timedelta(days=1)
    first.due_at = utcnow()
    db.session.commit()
    assert worker.work_once(handlers, daily)
    assert not worker.work_once(handlers, daily)
    assert done == [{}]
    waiting = db.session.scalars(select(Job).where(Job.state == JobState.WAITING)).one()
    assert waiting.due_at > utcnow()


def test_daily_work_that_fails_does_not_end_the_days(handlers):
    queue.ensure_daily("fail", time(8)).due_at = utcnow()
    db.session.commit()
    worker.work_once(handlers, {"fail": time(8)})
    assert len(db.session.scalars(select(Job).where(Job.state == JobState.WAITING)).all()) == 2


def test_the_worker_plans_its_days_when_it_starts(app):
    stop = threading.Event()
    words = ({}, app.app_context, stop, {"note": time(8)})
    thread = threading.Thread(target=worker.work, args=words)
    thread.start()
    end = monotonic() + 10
    while not (planned := db.session.scalars(select(Job)).all()) and monotonic() < end:
        db.session.rollback()
        sleep(0.02)
    stop.set()
    thread.join(10)
    assert [job.name for job in planned] == ["note"]


def test_a_job_that_is_done_keeps_nothing_of_what_it_carried(handlers, done):
    enqueue("note", {"to": "wang@example.cn", "text": "/reset/geheim"})
    db.session.commit()
    assert worker.work_once(handlers)
    assert done
    assert only().payload == {}


def test_of_two_who_want_the_same_at_once_none_fails(app, monkeypatch):
    """On a database where two write at once, neither sees the other's job before it is there."""
    first = enqueue("note", {"record": 7}, key="note-7")
    db.session.commit()
    real, asked = db.session.scalar, []

    def blind_once(*given, **more):
        asked.append(given)
        return None if len(asked) == 1 else real(*given, **more)

    monkeypatch.setattr(type(db.session), "scalar", lambda _self, *g, **m: blind_once(*g, **m))
    assert enqueue("note", {"record": 7}, key="note-7").id == first.id


def test_a_job_that_ends_its_process_each_time_is_given_up_in_the_end():
    enqueue("note", {})
    db.session.commit()
    for _time in range(len(PAUSES) + 1):
        assert queue.take() is not None
        only().due_at = utcnow() - LEASE
        db.session.commit()
    assert queue.take() is None
    assert only().state is JobState.FAILED
