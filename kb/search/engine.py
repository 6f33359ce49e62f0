"""The port to a search engine: what the application says and what it gets back.

Two adapters pass one contract of tests (`tests/search/test_engines.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

FACETS = ("kind", "city", "member", "year", "theme", "tag", "trait")
"""Names of the facet fields; `trait` holds what only some kinds have, as `stage=landed`."""

DEEPEST_HIT = 10_000
"""Hits behind this place are counted but not handed out: nobody pages that far by hand."""


class Order(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    TITLE = "title"


@dataclass(frozen=True)
class Document:
    """One record as the engines see it. All texts are as people wrote them; adapters analyse."""

    id: int
    audience: str
    """Who may find it: `public`, `alliance`, `secretariat`, `member:<slug>`."""
    number: str
    title: str
    title_en: str = ""
    names: str = ""
    """Names of people and units, found by pinyin and initials like the title."""
    summary: str = ""
    body: str = ""
    """Plain text, without markup."""
    attached: str = ""
    """Names and texts of the files that all of this audience may read."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values by facet name (see FACETS)."""
    day: int = 0
    """Day of publication as `date.toordinal()`, for the newest-first order."""
    sort_title: str = ""
    """The title's sort key: pinyin, lower case."""


@dataclass(frozen=True)
class Word:
    """One word as it was typed. `field` is a public field or empty for all texts."""

    text: str
    field: str = ""
    weight: float = 1.0
    """Less for one that stands in for what was typed: what it names does not come first."""


@dataclass(frozen=True)
class Phrase:
    """Words in quotes: this very run of characters."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class All:
    """Every one of these. `typed` is the run of characters that the parts were cut from, if they
    were: texts that hold it whole rank higher, a title that is just this ranks first.
    """

    parts: tuple["Node", ...]
    typed: str = ""
    pieces: tuple[str, ...] = ()
    """Of a sentence the terms that rank what matches, instead of its words: there more is known
    of what was meant than how it was cut into words.
    """


@dataclass(frozen=True)
class Some:
    """Any of these; more is better. `minimum` of them must match; the rest as in All."""

    parts: tuple["Node", ...]
    minimum: int = 1
    typed: str = ""
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Without:
    part: "Node"


@dataclass(frozen=True)
class Everything:
    """No words typed: the list without a query."""


@dataclass(frozen=True)
class Between:
    """What has a value from `low` to `high`, both among them: a `year`, or the `day` it came out
    as `date.toordinal()`. It says nothing of rank, and there is nothing to mark.
    """

    field: str
    low: int
    high: int


Node = Word | Phrase | All | Some | Without | Everything | Between

YEARS = range(1900, 2100)
"""What may be a year: whatever is asked from or up to beyond ends here."""


@dataclass(frozen=True)
class Query:
    """One request to an engine. Filters within one facet are alternatives, across them all hold."""

    node: Node
    audiences: frozenset[str] | None = frozenset({"public"})
    """Only documents of these audiences count; None is everything (staff)."""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    facets: Sequence[str] = ()
    """Facets to count. A facet's own filter does not narrow its own counts."""
    enough: int = 0
    """Of fewer hits no facets are counted: whoever asks will then ask otherwise."""
    order: Order = Order.RELEVANCE
    near_city: str = ""
    """The reader's own city: its records rank a little higher."""
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True)
class Hits:
    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    """(value, count) by facet, most first."""
    whole: bool = False
    """Whether each is known to have every word of a question of which some would do."""


@dataclass(frozen=True)
class Suggestion:
    id: int
    """The record's id."""
    text: str


class EngineUnavailable(Exception):
    """The index is missing, broken, locked or of another version; the caller falls back."""


class Engine(Protocol):
    """A search index in a folder. Reading is safe from many processes, one process writes."""

    def __init__(self, folder: Path) -> None: ...

    def create(self) -> None:
        """Make an empty index in the folder (which must not exist or be empty)."""

    def write(self, put: Iterable[Document], delete: Iterable[int]) -> None:
        """Replace or add `put`, remove `delete`, all or nothing, durable on return.

        From then on only this process may write, until it closes the engine.
        """

    def search(self, query: Query) -> Hits: ...

    def suggest(
        self, typed: str, audiences: frozenset[str] | None, limit: int
    ) -> Sequence[Suggestion]:
        """Titles and names that begin with or contain what was typed, also by pinyin, initials."""

    def begun_words(self, typed: str, limit: int) -> Sequence[str]:
        """Tags and themes of public documents that begin with what was typed, also by pinyin and
        initials; the most used first.
        """

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        """Words of the index that are near to this one, for "did you mean"."""

    def count(self) -> int:
        """Number of documents, whatever their audience."""

    def digests(self, first: int, last: int) -> Mapping[int, int]:
        """Of the documents with these ids, both included: the digest they were written with."""

    def check_current(self) -> None:
        """Raises EngineUnavailable unless it can be read and this very program has made it."""

    def generation(self) -> str:
        """Changes whenever the index does; cheap (one stat call)."""

    def close(self) -> None:
        """Let go of files and locks. Whoever uses it again opens it again."""
