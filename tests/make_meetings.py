"""Meetings and what comes of them, for tests; with defaults for all that a test leaves open."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from make import make_user
from make_governance import (
    added,
    make_body,
    make_holder,
    make_seat,
    make_seven,
    make_term,
    make_turn_change,
    own,
)

from kb.alliance.bodies import Body
from kb.clock import SHANGHAI, today, utcnow
from kb.meetings import handing
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpReport
from kb.meetings.handover import HandOver
from kb.meetings.invitations import Attendance, Invitation
from kb.meetings.meetings import Meeting, MeetingSeries, MeetingState
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.office.file_types import FileType

_numbers = count(1)


def in_shanghai(day, hour=10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def make_meeting(body=None, **given) -> Meeting:
    """Planned for ten days from now, `day` or `starts_at`; a convened one has its notice."""
    day = given.pop("day", today() + timedelta(days=10))
    starts = given.pop("starts_at", in_shanghai(day, 14))
    facts = {"title": "理事会会议", "starts_at": starts, "place": "日照"}
    facts |= {"ends_at": starts + timedelta(hours=2)} | given
    meeting = Meeting(body=own(body) or make_body(), **facts)
    if meeting.state not in (None, MeetingState.PLANNED, MeetingState.CANCELLED):
        meeting.convened_at = meeting.convened_at or utcnow() - timedelta(days=1)
        meeting.notice_number = meeting.notice_number or "联盟通〔2026〕1号"
    return added(meeting)


def make_running(body=None, **given) -> Meeting:
    """A meeting in session since five minutes."""
    facts = {"starts_at": utcnow() - timedelta(minutes=5), "state": MeetingState.IN_SESSION}
    return make_meeting(body, **(facts | given))


def make_held(body=None, **given) -> Meeting:
    """A meeting of twenty days ago whose minutes are published."""
    facts = {"state": MeetingState.PUBLISHED, "day": today() - timedelta(days=20)}
    return make_meeting(body, **(facts | {"title": "理事会上次会议"} | given))


def make_item(meeting=None, **given) -> AgendaItem:
    """Accepted for its meeting; without one, proposed to a body."""
    meeting, body = own(meeting), own(given.pop("body", None))
    state = ItemState.ACCEPTED if meeting else ItemState.PROPOSED
    facts = {"title": "审议入库名单", "state": state, "position": next(_numbers)} | given
    body = body or (meeting.body if meeting else make_body())
    return added(AgendaItem(body=body, meeting=meeting, **facts))


def make_invitation(meeting=None, user=None, **given) -> Invitation:
    """Of this person, who has not answered yet."""
    facts = {"name": user.name if user else "李海", "position": next(_numbers)} | given
    return added(Invitation(meeting=own(meeting) or make_meeting(), user=own(user), **facts))


def make_present(meeting=None, holding=None, **given) -> Invitation:
    """Of the holder of a seat, who is present and may vote."""
    meeting = own(meeting) or make_running()
    holding = holding or make_holder(make_seat(meeting.body))
    facts = {"name": holding.name, "has_vote": True, "attendance": Attendance.PRESENT}
    facts |= {"seat_id": holding.seat_id} | given
    return make_invitation(meeting, holding.user, **facts)


def make_council(people=3, **given) -> Meeting:
    """A council meeting in session with so many seats, all of them present."""
    meeting = make_running(**given)
    for _number in range(people):
        make_present(meeting)
    return meeting


def make_resolution(meeting=None, **given) -> Resolution:
    """A draft that can be put to the vote."""
    meeting = own(meeting) or make_running()
    facts = {"title": "同意入库名单", "owner_name": "王敏", "due_on": today() + timedelta(days=30)}
    facts |= {"text": "同意22项入库。"}
    return added(Resolution(meeting=meeting, body=meeting.body, **(facts | given)))


def make_decided(meeting=None, **given) -> Resolution:
    """A resolution that has passed, of a meeting whose minutes are published."""
    meeting = own(meeting) or make_held()
    facts = {"voting": Voting.CLOSED, "result": Result.PASSED, "decided_at": meeting.ends_at}
    facts |= {"number": f"联盟决〔{meeting.day.year}〕{100 + next(_numbers)}号", "votes_for": 7}
    return make_resolution(meeting, **(facts | {"entitled": 7, "present": 7} | given))


def make_follow_up(meeting=None, item=None, **given) -> FollowUp:
    """Of a former meeting, due in ten days, to be done by the secretariat."""
    source = item or given.get("resolution")
    meeting = own(meeting) or (source.meeting if source else make_held())
    facts = {"task": "两项目补充材料", "due_on": today() + timedelta(days=10)}
    if item:
        facts |= {"item_id": item.id, "is_closed": item.is_closed}
    return added(FollowUp(body=meeting.body, meeting=meeting, **(facts | given)))


def make_proof(follow_up, record=None) -> FollowUpReport:
    """A report with a record, or else with a file."""
    report = added(FollowUpReport(follow_up=follow_up, text="已发布", record=record))
    if record is None:
        make_meeting_file(report=report)
    return report


def make_meeting_file(item=None, **given) -> MeetingFile:
    """A paper of this item; what else it belongs to is given by name."""
    facts = {"name": "方案.txt", "type": FileType.TXT, "size": 4, "sha256": "a" * 64}
    if item:
        facts |= {"item": item, "meeting_id": item.meeting_id, "is_closed": item.is_closed}
    return added(MeetingFile(**(facts | given)))


def make_gathering() -> dict[str, int]:
    """A meeting whose minutes are out, with an item, a guest, a paper and its series: their ids."""
    meeting = make_held()
    item = make_item(meeting)
    made = {
        "meetings": meeting,
        "agenda": item,
        "invitations": make_invitation(meeting),
        "meetings/series": added(MeetingSeries(body=meeting.body, name="全会")),
        "meeting-files": make_meeting_file(item),
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


def make_hand_over(staff=None, outgoing="qingdao", incoming="yantai", day=None) -> HandOver:
    """Between two terms that meet on a day, today unless told otherwise; a change beside it."""
    make_seven()
    day, year = day or today(), timedelta(days=365)
    make_term(outgoing, day - year, day - timedelta(days=1))
    make_term(incoming, day, day + year)
    make_turn_change()
    return handing.begin(day, own(staff) or make_user())


def make_open_matters() -> Body:
    """A vacant seat, meetings held and convened, a vote under way, an open and a closed task."""
    make_seven()
    body, due = make_body(), date(2026, 11, 1)
    then, ahead = datetime(2026, 11, 12, 2, tzinfo=UTC), datetime(2027, 3, 1, 2, tzinfo=UTC)
    facts = {"starts_at": then, "state": MeetingState.DRAFTED, "city_slug": "rizhao"}
    held = make_meeting(body, title="理事会第四次会议", **facts)
    make_meeting(body, title="理事会第五次会议", starts_at=ahead, state=MeetingState.CONVENED)
    make_seat(body, city_slug="yantai")
    make_item(held, title="人才互认", proposer_city="yantai")
    added(Resolution(body=body, title="密件", voting=Voting.OPEN))
    tasks = {"核对专家名录": {"owner_city": "weifang"}, "人事安排": {"is_closed": True}}
    for task, given in tasks.items():
        added(FollowUp(body=body, task=task, due_on=due, **given))
    return body
