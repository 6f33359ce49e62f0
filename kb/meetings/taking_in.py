"""Taking in: old minutes become a meeting like any other, as somebody has confirmed them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance.bodies import Body, BodyKind
from kb.alliance.cities import City, in_order
from kb.alliance.members import Member
from kb.clock import SHANGHAI, utcnow
from kb.db import db
from kb.errors import Conflict
from kb.meetings import minuting, numbers
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpState
from kb.meetings.invitations import Attendance, Capacity, Invitation
from kb.meetings.meetings import Meeting, MeetingKind, MeetingState
from kb.meetings.numbers import Paper
from kb.meetings.old_minutes import OldMinutes, OldState, by_content
from kb.meetings.reading_people import Kind, Person
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.office.file_types import FileType
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.publishing.reception import Received

KINDS = {
    BodyKind.COUNCIL: MeetingKind.COUNCIL,
    BodyKind.SECRETARIAT: MeetingKind.SECRETARIAT,
    BodyKind.COMMITTEE: MeetingKind.COMMITTEE,
}
CAPACITIES = {Kind.OBSERVER: Capacity.OBSERVER, Kind.CLERK: Capacity.CLERK}
ATTENDANCES = {Kind.LEAVE: Attendance.LEAVE, Kind.ABSENT: Attendance.ABSENT}
_ENDING = re.compile(r"(?<=.)(?:纪要|记录)(?:（[^）]*）)?$")
"""Of the minutes' title; what is left is the meeting's."""
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、.{1,40}")
USUAL_BEGINNING = time(9)
USUAL_LENGTH = timedelta(hours=2)


@dataclass(frozen=True)
class Confirmed:
    """What somebody has confirmed; the rows are those of the form, with content only."""

    body: Body
    title: str
    number: str
    day: date
    begins: time | None
    ends: time | None
    place: str
    chair: str
    people: Sequence[Person]
    items: Sequence[Mapping[str, Any]]
    decisions: Sequence[Mapping[str, Any]]
    actions: Sequence[Mapping[str, Any]]


def receive(source: Received, text: str, secretary: User) -> OldMinutes:
    """Keep an uploaded file; the one that was there when it has been brought before."""
    require(is_staff(secretary))
    known = by_content(source.sha256)
    if known is not None:
        return known
    old = OldMinutes(name=source.name, size=source.size, sha256=source.sha256, text=text)
    old.uploader = secretary
    db.session.add(old)
    audit.log(secretary, "upload old minutes", source.name)
    db.session.flush()
    return old


def keep(old: OldMinutes, secretary: User, content: Mapping[str, Any], version: int) -> None:
    """Keep the fields as they stand, to go on with later. Raises Conflict."""
    _require_open(old, secretary, version)
    old.form = dict(content)
    db.session.flush()


def set_aside(old: OldMinutes, secretary: User) -> None:
    """It is none of the alliance's minutes, or is there already; it can be taken up again."""
    _require_open(old, secretary, old.version)
    old.state = OldState.DROPPED
    audit.log(secretary, "set old minutes aside", old.name)
    db.session.flush()


def take_up(old: OldMinutes, secretary: User) -> None:
    """Let what was set aside wait again."""
    require(is_staff(secretary))
    if old.state is not OldState.DROPPED:
        raise Conflict(_("Only what was set aside can be taken up again."))
    old.state = OldState.WAITING
    audit.log(secretary, "take old minutes up", old.name)
    db.session.flush()


def take_in(old: OldMinutes, secretary: User, told: Confirmed, version: int) -> Meeting:
    """Make the meeting with all that belongs to it. Raises Conflict."""
    _require_open(old, secretary, version)
    meeting = _meeting(old, secretary, told)
    _people(meeting, told)
    _items(meeting, told)
    _decisions(meeting, secretary, told, old.name)
    _actions(meeting, secretary, told)
    facts = {"name": old.name, "type": FileType.DOCX, "size": old.size, "sha256": old.sha256}
    db.session.add(MeetingFile(meeting=meeting, uploader=secretary, is_closed=True, **facts))
    if told.number:
        numbers.keep_clear(Paper.MINUTES, told.number)
    minuting.put_down_old(meeting, secretary, _as_markdown(old.text), told.number)
    old.state, old.meeting = OldState.TAKEN, meeting
    audit.log(secretary, "take old minutes in", meeting.title, meeting_id=meeting.id)
    db.session.flush()
    return meeting


