"""Linking: an offer and a need become a link when both sides confirm it; or it is dropped."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import STAFF, User
from kb.clock import local, utcnow
from kb.db import db
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.exchange_rights import (
    Side,
    may_propose,
    may_record,
    side_of,
    side_units,
    stands_for,
)
from kb.empowerment.postings import Answer, Interest
from kb.empowerment.resources import Resource
from kb.empowerment.units import Unit, people_of
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.numbering import next_numbers
from kb.publishing.permissions import is_staff, require
from kb.publishing.records import Record

PREFIX = "DJ"
HREF = "/links/{}"


@dataclass(frozen=True)
class Proposal:
    """What is linked: who gives what to whom."""

    title: str
    resource: Resource
    giver: Unit
    taker: Unit
    offer: Record | None = None
    need: Record | None = None
    interest: Interest | None = None
    is_named: bool = True
    """Whether readers may learn who the proposer's side is."""
    proof: str = ""
    """What the staff rest on for a side that has no account."""


def propose(proposal: Proposal, author: User) -> Docking:
    """Say that two units have been brought together. The author's side has confirmed with that,
    the other is asked; the staff confirm on proof for sides without an account, no others.
    """
    require(may_propose(author))
    _check(proposal, author)
    made = _made(proposal)
    db.session.add(made)
    db.session.flush()
    audit.log(author, "propose-link", made.title, None, docking=made.id)
    if is_staff(author):
        _vouch(made, author)
    else:
        side = side_of(author, made)
        assert side is not None
        _note(made, side, author, proposal.is_named)
    _settle(made, author)
    tell(made, author, Event.LINK_PROPOSED, only_unconfirmed=True)
    return made


def _check(proposal: Proposal, author: User) -> None:
    units = (proposal.giver, proposal.taker)
    if not proposal.title.strip():
        raise DomainError(_("Say in a few words what is linked."))
    if not all(unit.member or unit.city for unit in units) or units[0].is_same(units[1]):
        raise DomainError(_("A link has two different sides. Choose who gives and who takes."))
    if is_staff(author):
        if not all(people_of(unit) for unit in units) and not proposal.proof.strip():
            raise DomainError(
                _("One side has no account. Name what proves the link: paper, number, day.")
            )
    elif not any(stands_for(author, unit) for unit in units):
        raise DomainError(_("One of the two sides has to be your own unit."))
    if proposal.interest is not None:
        _check_interest(proposal.interest)


def _check_interest(interest: Interest) -> None:
    # Of both sides at once the second waits, and then finds the first one's link.
    db.session.refresh(interest, with_for_update=True)
    if interest.answer is not Answer.ACCEPTED:
        raise Conflict(_("Only an interest that was accepted becomes a link."))
    if of_interest(interest) is not None:
        raise Conflict(_("There is a link for this interest already. Confirm that one."))


def of_interest(interest: Interest) -> Docking | None:
    """The link that came out of it, unless it was dropped."""
    rows = select(Docking).where(Docking.interest_id == interest.id)
    kept = rows.where(Docking.state != DockingState.DROPPED)
    return db.session.scalars(kept.order_by(Docking.id).limit(1)).first()


def _made(proposal: Proposal) -> Docking:
    return Docking(
        title=proposal.title.strip(),
        resource=proposal.resource,
        interest_id=proposal.interest.id if proposal.interest else None,
        offer=proposal.offer,
        need=proposal.need,
        giver_member=proposal.giver.member,
        giver_city=proposal.giver.city,
        taker_member=proposal.taker.member,
        taker_city=proposal.taker.city,
        # Nobody is named before their own side has said so.
        giver_named=False,
        taker_named=False,
        proof=proposal.proof.strip(),
        state=DockingState.PROPOSED,
        begun_at=utcnow(),
        rung=0,
    )


def confirm(docking: Docking, person: User, is_named: bool = True) -> None:
    """Their side confirms; with the second one the link counts, and gets its number.

    Confirming twice is confirming once. `is_named`: readers may learn who this side is.
    """
    side = side_of(person, docking)
    require(side is not None)
    assert side is not None
    # Of two sides at once the second waits, and gives the number.
    db.session.refresh(docking, with_for_update=True)
    if docking.state is DockingState.DROPPED:
        raise Conflict(_("This link has been dropped. Propose a new one."))
    if confirmed_at(docking, side) is not None:
        return
    _note(docking, side, person, is_named)
    audit.log(person, "confirm-link", docking.title, None, docking=docking.id, side=side.value)
    _settle(docking, person)


def _note(docking: Docking, side: Side, person: User, is_named: bool) -> None:
    if side is Side.GIVER:
        docking.giver_confirmed_at, docking.giver_user = utcnow(), person
        docking.giver_named = is_named
    else:
        docking.taker_confirmed_at, docking.taker_user = utcnow(), person
        docking.taker_named = is_named


def _vouch(docking: Docking, secretary: User) -> None:
    """The staff confirm for sides for which nobody can sign in; the page says so."""
    for side, unit in side_units(docking).items():
        if not people_of(unit):
            _note(docking, side, secretary, is_named=True)
            if side is Side.GIVER:
                docking.giver_on_proof = True
            else:
                docking.taker_on_proof = True


def confirmed_at(docking: Docking, side: Side) -> datetime | None:
    giver = side is Side.GIVER
    return docking.giver_confirmed_at if giver else docking.taker_confirmed_at


def _settle(docking: Docking, person: User) -> None:
    """With the second confirmation the link counts."""
    if all(confirmed_at(docking, side) for side in Side):
        docking.state, docking.confirmed_at, docking.rung = DockingState.CONFIRMED, utcnow(), 0
        docking.number = next_numbers(PREFIX, local(utcnow()).year, 1)[0]
        tell(docking, person, Event.LINK_CONFIRMED, number=docking.number)
    db.session.flush()


def drop(docking: Docking, person: User, reason: str) -> None:
    """It came to nothing, for this reason. What has a result is corrected, not dropped."""
    require(may_record(person, docking))
    db.session.refresh(docking, with_for_update=True)
    if docking.state is DockingState.DROPPED:
        raise Conflict(_("This link has been dropped already."))
    if docking.result is not None:
        raise Conflict(_("This link has a result. Correct that instead."))
    if not reason.strip():
        raise DomainError(_("Give the reason."))
    before = docking.state.value
    docking.state, docking.dropped_because = DockingState.DROPPED, reason.strip()
    facts = {"docking": docking.id, "before": before, "reason": reason.strip()}
    audit.log(person, "drop-link", docking.title, None, **facts)
    db.session.flush()
    tell(docking, person, Event.LINK_DROPPED, reason=reason.strip())


def tell(
    docking: Docking, author: User, event: Event, only_unconfirmed: bool = False, **facts: str
) -> None:
    """Both sides, or the one that has not confirmed, but for who acts."""
    people = parties(docking, only_unconfirmed)
    others = [person for person in people if person.id != author.id]
    notify(others, event, None, title=docking.title, href=HREF.format(docking.id), **facts)


def parties(docking: Docking, only_unconfirmed: bool = False) -> list[User]:
    """Who speaks for the two sides; the secretariat where nobody does."""
    people: list[User] = []
    for side, unit in side_units(docking).items():
        if not (only_unconfirmed and confirmed_at(docking, side)):
            people += people_of(unit)
    if people or only_unconfirmed:
        return people
    return list(db.session.scalars(select(User).where(User.active, User.role.in_(STAFF))))
