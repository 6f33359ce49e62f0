"""A meeting that has been held, with an open and a closed item, and the steps of its minutes."""

from datetime import timedelta
from types import SimpleNamespace

from make import make_city, make_user
from make_following import (
    make_follow_up,
    make_invitation,
    make_item,
    make_meeting,
    make_meeting_file,
    make_resolution,
    make_term,
)
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.cities import City
from kb.clock import today
from kb.db import db
from kb.meetings import correcting, issuing, minuting, signing
from kb.meetings.sections import digest, sections_of

SECRET = "秘密斑马"
"""Stands in everything that belongs to the closed item."""


def make_held_meeting(**given):
    """The meeting with its people: secretary, chair, a council member who attended, one who did
    not.
    """
    for city in (("rizhao",), ("weihai", "威海", "Weihai", 4)):
        if db.session.scalar(select(City).where(City.slug == city[0])) is None:
            make_city(*city)
    make_term("rizhao")
    people = {
        "secretary": make_user(Role.SECRETARIAT),
        "chair": make_user(Role.COUNCIL_MEMBER, city="rizhao"),
        "member": make_user(Role.COUNCIL_MEMBER, city="weihai"),
        "absent": make_user(Role.COUNCIL_MEMBER, city="weihai"),
    }
    meeting = make_meeting(**given)
    make_invitation(meeting, people["chair"], duty="日照市人社局", city_slug="rizhao")
    make_invitation(meeting, people["member"], duty="威海市人社局", city_slug="weihai")
    make_invitation(meeting, people["absent"], attendance="leave", city_slug="weihai")
    first = make_item(meeting, position=1, presenter="秘书处", notes="与会代表交换了意见。")
    make_resolution(first)
    make_follow_up(first)
    make_meeting_file(first)
    closed = make_item(meeting, position=2, title=f"{SECRET}人选", is_closed=True)
    closed.notes = f"{SECRET}发言"
    make_resolution(
        closed, title=f"{SECRET}决议", text=f"同意{SECRET}。", number="联盟决〔2026〕8号"
    )
    make_follow_up(closed, task=f"办理{SECRET}")
    make_meeting_file(closed, name=f"{SECRET}.txt", sha256="b" * 64)
    last = make_item(meeting, position=3, title="轮值交接安排")
    db.session.flush()
    return SimpleNamespace(meeting=meeting, first=first, closed=closed, last=last, **people)


def circulated(held):
    """The whole minutes, circulated; corrections were due yesterday."""
    record = minuting.compile_minutes(held.meeting, held.secretary)
    minuting.circulate(held.meeting, held.secretary, today())
    held.meeting.corrections_until = today() - timedelta(days=1)
    db.session.flush()
    return record


def signed(held):
    record = circulated(held)
    return signing.sign(held.meeting, held.chair, digest(sections_of(record)))


def published(held):
    """Whole and public minutes, published."""
    signed(held)
    return issuing.publish(held.meeting, held.secretary)


def section(held, key):
    """The section of this key."""
    every = sections_of(minuting.of(held.meeting))
    return next(one for one in every if one.key == key)


def make_circulated():
    """A meeting whose minutes are circulated until today, with one correction asked for."""
    held = make_held_meeting()
    minuting.compile_minutes(held.meeting, held.secretary)
    minuting.circulate(held.meeting, held.secretary, today())
    correcting.propose(held.meeting, held.member, "", "请补充一句。")
    return held.meeting
