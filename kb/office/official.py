"""Official documents as plain values: the same one becomes Word, PDF and a page to print."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, ClassVar, get_args

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Heading:
    """一、 is level 1, （一） level 2, 1. level 3; the number is part of the text."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True)
class Title:
    """Of an annex, in the face of the document's own."""

    kind: ClassVar[str] = "title"
    text: str


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str
    is_addressee: bool = False
    """To whom it goes: at the edge, not indented."""


@dataclass(frozen=True)
class Names:
    """`出席：` and those who were."""

    kind: ClassVar[str] = "names"
    label: str
    text: str


@dataclass(frozen=True)
class Table:
    """The first row is the head, repeated on every page. Widths are shares of the type area."""

    kind: ClassVar[str] = "table"
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    left: tuple[int, ...] = ()
    """Places of the columns whose text begins at the left."""
    height: float = 0
    """Millimetres that a row has at least: room for a signature."""


@dataclass(frozen=True)
class Signature:
    """Who issues it, and the day."""

    kind: ClassVar[str] = "signature"
    unit: str
    day: str


@dataclass(frozen=True)
class Imprint:
    """The last lines (版记), between rules: to whom copies go; who printed it, and when."""

    kind: ClassVar[str] = "imprint"
    copies: str
    unit: str
    day: str


@dataclass(frozen=True)
class Gap:
    """An empty line."""

    kind: ClassVar[str] = "gap"


@dataclass(frozen=True)
class Break:
    """What follows begins a page."""

    kind: ClassVar[str] = "break"


Block = Heading | Title | Paragraph | Names | Table | Signature | Imprint | Gap | Break


@dataclass(frozen=True)
class OfficialDocument:
    """One document, in the order of the page."""

    title: str
    blocks: tuple[Block, ...]
    mark: str = ""
    """In red across the first page: 理事会会议纪要. Empty: none."""
    number: str = ""
    """联盟纪〔2026〕1号."""
    issuer: str = ""
    """Left of the red rule."""
    day: str = ""
    """Right of it."""
    note: str = ""
    """Below the title: （草案）."""
    name: str = field(default="")
    """Of its file, without ending; empty: the title."""

    @property
    def file_name(self) -> str:
        return self.name or self.title

    def texts(self) -> Iterator[str]:
        """Everything that it says."""
        yield from (self.mark, self.number, self.issuer, self.day, self.title, self.note)
        for block in self.blocks:
            if isinstance(block, Table):
                yield from (cell for row in block.rows for cell in row)
            elif isinstance(block, Heading | Title | Paragraph):
                yield block.text
            elif isinstance(block, Names):
                yield f"{block.label}：{block.text}"
            elif isinstance(block, Signature):
                yield from (block.unit, block.day)
            elif isinstance(block, Imprint):
                yield from (block.copies, block.unit, block.day)


def as_values(document: OfficialDocument) -> dict[str, Any]:
    """The document as JSON can hold it, for another process."""
    blocks = [asdict(block) | {"kind": block.kind} for block in document.blocks]
    return asdict(document) | {"blocks": blocks}


def from_values(values: Mapping[str, Any]) -> OfficialDocument:
    """What `as_values` was given."""
    return OfficialDocument(**dict(values) | {"blocks": tuple(map(_block, values["blocks"]))})


def _block(values: Mapping[str, Any]) -> Block:
    given = {name: value for name, value in values.items() if name != "kind"}
    if values["kind"] == Table.kind:
        given["rows"] = tuple(map(tuple, values["rows"]))
        given |= {name: tuple(values[name]) for name in ("widths", "left")}
    return _BLOCKS[values["kind"]](**given)


_BLOCKS: dict[str, Callable[..., Block]] = {kind.kind: kind for kind in get_args(Block)}


def printable(text: str) -> str:
    """Without signs that no document takes; tabs and line ends stay."""
    return _UNPRINTABLE.sub("", text)


def written(day: date) -> str:
    """`2026年3月5日`, as documents write it: no zeros before."""
    return f"{day.year}年{day.month}月{day.day}日"
