"""The marker: what is closed, planned or another unit's shows through no door of dates."""

from datetime import timedelta
from io import BytesIO

import pytest
from make import make_city, make_member, make_user
from make_governance import make_body
from make_meetings import make_decided, make_follow_up, make_meeting
from openpyxl import load_workbook

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.meetings.meetings import MeetingState
from kb.meetings.resolutions import Voting

SOON = today() + timedelta(days=3)
HIDDEN = {"closedtask", "closeddecision", "plannedmeeting", "openvote", "othersduty"}
OFFICIAL = {"othersduty"}
SEEN = {
    "visitor": set(),
    "expert": set(),
    "park_editor": set(),
    "city_liaison": OFFICIAL,
    "council_member": OFFICIAL,
    "provincial_observer": OFFICIAL,
    "secretariat": HIDDEN,
}
"""What a stranger of each role, of another unit and no body, may see."""


@pytest.fixture
def places(keep, park):
    """One of each hidden thing; the addresses of all doors."""
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_member, "weihai-park", "威海产业园", city_slug="weihai")
    keep(make_body)
    own = {"owner_member": "weihai-park", "due_on": SOON}
    tasks = [keep(make_follow_up, task="othersduty", **own)]
    tasks.append(keep(make_follow_up, task="closedtask", is_closed=True, **own))
    keep(make_decided, title="closeddecision", is_closed=True, due_on=SOON)
    keep(make_meeting, title="plannedmeeting")
    vote = {"voting": Voting.OPEN, "closes_at": utcnow() + timedelta(days=2), "opens_at": utcnow()}
    keep(make_decided, title="openvote", number=None, result=None, **vote)
    meeting = keep(make_meeting, title="下次会议", state=MeetingState.CONVENED)
    lists = [
        "/",
        "/my",
        "/deadlines",
        "/deadlines?member=weihai-park",
        "/notices",
        "/search?q=task",
    ]
    lists += ["/follow-ups?state=all", "/follow-ups.xlsx?state=all", "/follow-ups/sheet"]
    feeds = ["/calendar", "/calendar/public.ics", "/calendar/bodies/council.ics"]
    return [*lists, *feeds, f"/meetings/{meeting.id}/follow-ups", *(t.address for t in tasks)]


def words(answer):
    """All that an answer says; of a workbook, its cells."""
    if not answer.data.startswith(b"PK"):
        return answer.data.decode()
    rows = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    return " ".join(str(cell) for row in rows for cell in row)


@pytest.mark.parametrize("role", SEEN)
def test_each_role_sees_through_all_doors_what_it_may_and_no_more(browse, keep, places, role):
    unit = {"member": "rizhao-park", "city": "rizhao"} if role.startswith(("park", "city")) else {}
    browser = browse(None if role == "visitor" else keep(make_user, Role(role), **unit))
    said = " ".join(words(browser.get(place)) for place in places)
    assert {word for word in HIDDEN if word in said} == SEEN[role]


def test_ones_own_calendar_keeps_to_the_same(browse, keep, places):
    for role in (Role.EXPERT, Role.PARK_EDITOR, Role.COUNCIL_MEMBER):
        person = keep(make_user, role, member="rizhao-park")
        page = browse(person).post("/calendar/address").text
        path = page.partition('id="address">')[2].partition("<")[0].partition("localhost")[2]
        said = browse().get(path).data.decode()
        assert not {word for word in HIDDEN if word in said}, role
