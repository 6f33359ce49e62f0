"""Contacts: whom to call at a partner, kept by the member that brought it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.db import db
from kb.empowerment.exchange_rights import may_keep_contacts
from kb.empowerment.partners import Partner, PartnerContact
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.permissions import require

MOST = 30
"""Persons at one partner."""


@dataclass(frozen=True)
class Person:
    """Whom to call."""

    name: str
    post: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


def contacts_of(partner: Partner) -> Sequence[PartnerContact]:
    rows = select(PartnerContact).where(PartnerContact.partner_id == partner.id)
    return db.session.scalars(rows.order_by(PartnerContact.id)).all()


def add(partner: Partner, author: User, person: Person) -> PartnerContact:
    """One more contact. The audit names the partner, never the person."""
    require(may_keep_contacts(author, partner))
    _check(person)
    if len(contacts_of(partner)) >= MOST:
        raise DomainError(_("A partner has at most %(count)s contacts.", count=MOST))
    made = PartnerContact(partner=partner, **asdict(person))
    db.session.add(made)
    db.session.flush()
    audit.log(author, "add-contact", partner.title, partner.id, contact=made.id)
    db.session.flush()
    return made


def change(contact: PartnerContact, author: User, person: Person, version: int) -> None:
    """Raises Conflict when somebody has changed it since `version`."""
    require(may_keep_contacts(author, contact.partner))
    db.session.refresh(contact, with_for_update=True)
    if contact.version != version:
        raise Conflict(_("Somebody has changed this meanwhile. Both versions are shown."))
    _check(person)
    for name, value in asdict(person).items():
        setattr(contact, name, value)
    partner = contact.partner
    audit.log(author, "change-contact", partner.title, partner.id, contact=contact.id)
    db.session.flush()


def remove(contact: PartnerContact, author: User) -> None:
    """For good: nothing of it is kept."""
    require(may_keep_contacts(author, contact.partner))
    partner = contact.partner
    audit.log(author, "remove-contact", partner.title, partner.id, contact=contact.id)
    db.session.delete(contact)
    db.session.flush()


def _check(person: Person) -> None:
    if not person.name.strip():
        raise DomainError(_("Write the person's name."))
    if not person.phone and not person.email:
        raise DomainError(_("Write a phone number or a mail address."))
