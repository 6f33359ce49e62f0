"""Exchange: a kind's records as rows of a table, and rows as the kind's own form reads them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from kb.catalog.kind import RecordKind, Tabled
from kb.catalog.merging import sent
from kb.errors import DomainError
from kb.office import workbooks
from kb.office.spreadsheets import LONGEST
from kb.office.workbooks import Cell, Line
from kb.publishing.records import Record
from kb.text.folding import fold
from kb.web.choices import Choice, Reference, Themes
from kb.web.fields import DateField, Form, LongText, Tags, YearField
from kb.web.languages import LOCALES, speaking

NUMBER, REASON, EXAMPLE = _l("Number"), _l("What is wrong"), _l("Example")
EXAMPLE_TEXT = _l("This row is an example and is not read")
TOO_LONG = _l("(too long for a cell; it stays as it is)")
SEPARATOR = "；"
SEPARATORS = re.compile("[,，、;；\n]")


class Unfit(DomainError):
    """The table's headings cannot be understood; the sentence says why."""


def has_table(kind: RecordKind) -> bool:
    """Kinds whose records have numbers of their own come and go as tables."""
    return bool(kind.model.number_prefix)


def blank_form(kind: Tabled) -> Form:
    return kind.form(formdata=MultiDict(), meta={"csrf": False})


def field_names(kind: Tabled) -> list[str]:
    """The columns of the table behind the number, in the order of the form."""
    return [name for name in blank_form(kind).content if name in kind.content_fields]


def both(text: object) -> set[str]:
    """A lazy text in every language of the site."""
    found = set()
    for code in LOCALES:
        with speaking(code):
            found.add(str(text))
    return found


# ---- Records as rows ----


def cells(record: Record, names: Sequence[str], labels: "Labels") -> list[Cell]:
    """One row: the number, then the fields as the reader's language words them."""
    return [record.number, *(labels.cell(name, getattr(record, name)) for name in names)]


class Labels:
    """The words for stored values in the reader's language, looked up once for a whole table."""

    def __init__(self, kind: Tabled) -> None:
        self._fields = blank_form(kind)
        self._choices = {
            field.name: {str(value): str(label) for value, label, *_rest in field.iter_choices()}
            for field in self._fields
            if isinstance(field, Choice | Reference | Themes)
        }

    def cell(self, name: str, value: Any) -> Cell:
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, list | tuple):
            words = sent(value, self._fields[name])
            return SEPARATOR.join(self._word(name, word) for word in words)
        if isinstance(value, StrEnum) or name in self._choices:
            return self._word(name, str(value))
        if isinstance(value, int | float):
            return value
        return value if len(value) <= LONGEST else str(TOO_LONG)

    def text(self, name: str, value: Any) -> str:
        """The same for people to read."""
        return workbooks.text(self.cell(name, value))

    def _word(self, name: str, value: str) -> str:
        return self._choices.get(name, {}).get(value, value) if value else ""


# ---- Rows as the form reads them ----


@dataclass(frozen=True)
class Headings:
    """Which column holds what: field names by place; names that nobody knows."""

    fields: Mapping[int, str]
    number: int | None
    unknown: Sequence[str]

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.fields.values())


def headings(kind: Tabled, line: Line) -> Headings:
    """The first row read as headings, in either language, in any order. Raises Unfit."""
    known = _known_headings(kind)
    found: dict[int, str] = {}
    unknown = []
    for place, cell in enumerate(line.cells):
        text = workbooks.text(cell).strip()
        name = known.get(_folded(text))
        if name is None and text:
            unknown.append(text[:50])
        elif name and name in found.values():
            raise Unfit(_("The column “%(name)s” stands twice.", name=text[:50]))
        elif name:
            found[place] = name
    if not set(found.values()) - {"", NUMBER_KEY, REASON_KEY}:
        raise Unfit(_("The first row holds none of the headings of the template."))
    number = next((place for place, name in found.items() if name == NUMBER_KEY), None)
    fields = {p: name for p, name in found.items() if name not in (NUMBER_KEY, REASON_KEY)}
    return Headings(fields, number, unknown)


