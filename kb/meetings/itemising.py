"""Itemising: items are proposed, taken onto an agenda, put in order, and the agenda is fixed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import STAFF, User
from kb.alliance import names
from kb.alliance.bodies import Body
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings.agenda import AgendaItem, ItemState, items_of
from kb.meetings.meetings import Manner, Meeting, MeetingState
from kb.meetings.rights import may_change_item, may_propose, may_see
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require

ARRANGED = frozenset({MeetingState.PLANNED, MeetingState.CONVENED})
"""While the agenda is open."""


@dataclass(frozen=True)
class Wording:
    """What an item says. Minutes are those planned for it, 0 for not said."""

    title: str
    title_en: str = ""
    text: str = ""
    presenter: str = ""
    duration: int = 0
    is_closed: bool = False


def propose(body: Body, person: User, words: Wording, meeting: Meeting | None) -> AgendaItem:
    """Put an item forward, for a meeting or for whichever comes. The same one sent twice is one;
    what the secretariat itself proposes for a meeting is on its agenda at once.
    """
    require(may_propose(person) and (meeting is None or may_see(person, meeting)))
    if meeting is not None:
        if meeting.body_id != body.id:
            raise DomainError(_("This meeting is one of another body. Choose one of this body."))
        _require_arranged(meeting)
    alike = select(AgendaItem).where(
        AgendaItem.proposer_id == person.id,
        AgendaItem.body_id == body.id,
        AgendaItem.title == words.title,
        AgendaItem.meeting_id == (meeting.id if meeting else None),
        AgendaItem.state != ItemState.DECLINED,
    )
    if (before := db.session.scalar(alike.limit(1))) is not None:
        return before
    item = AgendaItem(body=body, meeting=meeting, proposer=person, **vars(words))
    # An account may still name a unit that is gone.
    item.proposer_city = person.city if person.city in names.city_names() else None
    item.proposer_member = person.member if person.member in names.member_names() else None
    db.session.add(item)
    db.session.flush()
    audit.log(person, "propose-item", item.title, item=item.id)
    if meeting is not None and is_staff(person):
        _place_last(item, meeting)
    elif not is_staff(person):
        facts = {"title": item.title, "name": person.display_name, "href": "/agenda"}
        notify(_staff(), Event.ITEM_PROPOSED, None, **facts)
    db.session.flush()
    return item


def _staff() -> Sequence[User]:
    return db.session.scalars(select(User).where(User.active, User.role.in_(STAFF))).all()


def change(item: AgendaItem, person: User, words: Wording) -> None:
    """Other words. On an agenda that is fixed nothing changes before it is opened again."""
    require(may_change_item(person, item))
    if item.state is ItemState.DECLINED:
        raise Conflict(_("This item has been declined. Propose it anew."))
    if item.meeting is not None:
        _require_arranged(item.meeting)
    before = {name: getattr(item, name) for name in vars(words)}
    for name, value in vars(words).items():
        setattr(item, name, value)
    audit.log(
        person, "change-item", item.title, item=item.id, changes=audit.changes(before, vars(words))
    )
    db.session.flush()


def accept(item: AgendaItem, staff: User, meeting: Meeting) -> None:
    """It is dealt with at this meeting, after the items that are there."""
    require(is_staff(staff))
    if item.state is not ItemState.PROPOSED:
        raise Conflict(_("This item has been decided already."))
    if meeting.body_id != item.body_id:
        raise DomainError(_("This meeting is one of another body. Choose one of this body."))
    _require_arranged(meeting)
    _place_last(item, meeting)
    audit.log(staff, "accept-item", item.title, item=item.id, meeting=meeting.id)
    _tell(item, staff, _("on the agenda of \u201c%(meeting)s\u201d", meeting=meeting.title))
    db.session.flush()


def _place_last(item: AgendaItem, meeting: Meeting) -> None:
    there = [each for each in items_of(meeting) if each.id != item.id]
    item.meeting, item.state = meeting, ItemState.ACCEPTED
    item.position = 1 + max((each.position for each in there), default=0)


def decline(item: AgendaItem, staff: User, reason: str) -> None:
    """It is not dealt with; the proposer learns why."""
    require(is_staff(staff))
    if item.state is not ItemState.PROPOSED:
        raise Conflict(_("This item has been decided already."))
    if not reason:
        raise DomainError(_("Say why it is declined: the proposer reads it."))
    item.state, item.decline_reason, item.meeting = ItemState.DECLINED, reason, None
    audit.log(staff, "decline-item", item.title, item=item.id, reason=reason)
    _tell(item, staff, _("declined: %(reason)s", reason=reason))
    db.session.flush()


def _tell(item: AgendaItem, staff: User, outcome: str) -> None:
    if item.proposer is None or item.proposer_id == staff.id:
        return
    href = item.meeting.address if item.meeting else "/agenda"
    notify([item.proposer], Event.ITEM_DECIDED, None, title=item.title, outcome=outcome, href=href)


def put_back(item: AgendaItem, staff: User) -> None:
    """Off the agenda, and among those that wait for a meeting."""
    require(is_staff(staff))
    meeting = item.meeting
    if meeting is None or item.state is not ItemState.ACCEPTED:
        raise Conflict(_("This item is on no agenda."))
    _require_arranged(meeting)
    item.meeting, item.state = None, ItemState.PROPOSED
    audit.log(staff, "put-back-item", item.title, item=item.id, meeting=meeting.id)
    db.session.flush()


def move(item: AgendaItem, staff: User, steps: int) -> None:
    """So many places down the agenda, or up where it is negative; not beyond its ends."""
    require(is_staff(staff))
    if item.meeting is None or item.state is not ItemState.ACCEPTED:
        raise Conflict(_("This item is on no agenda."))
    _require_arranged(item.meeting)
    order = [each for each in items_of(item.meeting) if each.id != item.id]
    place = [each.id for each in items_of(item.meeting)].index(item.id) + steps
    order.insert(min(max(place, 0), len(order)), item)
    for position, each in enumerate(order, start=1):
        each.position = position
    audit.log(staff, "change-item", item.title, item=item.id, position=item.position)
    db.session.flush()


def fix(meeting: Meeting, staff: User) -> None:
    """The agenda stands: nothing on it changes before the meeting, unless it is opened again."""
    require(is_staff(staff))
    if meeting.state is not MeetingState.CONVENED:
        raise Conflict(_("Only the agenda of a meeting that is convened can be fixed."))
    if not items_of(meeting):
        raise Conflict(_("There is nothing on the agenda yet. Add an item first."))
    meeting.state = MeetingState.FIXED
    audit.log(staff, "fix-agenda", meeting.title, meeting=meeting.id)
    db.session.flush()


def unfix(meeting: Meeting, staff: User) -> None:
    """Open a fixed agenda again; the audit keeps who did so."""
    require(is_staff(staff))
    if meeting.state is not MeetingState.FIXED:
        raise Conflict(_("This agenda is not fixed."))
    meeting.state = MeetingState.CONVENED
    audit.log(staff, "unfix-agenda", meeting.title, meeting=meeting.id)
    db.session.flush()


def waiting(person: User) -> Sequence[AgendaItem]:
    """Items that no agenda has yet, the oldest first: all of them for staff, others' own ones with
    what became of them, the newest first.
    """
    require(may_propose(person))
    rows = select(AgendaItem)
    if is_staff(person):
        rows = rows.where(AgendaItem.state == ItemState.PROPOSED).order_by(AgendaItem.id)
    else:
        rows = rows.where(AgendaItem.proposer_id == person.id).order_by(AgendaItem.id.desc())
    return db.session.scalars(rows).all()


def arrangeable(body: Body | None = None) -> Sequence[Meeting]:
    """Meetings onto whose agenda an item can still be put, the next one first."""
    rows = select(Meeting).where(Meeting.state.in_(ARRANGED), Meeting.manner != Manner.WRITTEN)
    if body is not None:
        rows = rows.where(Meeting.body_id == body.id)
    return db.session.scalars(rows.order_by(Meeting.starts_at)).all()


def _require_arranged(meeting: Meeting) -> None:
    if meeting.state is MeetingState.FIXED:
        raise Conflict(_("The agenda is fixed. The secretariat can open it again."))
    if meeting.state not in ARRANGED:
        raise Conflict(_("This meeting has begun or is over, so its agenda stays as it is."))
