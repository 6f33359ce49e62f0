"""Uploaded workbooks: what is read, and that hostile ones are refused without harm."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kb.office import limited, workbook_child, workbooks
from kb.office.limited import Overwhelmed
from kb.office.workbooks import Unreadable

SHEET = "xl/worksheets/sheet1.xml"
OPENING = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSING = "</sheetData></worksheet>"


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows or (["标题"], ["甲"]):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def rewritten(pieces, name=SHEET, extra=()) -> bytes:
    """A workbook in which one part is replaced by these pieces, with extra entries."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry not in {name, *(added for added, _data in extra)}:
                new.writestr(entry, old.read(entry))
        with new.open(name, "w") as part:
            for piece in pieces:
                part.write(piece if isinstance(piece, bytes) else piece.encode())
        for entry, data in extra:
            new.writestr(entry, data)
    return out.getvalue()


def million_rows():
    yield OPENING
    for _piece in range(100):
        yield "<row><c><v>1</v></c></row>" * 10_000
    yield CLOSING


def numbered_rows():
    """Too many to read, and not small enough when packed to be suspected before."""
    yield OPENING
    for start in range(1, 500_001, 10_000):
        numbers = range(start, start + 10_000)
        yield "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in numbers)
    yield CLOSING


def one_text_in_every_cell():
    """A text of three million bytes that five thousand cells share."""
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f"<sst xmlns='{name}'><si><t>{'字' * 10**6}"
    rows = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    sheet = "".join([OPENING, *rows, CLOSING])
    return rewritten([sheet], extra=[("xl/sharedStrings.xml", f"{text}</t></si></sst>")])


def blanks():
    yield OPENING
    for _piece in range(512):
        yield b" " * 1024 * 1024
    yield CLOSING


def laughs():
    yield '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    before = "a"
    for name in "bcdefghij":
        yield f'<!ENTITY {name} "' + f"&{before};" * 10 + '">'
        before = name
    yield f"]>{OPENING}<row r='1'><c t='inlineStr'><is><t>&j;</t></is></c></row>{CLOSING}"


def outside():
    yield '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield f"{OPENING}<row r='1'><c t='inlineStr'><is><t>&x;</t></is></c></row>{CLOSING}"


def far_corner():
    yield OPENING
    yield '<row r="1"><c r="A1"><v>1</v></c></row>'
    yield '<row r="1048576"><c r="CV1048576"><v>1</v></c></row>'
    yield CLOSING


def lying():
    """A workbook whose directory says that the sheet is small."""
    data = bytearray(rewritten(blanks()))
    place = data.rindex(SHEET.encode())  # in the directory, behind the fixed 46 bytes
    data[place - 46 + 24 : place - 46 + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def nested():
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"\0" * 50_000_000)
    outer = BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return outer.getvalue()


def other_archive():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "text")
    return file.getvalue()


THOUSAND = [(f"x{number}", b"") for number in range(1000)]
HOSTILE = {
    "a million rows": lambda: rewritten(million_rows()),
    "half a million rows with their numbers": lambda: rewritten(numbered_rows()),
    "one long text in every cell": one_text_in_every_cell,
    "half a gigabyte of blanks": lambda: rewritten(blanks()),
    "a directory that lies": lying,
    "a billion laughs": lambda: rewritten(laughs()),
    "a file from outside": lambda: rewritten(outside()),
    "two cells far apart": lambda: rewritten(far_corner()),
    "archives in an archive": nested,
    "a thousand entries": lambda: rewritten([OPENING, CLOSING], extra=THOUSAND),
    "no archive": lambda: b"GIF89a" * 100,
    "half an archive": lambda: workbook()[:-400],
    "an old .xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "an archive of something else": other_archive,
    "too many rows": lambda: workbook(["标题"], *[["甲"]] * 5001),
    "too many columns": lambda: workbook(["列"] * 101),
    "nothing": lambda: workbook([None]),
    "too large": lambda: b"PK\x03\x04" + b"\0" * workbooks.LARGEST,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(context, name):
    with pytest.raises(Unreadable) as refusal:
        workbooks.read(HOSTILE[name]())
    assert str(refusal.value)


def test_what_a_sheet_holds_comes_as_plain_values(context):
    head, row, late = workbooks.read(
        workbook(
            ["标题", None, "年份"],
            ["甲\n乙", 1.5, 2024],
            [],
            [datetime(2021, 12, 2, 8, 30), True, "  "],
        )
    )
    assert list(head.cells) == ["标题", None, "年份"]
    assert list(row.cells) == ["甲\n乙", 1.5, 2024]
    assert (late.number, list(late.cells)) == (4, [date(2021, 12, 2), True, None])


def test_a_child_that_never_ends_or_says_nonsense_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(limited, "PATIENCE", 0.5)
    for words in ("while True: pass", "print('not JSON')", "raise SystemExit(3)"):
        script = tmp_path / "child.py"
        script.write_text(words)
        with pytest.raises(Overwhelmed):
            limited.run(script, b"x")


def test_a_child_may_not_take_more_memory_than_its_limit(tmp_path):
    script = tmp_path / "greedy.py"
    limit = f"import runpy; limits = runpy.run_path({workbook_child.__file__!r})"
    script.write_text(f"{limit}\nlimits['_limit']()\nprint(len(bytearray(400_000_000)))")
    with pytest.raises(Overwhelmed):
        limited.run(script, b"")


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.integers() | st.floats())
def test_any_cell_can_be_worded_and_taken_for_a_day(cell):
    assert isinstance(workbooks.text(workbooks.day(cell)), str)


def test_a_locked_workbook_says_that_it_is_locked(context):
    file = BytesIO(b"\xd0\xcf\x11\xe0" + b"EncryptedPackage" * 50)
    with pytest.raises(Unreadable, match="加密"):
        workbooks.read(file.getvalue())
