"""Registration: experts make their own account, and a link proves that the mail address is theirs.

Opening the link asks for the password again. So a link that came to the wrong hands, or that a
stranger asked for in somebody's name, opens nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts import passwords, throttling, tokens
from kb.accounts.tokens import Purpose
from kb.accounts.users import STAFF, Role, User, address, by_email
from kb.clock import utcnow
from kb.db import Base, db, let_go
from kb.errors import Conflict
from kb.jobs import mail
from kb.libraries import consent
from kb.libraries.experts import CLOSED, Expert
from kb.libraries.personal import ExpertPerson, is_expert, of_user
from kb.libraries.visits import Sent, count, require_quiet
from kb.publishing import audit, workflow
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_staff, require
from kb.web.settings import setting

LINK = timedelta(hours=24)
KEPT = timedelta(days=7)
"""An unconfirmed registration goes after so many days."""


class Registration(Base):
    """Somebody has registered and not confirmed yet; the row goes with the confirmation."""

    __tablename__ = "registration"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)

    user: Mapped[User] = relationship()


@dataclass(frozen=True)
class Applicant:
    name: str
    email: str
    password: str


def register(applicant: Applicant, client: str, link: Callable[[str], str]) -> None:
    """Note the registration and mail the link. `link` makes an address of a token, `client` is
    the network address. Raises TooManyAttempts.

    Whoever looks on cannot tell whether the mail address has an account already.
    """
    require_quiet(Sent.REGISTRATION, client)
    let_go()  # Hashing takes long on purpose.
    hashed = passwords.hash_of(applicant.password)
    count(Sent.REGISTRATION, client)
    _forget_old()
    user = by_email(applicant.email)
    waiting = db.session.get(Registration, user.id) if user else None
    if user is not None and (waiting is None or user.active):
        # Also whom the staff have let in without the link: a stranger gives them no password.
        _tell_owner(user)
        return
    if user is None or waiting is None:
        user = User(email=address(applicant.email), name="", role=Role.EXPERT, active=False)
        waiting = Registration(user=user)
        db.session.add_all((user, waiting))
    user.name, user.password_hash, user.password_changed_at = applicant.name, hashed, utcnow()
    waiting.at = utcnow()
    db.session.flush()
    consent.note(user, consent.REGISTRATION, "given")
    audit.log(None, "register", account=user.id)
    if not setting("KB_MAIL_SERVER"):
        staff = db.session.scalars(select(User).where(User.role.in_(STAFF)))
        notify(staff, Event.REGISTRATION, None, href="/admin/experts")
    _mail_link(user, link(tokens.issue(user, Purpose.CONFIRMATION, LINK)))


def _mail_link(user: User, href: str) -> None:
    text = _(
        "Hello %(name)s,\n\nplease confirm your registration in the expert library:\n\n%(href)s\n\n"
        "The link works once and for 24 hours. If you have not registered, do nothing.",
        name=user.name,
        href=href,
    )
    mail.send(user.email, _("Confirm your registration"), text)


def _tell_owner(user: User) -> None:
    text = _(
        "Somebody has tried to register with your mail address. You have an account already: "
        "sign in with it, or ask the secretariat for a new password."
    )
    mail.send(user.email, _("You have an account already"), text)


def pending() -> Sequence[Registration]:
    """Who has not confirmed yet, oldest first."""
    return db.session.scalars(select(Registration).order_by(Registration.at)).all()


def link_to_hand_over(registration: Registration, staff: User) -> str:
    """A new token for the secretariat to hand over by phone or message; earlier ones end."""
    require(is_staff(staff))
    audit.log(staff, "hand over link", account=registration.user_id)
    return tokens.issue(registration.user, Purpose.CONFIRMATION, LINK)


def confirm(token: str, password: str, client: str) -> User | None:
    """The account and an empty profile, when the password is the one of the registration.

    None when it is not. Raises DomainError for a link that has ended, TooManyAttempts as the
    sign-in does. `client` is the network address.
    """
    user = tokens.find(token, Purpose.CONFIRMATION)
    account = user.email if user else ""
    throttling.require_patience(account, client)
    stored = user.password_hash if user else ""
    let_go()  # Hashing takes long on purpose.
    right = passwords.verify(stored, password)
    user = tokens.find(token, Purpose.CONFIRMATION)
    if user is not None:
        right = right and user.password_hash == stored
        throttling.record(account, client, right)
        if not right:
            return None
    user = tokens.redeem(token, Purpose.CONFIRMATION)
    waiting = db.session.get(Registration, user.id)
    if waiting is None:
        raise Conflict(_("This registration is confirmed already. Sign in."))
    db.session.delete(waiting)
    user.active = True
    db.session.flush()
    begin_profile(user)
    return user


def begin_profile(user: User) -> None:
    """An expert's record that only this person and the staff see, with every part closed."""
    require(is_expert(user) and of_user(user) is None)
    record = workflow.create(Expert, user, {"title": user.name, "visibility": "public"})
    assert isinstance(record, Expert)
    record.exposure = dict(CLOSED)
    db.session.add(ExpertPerson(record_id=record.id, user_id=user.id))
    staff = db.session.scalars(select(User).where(User.role.in_(STAFF)))
    notify(staff, Event.REGISTERED, record)
    db.session.flush()


def _forget_old() -> None:
    """Registrations that nobody confirmed go with their accounts."""
    old = select(Registration.user_id).where(Registration.at < utcnow() - KEPT)
    theirs = db.session.scalars(old).all()
    if theirs:
        db.session.execute(delete(Registration).where(Registration.user_id.in_(theirs)))
        db.session.execute(delete(User).where(User.id.in_(theirs), User.active.is_(False)))
