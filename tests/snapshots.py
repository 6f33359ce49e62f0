"""A site that many tests begin with is made once; each of them gets a copy, and may break it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from kb.db import Base

INDEX = "index"


class Snapshot:
    """The rows and the search index of a site at one moment."""

    def __init__(self, engine: Engine, instance: Path, kept: Path) -> None:
        self.kept = kept
        if (instance / INDEX).exists():
            shutil.copytree(instance / INDEX, kept / INDEX)
        if engine.name == "sqlite":
            copy(engine.url.database, kept / "kb.db")
        else:
            with engine.begin() as connection:
                self.refill = take(connection)

    def restore(self, engine: Engine, instance: Path) -> None:
        """Into a site with an empty database and no index."""
        if (self.kept / INDEX).exists():
            shutil.copytree(self.kept / INDEX, instance / INDEX)
        if engine.name == "sqlite":
            copy(self.kept / "kb.db", engine.url.database)
        else:
            with engine.begin() as connection:
                spare_checks(connection)
                connection.exec_driver_sql(self.refill)


def copy(source: Path | str, target: Path | str) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)


def take(connection: Connection) -> str:
    """Copy every row into a schema beside; gives the statements that bring them back."""
    present = set(inspect(connection).get_table_names())  # Test modules add models of their own.
    tables = [table.name for table in Base.metadata.sorted_tables if table.name in present]
    connection.execute(text("DROP SCHEMA IF EXISTS kept CASCADE"))
    connection.execute(text("CREATE SCHEMA kept"))
    orders = []
    for table in (f'"{name}"' for name in tables):
        if connection.scalar(text(f"SELECT EXISTS (SELECT FROM {table})")):
            connection.execute(text(f"CREATE TABLE kept.{table} AS TABLE {table}"))
            orders.append(f"INSERT INTO {table} SELECT * FROM kept.{table}")
    used = text(
        "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value > 0"
    )
    orders += [f"SELECT setval('{name}', {last})" for name, last in connection.execute(used)]
    return "; ".join(orders)


def spare_checks(connection: Connection) -> None:
    """In this transaction PostgreSQL does not look at each row whether its references lead
    anywhere, where we have the right to ask for that: the rows are all there, or all gone.
    """
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        connection.execute(text("SET LOCAL session_replication_role = replica"))
