"""The queue's page: for administrators, with what failed and the way to try it again."""

from datetime import timedelta

import pytest
from make import make_user

from kb.accounts.users import Role
from kb.clock import utcnow
from kb.db import db
from kb.jobs.queue import Job, JobState
from kb.portal.queue_page import NAMES


@pytest.fixture
def add(app):
    """`add(state=..., ...)` puts a job into the queue: its id."""

    def run(**given):
        with app.app_context():
            job = Job(**{"name": "mail", "payload": {"to": "geheim@example.cn"}} | given)
            db.session.add(job)
            db.session.commit()
            return job.id

    return run


def failed(add):
    return add(state=JobState.FAILED, tries=5, problem="SMTPError: 550", ended_at=utcnow())


def test_jobs_are_shown_with_what_went_wrong_and_not_with_what_they_carry(browse, staff, add):
    failed(add)
    add(state=JobState.RUNNING, done=3, total=1000, due_at=utcnow() + timedelta(minutes=5))
    page = browse(staff).page("/admin/jobs")
    assert "SMTPError: 550" in page.text
    assert "3 / 1,000" in page.text
    assert "geheim@example.cn" not in page.text
    assert "没有运行" not in page.text


def test_a_list_of_one_state(browse, staff, add):
    failed(add)
    add()
    rows = browse(staff).page("/admin/jobs?state=failed").select("tbody tr")
    assert len(rows) == 1
    assert len(browse(staff).page("/admin/jobs?state=nonsense").select("tbody tr")) == 2
    assert "目前没有" in browse(staff).page("/admin/jobs?state=done").text


def test_a_failed_job_is_tried_again(app, browse, staff, add):
    id = failed(add)
    form = browse(staff).page("/admin/jobs").select_one("tbody form")
    assert browse(staff).post(form["action"]).status_code == 303
    with app.app_context():
        assert db.session.get(Job, id).state is JobState.WAITING
    assert browse(staff).post(form["action"]).status_code == 409
    assert browse(staff).post("/admin/jobs/999/retry").status_code == 404


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.PARK_EDITOR])
def test_only_administrators_have_the_page(browse, keep, add, role):
    person = keep(make_user, role)
    assert browse(person).get("/admin/jobs").status_code == 403
    assert browse(person).post(f"/admin/jobs/{failed(add)}/retry").status_code == 403
    assert not browse(person).page("/my").select("a[href='/admin/jobs']")


def test_a_worker_that_does_not_run_is_noticed_here_and_in_the_health(browse, staff, add):
    add(due_at=utcnow() - timedelta(minutes=3))
    assert "没有运行" in browse(staff).page("/admin/jobs").text
    queue = browse().get("/health/ready").json["checks"]["queue"]
    assert "worker does not run: 1 waiting" in queue["detail"]
    assert browse().get("/health/ready").status_code == 200


def test_a_worker_that_is_busy_is_not_called_dead(browse, staff, add):
    add(due_at=utcnow() - timedelta(minutes=3))
    add(state=JobState.RUNNING, due_at=utcnow() + timedelta(minutes=4))
    assert "没有运行" not in browse(staff).page("/admin/jobs").text


def test_every_job_has_a_name_that_people_understand(app):
    assert set(app.extensions["kb_handlers"]) == set(NAMES)
