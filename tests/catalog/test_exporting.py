"""Out as files: what a reader finds, with its filters, and nothing that they may not see."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from make import SEALED, make_expert, make_member, make_record, make_user
from openpyxl import load_workbook

from kb.accounts.users import Role
from kb.libraries.case_studies import CaseStudy
from kb.libraries.kinds import PROJECTS
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.parts import KINDS

EXTENSIONS = ["xlsx", "csv", "bib", "ris"]

EXCHANGED = [k for k in KINDS if k.model.number_prefix and k.model not in SEALED]
"""Kinds whose tables come back."""


@pytest.fixture
def shelf(keep, park, drain):
    """Two projects that differ, an outcome, a case study, and two that not everybody may read."""
    facts = {"landed_on": "2024-03-04", "year": 2024, "tags": ["共建"], "themes": ["灵活用工"]}
    made = [
        keep(make_record, Project, title="共享实验室", city="rizhao", stage="landed", **facts),
        keep(make_record, Project, title="=1+1", stage="signed"),
        keep(make_record, Outcome, title="研究报告", authors="王敏、李强", outcome_type="report"),
        keep(make_record, CaseStudy, title="园区案例", city="rizhao"),
        keep(make_record, Project, title="机密XYZ", visibility="secretariat"),
        keep(make_record, Project, title="草稿XYZ", published=False),
    ]
    drain()
    return made


def sheets(answer):
    """Those that people see: the lists of choices stand on a hidden one."""
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def titles(sheet):
    names = [cell.value for cell in sheet[1]]
    place = names.index("标题") + 1
    return {sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)}


def lines(answer):
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_a_list_comes_with_its_filters_words_and_types(browse, shelf):
    (sheet,) = sheets(browse().get("/libraries/projects.xlsx"))
    assert titles(sheet) == {"共享实验室", "=1+1"}
    (sheet,) = sheets(browse().get("/libraries/projects.xlsx?stage=landed"))
    assert titles(sheet) == {"共享实验室"}
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["落地日期"].is_date
    assert (row["年份"].value, row["城市"].value, row["阶段"].value) == (2024, "日照", "落地")
    (sheet,) = sheets(browse().get("/libraries/projects.xlsx?q=实验室"))
    assert titles(sheet) == {"共享实验室"}


def test_a_library_with_another_inside_has_a_sheet_for_each(browse, shelf):
    first, second = sheets(browse().get("/libraries/outcomes.xlsx"))
    assert (titles(first), titles(second)) == ({"研究报告"}, {"园区案例"})
    found = sheets(browse().get("/search.xlsx?city=rizhao"))
    assert [titles(sheet) for sheet in found] == [{"共享实验室"}, {"园区案例"}]


def test_nothing_found_is_an_empty_table(browse, shelf):
    (sheet,) = sheets(browse().get("/libraries/experts.xlsx"))
    assert sheet.max_row == 1
    (sheet,) = sheets(browse().get("/search.xlsx?q=不存在的词"))
    assert sheet.max_row == 1
    assert len(lines(browse().get("/search.csv?q=不存在的词"))) == 1


def test_no_cell_is_a_formula(browse, shelf):
    (sheet,) = sheets(browse().get("/libraries/projects.xlsx"))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    (head, *rows) = lines(browse().get("/libraries/projects.csv"))
    assert {row[head.index("标题")] for row in rows} == {"共享实验室", "'=1+1"}


def test_a_csv_of_several_kinds_holds_what_they_share(browse, shelf):
    head, *rows = lines(browse().get("/search.csv?city=rizhao"))
    assert {row[head.index("标题")] for row in rows} == {"共享实验室", "园区案例"}
    assert {row[head.index("城市")] for row in rows} == {"日照"}
    assert all(row[-1].startswith("http://localhost/libraries/") for row in rows)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_an_empty_library_is_a_table_with_headings(browse, kind):
    (head,) = lines(browse().get(f"/{kind.slug}.csv"))
    assert head[0] == "编号"
    assert len(head) > 2


def test_a_csv_of_experts_and_others_holds_what_they_share(browse, keep, park, drain):
    keep(make_expert, exposure={"post": "public"})
    keep(make_record, Outcome, title="研究报告")
    drain()
    head, *rows = lines(browse().get("/search.csv"))
    assert "研究报告" in {row[head.index("标题")] for row in rows}
    assert len(rows) == 2


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("path", ["/search", "/libraries/projects"])
def test_what_a_reader_may_not_see_is_in_no_file(
    browse, keep, editor, staff, shelf, path, extension
):
    def text(reader):
        answer = browse(reader).get(f"{path}.{extension}")
        return str([*map(titles, sheets(answer))]) if extension == "xlsx" else answer.text

    for reader in (None, editor, keep(make_user, Role.PROVINCIAL_OBSERVER)):
        assert "共享实验室" in text(reader)
        assert "XYZ" not in text(reader)
    assert "机密XYZ" in text(staff)
    assert "草稿XYZ" not in text(staff)


def test_the_name_of_the_file_is_chinese_and_the_headings_are_the_readers(browse, shelf):
    answer = browse().get("/libraries/projects.xlsx")
    assert "filename*=UTF-8''%E9%A1%B9%E7%9B%AE" in answer.headers["Content-Disposition"]
    (sheet,) = sheets(browse().get("/libraries/projects.xlsx", headers={"Accept-Language": "en"}))
    assert sheet["B1"].value == "Title"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", EXCHANGED, ids=lambda k: k.name)
def test_an_export_sent_back_changes_nothing(browse, keep, park, staff, drain, kind, language):
    text = "第一段 _x0041_ <b>\n\n- 一\n- 二"
    facts = dict.fromkeys(kind.model.text_fields, text)
    facts |= {"themes": ["灵活用工"], "tags": ["共建", "a-b"], "city": "rizhao", "year": 2024}
    for title in ("=一", "-5", "+86 138", "2024", "3/4", "TRUE", "@某人"):
        keep(make_record, kind.model, title=title, member=park.slug, **facts)
    keep(make_record, kind.model, title="长文", **{kind.model.text_fields[0]: "字" * 40_000})
    drain()
    browser = browse(staff)
    browser.get(f"/language/{language}")
    data = {"file": (BytesIO(browser.get(f"/{kind.slug}.xlsx").data), "x.xlsx")}
    sent = browser.post(f"/{kind.slug}/exchange", data, content_type="multipart/form-data")
    page = browser.page(sent.location)
    counts = [int(tab.text) for tab in page.select(".tabs small")]
    assert counts == [0, 0, 0, 8], page.select_one(".findings")


def test_unknown_files_do_not_exist(browse, shelf):
    for path in (
        "/search",
        "/libraries/projects",
        f"/libraries/projects/{shelf[0].number}/citation",
    ):
        assert browse().get(f"{path}.exe").status_code == 404
    assert browse().get(f"/libraries/projects/{shelf[0].number}/citation.xlsx").status_code == 404


def test_the_pages_lead_to_the_files(browse, shelf):
    for address in ("/libraries/projects?stage=landed", "/search?q=实验室"):
        page = browse().page(address)
        for way in page.select(".exports a"):
            answer = browse().get(way["href"])
            assert answer.status_code == 200
        assert "stage=landed" in page.select_one(".exports a")["href"] or "q=" in str(page)
    page = browse().page(f"/libraries/projects/{shelf[0].number}")
    assert len(page.select(".citation .exports a")) == 2
    for way in page.select(".citation .exports a"):
        assert shelf[0].number in browse().get(way["href"]).text


def test_one_record_for_reference_managers(browse, shelf):
    report = shelf[2]
    base = f"/libraries/outcomes/{report.number}/citation"
    bib = browse().get(f"{base}.bib").text
    assert bib.startswith(f"@techreport{{{report.number},")
    assert "author = {{王敏} and {李强}}" in bib
    ris = browse().get(f"{base}.ris").text.splitlines()
    assert ris[0] == "TY  - RPRT"
    assert {"AU  - 王敏", "AU  - 李强", "TI  - 研究报告", f"ID  - {report.number}"} <= set(ris)
    assert f"UR  - http://localhost/libraries/outcomes/{report.number}" in ris


def test_drafts_and_hidden_records_are_not_cited(browse, staff, shelf):
    hidden, draft = shelf[4:]
    address = f"/libraries/projects/{hidden.number}/citation.bib"
    assert browse().get(address).status_code == 404
    assert browse(staff).get(address).status_code == 200
    assert (
        browse(staff).get(f"/libraries/projects/draft-{draft.id}/citation.ris").status_code == 404
    )


def test_only_who_may_import_sees_the_way_there(browse, staff, editor, shelf):
    way = f"a[href='/{PROJECTS.slug}/exchange']"
    assert browse(staff).page("/libraries/projects").select(way)
    assert browse(editor).page("/libraries/projects").select(way)
    assert not browse().page("/libraries/projects").select(way)


def test_the_members_are_a_table_too(browse, keep, park):
    keep(make_member, "other", "=另一个", name_en="Other", joined_on=date(2021, 12, 2))
    (sheet,) = sheets(browse().get("/members.xlsx"))
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert park.name in rows
    assert rows["=另一个"][5].value == "否"
    assert rows["=另一个"][1].data_type == "s"
    assert rows["=另一个"][6].value.date() == date(2021, 12, 2)
    assert "'=另一个" in {row[1] for row in lines(browse().get("/members.csv"))}
    assert browse().get("/members.exe").status_code == 404
    assert browse().page("/members").select(".exports a[href='/members.xlsx']")
