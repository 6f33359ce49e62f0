"""Things of governance for tests, with defaults for all that a test does not care about."""

from datetime import UTC, date, datetime, timedelta

from make import make_city, make_user
from sqlalchemy import select

from kb.alliance import cities, terms
from kb.alliance.bodies import Body, BodyKind, Seat
from kb.alliance.charter import CharterSetting
from kb.alliance.cities import City
from kb.alliance.terms import Term
from kb.alliance.turn_changes import TurnChange
from kb.alliance.turns import ChangeKind
from kb.clock import today
from kb.db import db
from kb.meetings import handing
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.followups import FollowUp
from kb.meetings.handover import HandOver
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Voting

SEVEN = {
    "qingdao": ("青岛", "Qingdao"),
    "yantai": ("烟台", "Yantai"),
    "weifang": ("潍坊", "Weifang"),
    "weihai": ("威海", "Weihai"),
    "rizhao": ("日照", "Rizhao"),
    "binzhou": ("滨州", "Binzhou"),
    "dongying": ("东营", "Dongying"),
}


def make_seven() -> City:
    """The seven cities in their order; the first of them."""
    for place, (slug, (name, name_en)) in enumerate(SEVEN.items(), start=1):
        if not db.session.scalar(select(City.id).where(City.slug == slug)):
            make_city(slug, name, name_en, place)
    return cities.in_order()[0]


def make_setting(key="chair_term_length", value="12", **given) -> CharterSetting:
    setting = CharterSetting(key=key, label=key, value=value, **given)
    db.session.add(setting)
    db.session.flush()
    return setting


def make_rotation(order=tuple(SEVEN), months=12, first="qingdao 2022-01-01") -> CharterSetting:
    """What the charter says about turns."""
    make_setting("chair_order", ", ".join(order))
    make_setting("chair_term_length", str(months))
    return make_setting("chair_first_term", first)


def make_plan(day=date(2026, 11, 22), **given) -> CharterSetting:
    """Seven cities, a charter, and the terms drawn up on this day."""
    make_seven()
    setting = make_rotation(**given)
    terms.redraw(day)
    return setting


def make_term(city_slug="qingdao", starts_on=None, ends_on=None, **given) -> Term:
    start, end = starts_on or date(2026, 1, 1), ends_on or date(2026, 12, 31)
    term = Term(city_slug=city_slug, starts_on=start, ends_on=end, **given)
    db.session.add(term)
    db.session.flush()
    return term


def make_turn_change(**given) -> TurnChange:
    """One in force: yantai skips its next turn."""
    facts = {"kind": ChangeKind.SKIP, "city_slug": "yantai", "starts_on": date(2099, 1, 1)}
    facts |= {"turn_on": date(2099, 1, 1), "reason": "会期", "resolution": "联盟决〔2026〕1号"}
    change = TurnChange(**(facts | given))
    db.session.add(change)
    db.session.flush()
    return change


def make_hand_over(staff=None, outgoing="qingdao", incoming="yantai", day=None) -> HandOver:
    """Between two terms that meet on a day, today unless told otherwise; a change beside it."""
    make_seven()
    day = day or today()
    year = timedelta(days=365)
    make_term(outgoing, day - year, day - timedelta(days=1))
    make_term(incoming, day, day + year)
    make_turn_change()
    return handing.begin(day, db.session.merge(staff) if staff else make_user())


def make_body(slug="council", kind=BodyKind.COUNCIL, **given) -> Body:
    body = Body(slug=slug, kind=kind, **({"name": "理事会"} | given))
    db.session.add(body)
    db.session.flush()
    return body


def make_meeting(body=None, **given) -> Meeting:
    start = given.pop("starts_at", datetime(2026, 11, 12, 2, tzinfo=UTC))
    facts = {"title": "理事会第四次会议", "starts_at": start, "ends_at": start}
    meeting = Meeting(body_id=(body or make_body()).id, **(facts | given))
    db.session.add(meeting)
    db.session.flush()
    return meeting


def make_open_matters() -> Body:
    """A vacant seat, meetings held and convened, a vote under way, an open and a closed task."""
    make_seven()
    body = make_body()
    held = make_meeting(body, state=MeetingState.DRAFTED, city_slug="rizhao")
    ahead = datetime(2027, 3, 1, 2, tzinfo=UTC)
    make_meeting(body, title="理事会第五次会议", starts_at=ahead, state=MeetingState.CONVENED)
    due = date(2026, 11, 1)
    rows = [
        Seat(body_id=body.id, post="理事", city_slug="yantai"),
        AgendaItem(
            body_id=body.id,
            meeting_id=held.id,
            title="人才互认",
            proposer_city="yantai",
            state=ItemState.ACCEPTED,
        ),
        Resolution(body_id=body.id, title="密件", voting=Voting.OPEN),
        FollowUp(body_id=body.id, task="核对专家名录", owner_city="weifang", due_on=due),
        FollowUp(body_id=body.id, task="人事安排", is_closed=True, due_on=due),
    ]
    db.session.add_all(rows)
    db.session.flush()
    return body
