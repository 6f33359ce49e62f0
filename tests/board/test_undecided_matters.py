"""Resolutions whose minutes are not out: no list tells more of them than their own page."""

import pytest
from make import make_user
from make_meetings import make_decided, make_held, make_meeting

from kb.accounts.users import Role
from kb.clock import today
from kb.meetings.meetings import MeetingState

SECRET = "未公布的决议"
DOORS = ("/governance", "/deadlines", "/resolutions", "/meetings/{id}/follow-ups")


def seen(browser, door, id) -> bool:
    return SECRET in browser.get(door.format(id=id)).text


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("state", [MeetingState.SIGNED, MeetingState.PUBLISHED])
def test_a_list_shows_an_official_what_its_page_shows(browse, keep, staff, door, state):
    decided = keep(lambda: make_decided(make_held(state=state), title=SECRET, due_on=today()))
    meeting = keep(make_meeting, state=MeetingState.CONVENED)
    official = browse(keep(make_user, Role.COUNCIL_MEMBER, city="weihai"))
    page = official.get(decided.address)
    assert (page.status_code == 200) == (state is MeetingState.PUBLISHED)
    assert seen(official, door, meeting.id) == (page.status_code == 200)
    assert seen(browse(staff), door, meeting.id)
