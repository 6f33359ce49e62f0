"""Workbook child: reads the first sheet of an .xlsx on standard input, prints it as JSON.

Run by `workbooks.read` as a script of its own, so it imports nothing of this site.
"""

import json
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's clock holds there.
    resource = None  # type: ignore[assignment]  # asked for below

MEMORY = 280 * 1024 * 1024
"""Bytes of address space, the interpreter and its libraries included."""
SECONDS = 6
"""Of processor time."""
MOST_ENTRIES = 500
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO, FREE_OF_RATIO = 100, 4 * 1024 * 1024
"""So many bytes out of one are no table; small entries may shrink as they like."""
MOST_ROWS, MOST_COLUMNS = 5_000, 100
MOST_TEXT = 12_000_000
"""Characters in all cells together."""
CHUNK = 1 << 20


class Refused(Exception):
    """The word for the reason, which the parent puts into a sentence."""


def main() -> None:
    _limit()
    data = sys.stdin.buffer.read()
    try:
        _check(data)
        answer = _first_sheet(load_workbook(BytesIO(data)))
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        answer = {"refused": "unreadable"}
    json.dump(answer, sys.stdout, ensure_ascii=False)


def _limit() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _check(data: bytes) -> None:
    """The directory first, then every entry unpacked in pieces: sizes can be told wrongly."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > MOST_ENTRIES or len(names) < len(entries):
            raise Refused("bomb")
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Refused("bomb")
        if any(_is_puffed_up(entry) for entry in entries):
            raise Refused("bomb")
        if "[Content_Types].xml" not in names:
            raise Refused("unreadable")
        for entry in entries:
            _look_through(archive, entry)


def _is_puffed_up(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > FREE_OF_RATIO and entry.file_size > MOST_RATIO * max(
        entry.compress_size, 1
    )


def _look_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Every byte, with its checksum; no office writes declarations of types or entities."""
    if entry.flag_bits & 1:
        raise Refused("locked")
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(CHUNK):
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                raise Refused("entities")
            tail = piece[-16:]


def _first_sheet(book: CalamineWorkbook) -> dict[str, Any]:
    if not book.sheet_names:
        raise Refused("empty")
    sheet = book.get_sheet_by_index(0)
    if sheet.width > MOST_COLUMNS:
        raise Refused("columns")
    rows: list[dict[str, Any]] = []
    text = 0
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [_plain(value) for value in values]
        if all(cell is None for cell in cells):
            continue
        text += sum(len(cell) for cell in cells if isinstance(cell, str))
        rows.append({"line": line, "cells": cells})
        if len(rows) > MOST_ROWS + 1:
            raise Refused("rows")
        if text > MOST_TEXT:
            raise Refused("text")
    return {"rows": rows}


def _plain(value: Any) -> Any:
    """As JSON knows it: days as {"day": ...}, blanks as null."""
    if isinstance(value, datetime | date):
        return {"day": value.isoformat()[:10]}
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str):
        return value if value.strip() else None
    return value


if __name__ == "__main__":
    main()
