"""Prepared statements answer as the ORM does, on every database."""

from datetime import timedelta

import pytest
from make import make_record
from sqlalchemy import Integer, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from kb.clock import utcnow
from kb.db import db
from kb.prepared import Prepared
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
    with pytest.raises(KeyError):
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
