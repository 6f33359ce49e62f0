"""Credentials: mail address and password against what is stored."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts import passwords, sessions, throttling, tokens
from kb.accounts.tokens import Purpose
from kb.accounts.users import User, address, by_email
from kb.clock import utcnow
from kb.db import Base, db, let_go, reading
from kb.errors import DomainError

WARNING = 7
"""Days before a password ends in which its owner is told."""


class PastPassword(Base):
    """A password that somebody had before, as its hash."""

    __tablename__ = "past_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    password_hash: Mapped[str]
    ended_at: Mapped[datetime] = mapped_column(default=utcnow)

    user: Mapped[User] = relationship()


def check(email: str, password: str, client: str) -> User | None:
    """The person, or None when name or password is wrong. `client` is the network address.

    Raises TooManyAttempts. An unknown name costs the same time and leaves the same trace; the
    success is written down when the session begins.
    Hashing takes long on purpose, so it happens between two transactions and holds no lock.
    """
    account = address(email)
    with reading():
        throttling.require_patience(account, client)
        user = by_email(account)
        stored = user.password_hash if user else ""
        let_go()
    right = passwords.verify(stored, password)
    renewed = passwords.hash_of(password) if right and passwords.is_outdated(stored) else stored
    throttling.require_patience(account, client)
    user = by_email(account)
    # Whoever was locked or has a new password since is not the one that was checked.
    allowed = user is not None and right and user.active and user.password_hash == stored
    if user is None or not allowed:
        throttling.record(account, client, False)
        return None
    if renewed != stored:
        user.password_hash = renewed
    return user


def change_password(user: User, new: str) -> None:
    """Set a new password and end all sessions. Raises DomainError when the rules refuse it."""
    set_password(user, new)
    sessions.end_all(user)
    tokens.end_all(user, Purpose.RESET)
    db.session.flush()


def set_password(user: User, password: str) -> None:
    """Give the person this password. Raises DomainError when the rules refuse it."""
    wrong = problems(user, password)
    if wrong:
        raise DomainError(" ".join(wrong))
    if user.password_hash:
        db.session.add(PastPassword(user=user, password_hash=user.password_hash))
        _forget_old(user)
    user.password_hash = passwords.hash_of(password)
    user.password_changed_at = utcnow()


def problems(user: User, password: str) -> list[str]:
    """Why this person cannot have this password, in sentences; empty when they can."""
    wrong = passwords.problems(password, (user.name, user.email))
    remembered = passwords.profile().remembered
    known = [user.password_hash, *_past(user)][:remembered] if user.password_hash else []
    if not wrong and any(passwords.verify(stored, password) for stored in known):
        wrong = [_("One of your last %(count)s passwords. Choose a new one.", count=remembered)]
    return wrong


def days_left(user: User) -> int | None:
    """Whole days until the password ends; below 0 it has; None where it never does."""
    days = passwords.profile().days(user.role)
    if days is None or not user.password_hash:
        return None
    return (user.password_changed_at + timedelta(days=days) - utcnow()).days


def _past(user: User) -> list[str]:
    """The hashes before the present one, the latest first."""
    if user.id is None:
        return []
    theirs = select(PastPassword.password_hash).where(PastPassword.user_id == user.id)
    return list(db.session.scalars(theirs.order_by(PastPassword.id.desc())))


def _forget_old(user: User) -> None:
    """Keep no more of them than any profile asks for."""
    longest = max(profile.remembered for profile in passwords.PROFILES.values())
    db.session.flush()
    theirs = select(PastPassword.id).where(PastPassword.user_id == user.id)
    kept = db.session.scalars(theirs.order_by(PastPassword.id.desc()).limit(longest - 1)).all()
    old = delete(PastPassword).where(PastPassword.user_id == user.id)
    db.session.execute(old.where(PastPassword.id.not_in(kept)))
