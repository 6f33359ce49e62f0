"""The same without JavaScript: every page works, only with more clicks."""

import re

import pytest
from playwright.sync_api import expect

from in_browser.looking import DESK, PHONE

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])


@pytest.fixture
def plain(window):
    return lambda width=DESK, **options: window(width, java_script_enabled=False, **options)


@AT_BOTH_WIDTHS
def test_search_and_facets_work(plain, width):
    page = plain(width)
    page.goto("/search")
    page.locator("#search-q").fill("园区")
    page.locator("#search button").click()
    found = page.locator("[data-announce]").inner_text()
    if width == PHONE:
        page.get_by_role("button", name="Filters").click()
    page.locator("#year-2021").check()
    page.locator("#year-2022").check()
    page.get_by_role("button", name="Apply the filters").click()
    expect(page.locator(".chips").get_by_role("link", name=re.compile("202[12]"))).to_have_count(2)
    assert "year=2021" in page.url
    assert "year=2022" in page.url
    expect(page.locator("[data-announce]")).not_to_have_text(found)
    page.locator(".chips").get_by_role("link", name="2021").click()
    expect(page.locator(".chips").get_by_role("link", name="2021")).to_have_count(0)


@AT_BOTH_WIDTHS
def test_the_menu_opens_and_the_language_changes(plain, width):
    page = plain(width)
    page.goto("/libraries/projects")
    if width == PHONE:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    assert page.url.endswith("/libraries/projects")


def test_pages_of_a_list_follow_each_other(plain):
    page = plain()
    page.goto("/search?q=园区")
    first = page.locator(".hit a").first.inner_text()
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2*")
    expect(page.locator(".hit a").first).not_to_have_text(first)


def test_no_button_is_shown_that_would_need_a_script(plain):
    page = plain()
    page.goto("/libraries/case-studies/AL-2026-0001")
    expect(page.locator("[data-needs-script]").locator("visible=true")).to_have_count(0)
    expect(page.locator("#citation")).to_be_visible()


def test_a_draft_is_written_and_its_errors_are_shown(plain, administrator):
    page = plain(storage_state=administrator["state"])
    page.goto("/libraries/outcomes/new")
    page.get_by_label("Summary").first.fill("没有标题的摘要")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Summary").first).to_have_value("没有标题的摘要")
    page.get_by_label("Title").first.fill("不用脚本写下的成果")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("不用脚本写下的成果")
