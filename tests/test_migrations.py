"""The migrations lead to the very tables that the models describe, and back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from make import make_record
from sqlalchemy import inspect, text

from kb.db import Base, db
from kb.libraries.outcomes import Outcome
from kb.migrating import alembic_config
from kb.publishing.records import Record

ELSEWHERE = {"saying"}
"""Tables that test modules add to the models for themselves."""


def ours(thing, name, kind, reflected, compared_to):
    return not (kind == "table" and name in ELSEWHERE)


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_every_migration_says_what_it_does():
    for script in ScriptDirectory.from_config(alembic_config()).walk_revisions():
        assert script.doc.strip()
        assert script.module.downgrade.__code__.co_code != script.module.upgrade.__code__.co_code


def test_upgrading_from_nothing_gives_what_the_models_say(context):
    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": ours}
        compared = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(compared, Base.metadata) == []


def test_a_database_with_records_in_it_goes_down_and_up_again(app, keep):
    keep(make_record, Outcome, tags=["共建"])
    with app.app_context():
        db.session.close()
        command.downgrade(alembic_config(), "base")
        with db.engine.connect() as connection:
            assert set(inspect(connection).get_table_names()) <= {"alembic_version"} | ELSEWHERE
        command.upgrade(alembic_config(), "head")
        assert db.session.query(Record).count() == 0


def test_people_and_records_survive_the_way_back_to_the_first_tables(app, keep):
    made = keep(make_record, Outcome, tags=["共建"])
    with app.app_context():
        command.downgrade(alembic_config(), "0001")
        command.upgrade(alembic_config(), "head")
        found = db.session.get(Outcome, made.id)
        assert (found.title, found.tags) == (made.title, ["共建"])
        assert found.author is not None


def test_upgrading_again_changes_nothing(app, keep):
    made = keep(make_record, Outcome)
    with app.app_context():
        command.upgrade(alembic_config(), "head")
        assert db.session.get(Outcome, made.id).title == made.title


@pytest.mark.parametrize("table", ["record_link", "revision", "record_tag"])
def test_what_hangs_on_a_record_goes_with_it(app, keep, table):
    made = keep(make_record, Outcome, tags=["共建"])
    with app.app_context():
        db.session.execute(text("DELETE FROM record WHERE id = :id"), {"id": made.id})
        db.session.commit()
        assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
