"""A whole site for each test: its own data folder, a migrated database, browsers, an indexer."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sparing
from alembic import command
from browser import Browser
from hypothesis import settings
from make import make_area, make_city, make_member, make_theme, make_user
from snapshots import spare_checks
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from kb import create_app
from kb.accounts.users import Role
from kb.db import Base, db
from kb.migrating import alembic_config
from kb.prepared import Prepared
from kb.search import indexer

POSTGRES = os.environ.get("KB_TEST_POSTGRES", "")
DATABASES = ["sqlite", "postgresql"] if POSTGRES else ["sqlite"]
if os.environ.get("KB_REQUIRE_POSTGRES") and not POSTGRES:
    raise SystemExit("KB_REQUIRE_POSTGRES is set: name a database in KB_TEST_POSTGRES")

# The same examples every time: a rare one that nobody has thought of must not stop a change that
# has nothing to do with it. Look for such with HYPOTHESIS_PROFILE=search.
settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("search")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


sparing.install()


def pytest_report_header() -> str:
    left_out = "" if POSTGRES else "; without PostgreSQL, as KB_TEST_POSTGRES names no database"
    return f"databases: {' and '.join(DATABASES)}{left_out}"


def pytest_collection_finish() -> None:
    sparing.settle()


def migrate(settings) -> None:
    app = create_app(settings)
    with app.app_context():
        command.upgrade(alembic_config(), "head")
        db.engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory) -> Path:
    """A migrated, empty database to copy."""
    folder = tmp_path_factory.mktemp("empty")
    migrate({"KB_INSTANCE": folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    return folder / "kb.db"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory, worker_id) -> Iterator[Engine]:
    """A migrated, empty database of this process of the tests."""
    name = f"kb_{worker_id}_{os.getpid()}"
    # No pool: a connection that is kept would hold the database when it is to be dropped.
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name).render_as_string(hide_password=False)
    migrate({"KB_INSTANCE": tmp_path_factory.mktemp("pg"), "KB_DATABASE_URL": url})
    engine = create_engine(url)
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    """Of this process: `gw0` under xdist, `main` without."""
    return getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]


@pytest.fixture(params=DATABASES)
def database(request, tmp_path, empty_sqlite) -> str:
    """The address of an empty, migrated database."""
    if request.param == "sqlite":
        shutil.copy(empty_sqlite, tmp_path / "kb.db")
        return f"sqlite:///{tmp_path / 'kb.db'}"
    engine = request.getfixturevalue("postgres")
    with engine.begin() as connection:
        empty(connection)
    return engine.url.render_as_string(hide_password=False)


def empty(connection) -> None:
    """Only what a test has filled, and row by row: to truncate makes new files for each table and
    each of its keys, which takes ten times as long as the few rows of a test.

    Of the database, not of the models: test modules add models of their own.
    """
    present = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    asking = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in present)
    if filled := connection.scalars(text(" UNION ALL ".join(asking))).all():
        spare_checks(connection)
        upwards = [table.name for table in reversed(Base.metadata.sorted_tables)]
        filled.sort(key=lambda name: upwards.index(name) if name in upwards else -1)
        connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in filled))
    used = "FROM pg_sequences WHERE last_value IS NOT NULL AND schemaname = 'public'"
    name = "format('%I.%I', schemaname, sequencename)::regclass"
    connection.execute(text(f"SELECT setval({name}, 1, false) {used}"))


@pytest.fixture
def app(tmp_path, database):
    made = create_app(
        {
            "KB_INSTANCE": tmp_path,
            "KB_DATABASE_URL": database,
            "KB_LOG_LEVEL": "ERROR",
            "WTF_CSRF_ENABLED": False,
        }
    )
    with made.app_context():
        sparing.share_statements(db.engine)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def context(app):
    """An application context, for tests of rules. Do not hold it around a request."""
    with app.app_context():
        yield


@pytest.fixture
def browse(app):
    """`browse(user)` is a signed-in browser, `browse()` a visitor's."""
    return lambda user=None: Browser(app, user)


@pytest.fixture
def keep(app):
    """`keep(make_user, ...)` makes a thing, commits it, and gives it with all it has loaded."""

    def run(make, *args, **given):
        with app.app_context():
            made = make(*args, **given)
            db.session.commit()
            db.session.refresh(made)
            db.session.expunge_all()
        return made

    return run


@pytest.fixture
def staff(keep):
    """An administrator."""
    return keep(make_user)


@pytest.fixture
def editor(keep, park):
    """A park editor of the park."""
    return keep(make_user, Role.PARK_EDITOR, member=park.slug)


@pytest.fixture
def park(keep):
    """A member in a city; beside it a theme and an area, so that every form can be filled in."""
    keep(make_theme)
    keep(make_area)
    keep(make_city)
    return keep(make_member, city_slug="rizhao")


@pytest.fixture
def drain(app):
    """Bring the index up to date, as the indexer does."""

    def run() -> None:
        with app.app_context():
            indexer.catch_up(app.extensions["kb_site"].index)

    return run


@pytest.fixture
def cabinet(app):
    """Where the files of this site are kept."""
    return app.extensions["kb_cabinet"]


@pytest.fixture
def asked(app, monkeypatch):
    """`with asked() as seen`: the SQL statements that are asked meanwhile."""

    @contextmanager
    def run():
        with app.app_context():
            engine = db.engine
        seen = []

        def note(connection, cursor, statement, *rest):
            seen.append(statement)

        def rows(prepared, *given, **named):  # These pass SQLAlchemy's events by.
            seen.append(str(prepared.statement))
            return ask(prepared, *given, **named)

        ask = Prepared.rows
        monkeypatch.setattr(Prepared, "rows", rows)
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)
            monkeypatch.setattr(Prepared, "rows", ask)

    return run


@pytest.fixture
def statements(asked):
    """`statements(browser, address)`: how many SQL statements the page takes."""

    def count(browser, address):
        with asked() as seen:
            assert browser.get(address).status_code == 200, address
        return len(seen)

    return count
