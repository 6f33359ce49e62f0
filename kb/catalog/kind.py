"""RecordKind: one library's declaration of what it holds."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from kb.publishing.records import Record
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
    """Attributes shown as a line of facts in lists and beside the text."""
    facets: tuple[str, ...] = ()
    """Facets its list offers, from `kb.search.engine.FACETS`."""

    @property
    def name(self) -> str:
        """The word for it in the index, in addresses and in files: `project`."""
        return str(self.model.__mapper_args__["polymorphic_identity"])
