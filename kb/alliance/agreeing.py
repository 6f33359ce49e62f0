"""Agreeing: recording changes of turns, and the consent of the cities whose turns are swapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import names, rotation, terms, turn_changes
from kb.alliance.offices import CITY_ROLES
from kb.alliance.turn_changes import ChangeState, TurnChange
from kb.alliance.turns import ChangeKind, Plan
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require
from kb.web.filters import long_date


@dataclass(frozen=True)
class Draft:
    """A change as it is typed in."""

    kind: ChangeKind
    city: str
    other: str | None
    starts_on: date
    ends_on: date | None
    reason: str
    resolution: str


def faults(draft: Draft) -> Iterator[tuple[str, str]]:
    """What speaks against it: field and sentence."""
    day = today()
    charter = terms.charter_on(day)
    if charter is None:
        yield "kind", _("First the charter has to say order, length and first term.")
        return
    pairs = draft.kind in (ChangeKind.SWAP, ChangeKind.VACANCY)
    if pairs and not draft.other:
        yield "other", _("Name the other city.")
        return
    if pairs and draft.other == draft.city:
        yield "other", _("That is the same city. Choose another one.")
        return
    soonest = day if draft.kind in (ChangeKind.VACANCY, ChangeKind.JOIN) else day + rotation.DAY
    if draft.starts_on < soonest:
        yield "starts_on", _("What has begun stays as it is. Choose a later day.")
        return
    there = rotation.members(charter, turn_changes.in_force(), draft.starts_on)
    joins = draft.kind is ChangeKind.JOIN
    if joins == (draft.city in there):
        taking = _("This city takes part in the rotation already.")
        yield "city", taking if joins else _("This city does not take part in the rotation then.")
    elif pairs and draft.other not in there:
        yield "other", _("This city does not take part in the rotation then.")
    elif draft.kind is ChangeKind.VACANCY:
        yield from _faults_of_vacancy(draft, terms.plan_on(day))
    elif draft.kind is ChangeKind.LEAVE and len(there) < 3:
        yield "city", _("Two cities at least have to remain in the rotation.")
    elif draft.kind is ChangeKind.SWAP and _is_pending(draft):
        yield "other", _("A swap of these two waits for consent already.")


def _faults_of_vacancy(draft: Draft, plan: Plan) -> Iterator[tuple[str, str]]:
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        yield "ends_on", _("The last day lies before the first.")
        return
    own = [t for t in plan.turns if t.city == draft.city]
    term = next((t for t in own if t.starts_on <= draft.starts_on <= t.ends_on), None)
    if term is None:
        yield "starts_on", _("This city does not preside on that day.")
        return
    if draft.ends_on is not None and draft.ends_on > term.ends_on:
        end = long_date(term.ends_on)
        yield "ends_on", _("Its term ends on %(day)s. Choose a day up to then.", day=end)
    last = draft.ends_on or term.ends_on
    if any(t.starts_on <= last and draft.starts_on <= t.ends_on for t in plan.acting):
        yield "starts_on", _("Another city acts on some of these days already.")


def _is_pending(draft: Draft) -> bool:
    open_ones = select(TurnChange).where(TurnChange.state == ChangeState.PROPOSED)
    pair = {draft.city, draft.other}
    return any({c.city_slug, c.other_slug} == pair for c in db.session.scalars(open_ones))


def record(draft: Draft, staff: User) -> TurnChange:
    """Write a change down. A swap then waits for both cities; the others count at once.

    Raises DomainError with the first thing that speaks against it.
    """
    require(is_staff(staff))
    for _field, sentence in faults(draft):
        raise DomainError(sentence)
    pairs = draft.kind in (ChangeKind.SWAP, ChangeKind.VACANCY)
    change = TurnChange(
        kind=draft.kind,
        city_slug=draft.city,
        other_slug=draft.other if pairs else None,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on if draft.kind is ChangeKind.VACANCY else None,
        turn_on=_first_turn(draft),
        reason=draft.reason,
        resolution=draft.resolution,
        author_id=staff.id,
    )
    waits = draft.kind is ChangeKind.SWAP
    change.state = ChangeState.PROPOSED if waits else ChangeState.IN_FORCE
    db.session.add(change)
    db.session.flush()
    audit.log(staff, "record-turn-change", named(change), change=change.id, kind=draft.kind.value)
    if waits:
        people = _people_of(change)
        notify(people, Event.TURN_CONSENT_WANTED, None, title=named(change), href=change.address)
    else:
        terms.redraw(today())
    return change


def _first_turn(draft: Draft) -> date:
    """The first day that the plan changes."""
    if draft.kind not in (ChangeKind.SWAP, ChangeKind.SKIP):
        return draft.starts_on
    cities = {draft.city, draft.other if draft.kind is ChangeKind.SWAP else draft.city}
    turns = terms.plan_on(today()).turns
    own = (t.starts_on for t in turns if t.city in cities and t.starts_on >= draft.starts_on)
    return next(own, draft.starts_on)


def named(change: TurnChange) -> str:
    """In a line: what kind of change, and of which cities."""
    both = [slug for slug in (change.city_slug, change.other_slug) if slug]
    shown = names.city_names()
    cities = " – ".join(shown.get(slug, slug) for slug in both)
    return str(_("%(kind)s: %(cities)s", kind=change.kind.label, cities=cities))


def _people_of(change: TurnChange) -> list[User]:
    """Who may consent for one of the two cities."""
    cities = User.city.in_([change.city_slug, change.other_slug])
    return list(db.session.scalars(select(User).where(cities, User.role.in_(CITY_ROLES))))


def may_consent(user: User | None, change: TurnChange) -> bool:
    """Acts for a city whose consent is missing."""
    if user is None or not user.active or user.role not in CITY_ROLES:
        return False
    return change.wants(user.city)


def consent(change: TurnChange, person: User) -> None:
    """One city agrees; once both have, the swap counts. Raises Conflict when it is too late."""
    _require_open(change, person)
    if change.city_slug == person.city:
        change.city_by_id, change.city_at = person.id, utcnow()
    else:
        change.other_by_id, change.other_at = person.id, utcnow()
    audit.log(person, "consent-turn-change", named(change), change=change.id)
    if change.city_at and change.other_at:
        change.state, change.decided_at = ChangeState.IN_FORCE, utcnow()
        db.session.flush()
        terms.redraw(today())
    db.session.flush()


def decline(change: TurnChange, person: User, reason: str) -> None:
    """One city does not agree: the turns stay as they are."""
    _require_open(change, person)
    change.state, change.decided_at = ChangeState.DECLINED, utcnow()
    change.declined_by_id, change.decline_reason = person.id, reason
    audit.log(person, "decline-turn-change", named(change), change=change.id, reason=reason)
    db.session.flush()


def _require_open(change: TurnChange, person: User) -> None:
    if change.state is not ChangeState.PROPOSED:
        raise Conflict(_("This change is decided already."))
    require(may_consent(person, change))
    if change.turn_on <= today():
        raise Conflict(_("The turn has begun meanwhile and stays. Record a new swap."))


def withdraw(change: TurnChange, staff: User) -> None:
    """Take back what has not begun to count."""
    require(is_staff(staff))
    if change.state not in (ChangeState.PROPOSED, ChangeState.IN_FORCE):
        raise Conflict(_("This change is decided already."))
    if change.state is ChangeState.IN_FORCE and change.turn_on <= today():
        raise Conflict(_("It has begun to count and stays on record. Record another change."))
    change.state, change.decided_at = ChangeState.WITHDRAWN, utcnow()
    db.session.flush()
    terms.redraw(today())
    audit.log(staff, "withdraw-turn-change", named(change), change=change.id)
