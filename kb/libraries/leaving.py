"""Leaving: an expert takes everything back. The page goes at once, the data when staff confirm."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from kb.accounts import second_factor, sessions, tokens
from kb.accounts.credentials import PastPassword
from kb.accounts.tokens import Purpose
from kb.accounts.users import STAFF, Role, User
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict
from kb.libraries import consent, personal, traces
from kb.libraries.experts import CLOSED, Audience, Availability, Expert, Part
from kb.libraries.personal import ExpertPerson
from kb.publishing import attachments, audit
from kb.publishing.events import Event
from kb.publishing.mail_wishes import MailWish
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require
from kb.publishing.revisions import Revision, apply
from kb.publishing.subscriptions import Subscription
from kb.web.filters import long_date


def ask(person: ExpertPerson, user: User) -> None:
    """Withdraw wholly and ask for deletion: readers see nothing from now on."""
    require(user.id == person.user_id)
    if person.erase_asked_at is not None:
        raise Conflict(_("You have asked for deletion already."))
    expert = person.record
    consent.choose(person, user, dict.fromkeys(Part, Audience.SECRETARIAT))
    personal.ask_erasure(person)
    expert.availability = Availability.LEFT
    if expert.published_at is not None and expert.withdrawn_at is None:
        # Not workflow.withdraw: that is for reviewers, and a person needs nobody's leave.
        expert.withdrawn_at = utcnow()
        expert.withdrawal_reason = _("At the person's own request.")
    audit.log(user, "ask for deletion", expert.address, expert.id)
    due = long_date(person.erase_due_at)
    staff = db.session.scalars(select(User).where(User.role.in_(STAFF)))
    notify(staff, Event.ERASURE_ASKED, None, number=expert.address, day=due)
    db.session.flush()


def waiting() -> Sequence[ExpertPerson]:
    """Who has asked, the first due first."""
    asked = select(ExpertPerson).where(ExpertPerson.erase_asked_at.is_not(None))
    return db.session.scalars(asked.order_by(ExpertPerson.erase_asked_at)).all()


def erase(person: ExpertPerson, staff: User) -> None:
    """Remove all that says who it was. The number and its tombstone stay. Cannot be undone."""
    require(is_staff(staff))
    if person.erase_asked_at is None:
        raise Conflict(_("This person has not asked for deletion."))
    expert, user = person.record, person.user
    number, record_id = expert.address, expert.id
    traces.forget(expert, user)
    _empty(expert)
    for attachment in attachments.of_record(expert):
        db.session.delete(attachment)  # Its content goes when the store is next cleared.
    db.session.delete(person)
    # An expert's account goes with the profile; somebody else's only loses the profile.
    if user.role is Role.EXPERT:
        _close(user)
    audit.log(staff, "erase", number, record_id)
    db.session.flush()


def _empty(expert: Expert) -> None:
    """Nothing in the row, nothing in its history but when it moved."""
    blank: dict[str, Any] = dict.fromkeys(expert.content_fields, "")
    blank |= dict.fromkeys(("city", "year", "published_on"))
    blank |= {name: [] for name in ("areas", "works", "themes", "tags")}
    blank |= {"title": _("Deleted"), "visibility": expert.visibility.value}
    expert.exposure = dict(CLOSED)
    apply(expert, blank)
    expert.withdrawn_at = expert.withdrawn_at or utcnow()
    expert.withdrawal_reason = _("At the person's own request.")
    revisions = update(Revision).where(Revision.record_id == expert.id)
    db.session.execute(revisions.values(content=blank, note="", reason=""))


def _close(user: User) -> None:
    """What is left of the account is a number that other rows point to."""
    sessions.end_all(user)
    second_factor.end(user)
    for model in (PastPassword, Subscription, MailWish):
        db.session.execute(delete(model).where(model.user_id == user.id))
    for purpose in Purpose:
        tokens.end_all(user, purpose)
    user.name, user.email = "", f"deleted-{user.id}@kb.invalid"
    user.password_hash, user.active = "", False
