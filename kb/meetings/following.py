"""Following: a follow-up is given, reported on, blocked, confirmed as done; each step by its rule.

Being overdue never changes a state: it is read from the date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, select

from kb.accounts.users import STAFF, User
from kb.alliance.offices import CITY_ROLES
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings.agenda import AgendaItem
from kb.meetings.evidence import has_proof, reports_of
from kb.meetings.follow_up_rights import may_decide, may_report
from kb.meetings.followups import UNDONE, FollowUp, FollowUpState
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Resolution
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import UNIT, require

Origin = Meeting | AgendaItem | Resolution
LATEST_DAY = date(2100, 12, 31)


@dataclass(frozen=True)
class Task:
    """What a follow-up asks, of whom, until when."""

    task: str
    due_on: date | None = None
    """The last day, in Asia/Shanghai."""
    owner_city: str | None = None
    owner_member: str | None = None
    """The unit; neither city nor member: the secretariat."""
    owner_name: str = ""
    owner_id: int | None = None


def give(origin: Origin, author: User, task: Task) -> FollowUp:
    """Ask this of its owner, who is told. Closed, where what it comes from is closed."""
    require(may_decide(author))
    meeting, item, resolution = _places(origin)
    made = FollowUp(
        body_id=origin.body_id,
        meeting=meeting,
        item_id=item.id if item else None,
        resolution=resolution,
        is_closed=bool((item and item.is_closed) or (resolution and resolution.is_closed)),
        author_id=author.id,
    )
    _check(task, meeting)
    _set(made, task)
    db.session.add(made)
    db.session.flush()
    audit.log(author, "give-follow-up", made.task, follow_up=made.id)
    _tell_owners(made, author)
    return made


def _places(origin: Origin) -> tuple[Meeting | None, AgendaItem | None, Resolution | None]:
    if isinstance(origin, Meeting):
        return origin, None, None
    if isinstance(origin, AgendaItem):
        return origin.meeting, origin, None
    return origin.meeting, origin.item, origin


def _check(task: Task, meeting: Meeting | None) -> None:
    if not task.task.strip():
        raise DomainError(_("Say what is to be done."))
    if task.owner_city and task.owner_member:
        raise DomainError(_("Choose one unit: a city or a member."))
    if problem := day_problem(task.due_on, meeting):
        raise DomainError(problem)


def day_problem(due_on: date | None, meeting: Meeting | None) -> str:
    """Why this cannot be the due day of what came out of this meeting; empty where it can."""
    if due_on is not None and meeting is not None and due_on < meeting.day:
        return str(_("The due day lies before the meeting. Choose a later one."))
    if due_on is not None and due_on > LATEST_DAY:
        return str(_("The due day lies too far ahead. Choose an earlier one."))
    return ""


def _set(follow_up: FollowUp, task: Task) -> None:
    for name in ("task", "due_on", "owner_city", "owner_member", "owner_name", "owner_id"):
        setattr(follow_up, name, getattr(task, name))


def change(follow_up: FollowUp, author: User, task: Task, version: int) -> None:
    """Ask something else, of somebody else, or by another day. A new owner is told.

    Raises Conflict when somebody has changed it since `version`.
    """
    require(may_decide(author))
    # Of two at once the second waits, and then meets the version of the first.
    db.session.refresh(follow_up, with_for_update=True)
    if follow_up.version != version:
        raise Conflict(_("Somebody has changed this meanwhile. Both versions are shown."))
    _expect(follow_up, UNDONE)
    _check(task, follow_up.meeting)
    before = _owner(follow_up)
    old = {"task": follow_up.task, "due_on": str(follow_up.due_on or "")}
    _set(follow_up, task)
    db.session.flush()
    db.session.expire(follow_up, ["owner", "city", "member"])
    new = {"task": follow_up.task, "due_on": str(follow_up.due_on or "")}
    changed = audit.changes(old, new)
    audit.log(author, "change-follow-up", follow_up.task, follow_up=follow_up.id, changes=changed)
    if _owner(follow_up) != before:
        _tell_owners(follow_up, author)


def _owner(follow_up: FollowUp) -> tuple[object, ...]:
    return follow_up.owner_city, follow_up.owner_member, follow_up.owner_id


def block(follow_up: FollowUp, author: User, reason: str) -> None:
    """It cannot go on for this reason. Its due day stays."""
    require(may_report(author, follow_up))
    _move(follow_up, author, {FollowUpState.OPEN}, FollowUpState.BLOCKED, _needed(reason))


def unblock(follow_up: FollowUp, author: User) -> None:
    require(may_report(author, follow_up))
    _move(follow_up, author, {FollowUpState.BLOCKED}, FollowUpState.OPEN, "")


def confirm(follow_up: FollowUp, author: User) -> None:
    """The secretariat finds it done: a report with evidence that holds shows it."""
    require(may_decide(author))
    _expect(follow_up, UNDONE)
    if not any(has_proof(report) for report in reports_of(follow_up)):
        raise DomainError(
            _("No report has evidence yet. Add one with a published record or a file first.")
        )
    follow_up.done_on = today()
    _move(follow_up, author, UNDONE, FollowUpState.DONE, "")


def cancel(follow_up: FollowUp, author: User, reason: str) -> None:
    """It is not wanted any more, for this reason."""
    require(may_decide(author))
    _move(follow_up, author, UNDONE, FollowUpState.CANCELLED, _needed(reason))


def reopen(follow_up: FollowUp, author: User) -> None:
    """It is to be done after all."""
    require(may_decide(author))
    ended = {FollowUpState.DONE, FollowUpState.CANCELLED}
    _move(follow_up, author, ended, FollowUpState.OPEN, "")
    follow_up.done_on = None
    db.session.flush()


def _needed(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("Give the reason."))
    return reason.strip()


def _expect(follow_up: FollowUp, states: frozenset[FollowUpState] | set[FollowUpState]) -> None:
    if follow_up.state not in states:
        state = follow_up.state.label
        raise Conflict(_("This cannot be done now: the follow-up is “%(state)s”.", state=state))


def _move(
    follow_up: FollowUp,
    author: User,
    states: frozenset[FollowUpState] | set[FollowUpState],
    state: FollowUpState,
    reason: str,
) -> None:
    _expect(follow_up, states)
    before = follow_up.state.value
    follow_up.state, follow_up.reason = state, reason
    facts = {"follow_up": follow_up.id, "before": before, "after": state.value, "reason": reason}
    audit.log(author, "move-follow-up", follow_up.task, None, **facts)
    db.session.flush()


def owners(follow_up: FollowUp) -> Sequence[User]:
    """Who is told: the person named, else all who act for the unit, else the secretariat."""
    if follow_up.owner is not None and follow_up.owner.active:
        return [follow_up.owner]
    return db.session.scalars(select(User).where(User.active, _acting(follow_up))).all()


def _acting(follow_up: FollowUp) -> ColumnElement[bool]:
    if follow_up.owner_member is not None:
        return and_(User.role.in_(UNIT), User.member == follow_up.owner_member)
    if follow_up.owner_city is not None:
        return and_(User.role.in_(CITY_ROLES), User.city == follow_up.owner_city)
    return User.role.in_(STAFF)


def _tell_owners(follow_up: FollowUp, author: User) -> None:
    people = [person for person in owners(follow_up) if person.id != author.id]
    tell(people, Event.FOLLOW_UP_GIVEN, follow_up)


def tell(people: Sequence[User], event: Event, follow_up: FollowUp, **facts: str) -> None:
    """A notice about it, with its day and the way to its page."""
    day = follow_up.due_on.isoformat() if follow_up.due_on else "–"
    facts |= {"title": follow_up.task, "day": day, "href": follow_up.address}
    notify(people, event, None, **facts)
