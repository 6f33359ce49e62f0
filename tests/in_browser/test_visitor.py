"""What a visitor does, on a phone and at a desk: search, narrow, read, take along, go back."""

import re

import pytest
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
CASE = "/libraries/case-studies/AL-2026-0001"


def counted(page: Page) -> int:
    """How many records the page says it found."""
    return int(re.match(r"\d+", page.locator("[data-announce]").inner_text())[0])


def tick(page: Page, name: str, *values: str) -> None:
    """Tick values of a facet; on a phone the facets stand in a sheet."""
    opener = page.get_by_role("button", name="Filters")
    narrow = opener.is_visible()
    if narrow:
        opener.click()
    for value in values:
        page.locator(f"#{name}-{value}").check()
        page.wait_for_url(f"**{name}={value}*")
        expect(page.locator(f"#{name}-{value}")).to_be_checked()
    if narrow:
        page.locator(".facets__done").click()


def switch(page: Page, language: str) -> None:
    menu = page.get_by_role("button", name=re.compile("^(Menu|菜单)$"))
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name=language, exact=True).click()


@AT_BOTH_WIDTHS
def test_a_visitor_searches_from_the_home_page_and_sees_the_words_marked(window, width):
    page = window(width)
    page.goto("/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).locator(
        "visible=true"
    ).last.fill("园区")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("园区"))
    assert counted(page) > 10
    # Of a synonym the whole word is marked: 产业园区.
    assert page.locator("mark").first.inner_text().endswith("园区")


@AT_BOTH_WIDTHS
def test_two_values_of_a_facet_widen_and_a_chip_removes_one_again(window, width):
    page = window(width)
    page.goto("/search?q=园区")
    everything = counted(page)
    tick(page, "year", "2022")
    one = counted(page)
    tick(page, "year", "2021")
    both = counted(page)
    assert one < both < everything
    page.locator(".chips").get_by_role("link", name="2021").click()
    expect(page.locator("[data-announce]")).to_have_text(re.compile(rf"^{one} record"))
    assert "year=2021" not in page.url
    assert "year=2022" in page.url


@AT_BOTH_WIDTHS
def test_back_returns_to_the_filters_and_the_page_where_one_was(window, width):
    page = window(width)
    page.goto("/search?q=园区")
    tick(page, "year", "2021")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2*")
    expect(page.locator("[aria-current=page]").filter(has_text="2")).to_be_visible()
    titles = page.locator(".hit").all_inner_texts()
    page.locator(".hit a").first.click()
    page.wait_for_url("**-2026-*")
    page.go_back()
    assert page.locator(".hit").all_inner_texts() == titles
    page.go_back()
    expect(page.get_by_role("link", name="Previous")).to_have_count(0)
    expect(page.locator("#year-2021")).to_be_checked()
    page.go_back()
    expect(page.locator("#year-2021")).not_to_be_checked()


@AT_BOTH_WIDTHS
def test_the_citation_is_copied_as_it_stands(window, width):
    page = window(width, permissions=["clipboard-read", "clipboard-write"])
    page.goto(CASE)
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    taken = page.evaluate("navigator.clipboard.readText()")
    assert taken == page.locator("#citation").inner_text()
    assert "AL-2026-0001" in taken


@AT_BOTH_WIDTHS
def test_the_language_is_switched_on_the_spot_and_remembered(window, width):
    page = window(width, locale="en-GB")
    page.goto("/search?q=园区&year=2021")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    switch(page, "中文")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    assert page.url.endswith("year=2021")
    page.goto(CASE)
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    switch(page, "English")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rizhao")


@pytest.mark.parametrize("typed", ["rizhao", "rz", "日照", "日照园"])
@AT_BOTH_WIDTHS
def test_a_suggestion_is_taken_by_the_keyboard(window, width, typed):
    page = window(width)
    page.goto("/search")
    box = page.locator("#search-q")
    box.press_sequentially(typed)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    title = chosen.locator("span").inner_text()
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_escape_closes_the_suggestions_and_enter_then_searches(window):
    page = window()
    page.goto("/search")
    box = page.locator("#search-q")
    box.press_sequentially("rizhao")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("rizhao")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=rizhao"))
    assert counted(page) > 0


