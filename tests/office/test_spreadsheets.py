"""Tables out: text stays text, types stay types, lists are offered."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from kb.office.spreadsheets import LONGEST, Column, Sheet, comma_separated, harmless, workbook


def opened(sheet):
    return load_workbook(BytesIO(workbook([sheet])))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("-5.5", "-5.5"),
        ("+86", "+86"),
        ("平常 = 文字", "平常 = 文字"),
        ("", ""),
    ],
)
def test_text_in_a_csv_is_no_formula_and_numbers_stay(text, kept):
    assert harmless(text) == kept


def test_a_csv_is_opened_rightly_by_excel():
    data = comma_separated([Column("标题"), Column("数")], [["=甲\n乙", -5], ["丙,丁", 1.5]])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["标题", "数"], ["'=甲\n乙", "-5"], ["丙,丁", "1.5"]]


def test_types_are_kept_and_no_text_is_a_formula_or_a_link():
    row = ["=1+1", -5, 1.5, date(2024, 3, 4), True, "https://kb.example.cn", None, date(1800, 1, 2)]
    sheet = opened(Sheet("表", [Column(f"列{n}") for n in range(8)], [row])).worksheets[0]
    values = [cell.value for cell in sheet[2]]
    assert values[:3] == ["=1+1", -5, 1.5]
    assert values[3].date() == date(2024, 3, 4)
    assert values[4:] == [True, "https://kb.example.cn", None, "1800-01-02"]
    assert sheet["A2"].data_type == "s"
    assert sheet["F2"].hyperlink is None


def test_lists_are_offered_from_a_hidden_sheet_however_many_columns():
    columns = [Column(f"列{n}", choices=[f"选{n}", "另"]) for n in range(30)]
    book = load_workbook(BytesIO(workbook([Sheet("表", columns, [], is_form=True)], "选项")))
    assert book["选项"].sheet_state == "hidden"
    rules = book.worksheets[0].data_validations.dataValidation
    assert {rule.formula1 for rule in rules} >= {"'选项'!$A$1:$A$2", "'选项'!$AD$1:$AD$2"}


def test_names_and_texts_that_excel_refuses_are_made_to_fit():
    name = "[a]:*?/\\'" + "长" * 40
    sheet = opened(Sheet(name, [Column("标题")], [["字" * (LONGEST + 10)]])).worksheets[0]
    assert len(sheet.title) <= 31
    assert len(sheet["A2"].value) == LONGEST
