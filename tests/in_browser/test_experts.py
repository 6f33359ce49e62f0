"""What experts do: register, confirm, write a profile, open it, are published and found, answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, faults_at_every_width, fill_in

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
PASSWORD = "Seegras-7-Boot"


@pytest.fixture
def desk(window, administrator):
    """A window of the secretariat."""
    return window(DESK, storage_state=administrator["state"])


def look(page: Page) -> None:
    """The page suits everybody at every width; then it is as wide as before."""
    size = page.viewport_size
    assert [*faults_at_every_width(page)] == []
    page.set_viewport_size(size)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def register(page: Page, name: str, email: str) -> None:
    page.goto("/libraries/experts")
    page.get_by_role("link", name="Register as an expert").click()
    look(page)
    fill_in(page, {"Name": name, "E-mail": email, "Password": PASSWORD})
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_label("I have read the text above").check()
    press(page, "Register")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nearly done")


def link_from(desk: Page, name: str) -> str:
    """The link that the secretariat hands over, as this site sends no mail."""
    desk.goto("/admin/experts")
    desk.get_by_role("button", name=f"Make a link to hand over {name}").click()
    return desk.locator("#link").inner_text()


def confirm(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Password that you chose").fill(PASSWORD)
    press(page, "Confirm and sign in")
    page.wait_for_url("**/my/expert")


def write_profile(page: Page, unit: str) -> None:
    page.goto("/my/expert/profile")
    fill_in(page, {"Unit": unit, "Post": "研究员", "In one sentence": "研究零工市场与共享用工。"})
    page.get_by_label("City").select_option("rizhao")
    page.get_by_label("Flexible employment").check()
    page.get_by_label("Short biography").fill("参与多地零工市场建设。")
    page.get_by_label("Title of the work").first.fill("共享用工操作指南")
    press(page, "Save")
    page.wait_for_url("**/my/expert")


def open_everything(page: Page) -> None:
    page.get_by_role("link", name="Change who sees what").click()
    for part in ("Unit", "Post", "Areas of expertise", "Works", "Biography"):
        page.get_by_label(part, exact=True).select_option("public")
    press(page, "Save at once")
    page.wait_for_url("**/my/expert")


def step(page: Page, name: str, reason: str = "") -> None:
    steps = page.locator(".moves")
    if reason:
        steps.locator("summary", has_text=name).click()
        steps.get_by_label("Reason").locator("visible=true").fill(reason)
    steps.get_by_role("button", name=name).locator("visible=true").click()


@AT_BOTH_WIDTHS
def test_an_expert_registers_is_returned_once_published_found_and_written_to(window, desk, width):
    page, stranger = window(width), window(width)
    name, unit = f"测试专家{width}", f"测试研究院{width}"
    register(page, name, f"expert{width}@example.cn")
    confirm(page, link_from(desk, name))
    write_profile(page, unit)
    open_everything(page)
    look(page)
    press(page, "Submit for review")
    page.get_by_role("link", name="See my page").click()
    draft = page.url
    assert stranger.goto(draft).status == 404

    desk.goto(draft)
    step(desk, "Return with a reason", "请补充职务。")
    page.goto("/my/expert")
    expect(page.get_by_role("status").filter(has_text="请补充职务。")).to_be_visible()
    page.get_by_role("link", name="Edit the profile").click()
    fill_in(page, {"Post": "首席研究员"})
    press(page, "Save")
    press(page, "Submit for review")
    desk.goto(draft)
    step(desk, "Publish")
    desk.wait_for_url("**/ZJ-*")
    number = desk.url.rsplit("/", 1)[1]

    stranger.goto(f"/libraries/experts/{number}")
    expect(stranger.get_by_text(unit).first).to_be_visible()
    look(stranger)
    stranger.get_by_role("link", name="Write to this expert").click()
    letter = {
        "Your name": "王敏",
        "Your mail address": "wang@example.cn",
        "Your message": "怎样共享用工？",
    }
    fill_in(stranger, letter)
    press(stranger, "Send")
    expect(stranger.get_by_text("Your message has been handed over.")).to_be_visible()
    page.goto("/my/expert/messages")
    expect(page.get_by_text("怎样共享用工？")).to_be_visible()

    # The index may still be catching up.
    for _turn in range(20):
        stranger.goto("/find-an-expert?q=企业旺季缺工，想开展共享用工")
        if stranger.locator(".advised", has_text=number).count():
            break
        stranger.wait_for_timeout(200)
    card = stranger.locator(".advised > li", has_text=number)
    expect(card).to_contain_text("Area: Flexible employment")
    look(stranger)


@AT_BOTH_WIDTHS
def test_contact_is_masked_and_shown_by_a_click_and_a_closed_part_is_gone(window, desk, width):
    page, stranger = window(width), window(width)
    name = f"测试顾问{width}"
    register(page, name, f"adviser{width}@example.cn")
    confirm(page, link_from(desk, name))
    write_profile(page, f"保密单位{width}")
    open_everything(page)
    page.goto("/my/expert/contact")
    fill_in(page, {"Phone": "13812345678"})
    look(page)
    press(page, "Save at once")
    expect(page.get_by_text("138****5678")).to_be_visible()
    press(page, "Submit for review")
    page.get_by_role("link", name="See my page").click()
    desk.goto(page.url)
    step(desk, "Publish")
    desk.wait_for_url("**/ZJ-*")
    expect(desk.get_by_text("13812345678")).to_have_count(0)
    desk.get_by_role("button", name="Show Phone").click()
    expect(desk.get_by_text("13812345678")).to_be_visible()
    desk.get_by_role("link", name="Back", exact=True).click()

    stranger.goto(desk.url)
    expect(stranger.get_by_text(f"保密单位{width}").first).to_be_visible()
    page.goto("/my/expert/showing")
    page.get_by_label("Unit", exact=True).select_option("secretariat")
    press(page, "Save at once")
    stranger.reload()
    expect(stranger.get_by_text(f"保密单位{width}")).to_have_count(0)
    expect(stranger.get_by_text(re.compile(r"138\*"))).to_have_count(0)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("address", ["/register", "/register/sent", "/find-an-expert?q=缺工"])
def test_visitors_pages_suit_everybody(window, address, locale):
    page = window(locale=locale)
    assert page.goto(address).status == 200
    look(page)
