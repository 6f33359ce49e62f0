"""RecordKind: one library's declaration of what it holds, and what a table needs of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from flask_babel.speaklater import LazyString
from sqlalchemy import Enum, inspect

from kb.publishing.records import Record
from kb.search.engine import FACETS
from kb.web.fields import Form


@dataclass(frozen=True)
class RecordKind:
    """Values and references only; shared pages, loading, API and contract tests follow from it."""

    slug: str
    """Where it lives: `libraries/projects`."""
    label: LazyString
    """The library's name: Projects."""
    noun: LazyString
    """One of them: project."""
    model: type[Record]
    form: type[Form]
    columns: tuple[str, ...] = ()
    """Attributes shown as facts beside the text, with the form's labels."""
    facets: tuple[str, ...] = ()
    """What its list can be filtered by: common facets, or choices of its own model."""
    within: str = ""
    """Slug of the library that lists it too."""

    @property
    def name(self) -> str:
        """The word for it in index, files and API: `project`."""
        return str(self.model.__mapper_args__["polymorphic_identity"])

    @property
    def content_fields(self) -> tuple[str, ...]:
        """What a form fills in and a table has columns for."""
        return self.model.content_fields

    @property
    def template(self) -> str:
        """Its own page where it has one: `libraries/case_study.html`."""
        return f"{self.model.__module__.split('.')[1]}/{self.name}.html"

    @property
    def form_template(self) -> str:
        """The page of its form, where it has one of its own: `activities/activity_form.html`."""
        return self.template.replace(".html", "_form.html")

    @property
    def traits(self) -> tuple[str, ...]:
        """Its facets that only it has."""
        return tuple(name for name in self.facets if name not in FACETS)

    def choices(self, trait: str) -> type[StrEnum]:
        """The values of one of its own choices."""
        column: Any = inspect(self.model).columns[trait].type
        assert isinstance(column, Enum)
        found: type[StrEnum] = column.enum_class  # type: ignore[assignment]  # our enums are StrEnum
        return found

    def field_label(self, name: str) -> LazyString:
        """What the form calls this field."""
        label: LazyString = getattr(self.form, name).args[0]
        return label


class Tabled(Protocol):
    """What comes and goes as a table: a kind of records, or other rows that a form describes."""

    @property
    def slug(self) -> str: ...
    @property
    def label(self) -> LazyString: ...
    @property
    def name(self) -> str: ...
    @property
    def form(self) -> type[Form]: ...
    @property
    def content_fields(self) -> tuple[str, ...]: ...
    def field_label(self, name: str) -> LazyString: ...


class Kinds:
    """All kinds of this site, found by name or address."""

    def __init__(self, kinds: Sequence[RecordKind]) -> None:
        self._kinds = tuple(kinds)
        self.by_name = {kind.name: kind for kind in kinds}
        self.by_slug = {kind.slug: kind for kind in kinds}

    def __iter__(self) -> Iterator[RecordKind]:
        return iter(self._kinds)

    def of(self, record: Record) -> RecordKind:
        return self.by_name[record.kind]

    def listed_in(self, kind: RecordKind) -> list[RecordKind]:
        """The kind itself and those that live inside its library."""
        return [kind, *(other for other in self._kinds if other.within == kind.slug)]
