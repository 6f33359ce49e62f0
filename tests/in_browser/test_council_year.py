"""The council's year in a browser, on a site of its own: from the charter to the published minutes.

All is done through the pages, by the people whose task it is. Only the last day for corrections
is brought forward by a script: nobody here can wait until midnight.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from in_browser.conftest import AXE, FLASK, PATIENCE, Site
from in_browser.looking import DESK, EMAIL, PASSWORD, PHONE, TABLET, faults_of, fill_in
from kb import create_app
from kb.accounts.users import by_email
from kb.clock import ONE_DAY, pretend, today, utcnow
from kb.config import ROOT
from kb.db import db
from kb.meetings import minuting
from kb.meetings.meetings import Meeting

ORDER = ("Qingdao", "Yantai", "Weifang", "Weihai", "Rizhao", "Binzhou", "Dongying")
SECRET = "Leuchtturm-4-Boje"
TITLE = "理事会第四次会议"
REPORT, PLATFORM, STAFFING = "听取轮值主席市工作报告", "共建七市结算平台", "研究秘书处人事事项"
RESOLVED, BEHIND_DOORS = "同意威海市牵头编制平台建设方案", "同意增补秘书处副秘书长一名"


class House:
    """A site of its own, and a window for each who comes: `enter("zhou", PHONE)`."""

    def __init__(self, site: Site, chrome: Browser) -> None:
        self.site, self.chrome = site, chrome
        self.states: dict[str, dict] = {}
        self.meeting = ""

    def enter(self, who: str = "", width: int = DESK) -> Page:
        size = {"width": width, "height": 800}
        context = self.chrome.new_context(
            base_url=self.site.home,
            locale="en",
            viewport=size,
            storage_state=self.states.get(who),
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=AXE)
        return context.new_page()

    def leave(self, page: Page, who: str = "") -> None:
        """Close the window; `who` stays signed in for the next one."""
        if who:
            self.states[who] = page.context.storage_state()
        page.context.close()


@pytest.fixture
def house(chrome, tmp_path) -> Iterator[House]:
    own = {"KB_INSTANCE": str(tmp_path), "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"}
    environment = os.environ | own | {"KB_WORKERS": "2", "PYTHONUTF8": "1"}
    subprocess.run([*FLASK, "init"], cwd=ROOT, env=environment, check=True, capture_output=True)
    site = Site(environment)
    yield House(site, chrome)
    site.end()


def test_the_council_runs_from_its_charter_to_its_published_minutes(house):
    open_the_house(house)
    settle_the_charter(house)
    seat_the_council(house)
    plan_and_convene(house)
    answer(house)
    fix_and_open(house)
    mark_attendance(house)
    resolve(house, PLATFORM, RESOLVED)
    resolve(house, STAFFING, BEHIND_DOORS, closed=True)
    end_and_compile(house)
    correct(house)
    sign_and_publish(house)
    read_what_is_published(house)


def open_the_house(house: House) -> None:
    """The administrator signs up, and invites everybody with a link."""
    page = house.enter()
    page.goto(house.site.setup)
    page.get_by_role("button", name="Create the account").click()
    fill_in(page, {"Name": "王敏", "E-mail": EMAIL, "Password": PASSWORD})
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_text("Welcome. You administer this site now.").wait_for()
    invite(house, page, "liu", "刘静", "Secretariat")
    invite(house, page, "lin", "林芳", "City liaison", "Qingdao")
    invite(house, page, "zhou", "周敏", "Council member", "Weihai")
    invite(house, page, "han", "韩颖", "Council member", "Rizhao")
    house.leave(page, "王敏")


def invite(house: House, page: Page, who: str, name: str, role: str, city: str = "") -> None:
    page.goto("/admin/accounts/new")
    fill_in(page, {"Name": name, "E-mail": f"{who}@example.cn"})
    page.get_by_label("Role").select_option(role)
    if city:
        page.get_by_label("City").select_option(city)
    page.get_by_role("button", name="Make the invitation").click()
    page.wait_for_url("**/new")
    expect(page.locator("main")).to_contain_text("/invitation/")
    link = re.search(r"http\S+/invitation/[\w-]+", page.content())
    guest = house.enter()
    guest.goto(link[0])
    guest.get_by_label("New password", exact=True).fill(SECRET)
    guest.get_by_label("New password, once more").fill(SECRET)
    guest.get_by_role("button", name="Set the password").click()
    guest.wait_for_url("**/my")
    house.leave(guest, who)


def settle_the_charter(house: House) -> None:
    """Order, term, first chair, quorum and days of notice; then the plan of terms."""
    page, first = house.enter("liu"), today().replace(month=1, day=1).isoformat()

    def enter(key: str, fill: Callable[[], object]) -> None:
        page.goto(f"/governance/charter/{key}/new")
        fill()
        fill_in(page, {"Holds from": first, "Decided by": "联盟章程第九条"})
        page.get_by_role("button", name="Enter the value").click()
        page.get_by_text("Entered. The earlier values stay in the history.").wait_for()

    def first_term() -> None:
        page.get_by_label("First chair").select_option("Qingdao")
        page.get_by_label("First day of its term").fill(first)

    def order() -> None:
        for place, city in enumerate(ORDER, 1):
            page.get_by_label(f"Place {place}").select_option(city)

    enter("chair_order", order)
    enter("chair_term_length", lambda: page.get_by_label("Value").fill("12"))
    enter("chair_first_term", first_term)
    enter("council_quorum", lambda: page.get_by_label("Quorum").fill("2/3"))
    enter("convening_days", lambda: page.get_by_label("Value").fill("7"))
    page.goto("/governance/charter")
    assert [*faults_of(page)] == []
    page.goto("/governance/rotation")
    page.get_by_role("button", name="Draw up the plan").click()
    page.get_by_text("The plan is drawn up from the charter.").wait_for()
    assert [*faults_of(page)] == []
    house.leave(page)


def seat_the_council(house: House) -> None:
    page = house.enter("liu")
    for place, (city, name) in enumerate(
        (("Qingdao", "林芳"), ("Weihai", "周敏"), ("Rizhao", "韩颖")), 1
    ):
        page.goto("/governance/bodies/council/seats/new")
        fill_in(page, {"Post": "理事"})
        page.get_by_label("City").select_option(city)
        page.get_by_role("button", name="Save the changes").click()
        page.wait_for_url("**/bodies/council")
        page.get_by_role("link", name="Enter who sits there").last.click()
        first = today().replace(month=1, day=1).isoformat()
        fill_in(page, {"Name of the person": name, "First day": first})
        account = page.locator("#user_id option", has_text=f"{name} ·").get_attribute("value")
        page.get_by_label("Account").select_option(account)
        page.get_by_role("button", name="Save the changes").click()
        page.wait_for_url("**/bodies/council")
        expect(page.get_by_role("link", name="Edit or end the seat")).to_have_count(place)
    assert [*faults_of(page)] == []
    house.leave(page)


def plan_and_convene(house: House) -> None:
    """A member proposes an item; the secretariat plans, arranges and sends the notice."""
    desk, member = house.enter("liu"), house.enter("zhou", TABLET)
    desk.goto("/meetings")
    desk.get_by_role("link", name="Plan a meeting").click()
    desk.get_by_label("Body").select_option("Council")
    desk.get_by_label("Title", exact=True).fill(TITLE)
    desk.get_by_label("Day", exact=True).fill(today().isoformat())
    tomorrow = (today() + ONE_DAY).isoformat()
    fill_in(desk, {"Begins": "23:59", "Ends": "01:30", "Last day": tomorrow})
    desk.get_by_label("Host city").select_option("Qingdao")
    desk.get_by_role("button", name="Plan it").click()
    desk.get_by_text("The meeting is planned.").wait_for()
    house.meeting = desk.url.removeprefix(house.site.home)

    member.goto("/agenda/new")
    member.get_by_label("For which meeting").select_option(index=1)
    member.get_by_label("Title", exact=True).fill(PLATFORM)
    member.get_by_role("button", name="Propose it").click()
    member.get_by_text("Proposed. Papers can be added now.").wait_for()
    paper = {"name": "方案.txt", "mimeType": "text/plain", "buffer": "方案".encode()}
    member.locator("input[type=file]").set_input_files(paper)
    member.get_by_role("button", name="Upload").click()
    member.get_by_role("link", name="方案.txt").wait_for()

    for title in (REPORT, STAFFING):
        desk.goto(f"{house.meeting}/agenda")
        desk.get_by_role("link", name="Add an item").click()
        desk.get_by_label("Title", exact=True).fill(title)
        desk.get_by_label("Closed item").set_checked(title == STAFFING)
        desk.get_by_role("button", name="Propose it").click()
        desk.wait_for_url(re.compile(r"/agenda/\d+"))
    desk.goto(f"{house.meeting}/agenda")
    desk.get_by_role("button", name=f"Put on the agenda: {PLATFORM}").click()
    desk.get_by_role("button", name=f"Up: {PLATFORM}").click()
    expect(desk.locator(".item").nth(1)).to_contain_text(PLATFORM)
    assert [*faults_of(desk)] == []
    desk.goto(f"{house.meeting}/convene")
    desk.get_by_label("Last day to answer").fill(today().isoformat())
    desk.get_by_role("button", name="Send the notice").click()
    desk.get_by_text("Convened by notice 联盟通").wait_for()
    house.leave(desk)
    house.leave(member)


def answer(house: House) -> None:
    """Two come, one sends a substitute; each signs for the notice on the phone."""
    for who, says in (("lin", "Comes"), ("zhou", "Comes"), ("han", "Sends a substitute")):
        page = house.enter(who, PHONE)
        page.goto(house.meeting)
        page.get_by_role("button", name="Sign for the notice").click()
        expect(page.get_by_role("button", name="Sign for the notice")).to_have_count(0)
        page.goto("/my")
        page.get_by_role("main").get_by_role("link", name="Answer").click()
        page.get_by_label(says, exact=True).check()
        if who == "han":
            page.get_by_label("Name of the substitute").fill("钱科长")
        page.get_by_role("button", name="Send the answer").click()
        page.get_by_text("The answer is noted.").wait_for()
        assert [*faults_of(page)] == []
        house.leave(page)


def fix_and_open(house: House) -> None:
    page = house.enter("liu")
    for order, said in (
        ("Fix the agenda", "The agenda is fixed."),
        ("Open the meeting", "The meeting is in session."),
    ):
        page.goto(house.meeting)
        page.get_by_role("button", name=order, exact=True).click()
        page.get_by_text(said).wait_for()
    house.leave(page)


def mark_attendance(house: House) -> None:
    """On a phone; the quorum is counted as people are marked."""
    page = house.enter("liu", PHONE)
    page.goto(f"{house.meeting}/attendance")
    page.get_by_role("button", name="林芳: Present").click()
    page.get_by_text("no quorum, 1 more needed").wait_for()
    page.get_by_role("button", name="All as they have answered").click()
    page.get_by_text("3 of 3 votes are there: quorum reached, 2 needed.").wait_for()
    page.get_by_text("钱科长").first.wait_for()
    assert [*faults_of(page)] == []
    house.leave(page)


def resolve(house: House, item: str, title: str, closed: bool = False) -> None:
    """The desk drafts and opens the vote, two seats vote on their phones, the desk counts."""
    desk = house.enter("liu")
    desk.goto(f"{house.meeting}/resolutions/new")
    fill_in(desk, {"Resolution in one sentence": title, "Person responsible": "周敏"})
    desk.get_by_label("Item of the agenda").select_option(item)
    desk.get_by_label("Carried out by").select_option("Weihai")
    desk.get_by_label("Due on").fill((today() + timedelta(days=30)).isoformat())
    desk.get_by_label("Behind closed doors").set_checked(closed)
    desk.get_by_role("button", name="Save the draft").click()
    desk.get_by_role("button", name="Open the vote").click()
    desk.get_by_role("button", name="Close the vote and count").wait_for()
    for who in ("lin", "zhou"):
        seat = house.enter(who, PHONE)
        seat.goto("/my")
        seat.get_by_role("main").get_by_role("link", name="Vote").last.click()
        seat.locator(".vote__choice--for").click()
        assert [*faults_of(seat)] == []
        seat.get_by_role("button", name="Cast the vote").click()
        expect(seat.locator(".paper__mine").last).to_contain_text("For")
        house.leave(seat)
    desk.goto(f"{house.meeting}/votes")
    desk.get_by_role("button", name="Close the vote and count").click()
    desk.get_by_text("The vote is closed: Passed").wait_for()
    house.leave(desk)


def end_and_compile(house: House) -> None:
    """Notes, the end, the text put together by the site and edited, and off it goes."""
    page = house.enter("liu")
    page.goto(house.meeting)
    page.locator(".item", has_text=REPORT).get_by_role("link", name="Take notes").click()
    page.get_by_label("What came of it").fill("原则同意工作报告。")
    page.get_by_role("button", name="Save the changes").click()
    page.get_by_role("button", name="End the meeting").click()
    page.get_by_text("The meeting has ended.").wait_for()
    page.goto(f"{house.meeting}/minutes")
    page.get_by_role("button", name="Compile the minutes").click()
    page.get_by_role("link", name=re.compile(f"Edit.*{REPORT}", re.DOTALL)).click()
    page.get_by_role("button", name="Markdown source").click()
    text = page.locator("textarea[name=text]")
    text.fill(f"{text.input_value()}\n\n会议强调，要抓好落实。")
    page.get_by_role("button", name="Save the section").click()
    page.get_by_text("会议强调，要抓好落实。").wait_for()
    assert [*faults_of(page)] == []
    page.get_by_label("Last day for corrections").fill(today().isoformat())
    page.get_by_role("button", name="Circulate to those who attended").click()
    page.get_by_text("Circulated. Those who attended have been told.").wait_for()
    house.leave(page)


def correct(house: House) -> None:
    """Who attended asks for a correction; the secretary takes it over, and its author reads why."""
    member, desk = house.enter("zhou", PHONE), house.enter("liu")
    member.goto("/my")
    member.get_by_role("link", name=re.compile(f"Check the minutes.*{TITLE}")).click()
    fill_in(member, {"The passage meant": "抓好落实", "What should stand there": "抓紧落实"})
    member.get_by_role("button", name="Send it to the secretariat").click()
    member.get_by_text("To be decided").wait_for()
    desk.goto(f"{house.meeting}/minutes")
    desk.get_by_label("Answer to its author").fill("已采纳，谢谢。")
    desk.get_by_role("button", name="Take it over", exact=True).click()
    desk.get_by_text("会议强调，要抓紧落实。").wait_for()
    member.goto(f"{house.meeting}/minutes")
    member.get_by_text("Answer: 已采纳，谢谢。").wait_for()
    assert [*faults_of(member)] == []
    house.leave(member)
    house.leave(desk)


def let_the_last_day_pass(house: House) -> None:
    """Circulated once more, by a secretary of yesterday: until yesterday."""
    settings = {"KB_INSTANCE": house.site.folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"}
    with create_app(settings).app_context():
        meeting = db.session.scalar(select(Meeting).where(Meeting.title == TITLE))
        with pretend(utcnow() - ONE_DAY):
            minuting.circulate(meeting, by_email("liu@example.cn"), today())
        db.session.commit()
        db.session.close()
        db.engine.dispose()


def sign_and_publish(house: House) -> None:
    """Nobody signs while corrections may come; then the chair does, on the phone."""
    chair, desk, other = house.enter("lin", PHONE), house.enter("liu"), house.enter("zhou")
    chair.goto(f"{house.meeting}/minutes")
    expect(chair.get_by_role("button", name="Sign for the chair")).to_have_count(0)
    let_the_last_day_pass(house)
    desk.goto(f"{house.meeting}/minutes")
    desk.get_by_role("button", name="Ask the chair to sign").click()
    desk.get_by_text("The chair has been told.").wait_for()
    other.goto(f"{house.meeting}/minutes")
    expect(other.get_by_role("button", name="Sign for the chair")).to_have_count(0)
    chair.goto("/my")
    chair.get_by_role("link", name=re.compile(f"Sign the minutes.*{TITLE}")).click()
    chair.get_by_role("button", name="Sign for the chair").click()
    chair.get_by_text("Signed. The secretariat publishes them now.").wait_for()
    desk.goto(f"{house.meeting}/minutes")
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_text("Published as 联盟纪").wait_for()
    for page in (chair, desk, other):
        house.leave(page)


def read_what_is_published(house: House) -> None:
    """A stranger reads all but the closed item, on the page and in the Word file."""
    page = house.enter()
    page.goto("/minutes")
    page.get_by_role("main").get_by_role("link", name=f"{TITLE}纪要").click()
    page.get_by_text("会议强调，要抓紧落实。").wait_for()
    expect(page.locator("main")).not_to_contain_text(STAFFING)
    assert [*faults_of(page)] == []
    public = written(page)
    assert RESOLVED in public
    assert STAFFING not in public
    assert BEHIND_DOORS not in public
    page.get_by_role("link", name="Verify").click()
    page.get_by_text("text, signature and files are what was published").wait_for()
    house.leave(page)
    member = house.enter("han", TABLET)
    member.goto(house.meeting)
    assert [*faults_of(member)] == []
    member.goto(f"{house.meeting}/minutes")
    member.get_by_role("link", name="（全文）").click()
    assert BEHIND_DOORS in written(member)
    house.leave(member)


def written(page: Page) -> str:
    """The text of the Word file behind the button of this page."""
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name="Word document").first.click()
    return "\n".join(
        p.text for p in Document(BytesIO(Path(download.value.path()).read_bytes())).paragraphs
    )
