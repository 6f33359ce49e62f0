"""Tables: the workbooks a kind hands out: its template, its records, an upload with reasons."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import DataRequired

from kb.catalog import exchange
from kb.catalog.batches import ImportBatch
from kb.catalog.exchange import EXAMPLE, EXAMPLE_TEXT, NUMBER, REASON, SEPARATOR, Labels
from kb.catalog.kind import RecordKind, Tabled
from kb.clock import today
from kb.office.spreadsheets import Column, Sheet, workbook
from kb.office.workbooks import MOST_ROWS, Cell, text
from kb.publishing.records import Record
from kb.web.choices import Choice, Reference, Themes
from kb.web.fields import DateField, LongText, Tags, YearField

TITLES = ("title", "name")
"""What a row is called by."""


def columns(kind: Tabled, starred: bool = False) -> list[Column]:
    """The number and every field of the form; `starred` marks what must be filled in."""
    form = exchange.blank_form(kind)
    number = Column(
        str(NUMBER),
        width=16,
        is_key=True,
        hint=_("Leave it empty for a new record. A number changes the record that has it."),
    )
    fields = [_column(form[name], starred) for name in exchange.field_names(kind)]
    return [number, *fields]


def _column(field: Any, starred: bool) -> Column:
    star = "*" if starred and is_required(field) else ""
    return Column(
        f"{field.label.text}{star}",
        width=_width(field),
        is_day=isinstance(field, DateField),
        choices=_choices(field) if isinstance(field, Choice | Reference) else (),
        hint=str(field.description) or exchange.hint(field),
    )


def is_required(field: Any) -> bool:
    must_choose = type(field) is Choice and field.default is None
    return must_choose or any(isinstance(check, DataRequired) for check in field.validators)


def _choices(field: Any) -> list[str]:
    return [str(label) for value, label, *_rest in field.iter_choices() if value]


def _width(field: Any) -> int:
    if isinstance(field, DateField | YearField):
        return 13
    if isinstance(field, LongText) or field.name in TITLES:
        return 40
    return 20


def template(kind: Tabled) -> bytes:
    """An empty table with one example row, lists of choices, and a sheet that explains it."""
    form = exchange.blank_form(kind)
    example = [str(EXAMPLE), *(_example(form[name]) for name in exchange.field_names(kind))]
    sheet = Sheet(str(kind.label), columns(kind, starred=True), [example], is_form=True)
    return workbook([sheet, _instructions(kind)], lists=_("Choices"))


def _example(field: Any) -> Cell:
    if field.name in TITLES:
        return str(EXAMPLE_TEXT)
    if isinstance(field, Choice | Reference):
        return next(iter(_choices(field)), "")
    if isinstance(field, Themes):
        return SEPARATOR.join(_choices(field)[:2])
    if isinstance(field, Tags):
        return str(_("first word")) + SEPARATOR + str(_("second word"))
    if isinstance(field, DateField):
        return today()
    return today().year if isinstance(field, YearField) else ""


def _instructions(kind: Tabled) -> Sheet:
    form = exchange.blank_form(kind)
    heads = [
        Column(str(_("Column")), 22),
        Column(str(_("Required")), 10),
        Column(str(_("What may stand there")), 70),
        Column(str(_("Explanation")), 50),
    ]
    return Sheet(str(_("Instructions")), heads, _explained(form, kind), is_reading=True)


def _explained(form: Any, kind: Tabled) -> Iterator[Sequence[Cell]]:
    yield (str(NUMBER), _("no"), _("Empty, or the number of a record."), _number_explained())
    for name in exchange.field_names(kind):
        field = form[name]
        must = _("yes") if is_required(field) else _("no")
        listed = "、".join(_choices(field)) if isinstance(field, Choice | Reference) else ""
        yield (str(field.label.text), must, listed or exchange.hint(field), str(field.description))
    yield ("",)
    for sentence in (
        _("Only the first sheet is read: one row for each record, headings in the first row."),
        _("Columns may stand in any order and may be left out; headings may be English."),
        _("For a record that is there already, an empty cell empties the field."),
        _("At most %(count)s rows and 4 MB in one file.", count=f"{MOST_ROWS:,}"),
        _("Before anything is written you see what each row would do."),
    ):
        yield (str(_("Rule")), "", str(sentence))


def _number_explained() -> str:
    return str(_("Leave it empty for a new record. A number changes the record that has it."))


def records(kind: RecordKind, found: Iterable[Record]) -> Sheet:
    """Records as a sheet that can be edited and uploaded again."""
    labels, names = Labels(kind), exchange.field_names(kind)
    rows = (exchange.cells(record, names, labels) for record in found)
    return Sheet(str(kind.label), columns(kind), rows, is_form=True)


def marked(batch: ImportBatch) -> bytes:
    """The uploaded table as it was, with a column that says what is wrong, and those cells red."""
    head, *lines = batch.lines
    by_line = {finding.line: finding for finding in batch.findings}
    places = {name: int(place) for place, name in batch.found.get("columns", {}).items()}
    old = _reasons_place(head.cells)
    rows, wrong = [], set()
    for row, line in enumerate(lines):
        finding = by_line.get(line.number)
        cells = list(line.cells)
        reason = finding.reason if finding else ""
        if old is None:
            cells.append(reason)
        else:
            cells[old] = reason
        rows.append(cells)
        marks = {places.get(name) for name, _label, _text in finding.errors} if finding else set()
        wrong |= {(row, place) for place in marks if place is not None}
        if reason:
            wrong.add((row, len(cells) - 1 if old is None else old))
    heads = [_kept_column(cell, cells_of(rows, place)) for place, cell in enumerate(head.cells)]
    if old is None:
        heads.append(Column(str(REASON), 50))
    return workbook([Sheet(str(REASON), heads, rows, marked=frozenset(wrong))])


def cells_of(rows: Sequence[Sequence[Cell]], place: int) -> Iterator[Cell]:
    return (row[place] for row in rows)


def _kept_column(heading: Cell, cells: Iterable[Cell]) -> Column:
    is_day = any(isinstance(cell, date) for cell in cells)
    return Column(text(heading), 20, is_day=is_day, is_key=text(heading) in exchange.both(NUMBER))


def _reasons_place(heads: Sequence[Cell]) -> int | None:
    """Where an earlier answer of ours has the reasons already."""
    known = exchange.both(REASON)
    return next((place for place, cell in enumerate(heads) if text(cell) in known), None)
