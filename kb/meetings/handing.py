"""Handing: the steps of a hand-over, from its checklist to the three signatures."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.users import STAFF, User
from kb.alliance import names, terms
from kb.alliance.offices import CITY_ROLES
from kb.alliance.rotation import DAY
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings import pending
from kb.meetings.files import MeetingFile
from kb.meetings.handover import (
    CHECKLIST,
    INCOMING,
    OUTGOING,
    SECRETARIAT,
    Entry,
    HandOver,
    HandOverItem,
    files_of,
    items_of,
    side_of,
    sides,
)
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require
from kb.publishing.reception import Limits, Received
from kb.web.filters import long_date


def begin(day: date, staff: User) -> HandOver:
    """Open the hand-over to the term that begins on this day, with the usual checklist."""
    require(is_staff(staff))
    if terms.beginning(day) is None or terms.regular_on(day - DAY) is None:
        raise DomainError(_("No term begins on this day after another one. Choose from the list."))
    if db.session.scalar(select(HandOver.id).where(HandOver.day == day)):
        raise Conflict(_("This hand-over is open already."))
    made = HandOver(day=day, author_id=staff.id)
    db.session.add(made)
    db.session.flush()
    for place, (side, title) in enumerate(CHECKLIST, start=1):
        due = None if side == SECRETARIAT else day - DAY
        item = HandOverItem(hand_over=made, position=place, title=str(title), side=side, due_on=due)
        db.session.add(item)
    db.session.flush()
    audit.log(staff, "begin-hand-over", titled(made), hand_over=made.id)
    _tell(made, {OUTGOING, INCOMING})
    return made


def titled(found: HandOver) -> str:
    """From which city to which, and when."""
    between, shown = sides(found), names.city_names()
    if not between.incoming:
        return str(_("Hand-over on %(day)s", day=long_date(found.day)))
    return str(
        _(
            "Hand-over from %(outgoing)s to %(incoming)s on %(day)s",
            outgoing=shown.get(between.outgoing, between.outgoing),
            incoming=shown.get(between.incoming, between.incoming),
            day=long_date(found.day),
        )
    )


def _tell(found: HandOver, whom: set[str]) -> None:
    """Ask these sides to look through it and sign."""
    between = sides(found)
    cities = {OUTGOING: between.outgoing, INCOMING: between.incoming}
    wanted = [slug for side, slug in cities.items() if side in whom and slug]
    people = list(
        db.session.scalars(select(User).where(User.city.in_(wanted), User.role.in_(CITY_ROLES)))
    )
    if SECRETARIAT in whom:
        people += db.session.scalars(select(User).where(User.role.in_(STAFF)))
    notify(people, Event.HAND_OVER_WANTED, None, title=titled(found), href=found.address)


def add(found: HandOver, entry: Entry, person: User) -> HandOverItem:
    """One more thing to hand over."""
    _require_open(found, person)
    last = db.session.scalar(
        select(func.max(HandOverItem.position)).where(HandOverItem.hand_over_id == found.id)
    )
    item = HandOverItem(hand_over=found, position=(last or 0) + 1, title=entry.title)
    db.session.add(item)
    _fill(item, entry)
    audit.log(person, "add-hand-over-item", entry.title, hand_over=found.id)
    db.session.flush()
    return item


def change(item: HandOverItem, entry: Entry, person: User) -> None:
    """Say anew what it is, who sees to it and until when."""
    _require_own(item, person)
    before = {"title": item.title, "owner": item.owner, "due_on": str(item.due_on or "")}
    _fill(item, entry)
    after = {"title": item.title, "owner": item.owner, "due_on": str(item.due_on or "")}
    subject, number = item.title, item.hand_over_id
    audit.log(
        person, "change-hand-over-item", subject, hand_over=number, before=before, after=after
    )
    db.session.flush()


def _fill(item: HandOverItem, entry: Entry) -> None:
    item.title, item.side, item.owner = entry.title, entry.side, entry.owner
    item.due_on, item.note = entry.due_on, entry.note


def tick(item: HandOverItem, person: User) -> None:
    """It is handed over; once more: it is not, after all."""
    _require_own(item, person)
    done = item.done_at is None
    item.done_at = utcnow() if done else None
    item.done_by = person.display_name if done else ""
    action = "tick-hand-over-item" if done else "untick-hand-over-item"
    audit.log(person, action, item.title, hand_over=item.hand_over_id)
    db.session.flush()


def attach(item: HandOverItem, received: Received, person: User, limits: Limits) -> MeetingFile:
    """Put a file that was received with the item. Raises DomainError where it is too much."""
    _require_own(item, person)
    there = files_of(item)
    if len(there) >= limits.count or sum(f.size for f in there) + received.size > limits.record:
        raise DomainError(_("This item has no room for further files. Add another item for them."))
    made = MeetingFile(
        hand_over_item_id=item.id,
        name=received.name,
        type=received.type,
        size=received.size,
        sha256=received.sha256,
        uploader_id=person.id,
    )
    db.session.add(made)
    audit.log(person, "attach", item.title, file=received.name, hand_over=item.hand_over_id)
    db.session.flush()
    return made


def may_sign(user: User | None, found: HandOver, day: date) -> bool:
    """Each side once: the outgoing city from its term on, the incoming one from its first day."""
    side = side_of(user, found)
    between = sides(found)
    if not side or found.frozen_at is not None or not between.incoming or signed(found, side):
        return False
    if side == INCOMING:
        return day >= found.day
    outgoing = terms.regular_on(found.day - DAY)
    return outgoing is not None and day >= outgoing.starts_on


def signed(found: HandOver, side: str) -> bool:
    """A signature counts for the city that gave it: a changed plan asks the new one again."""
    between = sides(found)
    if side == SECRETARIAT:
        return found.secretariat_at is not None
    if side == OUTGOING:
        return found.outgoing_at is not None and found.outgoing_city == between.outgoing
    return found.incoming_at is not None and found.incoming_city == between.incoming


def sign(found: HandOver, person: User) -> None:
    """One side signs; with the third signature the hand-over is frozen as it stands."""
    if found.frozen_at is not None:
        raise Conflict(_("All three have signed. The hand-over stays as it is."))
    require(may_sign(person, found, today()))
    side, now, between = side_of(person, found), utcnow(), sides(found)
    setattr(found, f"{side}_by", person.display_name)
    setattr(found, f"{side}_at", now)
    if side == OUTGOING:
        found.outgoing_city = between.outgoing
    elif side == INCOMING:
        found.incoming_city = between.incoming
    missing = {each for each in (OUTGOING, INCOMING, SECRETARIAT) if not signed(found, each)}
    audit.log(person, "sign-hand-over", titled(found), hand_over=found.id, side=side)
    if not missing:
        found.open_then = pending.kept(today()) | {"items": _unticked(found)}
        found.frozen_at = now
    else:
        _tell(found, missing)
    db.session.flush()


def _unticked(found: HandOver) -> list[str]:
    return [item.title for item in items_of(found) if item.done_at is None]


def _require_open(found: HandOver, person: User) -> None:
    """Nothing changes any more once all have signed; strangers have no part in it."""
    require(bool(side_of(person, found)))
    if found.frozen_at is not None:
        raise Conflict(_("All three have signed. The hand-over stays as it is."))


def may_see_to(user: User | None, item: HandOverItem) -> bool:
    """Of the side that sees to it, or of the secretariat, while the hand-over is open."""
    side = side_of(user, item.hand_over)
    return item.hand_over.frozen_at is None and side in (item.side, SECRETARIAT) and bool(side)


def _require_own(item: HandOverItem, person: User) -> None:
    _require_open(item.hand_over, person)
    require(may_see_to(person, item))
