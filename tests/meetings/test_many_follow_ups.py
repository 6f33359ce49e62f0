"""A list of many follow-ups takes as many statements as one of few."""

import pytest
from make import make_user
from make_meetings import make_follow_up, make_held, make_meeting

from kb.accounts.users import Role
from kb.meetings.meetings import MeetingState


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.COUNCIL_MEMBER])
def test_many_lines_cost_no_more_statements_than_few(browse, keep, park, statements, role):
    reader = keep(make_user, role, city="rizhao")
    meeting, before = keep(make_meeting, state=MeetingState.CONVENED), keep(make_held)
    places = ["/follow-ups", "/follow-ups.xlsx", "/deadlines", f"/meetings/{meeting.id}/follow-ups"]
    if role is Role.SECRETARIAT:
        places.append("/follow-ups/sheet")

    def counted():
        return [statements(browse(reader), place) for place in places]

    for owner in ({"owner_city": "rizhao"}, {"owner_member": "rizhao-park"}):
        keep(make_follow_up, before, **owner)
    few = counted()
    for number in range(5):
        keep(make_follow_up, before, task=f"第{number}件", owner_city="rizhao")
        keep(make_follow_up, before, task=f"又{number}件", owner_member="rizhao-park")
    assert counted() == few
