"""Declaring: a park says that it uses another park's case, and the secretariat confirms it.

A member has at most one adoption of a case; one that was returned or taken back is declared anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kb.accounts.users import STAFF, User
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.libraries.adopting.rights import is_of_unit, may_adopt
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.libraries.case_studies import CaseStudy
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require
from kb.publishing.telling import writers

OPEN = (AdoptionState.RETURNED, AdoptionState.TAKEN_BACK)
"""From where it is declared again."""
STANDING = (AdoptionState.DECLARED, AdoptionState.CONFIRMED, AdoptionState.RETURNED)
"""What the unit can take back."""


@dataclass(frozen=True)
class Declaration:
    """What a park says: since when, what of the case, at what effort, with what result."""

    member: str
    began_on: date
    scope: str
    effort: str = ""
    result: str = ""


def declare(case: CaseStudy, said: Declaration, author: User) -> Adoption:
    """A park of the author's uses the case; the secretariat is asked to confirm it.

    Raises Conflict where this member's adoption waits or stands already, DomainError for a day
    to come.
    """
    require(any(member.slug == said.member for member in may_adopt(author, case)))
    if said.began_on > today():
        raise DomainError(_("Declare it once it has begun: the day lies ahead."))
    adoption = of_member(case, said.member, locked=True)
    if adoption is None:
        adoption = _begun(case, said, author)
    elif adoption.state not in OPEN:
        raise Conflict(_("This member has declared the case already."))
    adoption.began_on, adoption.scope = said.began_on, said.scope
    adoption.effort, adoption.result = said.effort, said.result
    adoption.state, adoption.reason, adoption.confirmed_at = AdoptionState.DECLARED, "", None
    adoption.author, adoption.made_at = author, utcnow()
    audit.log(author, "adopt", case.title, case.id, member=said.member)
    db.session.flush()
    staff = db.session.scalars(select(User).where(User.role.in_(STAFF)))
    _tell(staff, Event.ADOPTION_DECLARED, adoption, but=author)
    return adoption


def _begun(case: CaseStudy, said: Declaration, author: User) -> Adoption:
    """The row of this member and case; of two at once only one makes it."""
    made = Adoption(case=case, member_slug=said.member, began_on=said.began_on, author=author)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise Conflict(_("This member has declared the case already.")) from error
    return made


def of_member(case: CaseStudy, member: str, locked: bool = False) -> Adoption | None:
    """This member's one adoption of the case."""
    own = select(Adoption).where(Adoption.case_id == case.id, Adoption.member_slug == member)
    return db.session.scalar(own.with_for_update() if locked else own)


def confirm(adoption: Adoption, staff: User) -> None:
    """Readers see it, and the case's author is told."""
    _decide(adoption, staff, AdoptionState.CONFIRMED)
    adoption.confirmed_at = utcnow()
    db.session.flush()
    _tell([adoption.author], Event.ADOPTION_CONFIRMED, adoption, but=staff)
    _tell(writers(adoption.case), Event.ADOPTED, adoption, but=staff)


def send_back(adoption: Adoption, staff: User, reason: str) -> None:
    """It goes back to the park, which learns why and can declare it anew."""
    if not reason.strip():
        raise DomainError(_("Say why it goes back, so that the author can correct it."))
    _decide(adoption, staff, AdoptionState.RETURNED)
    adoption.reason = reason.strip()
    db.session.flush()
    _tell([adoption.author], Event.ADOPTION_RETURNED, adoption, staff, reason=adoption.reason)


def _decide(adoption: Adoption, staff: User, state: AdoptionState) -> None:
    require(is_staff(staff))
    _renew(adoption)
    if adoption.state is not AdoptionState.DECLARED:
        raise Conflict(_("This adoption has been decided already. Reload the page."))
    adoption.state = state
    word = "confirm-adoption" if state is AdoptionState.CONFIRMED else "return-adoption"
    _note(staff, word, adoption)


def add_result(adoption: Adoption, author: User, result: str, effort: str = "") -> None:
    """What came of it, told later by the park; the case's author is told."""
    require(is_of_unit(author, adoption))
    _renew(adoption)
    if adoption.state is not AdoptionState.CONFIRMED:
        raise Conflict(_("A result is added once the secretariat has confirmed the adoption."))
    if not result.strip():
        raise DomainError(_("Write what came of it."))
    adoption.result, adoption.effort = result.strip(), effort.strip() or adoption.effort
    audit.log(
        author,
        "adoption-result",
        adoption.case.title,
        adoption.case_id,
        member=adoption.member_slug,
    )
    db.session.flush()
    _tell(writers(adoption.case), Event.ADOPTION_RESULT, adoption, but=author)


def take_back(adoption: Adoption, author: User) -> None:
    """The park does not use the case, or not any more: nobody sees it, and it counts nowhere."""
    require(is_of_unit(author, adoption))
    _renew(adoption)
    if adoption.state not in STANDING:
        raise Conflict(_("This adoption has been taken back already."))
    adoption.state = AdoptionState.TAKEN_BACK
    _note(author, "adoption-back", adoption)
    db.session.flush()


def _note(actor: User, action: str, adoption: Adoption) -> None:
    case = adoption.case
    audit.log(actor, action, case.title, case.id, member=adoption.member_slug)


def _renew(adoption: Adoption) -> None:
    """As it stands at this moment, until this transaction ends."""
    db.session.refresh(adoption, with_for_update=True)


def _tell(
    people: Iterable[User], event: Event, adoption: Adoption, but: User, **facts: str
) -> None:
    others = [person for person in people if person.id != but.id]
    facts = {"name": adoption.member.name, "href": f"/adoptions/{adoption.id}"} | facts
    notify(others, event, adoption.case, **facts)
