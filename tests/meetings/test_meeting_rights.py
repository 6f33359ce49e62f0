"""Who sees which meeting: the list says the same as the page."""

from datetime import timedelta

import pytest
from make import make_user
from make_governance import make_body, make_holding, make_seat
from make_meetings import make_invitation, make_meeting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.db import db
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.rights import may_see, seen_by

DAY = timedelta(days=1)


@pytest.fixture
def meetings(context):
    """One in each state, of two bodies, past and to come."""
    for slug in ("council", "committee"):
        body = make_body(slug)
        for state in MeetingState:
            for days in (-400, 30):
                make_meeting(body, state=state, starts_at=utcnow() + days * DAY)
    return db.session.scalars(select(Meeting)).all()


def seen(user):
    rows = db.session.scalars(select(Meeting).where(seen_by(user)))
    return {(each.body.slug, each.state, each.starts_at > utcnow()) for each in rows}


def allowed(user, meetings):
    found = [each for each in meetings if may_see(user, each)]
    return {(each.body.slug, each.state, each.starts_at > utcnow()) for each in found}


def test_visitors_and_locked_accounts_see_what_is_published(meetings):
    locked = make_user(Role.COUNCIL_MEMBER, active=False)
    for reader in (None, locked):
        assert {state for _slug, state, _ahead in seen(reader)} == {MeetingState.PUBLISHED}
        assert seen(reader) == allowed(reader, meetings)


@pytest.mark.parametrize("role", list(Role))
def test_a_list_shows_each_role_what_its_pages_show(meetings, role):
    reader = make_user(role, city="weihai")
    assert seen(reader) == allowed(reader, meetings)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(-500, None), (-500, -300), (-500, -399), (-400, -400), (10, None), (0, 0), (29, 31)],
)
def test_a_seat_opens_the_meetings_of_its_days(meetings, starts, ends):
    reader = make_user(Role.EXPERT)
    last = None if ends is None else today() + ends * DAY
    make_holding(make_seat(), reader, starts_on=today() + starts * DAY, ends_on=last)
    assert seen(reader) == allowed(reader, meetings)


def test_an_invitation_opens_its_meeting_alone(meetings):
    guest, deputy = make_user(Role.EXPERT), make_user(Role.EXPERT)
    planned = next(each for each in meetings if each.state is MeetingState.PLANNED)
    make_invitation(planned, guest, substitute=deputy)
    for reader in (guest, deputy):
        assert may_see(reader, planned)
        assert seen(reader) == allowed(reader, meetings)
        assert len(seen(reader)) == 5


def test_nobody_outside_learns_of_a_plan_that_was_dropped_before_its_notice(context):
    stranger = make_user(Role.CITY_LIAISON, city="weihai")
    dropped = make_meeting(state=MeetingState.CANCELLED)
    assert not may_see(stranger, dropped)
    dropped.convened_at = utcnow()
    assert may_see(stranger, dropped)