def _as_markdown(text: str) -> str:
    """Lines of a Word file as paragraphs; short ones that are numbered 一、 are headings."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n\n".join(f"## {line}" if _HEADING.fullmatch(line) else line for line in lines)


def _require_open(old: OldMinutes, secretary: User, version: int) -> None:
    require(is_staff(secretary))
    if version != old.version:
        raise Conflict(_("Somebody else has changed this meanwhile. Compare, then save again."))
    if old.state is not OldState.WAITING:
        raise Conflict(_("These minutes are decided already."))


def _meeting(old: OldMinutes, secretary: User, told: Confirmed) -> Meeting:
    starts = datetime.combine(told.day, told.begins or USUAL_BEGINNING, SHANGHAI)
    ends = datetime.combine(told.day, told.ends, SHANGHAI) if told.ends else starts + USUAL_LENGTH
    is_plenary = told.body.kind is BodyKind.COUNCIL and (
        "全体" in told.title or "全会" in told.title
    )
    kind = KINDS.get(told.body.kind, MeetingKind.OTHER)
    meeting = Meeting(
        body=told.body,
        kind=MeetingKind.PLENARY if is_plenary else kind,
        title=_ENDING.sub("", told.title) or told.title,
        starts_at=starts,
        ends_at=ends if ends > starts else starts + USUAL_LENGTH,
        place=told.place,
        city=next((city for city in in_order() if city.name in told.place), None),
        state=MeetingState.HELD,
        opened_at=starts,
        source=old.name,
        author_id=secretary.id,
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _people(meeting: Meeting, told: Confirmed) -> None:
    people = list(told.people)
    if told.chair and all(one.name != told.chair for one in people):
        people.insert(0, Person(Kind.PRESENT, told.chair))
    cities = in_order()
    for position, one in enumerate(people, start=1):
        db.session.add(
            Invitation(
                meeting=meeting,
                name=one.name,
                duty=one.duty,
                city_slug=_city(one.duty, cities),
                capacity=CAPACITIES.get(one.kind, Capacity.MEMBER),
                attendance=ATTENDANCES.get(one.kind, Attendance.PRESENT),
                position=position,
            )
        )


def _city(unit: str, cities: Sequence[City]) -> str | None:
    """The city whose name the unit begins with."""
    plain = unit.removeprefix("山东省")
    return next((city.slug for city in cities if plain.startswith(city.name)), None)


def _items(meeting: Meeting, told: Confirmed) -> None:
    for position, row in enumerate(told.items, start=1):
        item = AgendaItem(
            meeting=meeting,
            body=told.body,
            state=ItemState.ACCEPTED,
            position=position,
            title=row["title"],
            notes=row["outcome"],
            is_closed=row["is_closed"],
        )
        db.session.add(item)


def _decisions(meeting: Meeting, secretary: User, told: Confirmed, source: str) -> None:
    for row in told.decisions:
        number = row["number"] or None
        if number:
            numbers.keep_clear(Paper.RESOLUTION, number)
        db.session.add(
            Resolution(
                meeting=meeting,
                body=told.body,
                number=number,
                title=row["text"].splitlines()[0][:120],
                text=row["text"],
                voting=Voting.CLOSED,
                result=Result.PASSED,
                decided_at=meeting.starts_at,
                source=source,
                is_closed=row["is_closed"],
                author_id=secretary.id,
            )
        )


def _actions(meeting: Meeting, secretary: User, told: Confirmed) -> None:
    cities = in_order()
    members = {one.name: one.slug for one in db.session.scalars(select(Member))}
    for row in told.actions:
        owner = row["owner"]
        member = members.get(owner)
        db.session.add(
            FollowUp(
                meeting=meeting,
                body=told.body,
                task=row["task"],
                owner_name=owner,
                owner_member=member,
                owner_city=None if member else _city(owner, cities),
                due_on=row["due"],
                state=FollowUpState.OPEN if row["is_open"] else FollowUpState.DONE,
                done_on=None if row["is_open"] else row["due"] or meeting.day,
                author_id=secretary.id,
                created_at=utcnow(),
            )
        )
