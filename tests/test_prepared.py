"""Prepared statements answer as the ORM does, on every database."""

from datetime import timedelta

import pytest
from make import make_record
from sqlalchemy import Integer, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from kb.clock import utcnow
from kb.db import db
from kb.libraries.projects import Project
from kb.prepared import Prepared, PreparedRow
from kb.publishing.permissions import audiences, readable_to
from kb.publishing.records import Record, Visibility

pytestmark = pytest.mark.usefixtures("context")

FACTS = (Record.id, Record.title, Record.visibility, Record.published_at, Record.published_on)
ONE = select(*FACTS, Record.year.is_(None)).where(Record.id == bindparam("record", type_=Integer))


def rows(prepared, **given):
    return prepared.rows(db.session.connection(), **given)


def test_values_have_the_types_of_their_columns():
    record = make_record(visibility=Visibility.ALLIANCE)
    found = rows(Prepared(ONE), record=record.id)
    assert [tuple(row) for row in found] == [
        (record.id, record.title, Visibility.ALLIANCE, record.published_at, None, True)
    ]
    assert (found[0].title, found[0].visibility) == (record.title, Visibility.ALLIANCE)


def test_what_is_open_is_given_each_time():
    first, second = make_record(), make_record()
    prepared = Prepared(ONE)
    assert [rows(prepared, record=each.id)[0].id for each in (first, second)] == [
        first.id,
        second.id,
    ]
    with pytest.raises((KeyError, DBAPIError)):
        rows(prepared)


def test_the_time_is_that_of_asking():
    record = make_record()
    record.published_at = utcnow() + timedelta(hours=1)
    db.session.flush()
    prepared = Prepared(ONE.where(readable_to(audiences(None))))
    assert rows(prepared, record=record.id) == []
    record.published_at = utcnow()
    db.session.flush()
    assert [row.id for row in rows(prepared, record=record.id)] == [record.id]


def test_the_drivers_errors_are_those_of_all_other_statements():
    with pytest.raises(DBAPIError):
        rows(Prepared(select(text("nothing")).select_from(text("no_table"))))


def loaded(record):
    """As a request finds it, in a session that knows nothing yet."""
    number = record.number
    db.session.commit()
    db.session.expunge_all()
    return PreparedRow(Project, Project.number == bindparam("number")), number


def test_a_prepared_row_is_what_the_orm_would_have_loaded():
    row, number = loaded(make_record(title="零工市场", tags=["零工"]))
    found = row.one(db.session, number=number)
    names = [column.key for column in Project.__mapper__.column_attrs]
    seen = {name: getattr(found, name) for name in names}
    assert found in db.session
    assert found not in db.session.dirty
    assert (found.tags, found.author.id) == (["零工"], found.author_id)
    db.session.expunge_all()
    same = db.session.scalar(select(Project).where(Project.number == number))
    assert seen == {name: getattr(same, name) for name in seen}


def test_a_prepared_row_can_be_changed_and_is_the_one_that_is_known():
    row, number = loaded(make_record())
    found = row.one(db.session, number=number)
    found.source = "changed"
    assert row.one(db.session, number=number) is found
    db.session.commit()
    db.session.expunge_all()
    assert row.one(db.session, number=number).source == "changed"


def test_a_row_that_is_not_there_is_none():
    row, _number = loaded(make_record())
    assert row.one(db.session, number="XM-0000-0000") is None
