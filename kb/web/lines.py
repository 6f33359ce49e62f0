"""Lines: several rows in one text, a line each, its parts divided by |."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextArea

from kb.text.folding import clean
from kb.web.choices import Label

Row = dict[str, Any]
MOST = 40
LONGEST_PART = 300


class Lines(Field):  # type: ignore[misc]  # the library has no types
    """A list of rows; a kind of row says what its parts are called and how they are read."""

    widget = TextArea()
    parts: tuple[str, ...] = ()
    """The names of the parts, in their order; the first must not be empty."""

    def __init__(self, label: Label, **options: Any) -> None:
        super().__init__(label, **options)

    def process_data(self, value: Iterable[Mapping[str, Any]] | None) -> None:
        self.data = [dict(row) for row in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        lines = [line for line in clean(str(valuelist[0])).splitlines() if line.strip()]
        self.data = []
        if len(lines) > MOST:
            raise ValueError(_("At most %(count)s lines.", count=MOST))
        self.data = [self._row(line) for line in lines]

    def read(self, row: Row) -> Row:
        """The row as it is stored. Raises ValueError with a sentence for the person."""
        return row

    def write(self, row: Mapping[str, Any]) -> Row:
        """The contrary of `read`: every part as text."""
        return dict(row)

    def _row(self, line: str) -> Row:
        given = [part.strip() for part in re.split(r"[|｜]", line)]
        if len(given) > len(self.parts):
            raise ValueError(_("Too many parts in “%(line)s”.", line=line[:40]))
        if not given[0]:
            raise ValueError(_("The first part of “%(line)s” is empty.", line=line[:40]))
        if any(len(part) > LONGEST_PART for part in given):
            raise ValueError(_("At most %(count)s characters for a part.", count=LONGEST_PART))
        row = self.read({name: part for name, part in zip(self.parts, given, strict=False) if part})
        return {name: value for name, value in row.items() if value not in ("", None)}

    def _value(self) -> str:
        if self.process_errors and self.raw_data:
            return str(self.raw_data[0])  # Nothing that was typed is lost.
        return "\n".join(self._line(row) for row in self.data or ())

    def _line(self, row: Mapping[str, Any]) -> str:
        words = self.write(row)
        return " | ".join(str(words.get(name) or "") for name in self.parts).rstrip(" |")