NUMBER_KEY, REASON_KEY = "#number", "#reason"


def _known_headings(kind: Tabled) -> dict[str, str]:
    known = {_folded(text): NUMBER_KEY for text in both(NUMBER)}
    known |= {_folded(text): REASON_KEY for text in both(REASON)}
    for name in field_names(kind):
        texts = both(kind.field_label(name)) | {name}
        known |= {_folded(text): name for text in texts}
    return known


def _folded(text: str) -> str:
    """Headings are compared without case, width, blanks and the star of what is required."""
    return "".join(fold(text).split()).strip("*")


class Reader:
    """Rows of one table as the form would have them from a browser."""

    def __init__(self, kind: Tabled, columns: Headings) -> None:
        self.kind = kind
        self.columns = columns
        self._blank = blank_form(kind)
        self._fields = {name: self._blank[name] for name in columns.names}
        self._values = {
            name: _values_by_label(field)
            for name, field in self._fields.items()
            if isinstance(field, Choice | Reference | Themes)
        }
        self._examples = both(EXAMPLE)
        self._example_texts = both(EXAMPLE_TEXT)
        self._kept = both(TOO_LONG)

    def number(self, line: Line) -> str:
        place = self.columns.number
        return workbooks.text(line.cells[place]).strip().upper() if place is not None else ""

    def is_example(self, line: Line) -> bool:
        """The template's own. Whoever wrote over its title and left the word is told so."""
        place = self.columns.number
        if place is None or workbooks.text(line.cells[place]).strip() not in self._examples:
            return False
        return any(workbooks.text(cell).strip() in self._example_texts for cell in line.cells)

    def form(self, line: Line, present: Mapping[str, Any]) -> tuple[Form, list[str]]:
        """The form with this row's cells over the present content, and the columns it fills."""
        data: MultiDict[str, str] = MultiDict()
        for name, value in present.items():
            if name in self._blank and value is not None:
                data.setlist(name, sent(value, self._blank[name]))
        named = []
        for place, name in self.columns.fields.items():
            cell = line.cells[place]
            if not (isinstance(cell, str) and cell.strip() in self._kept):
                data.setlist(name, self._given(name, cell))
                named.append(name)
        return self.kind.form(formdata=data, meta={"csrf": False}), named

    def _given(self, name: str, cell: Cell) -> list[str]:
        field = self._fields[name]
        if isinstance(field, DateField):
            return [workbooks.text(workbooks.day(cell))]
        text = workbooks.text(cell)
        if isinstance(field, Themes):
            return [self._value(name, part) for part in SEPARATORS.split(text)]
        if name in self._values:
            return [self._value(name, text)]
        return [text]

    def _value(self, name: str, text: str) -> str:
        known = self._values[name]
        short = fold(text.strip())
        return known.get(short) or known.get(short.removesuffix("市")) or text.strip()


def _values_by_label(field: Any) -> dict[str, str]:
    """Stored value by value and by its label in every language, folded."""
    found: dict[str, str] = {}
    for code in LOCALES:
        with speaking(code):
            for value, label, *_rest in field.iter_choices():
                if value:
                    found[fold(str(label))] = str(value)
    return found | {fold(value): value for value in found.values()}


def hint(field: Any) -> str:
    """What may stand in a column, for the sheet of instructions."""
    return str(_hint(field))


def _hint(field: Any) -> Any:
    if isinstance(field, Themes):
        labels = [str(label) for _value, label, *_rest in field.iter_choices()]
        return _("Several of these, with ； between: %(words)s", words="、".join(labels))
    if isinstance(field, Choice | Reference):
        return _("One from the list of the cell.")
    if isinstance(field, Tags):
        return _("Free words, with ； between.")
    if isinstance(field, DateField):
        return _("A day, as 2026-11-12 or 2026年11月12日.")
    if isinstance(field, YearField):
        return _("A year of four digits.")
    longest = next((v.max for v in field.validators if getattr(v, "max", -1) > 0), 0)
    if longest:
        return _("Text of at most %(count)s characters.", count=longest)
    return _("Several lines of text.") if isinstance(field, LongText) else _("Text.")
