"""A vote on the phone: two seats and the secretariat, each in a window of its own."""

import pytest
from make_meetings import make_council, make_resolution
from playwright.sync_api import Page, expect
from sqlalchemy import select

from in_browser.looking import DESK, PHONE, Traffic, faults_at_every_width, fill_in
from kb import create_app
from kb.accounts import passwords
from kb.accounts.users import Role, User
from kb.db import db
from kb.meetings import voting
from kb.meetings.ballots import voting_seats

SECRET = "Leuchtturm-4-Boje"


@pytest.fixture
def hall(site, administrator) -> tuple[str, list[str]]:
    """A vote under way: the address of its page, and the mail addresses of its seats."""
    app = create_app({"KB_INSTANCE": site.folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    with app.app_context():
        meeting = make_council(2, title="理事会会议")
        voters = [each.user for each in voting_seats(meeting)]
        for voter in voters:
            voter.password_hash = passwords.hash_of(SECRET)
        clerk = db.session.scalar(select(User).where(User.role == Role.ADMINISTRATOR))
        voting.open_vote(make_resolution(meeting), clerk)
        db.session.commit()
        found = f"{meeting.address}/votes", [voter.email for voter in voters]
        db.session.close()
        db.engine.dispose()
    return found


def seat(window, address: str, email: str) -> Page:
    page = window(PHONE)
    page.goto(f"/sign-in?next={address}")
    fill_in(page, {"E-mail": email})
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{address}")
    return page


def test_two_seats_vote_and_the_secretariat_sees_it_come_in_and_counts(window, administrator, hall):
    address, emails = hall
    first, second = (seat(window, address, email) for email in emails)
    traffic = Traffic(first)
    assert [*faults_at_every_width(first)] == []
    desk = window(DESK, storage_state=administrator["state"])
    desk.goto(address)
    assert [*faults_at_every_width(desk)] == []
    second.locator(".vote__choice--against").click()

    first.set_viewport_size({"width": PHONE, "height": 800})
    first.locator(".vote__choice--for").click()
    first.get_by_role("button", name="Cast the vote").click()
    expect(first.locator(".paper__mine")).to_contain_text("For")
    for page in (desk, second):
        expect(page.locator(".paper__count")).to_contain_text("1 of 2 seats have voted")
    expect(second.locator("[value=against]").first).to_be_checked()

    desk.get_by_role("button", name="Close the vote and count").click()
    expect(desk.locator(".ballot__words")).to_contain_text("For 1 · Against 0")
    assert traffic.complaints == []
