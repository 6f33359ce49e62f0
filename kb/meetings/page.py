"""Page: all that one meeting has, as far as this reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kb.accounts.users import User
from kb.alliance import charter, terms
from kb.alliance.cities import City
from kb.clock import local
from kb.meetings import invitations, papers, readable
from kb.meetings.agenda import AgendaItem, items_of
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Meeting
from kb.meetings.minutes import Minutes
from kb.meetings.missing import Step, next_step
from kb.meetings.resolutions import Resolution
from kb.meetings.rights import is_within, may_read_item, may_run, may_take_down
from kb.meetings.session import Quorum, counted
from kb.publishing.permissions import is_known


@dataclass(frozen=True)
class May:
    """What the reader may do here."""

    within: bool
    run: bool
    take_down: bool
    known: bool


@dataclass(frozen=True)
class Line:
    """One item of the agenda with its place, its clock times in Shanghai, and its papers."""

    item: AgendaItem
    number: int
    starts: datetime | None
    ends: datetime | None
    papers: list[MeetingFile] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """What the templates get, by these names."""

    meeting: Meeting
    may: May
    items: list[AgendaItem]
    lines: list[Line]
    hidden: int
    """Closed items that this reader does not see."""
    invitations: Sequence[Invitation]
    own: Invitation | None
    resolutions: list[Resolution]
    follow_ups: list[FollowUp]
    minutes: list[Minutes]
    quorum: Quorum | None
    chair: City | None
    step: Step | None


def gather(meeting: Meeting, reader: User | None) -> Shown:
    """Everything of the meeting that this reader, who may see it, may read."""
    may = may_of(reader, meeting)
    every = items_of(meeting)
    seen = [item for item in every if may_read_item(reader, item)]
    found = invitations.of_meeting(meeting)
    own = invitations.invitation_of(reader, meeting) if reader else None
    term = terms.presiding(meeting.day)
    return Shown(
        meeting=meeting,
        may=may,
        items=seen,
        lines=timetable(meeting, every, seen, may.within),
        hidden=len(every) - len(seen),
        invitations=found if may.within else [],
        own=own,
        resolutions=readable.resolutions(reader, meeting),
        follow_ups=readable.follow_ups(reader, meeting),
        minutes=readable.minutes_of(reader, meeting),
        quorum=_quorum(meeting, found) if may.within else None,
        chair=term.city if term else None,
        step=next_step(meeting, found, every) if may.run else None,
    )


def may_of(reader: User | None, meeting: Meeting) -> May:
    return May(
        within=is_within(reader, meeting),
        run=may_run(reader, meeting),
        take_down=may_take_down(reader, meeting),
        known=is_known(reader),
    )


def timetable(
    meeting: Meeting, every: Sequence[AgendaItem], seen: Sequence[AgendaItem], with_papers: bool
) -> list[Line]:
    """The items that are seen, numbered and timed among all of them: who does not see a closed
    one finds its time passed over. After an item of unknown length no time is told.
    """
    shown = {item.id for item in seen}
    files = papers.papers_of(seen) if with_papers else []
    lines, clock = [], local(meeting.starts_at)
    known = True
    for number, item in enumerate(every, start=1):
        starts = clock if known else None
        known = known and item.duration > 0
        clock += timedelta(minutes=item.duration)
        if item.id in shown:
            own = [file for file in files if file.item_id == item.id]
            lines.append(Line(item, number, starts, clock if known else None, own))
    return lines


def _quorum(meeting: Meeting, found: Sequence[Invitation]) -> Quorum:
    return counted(found, charter.value_on("council_quorum", meeting.day))
