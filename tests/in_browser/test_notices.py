"""An editor is told of a return and opens it from the bell; receipts, following, the queue."""

import re

import pytest
from make import make_user
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, Traffic, faults_at_every_width, fill_in
from kb import create_app
from kb.accounts import passwords
from kb.accounts.users import Role
from kb.db import db

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
SECRET = "Leuchtturm-4-Boje"


@pytest.fixture(scope="module")
def editor(site) -> str:
    """The mail address of a park editor, who signs in with the secret."""
    app = create_app({"KB_INSTANCE": site.folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    with app.app_context():
        given = {"password_hash": passwords.hash_of(SECRET), "email": "lijing@example.cn"}
        made = make_user(Role.PARK_EDITOR, name="李静", member="rizhao-park", **given)
        db.session.commit()
        email = made.email
        db.session.close()
        db.engine.dispose()
    return email


@pytest.fixture
def park(window, editor):
    """`park(width)` is a window of the editor, signed in."""

    def open_one(width: int = DESK, **options) -> Page:
        page = window(width, **options)
        page.goto("/sign-in?next=/my")
        fill_in(page, {"E-mail": editor})
        page.get_by_label("Password").fill(SECRET)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/my")
        return page

    return open_one


@pytest.fixture
def desk(window, administrator):
    return lambda width=DESK: window(width, storage_state=administrator["state"])


def returned(page: Page, office: Page, title: str, reason: str) -> None:
    """The editor submits a project of this title, the office returns it."""
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": title, "Summary": "浏览器里写下的项目。"})
    page.get_by_role("button", name="Save").click()
    page.locator(".moves").get_by_role("button", name="Submit for review").click()
    page.get_by_text("Submitted for review.").wait_for()
    office.goto(page.url)
    steps = office.locator(".moves")
    steps.locator("summary", has_text="Return").click()
    steps.get_by_label("Reason").locator("visible=true").fill(reason)
    steps.get_by_role("button", name="Return").locator("visible=true").click()
    office.get_by_text("Returned to the author.").wait_for()


@AT_BOTH_WIDTHS
def test_an_editor_is_told_of_a_return_and_opens_it_from_the_bell(park, desk, width):
    page, title = park(width), f"退回的项目{width}"
    returned(page, desk(), title, "请补充数据来源")
    page.goto("/")
    bell = page.locator(".bell")
    expect(bell).to_be_visible()
    before = int(bell.inner_text())
    bell.click()
    notice = page.locator(".notice--new", has_text=title)
    expect(notice).to_contain_text("请补充数据来源")
    expect(notice).to_contain_text("Correct it and submit it again")
    with page.expect_request(re.compile(r"/notices/\d+/read")):
        notice.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert unread_is_soon(page, before - 1)
    expect(page.locator(".notice", has_text=title)).to_be_visible()
    expect(page.locator(".notice--new", has_text=title)).to_have_count(0)


def unread_is_soon(page: Page, wanted: int) -> bool:
    """The beacon that marks a notice travels beside the page and may come after it."""
    for _ in range(40):
        page.goto("/notices")
        count = page.locator(".bell__count")
        if (int(count.inner_text()) if count.count() else 0) == wanted:
            return True
        page.wait_for_timeout(100)
    return False


def test_without_scripts_a_button_marks_it_read(park, desk):
    page = park(PHONE, java_script_enabled=False)
    returned(page, desk(), "没有脚本的退回", "请写明年份")
    page.goto("/notices?show=unread")
    notice = page.locator(".notice", has_text="没有脚本的退回")
    notice.get_by_role("button").click()
    page.goto("/notices?show=unread")
    expect(notice).to_have_count(0)


@AT_BOTH_WIDTHS
def test_a_receipt_is_asked_for_and_signed(park, desk, width):
    office, title = desk(width), f"请签收的通知{width}"
    office.goto("/libraries/projects/new")
    fill_in(office, {"Title": title, "Summary": "请各园区阅读。"})
    office.get_by_role("button", name="Save").click()
    for step in ("Submit for review", "Publish"):
        office.locator(".moves").get_by_role("button", name=step).click()
    office.get_by_role("link", name="Ask people to read this and to sign").click()
    office.get_by_role("button", name="Ask", exact=True).click()
    expect(office.locator("tbody tr", has_text="李静")).to_contain_text("not yet")
    assert [*faults_at_every_width(office)] == []
    page = park(width)
    page.locator("[aria-labelledby=owed]").get_by_role("link", name=title).click()
    page.get_by_role("button", name="I have read it: sign").click()
    expect(page.get_by_text("You signed on")).to_be_visible()
    office.reload()
    expect(office.locator("tbody tr", has_text="李静")).not_to_contain_text("not yet")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "address", ["/my", "/notices", "/subscriptions", "/admin/jobs", "/libraries/projects?year=2021"]
)
def test_the_desks_pages_suit_everybody_at_every_width(window, administrator, address, locale):
    page = window(locale=locale, storage_state=administrator["state"])
    traffic = Traffic(page)
    assert page.goto(address).status == 200
    assert [*faults_at_every_width(page)] == []
    assert traffic.complaints == []


def test_a_search_is_followed_from_its_results(desk):
    page = desk(PHONE)
    page.goto("/search?q=园区&city=rizhao")
    page.locator("details.follow summary").click()
    page.get_by_label("Its name in your notices").fill("日照的园区")
    assert [*faults_at_every_width(page)] == []
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Followed; end it")).to_be_visible()
    page.goto("/subscriptions")
    expect(page.get_by_role("link", name="日照的园区")).to_be_visible()
    page.get_by_role("button", name="End: 日照的园区").click()
    expect(page.get_by_text("You follow nothing yet")).to_be_visible()
