"""What `/health/ready` looks at: database, migrations and index, each with its state."""

from alembic import command
from make import make_record

from kb.libraries.projects import Project
from kb.migrating import alembic_config


def test_a_whole_site_is_ready_and_says_how_much_it_knows(browse, keep, drain):
    keep(make_record, Project)
    drain()
    answer = browse().get("/health/ready")
    assert answer.status_code == 200
    assert "1 documents, 0 changes waiting" in answer.text


def test_without_an_index_the_site_is_ready_and_says_that_it_is_degraded(browse):
    answer = browse().get("/health/ready")
    assert answer.status_code == 200
    assert "degraded" in answer.text


def test_a_database_of_another_version_is_not_ready_but_the_process_lives(app, browse):
    with app.app_context():
        command.stamp(alembic_config(), "base")
    assert browse().get("/health/ready").status_code == 503
    assert browse().get("/health/live").status_code == 200
    with app.app_context():
        command.stamp(alembic_config(), "head")
