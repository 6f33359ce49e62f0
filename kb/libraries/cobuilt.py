"""Co-built: projects of two cities or more, counted here and nowhere else.

A city builds a project that is its own or in which it takes part (`projects.builders`).
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from kb.accounts.users import User
from kb.db import db
from kb.libraries.projects import CoBuilding, Project
from kb.publishing.permissions import readable_by


@dataclass(frozen=True)
class CoBuilt:
    """How many projects the reader may see, and how many of them two cities or more build."""

    all: int
    shared: int


def count(reader: User | None, *narrowed: ColumnElement[bool]) -> CoBuilt:
    """One statement, whatever the number of projects."""
    shared = func.count().filter(Project.co_built == CoBuilding.YES)
    counted = select(func.count(), shared).select_from(Project)
    everything, some = db.session.execute(counted.where(readable_by(reader), *narrowed)).one()
    return CoBuilt(everything, some)


def built_by(city: str) -> ColumnElement[bool]:
    """The projects that this city (slug) builds, alone or with others."""
    return Project.building_cities.contains(f" {city} ", autoescape=True)