def test_enter_that_ends_a_composition_does_not_search(window):
    page = window()
    page.goto("/search")
    page.locator("#search-q").focus()
    keyboard = page.context.new_cdp_session(page)
    composing = {"text": "ri'zhao", "selectionStart": 7, "selectionEnd": 7}
    keyboard.send("Input.imeSetComposition", composing)
    enter = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", enter)
    page.wait_for_timeout(400)
    expect(page.get_by_role("option")).to_have_count(0)
    assert page.url.endswith("/search")
    keyboard.send("Input.insertText", {"text": "日照"})
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-announce]")).to_contain_text("records")


def test_enter_after_a_composition_has_ended_does_not_search_either(window):
    """Safari ends the composition first, and then tells of the key."""
    page = window()
    page.goto("/search")
    goes_on = page.locator("#search-q").evaluate(
        """(box) => {
          box.dispatchEvent(new CompositionEvent("compositionstart"));
          box.dispatchEvent(new CompositionEvent("compositionend"));
          const key = { key: "Enter", keyCode: 229, bubbles: true, cancelable: true };
          return box.dispatchEvent(new KeyboardEvent("keydown", key));
        }"""
    )
    assert not goes_on


def test_tags_and_did_you_mean_are_reached_by_keyboard(window):
    page = window()
    page.goto("/search")
    box = page.locator("#search-q")
    box.press_sequentially("zhihuiyuanqu")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowUp")
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    box.press("Escape")
    box.fill("产业圆")
    box.press("Enter")
    page.locator(".suggested a").press("Enter")
    expect(page.locator("#search-q")).to_have_value("产业园")
    assert counted(page) > 0


def test_a_record_is_printed_without_the_site_around_it(window):
    page = window()
    page.goto(CASE)
    page.emulate_media(media="print")
    for around in ("header.topbar", "footer", "nav.crumbs", "button"):
        expect(page.locator(around).locator("visible=true")).to_have_count(0)
    expect(page.locator("#citation")).to_be_visible()
    expect(page.locator(".print-only")).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("AL-2026-0001")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@AT_BOTH_WIDTHS
def test_without_a_result_there_is_a_way_on(window, width):
    page = window(width)
    page.goto("/libraries/projects?q=qqqqzz&year=2021")
    assert counted(page) == 0
    page.get_by_role("link", name="Clear all filters").click()
    page.wait_for_url("**q=qqqqzz")
    page.get_by_role("link", name="Search the whole site").locator("visible=true").last.click()
    page.wait_for_url("**/search?q=qqqqzz")


@AT_BOTH_WIDTHS
def test_the_keyboard_skips_to_the_content_and_shows_where_it_is(window, width):
    page = window(width)
    page.goto(CASE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_on_a_phone_two_characters_of_a_table_stand_side_by_side(window):
    page = window(PHONE)
    page.goto(CASE)
    for word in ("数值", "单位"):
        cell = page.locator(".prose th").filter(has_text=re.compile(f"^{word}$")).first
        lines = "e => { const r = document.createRange(); r.selectNodeContents(e); "
        assert cell.evaluate(lines + "return r.getClientRects().length; }") == 1


def test_on_a_phone_a_suggestion_stays_within_its_box(window):
    page = window(PHONE)
    page.goto("/")
    page.locator("form[role=search] [name=q]").locator("visible=true").fill("rz")
    page.get_by_role("option").first.wait_for()
    beyond = """box => [...box.querySelectorAll('small')].filter(
      e => e.getBoundingClientRect().right > box.getBoundingClientRect().right - 12).length"""
    assert page.locator(".combo__list").locator("visible=true").evaluate(beyond) == 0
