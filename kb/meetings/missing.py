"""Missing: the next step of a meeting, and what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from kb.alliance.bodies import Body
from kb.clock import today
from kb.db import db
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.convening import is_out_of_date, last_day_of_notice, seated, vacant
from kb.meetings.invitations import Answer, Attendance, Invitation
from kb.meetings.meetings import Manner, Meeting, MeetingState
from kb.meetings.session import open_votes
from kb.web.filters import long_date


@dataclass(frozen=True)
class Step:
    """What comes next. An order is sent, a page is opened."""

    label: str
    href: str
    is_order: bool = False
    lacks: list[str] = field(default_factory=list)
    """Sentences: what is missing, or to be looked at first."""


def next_step(
    meeting: Meeting, found: Sequence[Invitation], items: Sequence[AgendaItem]
) -> Step | None:
    """What the secretariat does next with this meeting; nothing for one that is cancelled, and for
    a written vote, which opens and closes by itself.
    """
    at = meeting.address
    if meeting.manner is Manner.WRITTEN:
        return None
    match meeting.state:
        case MeetingState.PLANNED:
            return Step(_("Convene it"), f"{at}/convene", lacks=_before_notice(meeting, items))
        case MeetingState.CONVENED:
            lacks = [*_on_agenda(meeting, items), *_answers(meeting, found)]
            return Step(_("Fix the agenda"), f"{at}/agenda/fix", True, lacks)
        case MeetingState.FIXED:
            lacks = [*_its_day(meeting), *_answers(meeting, found)]
            return Step(_("Open the meeting"), f"{at}/open", True, lacks)
        case MeetingState.IN_SESSION:
            lacks = [*_unmarked(found), *_in_session(meeting, items)]
            return Step(_("End the meeting"), f"{at}/close", True, lacks)
        case MeetingState.HELD:
            return Step(_("Draft the minutes"), f"{at}/minutes", lacks=_unmarked(found))
        case MeetingState.DRAFTED:
            lacks = [_("The draft waits to be circulated.")]
            return Step(_("Go on with the minutes"), f"{at}/minutes", lacks=lacks)
        case MeetingState.CIRCULATED:
            return Step(_("Go on with the minutes"), f"{at}/minutes", lacks=_corrections(meeting))
        case MeetingState.SIGNED:
            lacks = [_("They are signed and wait to be published.")]
            return Step(_("Publish the minutes"), f"{at}/minutes", lacks=lacks)
    return None


def notice_kept(meeting: Meeting) -> str:
    """A warning when the charter's days of notice are over; empty otherwise."""
    last = last_day_of_notice(meeting)
    if last is None or today() <= last:
        return ""
    return str(_("The charter wants the notice to go out by %(day)s.", day=long_date(last)))


def _before_notice(meeting: Meeting, items: Sequence[AgendaItem]) -> list[str]:
    lacks = [] if meeting.place else [_("The place is not entered.")]
    if not items:
        lacks.append(_("Nothing is on the agenda yet."))
    if not seated(meeting):
        lacks.append(_("Nobody holds a seat of this body on that day."))
    elif empty := len(vacant(meeting)):
        lacks.append(ngettext("%(num)s seat is vacant.", "%(num)s seats are vacant.", empty))
    return [*lacks, *filter(None, [notice_kept(meeting)])]


def _on_agenda(meeting: Meeting, items: Sequence[AgendaItem]) -> list[str]:
    lacks = [] if items else [_("Nothing is on the agenda yet.")]
    if proposed := _proposals(meeting.body):
        words = ngettext("%(num)s proposal waits.", "%(num)s proposals wait.", proposed)
        lacks.append(words)
    return lacks


def _proposals(body: Body) -> int:
    rows = select(func.count()).select_from(AgendaItem).where(AgendaItem.body_id == body.id)
    return db.session.scalar(rows.where(AgendaItem.state == ItemState.PROPOSED)) or 0


def _answers(meeting: Meeting, found: Sequence[Invitation]) -> list[str]:
    silent = sum(1 for each in found if each.answer is Answer.NONE)
    lacks = []
    if silent:
        lacks.append(ngettext("%(num)s answer is missing.", "%(num)s answers are missing.", silent))
    if is_out_of_date(meeting):
        lacks.append(_("Seats have changed hands since: look at the list of those invited."))
    return lacks


def _its_day(meeting: Meeting) -> list[str]:
    if today() >= meeting.day:
        return []
    return [_("It can be opened on its day, %(day)s.", day=long_date(meeting.day))]


def _unmarked(found: Sequence[Invitation]) -> list[str]:
    open_ones = sum(1 for each in found if each.attendance is Attendance.UNMARKED)
    if not open_ones:
        return []
    return [
        ngettext(
            "%(num)s person is not marked yet.", "%(num)s people are not marked yet.", open_ones
        )
    ]


def _in_session(meeting: Meeting, items: Sequence[AgendaItem]) -> list[str]:
    lacks = [_("A vote is open.")] if open_votes(meeting) else []
    if blank := sum(1 for item in items if not item.outcome):
        lacks.append(
            ngettext("%(num)s item has no outcome.", "%(num)s items have no outcome.", blank)
        )
    return lacks


def _corrections(meeting: Meeting) -> list[str]:
    if meeting.corrections_until is None:
        return []
    day = long_date(meeting.corrections_until)
    if today() <= meeting.corrections_until:
        return [_("Corrections are taken until %(day)s.", day=day)]
    return [_("The time for corrections is over. They wait for the signature.")]
