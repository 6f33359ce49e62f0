"""What the secretariat does: claim, compare, return with a reason, approve; many at once."""

import re
from collections.abc import Iterator

import pytest
from browser import Browser
from make import content, make_record, make_user
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, faults_at_every_width
from kb import create_app
from kb.accounts.users import Role, User
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.publishing import workflow
from kb.publishing.records import Record
from kb.publishing.revisions import latest

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])


@pytest.fixture(scope="module")
def office(site) -> Iterator:
    """The same site from inside, where people and their drafts are made without a browser."""
    app = create_app({"KB_INSTANCE": site.folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def people(office, request) -> dict[str, User]:
    """A secretary and an editor of this very test."""
    with office.app_context():
        mark = abs(hash(request.node.name)) % 10**8
        secretary = make_user(
            Role.SECRETARIAT, name="李秘书", email=f"li{mark}@example.cn", language="en"
        )
        own = {"name": "陈编辑", "member": "rizhao-park"}
        editor = make_user(Role.PARK_EDITOR, email=f"chen{mark}@example.cn", **own)
        db.session.commit()
        for person in (secretary, editor):
            db.session.refresh(person)
        db.session.expunge_all()
    return {"secretary": secretary, "editor": editor}


@pytest.fixture
def desk(office, people, window, site):
    """`desk(width)` is a window of the secretary, signed in."""

    def open_one(width: int) -> Page:
        browser = Browser(office, people["secretary"])
        name = office.config["SESSION_COOKIE_NAME"]
        cookie = {"name": name, "value": browser.client.get_cookie(name).value, "url": site.home}
        page = window(width)
        page.context.add_cookies([cookie])
        return page

    return open_one


@pytest.fixture
def submitted(office, people):
    """`submitted(title, now=...)`: waits for review; `now` makes it a change. Gives the number."""

    def make(title: str, now: str = "") -> str:
        with office.app_context():
            author = db.session.merge(people["editor"])
            record = make_record(CaseStudy, author, published=bool(now), title=title)
            if now:
                workflow.save(record, author, content(CaseStudy, title=now))
            workflow.submit(record, author)
            db.session.commit()
            return record.address

    return make


def resubmitted(office, people, address: str, title: str) -> None:
    """The editor has read the reason and corrects it."""
    with office.app_context():
        author = db.session.merge(people["editor"])
        record = db.session.query(Record).filter_by(number=address).one()
        assert latest(record).reason == "请补充数据来源"
        workflow.save(record, author, content(CaseStudy, title=title))
        workflow.submit(record, author)
        db.session.commit()


def opened(page: Page, title: str) -> None:
    page.goto("/workbench?kind=case_study")
    page.locator(".queue").get_by_role("link", name=title, exact=True).click()
    page.wait_for_url("**/workbench/*")


@AT_BOTH_WIDTHS
def test_a_change_is_claimed_compared_returned_and_later_approved(
    office, people, desk, window, submitted, width
):
    page, reader = desk(width), window(width)
    address = submitted(f"零工市场案例{width}", now=f"零工市场数字案例{width}")
    opened(page, f"零工市场数字案例{width}")
    expect(page.locator(".change ins").first).to_have_text("数字")
    expect(page.locator("details.unchanged")).not_to_have_attribute("open", "")
    page.get_by_role("button", name="Claim", exact=True).click()
    expect(page.get_by_text("You have claimed this.")).to_be_visible()
    assert [*faults_at_every_width(page)] == []
    page.set_viewport_size({"width": width, "height": 800})

    page.locator("summary", has_text="Return with a reason").click()
    page.get_by_role("button", name="Return", exact=True).click()
    expect(page.locator(".field__errors")).to_contain_text("Say why it goes back")
    page.get_by_label("Reason").fill("请补充数据来源")
    page.get_by_role("button", name="Return", exact=True).click()
    expect(page.get_by_text(re.compile("has gone back to its author"))).to_be_visible()

    resubmitted(office, people, address, f"零工市场数字化案例{width}")
    opened(page, f"零工市场数字化案例{width}")
    expect(page.locator(".change ins").first).to_have_text("数字化")
    reader.goto(f"/libraries/case-studies/{address}")
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"零工市场案例{width}")
    page.get_by_label("Note").fill("数据来源已补充")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text(re.compile("is published as AL-"))).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"零工市场数字化案例{width}")


@AT_BOTH_WIDTHS
def test_several_are_approved_at_once_and_the_page_says_what_became_of_each(desk, submitted, width):
    page = desk(width)
    titles = [f"批量案例甲{width}", f"批量案例乙{width}"]
    for title in titles:
        submitted(title)
    page.goto("/workbench?kind=case_study")
    for title in titles:
        page.get_by_label(f"Choose “{title}”").check()
    expect(page.locator("[data-ticked]")).to_have_text("ticked: 2")
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved together")
    for title in titles:
        row = page.get_by_role("row").filter(has_text=title)
        expect(row).to_contain_text(re.compile(r"AL-\d{4}-\d{4}"))
    assert [*faults_at_every_width(page)] == []


def test_every_desk_of_the_secretariat_suits_everybody(desk, submitted):
    page = desk(DESK)
    submitted("供查看的案例")
    for address in (
        "/workbench",
        "/workbench?tab=decided",
        "/admin/audit",
        "/admin/vocabulary",
        "/admin/vocabulary/synonyms",
    ):
        page.goto(address)
        assert [*faults_at_every_width(page)] == [], address
