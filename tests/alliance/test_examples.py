"""Examples: what is made inside is remembered and goes with what hangs on it; nothing else goes."""

import pytest
from make import make_record, make_user
from make_governance import make_body, make_holding, make_seat
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.alliance import examples
from kb.alliance.bodies import Body, Holding, Seat
from kb.alliance.examples import ExampleRow
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing import audit
from kb.publishing.audit import AuditEvent
from kb.publishing.records import Record
from kb.publishing.revisions import Revision
from kb.search.changes import SearchChange


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_site_without_examples_loses_nothing(context):
    make_holding()
    before = [count(table) for table in (User, Body, Seat, Holding)]
    assert not examples.are_there()
    assert examples.clear() == 0
    assert [count(table) for table in (User, Body, Seat, Holding)] == before


def test_what_is_made_inside_goes_and_what_is_made_before_and_after_stays(context):
    before = make_seat(make_body())
    with examples.marked():
        made = make_seat(make_body())
    after = make_seat(make_body())
    assert examples.are_there()
    examples.clear()
    assert set(db.session.scalars(select(Seat.id))) == {before.id, after.id}
    assert made.id not in (before.id, after.id)
    assert count(ExampleRow) == 0


def test_what_hangs_on_an_example_goes_with_it(context):
    with examples.marked():
        seat = make_seat(make_body(slug="trial", name="示例机构"))
    user = make_user()
    make_holding(seat, user_id=user.id)
    examples.clear()
    assert (count(Seat), count(Holding)) == (0, 0)
    assert count(User) == 1


def test_a_real_record_stays_though_an_example_account_wrote_to_the_trail(context):
    with examples.marked():
        person = make_user(email="trial@example.invalid")
    own = make_record(Project)
    audit.log(person, "publish", own.title, own.id)
    examples.clear()
    assert db.session.scalar(select(Record.id)) == own.id


def test_the_trail_and_notices_of_an_example_are_not_inherited_by_the_next_row(context):
    real = make_user()
    with examples.marked():
        record = make_record(Project, real)
    number = record.id
    audit.log(real, "claim", record.title, number)
    db.session.flush()
    examples.clear()
    assert db.session.scalar(select(AuditEvent.id).where(AuditEvent.record_id == number)) is None


def test_search_is_told_of_records_that_go(context):
    with examples.marked():
        number = make_record(Project).id
    examples.clear()
    due = select(SearchChange.record_id).where(SearchChange.record_id == number)
    assert number in db.session.scalars(due).all()


def test_an_interrupted_example_remembers_nothing_of_what_comes_after(context):
    with pytest.raises(RuntimeError), examples.marked():
        raise RuntimeError
    make_seat(make_body())
    assert not examples.are_there()


def test_what_an_example_account_has_reviewed_stays_without_its_name(context):
    own = make_record(Project)
    with examples.marked():
        reviewer = make_user(email="trial@example.invalid")
    revision = db.session.scalar(select(Revision).where(Revision.record_id == own.id))
    revision.reviewer_id = reviewer.id
    db.session.flush()
    examples.clear()
    db.session.expire_all()
    assert (db.session.scalar(select(Record.id)), revision.reviewer_id) == (own.id, None)
