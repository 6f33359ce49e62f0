"""Stepping: what every step of an inquiry begins with, and who is told of it."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import STAFF, User
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Counsel, Inquiry
from kb.errors import Conflict, DomainError
from kb.libraries.personal import ExpertPerson
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify

States = Iterable[ConsultationState]


def begin(inquiry: Inquiry, states: States, version: int | None = None) -> None:
    """Hold it until the transaction ends: of two people at once the second meets what the first
    has done. Raises Conflict unless it is in one of these states, and of this version.
    """
    db.session.refresh(inquiry, with_for_update=True)
    if version is not None and inquiry.version != version:
        raise Conflict(_("Somebody has changed this meanwhile. Both versions are shown."))
    if inquiry.state not in set(states):
        state = inquiry.state.label
        raise Conflict(_("This cannot be done now: the question is “%(state)s”.", state=state))


def needed(reason: str) -> str:
    """The reason that somebody gives. Raises DomainError when there is none."""
    if not reason.strip():
        raise DomainError(_("Give the reason."))
    return reason.strip()


def log(person: User | None, action: str, inquiry: Inquiry, **detail: object) -> None:
    subject = f"{inquiry.reference} {inquiry.title}"
    audit.log(person, action, subject, inquiry.consultation_id, inquiry=inquiry.id, **detail)


def counsels_of(inquiry: Inquiry) -> Sequence[Counsel]:
    """The experts' parts in the order of their invitation."""
    rows = select(Counsel).where(Counsel.inquiry_id == inquiry.id).order_by(Counsel.id)
    return db.session.scalars(rows.options(joinedload(Counsel.expert))).all()


def staff() -> Sequence[User]:
    return db.session.scalars(select(User).where(User.active, User.role.in_(STAFF))).all()


def expert_user(counsel: Counsel) -> User | None:
    """The account of the expert; none once the person has been erased."""
    person = db.session.get(ExpertPerson, counsel.expert_id)
    return person.user if person is not None else None


def tell(
    people: Iterable[User | None], by: User | None, event: Event, inquiry: Inquiry, **facts: str
) -> None:
    """The staff and the asker: by the title that the asker gave."""
    others = [each for each in people if each is not None and (by is None or each.id != by.id)]
    said = {"title": inquiry.title, "number": inquiry.reference, "href": inquiry.address}
    notify(others, event, None, **(said | facts))


def tell_expert(counsel: Counsel, event: Event, **facts: str) -> None:
    """The expert: by the title of the scope, never by the asker's own."""
    person, inquiry = expert_user(counsel), counsel.inquiry
    day = counsel.due_on.isoformat()
    said = {"title": inquiry.scope_title, "number": inquiry.reference, "day": day}
    facts = said | {"href": inquiry.address} | facts
    notify([person] if person is not None else [], event, None, **facts)
