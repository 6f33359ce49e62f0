"""What staff do with Excel: template, filled in, checked, corrected by the reasons, written."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, faults_at_every_width

HOME = "/libraries/experts/exchange"


def saved(page: Page, name: str, path):
    """Click this link and keep what it downloads."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    download.value.save_as(path)
    return path


def fill(path, rows) -> None:
    """Write rows by heading below what is there."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = {str(cell.value).strip("*"): cell.column for cell in sheet[1]}
    for line, row in rows.items():
        for heading, value in row.items():
            sheet.cell(line, places[heading], value)
    book.save(path)


def send(page: Page, path) -> None:
    page.get_by_label("Excel file").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()


def wait_for(page: Page, name: str) -> None:
    """The index needs a moment to know a new record."""
    for _again in range(30):
        if page.get_by_role("link", name=name).count():
            return
        page.wait_for_timeout(200)
        page.reload()
    pytest.fail(f"{name} is not in the list")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_table_is_filled_in_checked_corrected_and_written(window, administrator, tmp_path, width):
    page = window(width, storage_state=administrator["state"])
    page.goto("/libraries/experts")
    page.get_by_role("link", name="Import from Excel").click()
    assert list(faults_at_every_width(page)) == []
    page.set_viewport_size({"width": width, "height": 800})
    table = saved(page, "Download the template", tmp_path / "experts.xlsx")
    name = f"王教授{width}"
    fill(table, {3: {"Name": name, "City": "日照"}, 4: {"Name": "李教授", "Year": "去年"}})
    send(page, table)
    expect(page.get_by_text("1 row is wrong")).to_be_visible()
    expect(page.locator(".finding")).to_contain_text("Row 4")
    assert list(faults_at_every_width(page)) == []
    page.set_viewport_size({"width": width, "height": 800})
    marked = saved(page, "Download with the reasons", tmp_path / "reasons.xlsx")
    fourth = load_workbook(marked).worksheets[0][4]
    assert any("Year: " in str(cell.value) for cell in fourth)
    fill(marked, {4: {"Name": f"李教授{width}", "Year": 2025}})
    page.get_by_role("link", name="Upload again").click()
    send(page, marked)
    expect(page.get_by_text("Everything is in order: 2 new")).to_be_visible()
    assert list(faults_at_every_width(page)) == []
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Write and publish").click()
    expect(page.get_by_text(re.compile("Written: 2 new"))).to_be_visible()
    page.get_by_role("link", name="To the library").click()
    wait_for(page, name)


def test_a_long_table_shows_how_far_it_is_and_goes_on_by_itself(window, administrator, tmp_path):
    page = window(DESK, storage_state=administrator["state"])
    page.goto(HOME)
    table = saved(page, "Download the template", tmp_path / "experts.xlsx")
    fill(table, {line: {"Name": f"专家{line}"} for line in range(3, 260)})
    send(page, table)
    expect(page.get_by_text("Everything is in order: 257 new")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Write and submit for review").click()
    expect(page.get_by_text("Written: 257 new")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_members_come_in_by_a_table_too(window, administrator, tmp_path, width):
    page = window(width, storage_state=administrator["state"])
    page.goto("/members")
    page.get_by_role("link", name="Import from Excel").click()
    table = saved(page, "Download the template", tmp_path / "members.xlsx")
    name = f"潍坊人力资源产业园{width}"
    fill(table, {3: {"Name of the organisation": name, "Kind of organisation": "Park"}})
    send(page, table)
    expect(page.get_by_text("Everything is in order: 1 new")).to_be_visible()
    assert list(faults_at_every_width(page)) == []
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Write all rows").click()
    page.locator(".alert--success").get_by_role("link", name="Members").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    assert list(faults_at_every_width(page)) == []
