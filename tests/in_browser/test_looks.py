"""Every kind of page, in both languages and at three widths: usable by everybody, whole, light."""

import pytest

from in_browser.looking import PHONE, Traffic, faults_at_every_width, faults_of

PAGES = {
    "/": 200,
    "/search": 200,
    "/search?q=日照&year=2021": 200,
    "/search?q=qqqqzz": 200,
    "/search?q=日照 NOT 四川&view=table": 200,
    "/search?q=日照&view=calendar&month=2021-12": 200,
    "/libraries/case-studies/AL-2026-0001/alike": 200,
    "/about/search": 200,
    "/libraries/projects": 200,
    "/libraries/experts": 200,
    "/libraries/outcomes": 200,
    "/libraries/case-studies": 200,
    "/bulletin?page=2": 200,
    "/activities": 200,
    "/activities/calendar": 200,
    "/activities/year/2021": 200,
    "/libraries/projects/XM-2026-0001": 200,
    "/libraries/outcomes/CG-2026-0001": 200,
    "/libraries/case-studies/AL-2026-0001": 200,
    "/bulletin/WX-2026-0001": 200,
    "/members": 200,
    "/members/rizhao-park": 200,
    "/cities/rizhao": 200,
    "/cities/dongying": 200,
    "/about": 200,
    "/about/governance": 200,
    "/about/api": 200,
    "/sign-in": 200,
    "/forgotten": 200,
    "/libraries/projects/XM-1999-0001": 404,
}
WORKPLACES = ("/", "/account", "/libraries/projects/new", "/libraries/projects/XM-2026-0002")
WORKPLACES += ("/libraries/projects/XM-2026-0002/edit", "/libraries/projects/XM-2026-0002/history")
WORKPLACES += ("/account/password", "/account/second-factor", "/admin/accounts")
WORKPLACES += ("/admin/accounts/new", "/admin/accounts/1")
LANGUAGES = pytest.mark.parametrize("locale", ["zh-CN", "en"])


@LANGUAGES
@pytest.mark.parametrize("address", PAGES)
def test_visitors_pages_suit_everybody_at_every_width(site, window, address, locale):
    page = window(locale=locale)
    traffic = Traffic(page)
    answer = page.goto(address)
    assert answer.status == PAGES[address]
    assert page.locator("html").get_attribute("lang")[:2] == locale[:2]
    assert [*faults_at_every_width(page)] == []
    assert traffic.complaints == []
    assert traffic.foreign(site.home) == []
    assert 2 < len(traffic.requests) <= 6
    assert 5_000 < traffic.bytes() <= 60 * 1024


@LANGUAGES
@pytest.mark.parametrize("address", WORKPLACES)
def test_workplaces_suit_everybody_at_every_width(window, administrator, address, locale):
    page = window(locale=locale, storage_state=administrator["state"])
    traffic = Traffic(page)
    assert page.goto(address).status == 200
    assert [*faults_at_every_width(page)] == []
    assert traffic.complaints == []


def test_the_page_of_the_first_administrator_suits_everybody(administrator):
    assert administrator["faults"] == []


def test_forms_with_errors_suit_everybody(window, administrator):
    page = window(storage_state=administrator["state"])
    page.goto("/libraries/case-studies/new")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("alert").is_visible()
    assert [*faults_at_every_width(page)] == []
    stranger = window()
    stranger.goto("/sign-in")
    stranger.get_by_role("button", name="Sign in").click()
    assert stranger.locator(".field__errors").first.is_visible()
    assert [*faults_at_every_width(stranger)] == []


def test_what_opens_on_a_phone_suits_everybody(window):
    page = window(PHONE)
    page.goto("/search?q=园区")
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Case studies").first.is_visible()
    assert [*faults_of(page)] == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filters").click()
    assert page.get_by_role("checkbox").first.is_visible()
    assert [*faults_of(page)] == []
    page.get_by_role("button", name="Close").click()
    page.locator("#search-q").fill("rizhao")
    page.get_by_role("option").first.wait_for()
    assert [*faults_of(page)] == []
