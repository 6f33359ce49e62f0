"""Alembic's entry: migrate the application's own database."""

from alembic import context
from flask import current_app

from kb import create_app
from kb.db import Base, UTCDateTime, db


def render(kind: str, item: object, autogen: object) -> str | bool:
    """Migrations outlive the program's own types: they name the plain ones."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UTCDateTime) else False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if current_app:
    run()
else:
    with create_app().app_context():
        run()
