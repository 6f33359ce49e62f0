"""Spreadsheets: tables as .xlsx and .csv. Text stays text: no cell is ever a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kb.office.workbooks import Cell

LONGEST = 32_767
"""Characters that a cell of Excel holds."""
SPARE_ROWS = 5_000
"""So far down a template offers its lists."""
NUMERAL = re.compile(r"[+-]?\d+(?:\.\d+)?")
TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take the text of a .csv for a formula."""
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Column:
    heading: str
    width: int = 18
    is_day: bool = False
    choices: Sequence[str] = ()
    """Offered as a list; nothing else may be typed."""
    hint: str = ""
    """Shown when a cell of the column is chosen."""
    is_key: bool = False
    """Grey: people leave it alone."""


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    marked: frozenset[tuple[int, int]] = frozenset()
    """Cells (row, column) shown as wrong."""
    is_form: bool = False
    """People fill it in: lists and hints reach below the last row."""
    is_reading: bool = False
    """Words to read, wrapped."""


def workbook(sheets: Sequence[Sheet], lists: str = "-") -> bytes:
    """An .xlsx. `lists` names the hidden sheet that the lists of choices stand on."""
    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
        writer.write_lists(lists)
    return file.getvalue()


class _Writer:
    """One workbook under way: its formats, and the lists that its columns offer."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.lists: list[Sequence[str]] = []
        self.pending: list[tuple[Worksheet, int, Column]] = []
        common = {"valign": "top"}
        self.head = book.add_format(
            {"bold": True, "bg_color": "#0B4F7D", "font_color": "#FFFFFF", "valign": "vcenter"}
        )
        self.plain = book.add_format({**common, "num_format": "@"})
        self.wrapped = book.add_format({**common, "text_wrap": True})
        self.number = book.add_format(common)
        self.day = book.add_format({**common, "num_format": "yyyy-mm-dd", "align": "left"})
        self.key = book.add_format({**common, "bg_color": "#EEF2F5", "font_color": "#556677"})
        wrong = {**common, "bg_color": "#FBDCD5", "font_color": "#86281A"}
        self.wrong = book.add_format(wrong)
        self.wrong_day = book.add_format({**wrong, "num_format": "yyyy-mm-dd"})

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet_name(sheet.name))
        page.freeze_panes(1, 0)
        page.set_row(0, 24)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, self._ground(column))
            page.write_string(0, place, column.heading, self.head)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(row):
                is_wrong = (last - 1, place) in sheet.marked
                self._write(page, (last, place), cell, self._format(sheet, place, cell, is_wrong))
        if sheet.columns and last and not sheet.is_reading:
            page.autofilter(0, 0, last, len(sheet.columns) - 1)
        if sheet.is_form:
            self.pending += [(page, place, column) for place, column in enumerate(sheet.columns)]

    def _ground(self, column: Column) -> Format:
        return self.key if column.is_key else self.day if column.is_day else self.plain

    def _format(self, sheet: Sheet, place: int, cell: Cell, is_wrong: bool) -> Format:
        if is_wrong:
            return self.wrong_day if isinstance(cell, date) else self.wrong
        if isinstance(cell, date):
            return self.day
        if isinstance(cell, int | float):
            return self.number
        if place < len(sheet.columns) and sheet.columns[place].is_key:
            return self.key
        return self.wrapped if sheet.is_reading else self.plain

    def _write(self, page: Worksheet, at: tuple[int, int], cell: Cell, shape: Format) -> None:
        if cell is None or cell == "":
            if shape in (self.wrong, self.wrong_day):
                page.write_blank(*at, None, shape)
        elif isinstance(cell, bool):
            page.write_boolean(*at, cell, shape)
        elif isinstance(cell, int | float):
            page.write_number(*at, cell, shape)
        elif isinstance(cell, date):
            if cell.year < 1900:  # Excel's time begins there.
                page.write_string(*at, cell.isoformat(), shape)
            else:
                page.write_datetime(*at, cell, shape)
        else:
            page.write_string(*at, cell[:LONGEST], shape)

    def write_lists(self, name: str) -> None:
        """The hidden sheet of choices, and the rules of the columns that offer them."""
        offered = [column for _page, _place, column in self.pending if column.choices]
        if offered:
            hidden = self.book.add_worksheet(sheet_name(name))
            hidden.hide()
            for row in range(max(len(column.choices) for column in offered)):
                for place, column in enumerate(offered):
                    if row < len(column.choices):
                        hidden.write_string(row, place, column.choices[row])
        for page, place, column in self.pending:
            rule = _rule(column, offered, sheet_name(name))
            if rule:
                page.data_validation(1, place, SPARE_ROWS, place, rule)


def _rule(column: Column, offered: Sequence[Column], lists: str) -> dict[str, object]:
    hint = {"input_title": column.heading[:32], "input_message": column.hint[:255]}
    rule: dict[str, object] = dict(hint) if column.hint else {}
    if column.choices:
        letter = _letters(offered.index(column))
        source = f"='{lists}'!${letter}$1:${letter}${len(column.choices)}"
        rule |= {"validate": "list", "source": source}
    elif column.is_day:
        rule |= {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
        # A day may also be written 2021年12月2日, which Excel takes for a text.
        rule |= {"error_type": "information"}
    elif rule:
        rule |= {"validate": "any"}
    return rule


def _letters(place: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name


def sheet_name(name: str) -> str:
    """What Excel takes for the name of a sheet: 31 characters, some signs not."""
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "-"


def comma_separated(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A .csv in UTF-8 with its mark, as Excel opens it rightly; formulas are made harmless."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([harmless(column.heading) for column in columns])
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it. Negative numbers stay."""
    if text.lstrip().startswith(TRIGGERS) or text.startswith(TRIGGERS):
        return text if NUMERAL.fullmatch(text) else f"'{text}"
    return text
