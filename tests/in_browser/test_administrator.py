"""What the first administrator does: sign up once, write, publish, change, withdraw, leave."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, EMAIL, PASSWORD, PHONE, faults_at_every_width, fill_in

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
SOON = 20


@pytest.fixture
def desk(window, administrator):
    """`desk()` is a window of the administrator, signed in."""
    return lambda width=DESK, **options: window(
        width, storage_state=administrator["state"], **options
    )


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def step(page: Page, name: str, reason: str = "") -> None:
    """Take the next step of the workflow, with its reason where it needs one."""
    steps = page.locator(".moves")
    if reason:
        steps.locator("summary", has_text=name).click()
        steps.get_by_label("Reason").locator("visible=true").fill(reason)
    steps.get_by_role("button", name=name).locator("visible=true").click()


def published(page: Page, title: str) -> str:
    """Write a project of this title and publish it: its address."""
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": title, "Summary": "浏览器里写下的项目。"})
    save(page)
    step(page, "Submit for review")
    step(page, "Publish")
    page.wait_for_url("**/XM-*")
    return page.url


@AT_BOTH_WIDTHS
def test_a_draft_with_an_error_keeps_what_was_typed(desk, width):
    page = desk(width)
    page.goto("/libraries/projects")
    page.get_by_role("link", name=re.compile("Submit: ")).click()
    fill_in(page, {"Summary": "还没有标题的项目", "Year": "1800"})
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    expect(page.get_by_label("Summary").first).to_have_value("还没有标题的项目")
    expect(page.get_by_label("Year")).to_have_value("1800")
    wrong = page.locator(".field--wrong", has=page.get_by_label("Title").first)
    expect(wrong.locator(".field__errors")).to_be_visible()
    page.get_by_role("alert").get_by_role("link", name="Title").click()
    assert page.evaluate("document.activeElement.name") == "title"


@AT_BOTH_WIDTHS
def test_a_draft_is_seen_by_visitors_once_published_and_found_soon(desk, window, width):
    title = f"海上风电人才实训中心{width}"
    page, stranger = desk(width), window(width)
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": title, "Summary": "浏览器里写下的项目。"})
    save(page)
    assert stranger.goto(page.url).status == 404
    step(page, "Submit for review")
    step(page, "Publish")
    expect(page.get_by_text(re.compile(r"Published as XM-\d{4}-\d{4}"))).to_be_visible()
    number = page.url.rsplit("/", 1)[1]
    begun = time.monotonic()
    while not (shown := stranger.goto(f"/search?q={title}").ok and hit(stranger, number)):
        assert time.monotonic() - begun < SOON, "not found in time"
    shown.get_by_role("link").first.click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(title)


def hit(page: Page, number: str):
    """This record among the results, or None."""
    found = page.locator(".hit", has_text=number)
    return found if found.count() else None


def test_a_published_record_keeps_its_face_until_the_change_is_published(desk, window):
    page, stranger = desk(), window()
    address = published(page, "原来的标题")
    page.get_by_role("link", name="Edit").click()
    fill_in(page, {"Title": "改过的标题"})
    save(page)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("原来的标题")
    page.get_by_role("link", name="Versions").click()
    expect(page.locator("ins").first).to_be_visible()
    page.goto(address)
    step(page, "Submit for review")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("原来的标题")
    step(page, "Publish")
    expect(page.get_by_role("heading", level=1)).to_have_text("改过的标题")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("改过的标题")


def test_a_draft_is_not_compared_with_what_readers_see(desk):
    page = desk()
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": "还没有读者的草稿"})
    save(page)
    page.get_by_role("link", name="Versions").click()
    expect(page.locator(".revision")).to_have_count(1)
    expect(page.locator("#changes")).to_have_count(0)


def test_a_withdrawn_record_leaves_its_number_and_the_reason(desk, window):
    page, stranger = desk(), window(PHONE)
    address = published(page, "将要撤回的项目")
    step(page, "Withdraw", reason="数据有误，核实中。")
    expect(page.get_by_text("Withdrawn. Old links show the reason and the date.")).to_be_visible()
    assert stranger.goto(address).status == 410
    expect(stranger.get_by_role("heading", level=1)).to_contain_text(address.rsplit("/", 1)[1])
    expect(stranger.get_by_text("数据有误，核实中。")).to_be_visible()
    assert [*faults_at_every_width(stranger)] == []
    expect(stranger.get_by_role("link", name="Search the whole site")).to_be_visible()


def test_two_who_edit_at_once_lose_nothing(desk):
    page, other = desk(), desk()
    address = published(page, "两个人同时改")
    for window in (page, other):
        window.goto(f"{address}/edit")
    fill_in(page, {"Title": "先保存的标题"})
    save(page)
    page.wait_for_url(address)
    fill_in(other, {"Title": "后保存的标题"})
    save(other)
    expect(other.get_by_role("heading", level=1)).to_contain_text("Bring both texts together")
    expect(other.get_by_label("Title").first).to_have_value("后保存的标题")
    assert [*faults_at_every_width(other)] == []
    save(other)
    other.wait_for_url(address)


def test_a_changed_form_is_not_left_by_mistake(desk):
    page = desk()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": "还没保存"})
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_label("Title").first).to_have_value("还没保存")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize(("locale", "said"), [("zh-CN", "链接"), ("en", "has been used")])
def test_the_one_time_link_used_again_says_so(site, administrator, window, locale, said):
    page = window(locale=locale)
    assert page.goto(site.setup).status == 404
    expect(page.locator("main")).to_contain_text(said)
    expect(page.locator("main a[href='/']")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)


def test_no_password_is_called_optional(desk):
    page = desk()
    page.goto("/account/password")
    expect(page.locator("input[type=password]")).to_have_count(3)
    expect(page.get_by_text("optional")).to_have_count(0)


@AT_BOTH_WIDTHS
def test_who_signs_out_is_a_visitor_again(administrator, window, width):
    page = window(width)
    page.goto("/sign-in?next=/account")
    fill_in(page, {"E-mail": EMAIL, "Password": "ganz-falsch-1"})
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".field__errors")).to_contain_text("is wrong")
    expect(page.get_by_label("E-mail")).to_have_value(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account")
    if width == PHONE:
        page.get_by_role("button", name="Menu").click()
    page.locator("details.dropdown summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto("/account")
    assert "/sign-in" in page.url
