"""Written votes (通讯表决): a body decides between its meetings, from one instant to another.

Such a vote is a meeting without a room. The clock opens and closes it; the work in the background
only notes it and tells people, so that nothing depends on when that runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance.bodies import Body, BodyKind, Holding, holdings_on
from kb.clock import local, utcnow
from kb.db import db
from kb.errors import DomainError
from kb.jobs.queue import enqueue
from kb.meetings import voting
from kb.meetings.ballots import is_written, lock, votes_of, voting_seats
from kb.meetings.drafting import Wording, put
from kb.meetings.invitations import Answer, Attendance, Invitation
from kb.meetings.meetings import Manner, Meeting, MeetingKind, MeetingState
from kb.meetings.resolutions import Resolution, Voting, resolutions_of
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require

REMINDED = (3, 1)
"""So many days before it closes, who has not voted is reminded."""
KINDS = {
    BodyKind.COUNCIL: MeetingKind.COUNCIL,
    BodyKind.SECRETARIAT: MeetingKind.SECRETARIAT,
    BodyKind.COMMITTEE: MeetingKind.COMMITTEE,
    BodyKind.OTHER: MeetingKind.OTHER,
}


@dataclass(frozen=True)
class Call:
    """A written vote as it is called: of which body, under which name, from when to when."""

    body: Body
    title: str
    opens_at: datetime
    closes_at: datetime
    title_en: str = ""


def call(wanted: Call, resolutions: Sequence[Wording], user: User) -> Meeting:
    """Call a written vote on these resolutions. Raises DomainError for times that cannot be, and
    when nobody holds a seat with a vote on the day it opens.
    """
    require(is_staff(user))
    now, day = utcnow(), local(wanted.opens_at).date()
    if wanted.closes_at <= max(wanted.opens_at, now):
        raise DomainError(_("The vote closes before it opens. Choose a later closing time."))
    meeting = Meeting(body=wanted.body, title=wanted.title, title_en=wanted.title_en)
    meeting.kind, meeting.manner = KINDS[wanted.body.kind], Manner.WRITTEN
    meeting.starts_at, meeting.ends_at = wanted.opens_at, wanted.closes_at
    meeting.state, meeting.convened_at, meeting.author_id = MeetingState.CONVENED, now, user.id
    db.session.add(meeting)
    db.session.flush()
    if not _invite(meeting, day):
        raise DomainError(_("Nobody holds a seat with a vote in this body on that day."))
    for wording in resolutions:
        put(meeting, wording, user)
    audit.log(user, "call-written-vote", meeting.title, meeting=meeting.id)
    _plan(meeting, now)
    tend(meeting, now)
    return meeting


def tend(meeting: Meeting, now: datetime) -> None:
    """Note what the clock has done to a written vote by this instant, and tell people, once."""
    if not is_written(meeting):
        return
    rows = select(Meeting).where(Meeting.id == meeting.id).with_for_update()
    db.session.scalar(rows.execution_options(populate_existing=True))
    if meeting.state is MeetingState.CONVENED and now >= meeting.starts_at:
        _open(meeting, is_news=now < meeting.ends_at)
    if meeting.state is MeetingState.IN_SESSION and now >= meeting.ends_at:
        _close(meeting)


def remind(meeting: Meeting, days: int, now: datetime) -> None:
    """Ask who has not voted, so many days before the end. A reminder that comes so late that the
    next one is due is left out.
    """
    left = meeting.ends_at - now
    sooner = max((each for each in REMINDED if each < days), default=0)
    is_going = meeting.state in (MeetingState.CONVENED, MeetingState.IN_SESSION)
    if not is_going or now < meeting.starts_at or left <= timedelta(days=sooner):
        return
    notify(_silent(meeting, local(now).date()), Event.VOTE_REMINDER, None, **_facts(meeting))


def run_tend(payload: Mapping[str, Any], _progress: object) -> None:
    """The handler of `written_vote` jobs."""
    meeting = db.session.get(Meeting, payload["meeting"])
    if meeting is not None:
        tend(meeting, utcnow())


def run_remind(payload: Mapping[str, Any], _progress: object) -> None:
    """The handler of `vote_reminder` jobs."""
    meeting = db.session.get(Meeting, payload["meeting"])
    if meeting is not None:
        remind(meeting, payload["days"], utcnow())


def unvoted(seat_id: int, resolutions: Sequence[Resolution]) -> list[Resolution]:
    """Those on which this seat has not voted."""
    return [
        each for each in resolutions if seat_id not in {vote.seat_id for vote in votes_of(each)}
    ]


def _plan(meeting: Meeting, now: datetime) -> None:
    """The work for later: opening, reminding, closing."""
    for at in (meeting.starts_at, meeting.ends_at):
        if at > now:
            enqueue("written_vote", {"meeting": meeting.id}, delay=at - now)
    for days in REMINDED:
        at = meeting.ends_at - timedelta(days=days)
        if at > max(now, meeting.starts_at):
            enqueue("vote_reminder", {"meeting": meeting.id, "days": days}, delay=at - now)


def _invite(meeting: Meeting, day: date) -> list[Invitation]:
    """An invitation for each voting seat that somebody holds on this day; of one seat its holder,
    else the first substitute.
    """
    first: dict[int, Holding] = {}
    for holding in holdings_on(meeting.body, day):
        if holding.seat.has_vote:
            first.setdefault(holding.seat_id, holding)
    made = [
        Invitation(
            meeting=meeting,
            seat_id=seat_id,
            user_id=holding.user_id,
            name=holding.name,
            duty=holding.duty,
            city_slug=holding.seat.city_slug,
            has_vote=True,
            position=position,
            answer=Answer.ATTEND,  # Nobody is asked whether they come.
        )
        for position, (seat_id, holding) in enumerate(first.items(), start=1)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def _open(meeting: Meeting, is_news: bool) -> None:
    meeting.state, meeting.opened_at = MeetingState.IN_SESSION, meeting.starts_at
    for resolution in resolutions_of(meeting):
        resolution.voting, resolution.opens_at = Voting.OPEN, meeting.starts_at
        resolution.closes_at = meeting.ends_at
    db.session.flush()
    if is_news:
        people = _voters(meeting, meeting.day)
        notify(people, Event.VOTE_OPENED, None, **_facts(meeting))


def _close(meeting: Meeting) -> None:
    day = local(meeting.ends_at).date()
    results = []
    for resolution in resolutions_of(meeting):
        lock(resolution)
        voting.settle(resolution, None, day)
        results.append(
            f"{resolution.title}：{resolution.result.label if resolution.result else ''}"
        )
    _mark_attendance(meeting)
    meeting.state, meeting.closed_at = MeetingState.HELD, meeting.ends_at
    db.session.flush()
    audit.log(None, "end-written-vote", meeting.title, meeting=meeting.id)
    people = _voters(meeting, day)
    author = db.session.get(User, meeting.author_id) if meeting.author_id else None
    told = [*people, author] if author else people
    notify(told, Event.DECIDED, None, result="；".join(results), **_facts(meeting))


def _mark_attendance(meeting: Meeting) -> None:
    """For the minutes: who has taken part was there, by substitute where one has voted."""
    cast = [vote for each in resolutions_of(meeting) for vote in votes_of(each)]
    by_seat = {vote.seat_id: vote.cast_by for vote in cast}
    named = {(each.seat_id, each.user_id): each for each in _sitting(meeting) if each.user_id}
    for invitation in voting_seats(meeting):
        if invitation.seat_id not in by_seat:
            invitation.attendance = Attendance.ABSENT
            continue
        voter = by_seat[invitation.seat_id]
        invitation.attendance = Attendance.PRESENT
        holding = named.get((invitation.seat_id, voter.id)) if voter else None
        if holding is not None and holding.is_substitute and invitation.user_id != holding.user_id:
            invitation.attendance = Attendance.SUBSTITUTE
            invitation.substitute_id = holding.user_id
            invitation.substitute_name, invitation.substitute_duty = holding.name, holding.duty


def _sitting(meeting: Meeting) -> list[Holding]:
    days = {meeting.day, local(meeting.ends_at).date()}
    return [each for day in sorted(days) for each in holdings_on(meeting.body, day)]


def _voters(meeting: Meeting, day: date) -> list[User]:
    """Holders and substitutes of the voting seats on this day, as far as they have accounts."""
    seats = {each.seat_id for each in voting_seats(meeting)}
    holdings = holdings_on(meeting.body, day)
    return [each.user for each in holdings if each.user is not None and each.seat_id in seats]


def _silent(meeting: Meeting, day: date) -> list[User]:
    """Those whose seat has not voted on every resolution."""
    resolutions = resolutions_of(meeting)
    seats = {
        each.seat_id
        for each in voting_seats(meeting)
        if each.seat_id is not None and unvoted(each.seat_id, resolutions)
    }
    holdings = holdings_on(meeting.body, day)
    return [each.user for each in holdings if each.user is not None and each.seat_id in seats]


def _facts(meeting: Meeting) -> dict[str, str]:
    until = f"{local(meeting.ends_at):%Y-%m-%d %H:%M}"
    return {"title": meeting.title, "day": until, "href": f"{meeting.address}/votes"}
