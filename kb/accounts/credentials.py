"""Credentials: mail address and password against what is stored."""

from kb.accounts import passwords, sessions, throttling
from kb.accounts.users import User, address, by_email
from kb.clock import utcnow
from kb.db import db
from kb.errors import DomainError


def check(email: str, password: str, client: str) -> User | None:
    """The person, or None when name or password is wrong. `client` is the network address.

    Raises TooManyAttempts. An unknown name costs the same time and leaves the same trace.
    """
    account = address(email)
    throttling.require_patience(account, client)
    user = by_email(account)
    right = passwords.verify(user.password_hash if user else "", password)
    allowed = user is not None and right and user.active
    throttling.record(account, client, allowed)
    if user is None or not allowed:
        return None
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_of(password)
    return user


def change_password(user: User, new: str) -> None:
    """Set a new password and end all sessions. Raises DomainError when the rules refuse it."""
    set_password(user, new)
    sessions.end_all(user)
    db.session.flush()


def set_password(user: User, password: str) -> None:
    """Give the person this password. Raises DomainError when the rules refuse it."""
    wrong = passwords.problems(password, (user.name, user.email))
    if wrong:
        raise DomainError(" ".join(wrong))
    user.password_hash = passwords.hash_of(password)
    user.password_changed_at = utcnow()
