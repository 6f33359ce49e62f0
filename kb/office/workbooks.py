"""Workbooks: the first sheet of an uploaded .xlsx as plain rows, or a sentence why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.errors import DomainError
from kb.office import limited, workbook_child
from kb.office.limited import Overwhelmed

CHILD = Path(workbook_child.__file__)
LARGEST = 4 * 1024 * 1024
"""Bytes of a file; the site takes no larger request."""
MOST_ROWS = workbook_child.MOST_ROWS
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EPOCH = date(1899, 12, 30)
"""Day 0 of Excel, which counts a 29 February 1900 that never was."""

REFUSALS = {
    "bomb": _l("This file unpacks into far more than a table. Copy the rows into the template."),
    "entities": _l("This file holds declarations that no table needs. Save it anew as .xlsx."),
    "locked": _l("This file is locked with a password. Save it without one."),
    "columns": _l("This table has too many columns. Use the columns of the template."),
    "rows": _l("This table has more than 5,000 rows. Divide it."),
    "text": _l("This table holds too much text for one step. Divide it."),
    "empty": _l("The first sheet is empty."),
    "unreadable": _l("This file cannot be read as an .xlsx workbook. Save it anew as .xlsx."),
    "overwhelmed": _l("This file takes too long to read. Copy the rows into the template."),
}

Cell = str | int | float | bool | date | None


@dataclass(frozen=True)
class Line:
    """One row of a sheet, with the number that Excel shows beside it."""

    number: int
    cells: Sequence[Cell]


class Unreadable(DomainError):
    """The file is no workbook that we read; the sentence says what to do."""


def read(data: bytes) -> list[Line]:
    """The rows of the first sheet that are not blank. Takes a child process; raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(_("This file is larger than 4 MB. Divide it."))
    if data.startswith(OLE):
        # Both the old .xls and a locked .xlsx come in this wrapper.
        raise Unreadable(
            _("An old .xls file, or one locked with a password. Save it as .xlsx without one.")
        )
    if not data.startswith(ZIP):
        raise Unreadable(str(REFUSALS["unreadable"]))
    try:
        answer = limited.run(CHILD, data)
    except Overwhelmed:
        answer = {"refused": "overwhelmed"}
    if "refused" in answer:
        raise Unreadable(str(REFUSALS[answer["refused"]]))
    lines = [Line(row["line"], [thaw(cell) for cell in row["cells"]]) for row in answer["rows"]]
    if not lines:
        raise Unreadable(str(REFUSALS["empty"]))
    return lines


def thaw(cell: Any) -> Cell:
    """A cell out of JSON."""
    return date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell


def freeze(cell: Cell) -> Any:
    """A cell as JSON knows it."""
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def text(cell: Cell) -> str:
    """What Excel would show, more or less."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)


def day(cell: Cell) -> Cell:
    """A day that Excel keeps as its own number, or that is written 20211202, as a day."""
    if isinstance(cell, bool) or not isinstance(cell, int | str):
        return cell
    digits = str(cell).strip()
    if len(digits) == 8 and digits.isascii() and digits.isdecimal():
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    if isinstance(cell, int) and 10_000 <= cell < 100_000:
        return EPOCH + timedelta(days=cell)
    return cell
