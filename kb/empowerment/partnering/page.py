"""Page: what partners, offers and needs show beside what every record's page has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from kb.accounts.users import User
from kb.alliance import names, rules
from kb.clock import today
from kb.db import db
from kb.empowerment import contacts, exchange_rights, interests, units
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.exchange_rights import is_poster, may_express, may_renew
from kb.empowerment.partners import Partner
from kb.empowerment.postings import Answer, Interest, Posting
from kb.empowerment.validity import Validity, days_left, validity
from kb.publishing.links import RecordLink
from kb.publishing.permissions import is_out, is_staff, may_edit, readable_by
from kb.publishing.revisions import OPEN, State, latest
from kb.publishing.shortcomings import Shortcoming

TONES = {
    Validity.STANDING: "green",
    Validity.VALID: "green",
    Validity.SOON: "sand",
    Validity.EXPIRED: "coral",
}


@dataclass(frozen=True)
class Line:
    """A posting in a list, with how it stands."""

    posting: Posting
    validity: Validity
    days: int

    @property
    def tone(self) -> str:
        return TONES[self.validity]


def lines(postings: Sequence[Posting]) -> list[Line]:
    """Each with how it stands today."""
    day = today()
    soon = rules.posting_reminder(day) if postings else 0
    return [Line(each, validity(each, day, soon), days_left(each, day)) for each in postings]


def of_posting(posting: Posting, reader: User | None) -> dict[str, Any]:
    """For `empowerment/posting.html`."""
    at_home = is_staff(reader) or is_poster(reader, posting)
    asked = interests.on(posting) if reader is not None and is_out(posting) else []
    own = [each for each in asked if exchange_rights.asked_for(reader, each)]
    knows = at_home or any(each.answer is Answer.ACCEPTED for each in own)
    open_to = is_out(posting) and posting.withdrawn_at is None
    [here] = lines([posting])
    return {
        "line": here,
        "poster": _poster(posting) if posting.is_hidden and knows else "",
        "asked": asked if at_home else own,
        "at_home": at_home,
        "may_express": may_express(reader, posting)
        and here.validity is not Validity.EXPIRED
        and not any(each.answer is Answer.OPEN for each in own),
        "may_renew": open_to and posting.valid_until is not None and may_renew(reader, posting),
        "answer_days": rules.interest_answer(today()),
        "links": _links(posting),
        "shortcomings": _shortcomings(posting, reader),
    }


def _poster(posting: Posting) -> str:
    return units.name(units.of_posting(posting), names.member_names(), names.city_names())


def _shortcomings(posting: Posting, reader: User | None) -> Sequence[Shortcoming]:
    """While somebody still writes at it."""
    if not may_edit(reader, posting):
        return []
    newest = latest(posting)
    if newest is None or newest.state not in OPEN - {State.SUBMITTED}:
        return []
    return posting.shortcomings(newest.content)


def _links(posting: Posting) -> Sequence[Docking]:
    """The confirmed ones that came out of it."""
    of_this = or_(Docking.offer_id == posting.id, Docking.need_id == posting.id)
    rows = select(Docking).where(of_this, Docking.state == DockingState.CONFIRMED)
    return db.session.scalars(rows.order_by(Docking.confirmed_at.desc()).limit(20)).all()


def of_partner(partner: Partner, reader: User | None) -> dict[str, Any]:
    """For `empowerment/partner.html`. Contacts are there for members alone."""
    sees = exchange_rights.may_see_contacts(reader, partner)
    related = postings_of(partner, reader)
    return {
        "contacts": contacts.contacts_of(partner) if sees else [],
        "sees_contacts": sees,
        "keeps_contacts": exchange_rights.may_keep_contacts(reader, partner),
        "lines": lines(related),
        "links": _links_of(related),
    }


def postings_of(partner: Partner, reader: User | None) -> Sequence[Posting]:
    """Offers and needs that are related to it and that this reader may see, newest first."""
    forth = select(RecordLink.to_id).where(RecordLink.from_id == partner.id)
    back = select(RecordLink.from_id).where(RecordLink.to_id == partner.id)
    rows = select(Posting).where(or_(Posting.id.in_(forth), Posting.id.in_(back)))
    rows = rows.where(readable_by(reader)).order_by(Posting.published_at.desc(), Posting.id.desc())
    return db.session.scalars(rows.limit(50)).all()


def _links_of(postings: Sequence[Posting]) -> Sequence[Docking]:
    ids = [posting.id for posting in postings]
    if not ids:
        return []
    of_these = or_(Docking.offer_id.in_(ids), Docking.need_id.in_(ids))
    rows = select(Docking).where(of_these, Docking.state == DockingState.CONFIRMED)
    return db.session.scalars(rows.order_by(Docking.confirmed_at.desc()).limit(50)).all()


def of_interest(interest: Interest, reader: User) -> dict[str, Any]:
    """For `empowerment/approaching/interest.html`: names as far as this reader may know them."""
    posting, both = interest.posting, interest.answer is Answer.ACCEPTED
    answers = is_poster(reader, posting)
    knows = answers or both or is_staff(reader) or not posting.is_hidden
    asker = units.Unit(interest.member_slug, interest.city_slug)
    known = names.member_names(), names.city_names()
    return {
        "asker": units.name(asker, *known),
        "poster": units.name(units.of_posting(posting), *known) if knows else "",
        "is_open": interest.answer is Answer.OPEN,
        "is_late": interest.answer is Answer.OPEN and interest.answer_by < today(),
        "may_answer": answers and interest.answer is Answer.OPEN,
        "may_take_back": exchange_rights.asked_for(reader, interest)
        and interest.answer is Answer.OPEN,
        "people": _people(interest) if both else [],
    }


def _people(interest: Interest) -> list[User]:
    """Whom each side turns to, once both know each other."""
    asker = interest.user if interest.user.active else None
    posters = units.people_of(units.of_posting(interest.posting))
    found = {person.id: person for person in (asker, *posters) if person is not None}
    return list(found.values())
