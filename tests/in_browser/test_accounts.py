"""The first editor of a park comes in: invited, handed a link, signed in, with a second factor."""

import pyotp
import pytest
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, faults_at_every_width, fill_in

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
PASSWORD = "Leuchtturm-9-Brandung"


@pytest.fixture
def desk(window, administrator):
    return lambda width: window(width, storage_state=administrator["state"])


def invite(page: Page, name: str, email: str) -> str:
    """Invite a park editor as the staff do, from the menu on: the link."""
    page.goto("/")
    if page.viewport_size["width"] == PHONE:
        page.get_by_role("button", name="Menu").click()
    page.locator("details.dropdown summary").click()
    page.get_by_role("link", name="Accounts").click()
    page.get_by_role("link", name="Invite somebody").click()
    fill_in(page, {"Name": name, "E-mail": email})
    page.get_by_label("Role").select_option(label="Park editor")
    page.get_by_role("button", name="Make the invitation").click()
    wrong = page.locator(".field--wrong", has=page.get_by_label("Role"))
    expect(wrong).to_contain_text("Choose the member")
    expect(page.get_by_label("E-mail")).to_have_value(email)
    page.get_by_label("Member").select_option(index=3)
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
    return page.locator("#link").inner_text()


def come_in(page: Page, link: str) -> None:
    """Open the link and set a password."""
    page.goto(link)
    fill_in(page, {"New password": PASSWORD, "New password, once more": PASSWORD})
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/my")


@AT_BOTH_WIDTHS
def test_an_invited_editor_comes_in_and_the_staff_see_it(desk, window, width):
    page, guest = desk(width), window(width)
    email = f"editor{width}@example.cn"
    link = invite(page, "李娜", email)
    assert [*faults_at_every_width(page)] == []
    guest.goto(link)
    assert [*faults_at_every_width(guest)] == []
    guest.set_viewport_size({"width": width, "height": 800})
    come_in(guest, link)
    expect(guest.get_by_text("Your password is set.")).to_be_visible()
    guest.goto("/account")
    expect(guest.locator("main")).to_contain_text(email)
    assert window().goto(link).status == 404
    page.goto("/admin/accounts")
    fill_in(page, {"Name or mail address": email})
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.locator(".people li")).to_contain_text("In use")
    page.get_by_role("link", name="李娜").click()
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_text("The account is locked.")).to_be_visible()
    guest.goto("/account")
    assert "/sign-in" in guest.url


@AT_BOTH_WIDTHS
def test_a_second_factor_is_set_up_and_asked_for(desk, window, width):
    guest, email = window(width), f"factor{width}@example.cn"
    come_in(guest, invite(desk(width), "周芳", email))
    guest.goto("/account")
    guest.get_by_role("link", name="Set up").click()
    guest.get_by_role("button", name="Set up").click()
    expect(guest.locator("svg.qr")).to_be_visible()
    assert [*faults_at_every_width(guest)] == []
    secret = guest.locator("#secret").inner_text().replace(" ", "")
    guest.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    guest.get_by_role("button", name="Turn it on").click()
    expect(guest.locator("#codes li")).to_have_count(10)
    assert [*faults_at_every_width(guest)] == []
    recovery = guest.locator("#codes li").first.inner_text()

    anew = window(width)
    anew.goto("/sign-in?next=/account")
    fill_in(anew, {"E-mail": email, "Password": PASSWORD})
    anew.get_by_role("main").get_by_role("button", name="Sign in").click()
    anew.get_by_label("Code").fill(recovery)
    assert [*faults_at_every_width(anew)] == []
    anew.get_by_role("main").get_by_role("button", name="Sign in").click()
    anew.wait_for_url("**/account")
