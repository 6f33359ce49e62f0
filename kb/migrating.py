"""Migrating: the database to this version of the program.

Only the command that migrates loads this module: a server would hold Alembic for nothing.
"""

from alembic import command
from alembic.config import Config

from kb.config import ROOT


def alembic_config() -> Config:
    """Alembic as the command line would configure it from a file."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    name = "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"
    config.set_main_option("file_template", name)
    return config


def upgrade() -> None:
    command.upgrade(alembic_config(), "head")
