"""What is dealt with behind closed doors: for the body, its clerk and the secretariat alone."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from make import make_user
from make_governance import make_holding, make_seat
from make_minutes import SECRET, circulated
from sqlalchemy import select

from kb.accounts.users import Role
from kb.board import meeting_dates
from kb.board.moments import Scope
from kb.clock import today, utcnow
from kb.db import db
from kb.meetings import bundle, follow_up_rights, readable, rights
from kb.meetings.agenda import items_of
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp
from kb.meetings.invitations import Capacity, Invitation
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Resolution, Voting, resolutions_of
from kb.meetings.within import readable_resolutions, reading_closed

OUTER = (Capacity.OBSERVER, Capacity.GUEST)


def ask(meeting, capacity, role=Role.EXPERT, **given):
    """An account that is asked to this meeting as this."""
    user = make_user(role)
    facts = {"meeting_id": meeting.id, "user_id": user.id, "name": user.name} | given
    db.session.add(Invitation(capacity=capacity, attendance="present", **facts))
    db.session.flush()
    return user


def closed(meeting):
    """The closed item, its resolution, its follow-up and its paper."""
    item = next(each for each in items_of(meeting) if each.is_closed)
    tables = (Resolution, FollowUp, MeetingFile)
    return item, *(db.session.scalar(select(one).where(one.item_id == item.id)) for one in tables)


def read(user, meeting):
    item, resolution, follow_up, paper = closed(meeting)
    by_list = select(Resolution).outerjoin(Resolution.meeting).where(readable_resolutions(user))
    lines = select(FollowUp).where(follow_up_rights.readable_by(user))
    return {
        rights.reads_closed(user, meeting),
        rights.may_read_item(user, item),
        rights.may_read_papers(user, item),
        rights.may_read_resolution(user, resolution),
        follow_up_rights.may_read(user, follow_up),
        resolution in db.session.scalars(by_list).all(),
        follow_up in db.session.scalars(lines).all(),
        meeting in db.session.scalars(select(Meeting).where(reading_closed(user))).all(),
        item in readable.items(user, meeting),
        resolution in readable.resolutions(user, meeting),
        follow_up in readable.follow_ups(user, meeting),
        paper in readable.papers(user, meeting),
    }


@pytest.mark.parametrize("capacity", list(Capacity))
def test_members_and_the_clerk_read_closed_matters_and_guests_none_of_them(held, capacity):
    user = ask(held.meeting, capacity)
    assert read(user, held.meeting) == {capacity not in OUTER}
    assert rights.is_within(user, held.meeting)


def test_a_guest_who_stands_in_for_a_member_reads_as_a_member(held):
    user = ask(held.meeting, Capacity.GUEST)
    member = db.session.scalar(select(Invitation).where(Invitation.user_id == held.member.id))
    member.substitute_id = user.id
    db.session.flush()
    assert read(user, held.meeting) == {True}


@pytest.mark.parametrize(("days", "reads"), [(0, True), (-1, False)])
def test_who_sat_until_yesterday_reads_nothing_closed_of_a_meeting_that_was_not_theirs(
    held, days, reads
):
    held.meeting.starts_at = utcnow() + timedelta(days=9)
    held.meeting.ends_at = held.meeting.starts_at + timedelta(hours=2)
    user = make_user(Role.EXPERT)
    make_holding(make_seat(held.meeting.body), user, ends_on=today() + timedelta(days=days))
    assert read(user, held.meeting) == {reads}


def test_a_locked_account_reads_nothing_closed(held):
    user = ask(held.meeting, Capacity.MEMBER)
    user.active = False
    db.session.flush()
    assert read(user, held.meeting) == {False}


def test_the_archive_of_a_guest_names_nothing_closed(held, tmp_path):
    for capacity in OUTER:
        guest = ask(held.meeting, capacity)
        papers = list(bundle.papers_of(guest, held.meeting))
        assert papers
        assert SECRET not in repr(papers)
        assert all(SECRET not in file.name for file in readable.papers(guest, held.meeting))


def test_a_vote_under_way_on_a_closed_matter_stands_in_no_guests_calendar(held):
    guest, member = (ask(held.meeting, each) for each in (Capacity.GUEST, Capacity.MEMBER))
    for resolution in resolutions_of(held.meeting):
        resolution.voting, resolution.closes_at = Voting.OPEN, utcnow() + timedelta(days=1)
        resolution.opens_at = utcnow()
    db.session.flush()
    titles = {
        user.id: [each.title for each in meeting_dates.votes(Scope(user, today()))]
        for user in (guest, member)
    }
    assert [len(titles[user.id]) for user in (guest, member)] == [1, 2]


@pytest.mark.parametrize("capacity", OUTER)
def test_pages_of_a_guest_name_nothing_closed(app, browse, held_site, capacity):
    made = held_site(circulated)
    with app.app_context():
        guest = ask(db.session.get(Meeting, made.id), capacity)
        db.session.commit()
        db.session.refresh(guest)
        db.session.expunge(guest)
        hidden = [
            each.id for each in db.session.scalars(select(Resolution).filter_by(is_closed=True))
        ]
    browser = browse(guest)
    address = f"/meetings/{made.id}"
    for way in ("", "/minutes", "/votes", "/notice", "/opening", "/invitations"):
        assert SECRET not in browser.get(f"{address}{way}").text
    for way in ("/resolutions", "/follow-ups", "/deadlines", "/my", "/agenda"):
        assert SECRET not in browser.get(way).text
    assert browser.get(f"/resolutions/{hidden[0]}").status_code == 404
    assert browser.get(f"/documents/resolutions/{hidden[0]}.docx").status_code == 404
    archive = ZipFile(BytesIO(browser.get(f"/documents/meetings/{made.id}.zip").data))
    assert SECRET not in " ".join(archive.namelist())


def test_a_guest_reads_the_open_sections_of_the_draft_and_not_its_file(app, browse, held_site):
    made = held_site(circulated)
    with app.app_context():
        guest = ask(db.session.get(Meeting, made.id), Capacity.GUEST)
        db.session.commit()
        db.session.refresh(guest)
        db.session.expunge(guest)
        meeting = db.session.get(Meeting, made.id)
        draft = readable.minutes_of(db.session.merge(made.secretary), meeting)[0].address
    browser = browse(guest)
    page = browser.get(made.address)
    assert page.status_code == 200
    assert "审议入库名单" in page.text
    assert browser.get(f"/documents/minutes/{draft}.docx").status_code == 404
    assert browse(made.member).get(f"/documents/minutes/{draft}.docx").status_code == 200
