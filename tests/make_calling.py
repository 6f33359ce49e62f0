"""Bodies, meetings and what belongs to them, for tests; with defaults for all that is not named."""

from datetime import date, timedelta
from itertools import count

from make import make_user
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.alliance.charter import CharterSetting
from kb.clock import utcnow
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.files import MeetingFile
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Meeting, MeetingSeries, MeetingState
from kb.office.file_types import FileType

_places = count(1)


def _kept(thing):
    db.session.add(thing)
    db.session.flush()
    return thing


def make_body(slug="council", **given) -> Body:
    """The body of this slug, made the first time."""
    found = db.session.scalar(select(Body).where(Body.slug == slug))
    facts = {"kind": BodyKind.COUNCIL, "name": "理事会", "name_en": "Council"} | given
    return found or _kept(Body(slug=slug, **facts))


def make_seat(body=None, **given) -> Seat:
    facts = {"post": "理事", "position": next(_places)} | given
    return _kept(Seat(body=body or make_body(), **facts))


def make_holding(seat=None, user=None, **given) -> Holding:
    facts = {"name": user.name if user else "李海", "duty": "日照市人社局副局长"}
    facts |= {"starts_on": date(2020, 1, 1)} | given
    return _kept(Holding(seat=seat or make_seat(), user=user, **facts))


def make_meeting(body=None, **given) -> Meeting:
    """Planned for a week from now unless told otherwise; one that is convened has its notice."""
    starts = given.pop("starts_at", utcnow() + timedelta(days=7))
    facts = {"title": "理事会第一次会议", "starts_at": starts, "place": "日照"}
    facts |= {"ends_at": starts + timedelta(hours=2)} | given
    meeting = Meeting(body=body or make_body(), **facts)
    if meeting.state not in (None, MeetingState.PLANNED, MeetingState.CANCELLED):
        meeting.convened_at = meeting.convened_at or utcnow() - timedelta(days=1)
        meeting.notice_number = meeting.notice_number or "联盟通〔2026〕1号"
    return _kept(meeting)


def make_item(meeting=None, **given) -> AgendaItem:
    body = given.pop("body", None) or (meeting.body if meeting else make_body())
    state = ItemState.ACCEPTED if meeting else ItemState.PROPOSED
    facts = {"title": "审议年度计划", "state": state, "position": next(_places)} | given
    return _kept(AgendaItem(body=body, meeting=meeting, **facts))


def make_invitation(meeting=None, user=None, **given) -> Invitation:
    facts = {"name": user.name if user else "李海", "position": next(_places)} | given
    return _kept(Invitation(meeting=meeting or make_meeting(), user=user, **facts))


def make_seated(body=None, role=Role.COUNCIL_MEMBER, **given) -> User:
    """Somebody with an account who holds a seat with a vote."""
    user = make_user(role, **given)
    make_holding(make_seat(body), user)
    return user


def make_rule(key, value) -> CharterSetting:
    return _kept(CharterSetting(key=key, label=key, value=value))


def make_gathering() -> dict[str, int]:
    """A meeting whose minutes are out, with an item, a guest, a paper and its series: their ids."""
    meeting = make_meeting(state=MeetingState.PUBLISHED)
    item = make_item(meeting)
    facts = {"type": FileType.TXT, "size": 3, "sha256": "0" * 64}
    made = {
        "meetings": meeting,
        "agenda": item,
        "invitations": make_invitation(meeting),
        "meetings/series": _kept(MeetingSeries(body=meeting.body, name="全会")),
        "meeting-files": _kept(MeetingFile(item=item, name="方案.txt", **facts)),
    }
    return {name: thing.id for name, thing in made.items()}


def parts_of(rule, gathering) -> dict[str, str]:
    """What the parts of an address of the meeting stand for."""
    of_item = "/agenda/" in rule or "/notes/" in rule
    found = {"number": str(gathering["agenda" if of_item else "invitations"])}
    start = rule.split("/<", 1)[0].strip("/")
    if start not in gathering:
        return {}
    return found | {"id": str(gathering[start])}
