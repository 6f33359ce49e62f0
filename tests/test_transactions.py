"""One transaction a request: all of it or nothing, and no change of anybody is lost."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest
from flask import Blueprint, abort, g
from make import make_city, make_record, make_user
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from kb.alliance.cities import City
from kb.db import db
from kb.errors import DomainError
from kb.libraries.projects import Project
from kb.publishing.numbering import NumberSeries
from kb.web.access import public


@pytest.fixture
def site(app):
    """The site with views that add a city and then answer as they are told."""
    bp = Blueprint("made", __name__)

    @bp.route("/adds/<how>", methods=["GET", "POST", "PUT", "DELETE"])
    @public
    def adds(how: str):
        make_city()
        if how == "late":
            db.session.add(City(slug="rizhao", name="二", name_en="", position=9))
            return "fails at the commit"
        if how == "kept":
            g.keep_changes = True
            return "sorry", 422
        if how == "rule":
            raise DomainError("so not")
        if how == "bug":
            raise RuntimeError("bug")
        return ("done", int(how)) if int(how) < 400 or how == "422" else abort(int(how))

    app.register_blueprint(bp)
    return app


def number_of(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("how", ["200", "201", "204", "303"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_writing_method_that_succeeds_is_committed(site, method, how):
    site.test_client().open(f"/adds/{how}", method=method)
    assert number_of(site, City) == 1


@pytest.mark.parametrize("how", ["400", "403", "404", "409", "422", "500", "rule", "bug"])
def test_nothing_stays_of_what_ends_in_an_error(site, how):
    answer = site.test_client().post(f"/adds/{how}")
    assert answer.status_code >= 400
    assert number_of(site, City) == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_safe_method_never_writes(site, method):
    site.test_client().open("/adds/200", method=method)
    assert number_of(site, City) == 0


def test_what_must_be_remembered_of_a_failure_is_kept_when_the_view_says_so(site):
    assert site.test_client().post("/adds/kept").status_code == 422
    assert number_of(site, City) == 1


def test_a_conflict_that_only_the_commit_finds_is_told_as_one(site):
    answer = site.test_client().post("/adds/late")
    assert answer.status_code == 409
    assert number_of(site, City) == 0


def test_the_next_request_is_not_harmed_by_a_failed_one(site):
    browser = site.test_client()
    for how in ("late", "bug", "rule", "200"):
        browser.post(f"/adds/{how}")
    assert number_of(site, City) == 1


def test_writers_at_once_lose_nothing(app, keep):
    keep(make_series)
    failed = []

    def count(turns):
        with app.app_context():
            for _turn in range(turns):
                row = select(NumberSeries).where(NumberSeries.prefix == "XX").with_for_update()
                db.session.scalar(row).last += 1
                db.session.commit()

    run_at_once([lambda: count(50)] * 4, failed)
    assert failed == []
    with app.app_context():
        assert db.session.scalar(select(NumberSeries.last)) == 200


def make_series():
    row = NumberSeries(prefix="XX", year=2026, last=0)
    db.session.add(row)
    return row


def test_of_two_who_change_one_record_the_second_is_told(app, keep):
    made = keep(make_record, Project)
    with app.app_context():
        mine = db.session.get(Project, made.id)
        db.session.expunge(mine)
        db.session.get(Project, made.id).title = "别人的"
        db.session.commit()
        db.session.expunge_all()
        db.session.add(mine)
        mine.title = "我的"
        with pytest.raises(StaleDataError):
            db.session.commit()
        db.session.rollback()
        assert db.session.scalar(select(Project.title)) == "别人的"


def test_numbers_given_at_once_are_all_different(app, keep):
    author = keep(make_user)
    keep(make_record, Project)
    failed = []

    def publish():
        with app.app_context():
            for _turn in range(10):
                make_record(Project, db.session.merge(author, load=True))
                db.session.commit()

    run_at_once([publish] * 3, failed)
    assert failed == []
    with app.app_context():
        numbers = db.session.scalars(select(Project.number)).all()
    assert len(set(numbers)) == len(numbers) == 31


def run_at_once(works, failed):
    """Each in a thread of its own; what they raise is put into `failed`."""

    def guarded(work):
        try:
            work()
        except (IntegrityError, StatementError, StaleDataError) as error:
            failed.append(error)

    threads = [Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_naive_time_is_refused(context):
    with pytest.raises(StatementError, match="naive"):
        make_user(created_at=datetime(2026, 11, 12, 9, 0))


def test_an_instant_comes_back_as_the_same_instant_in_utc(app, keep):
    shanghai = datetime(2026, 11, 12, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    made = keep(make_user, created_at=shanghai)
    assert made.created_at == shanghai
    assert made.created_at.tzinfo is UTC
