"""Meetings in a browser: every page of theirs at three widths, attendance on a phone."""

import pytest
from make_governance import make_body, make_setting
from make_meetings import make_invitation, make_item, make_meeting

from in_browser.looking import PHONE, Traffic, faults_at_every_width
from kb import create_app
from kb.clock import utcnow
from kb.db import db
from kb.meetings.meetings import MeetingSeries, MeetingState

PAGES = ("/meetings", "/meetings/new", "/meetings/series", "/meetings/series/new", "/agenda")
PAGES += ("/agenda/new", "{planned}", "{planned}/convene", "{planned}/agenda", "{planned}/edit")
PAGES += ("{planned}/invitations", "{convened}", "{convened}/invitations", "{convened}/notice")
PAGES += ("{convened}/agenda", "{convened}/invitations/{invited}/answer", "{sitting}")
PAGES += ("{sitting}/attendance", "{sitting}/notes/{item}", "/agenda/{waiting}")


@pytest.fixture(scope="module")
def places(site) -> dict[str, str]:
    """A meeting in each stage, by the address; and the numbers of what belongs to them."""
    app = create_app({"KB_INSTANCE": site.folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    with app.app_context():
        body = make_body()
        make_setting("council_quorum", "1/2+")
        planned = make_meeting(body, title="理事会下一次会议")
        convened = make_meeting(body, title="理事会第四次会议", state=MeetingState.CONVENED)
        sitting = make_meeting(body, starts_at=utcnow(), state=MeetingState.IN_SESSION)
        for meeting in (planned, convened, sitting):
            item = make_item(meeting, duration=20, presenter="日照", text="请各市**会前**研究。")
        waiting = make_item(title="共建结算平台")
        invited = make_invitation(convened, duty="威海市人力资源和社会保障局副局长")
        for name in ("李海", "周敏", "孙静"):
            make_invitation(sitting, name=name, has_vote=True, duty="理事")
        db.session.add(MeetingSeries(body=body, name="季度会议", per_year=4))
        made = {"planned": planned.address, "convened": convened.address, "item": str(item.id)}
        made |= {"sitting": sitting.address, "invited": str(invited.id), "waiting": str(waiting.id)}
        db.session.commit()
        db.engine.dispose()
    return made


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_everybody_can_use_the_page_at_every_width(window, administrator, places, address, locale):
    page = window(locale=locale, storage_state=administrator["state"])
    traffic = Traffic(page)
    assert page.goto(address.format(**places)).status == 200
    assert list(faults_at_every_width(page)) == []
    assert traffic.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_phone_marks_who_is_there_and_counts_the_quorum(window, administrator, places, scripts):
    options = {"storage_state": administrator["state"], "java_script_enabled": scripts}
    page = window(width=PHONE, **options)
    page.goto(f"{places['sitting']}/attendance")
    documents = []
    page.on("request", lambda one: one.is_navigation_request() and documents.append(one.url))
    quorum = page.locator("[data-quorum]")
    for name in ("李海", "周敏"):
        page.get_by_role("button", name=f"{name}: Present").click()
        page.locator(f'[aria-label="{name}: Present"][aria-pressed=true]').wait_for()
    assert "quorum reached" in quorum.inner_text()
    page.get_by_role("button", name="周敏 has left").click()
    page.get_by_text("no quorum, 1 more needed").wait_for()
    assert bool(documents) is not scripts
    for name in ("李海", "周敏"):
        page.get_by_role("button", name=f"Take back the mark of {name}").click()
        page.locator(f'[aria-label="{name}: Present"][aria-pressed=false]').wait_for()


def test_a_name_is_wanted_where_a_substitute_came_whom_nobody_named(window, administrator, places):
    page = window(width=PHONE, storage_state=administrator["state"])
    page.goto(f"{places['sitting']}/attendance")
    page.get_by_text("A substitute came").first.click()
    page.get_by_label("Name of the substitute").first.fill("钱科长")
    page.get_by_role("button", name="Mark", exact=True).first.click()
    page.get_by_text("钱科长").first.wait_for()
    page.get_by_text("for 李海").wait_for()
