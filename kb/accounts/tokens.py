"""Tokens: links that do one thing once, for a short while. Only their hash is stored."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError

VALID = timedelta(minutes=30)


class Purpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"
    CONFIRMATION = "confirmation"
    SECOND_FACTOR = "second_factor"
    """Between the right password and the code from the telephone."""


class AccountToken(Base):
    """The last link of one purpose that a person was given."""

    __tablename__ = "account_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose]
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship()


def issue(user: User, purpose: Purpose, valid: timedelta = VALID) -> str:
    """A new token; the person's earlier ones of this purpose end."""
    end_all(user, purpose)
    token = secrets.token_urlsafe(32)
    row = AccountToken(
        user=user, purpose=purpose, token_hash=_hash(token), expires_at=utcnow() + valid
    )
    db.session.add(row)
    db.session.flush()
    return token


def find(token: str, purpose: Purpose) -> User | None:
    """Whose living token this is, without using it up; None for any other text."""
    row = db.session.scalar(_living(token, purpose))
    return row.user if row is not None else None


def redeem(token: str, purpose: Purpose) -> User:
    """Whose token this was: it is used up. Raises DomainError when it has ended."""
    row = db.session.scalar(_living(token, purpose).with_for_update())
    if row is None:
        raise DomainError(_("This link has been used or has expired. Ask for a new one."))
    user = row.user
    db.session.delete(row)
    db.session.flush()
    return user


def end_all(user: User, purpose: Purpose) -> None:
    """None of the person's links of this purpose opens anything any more."""
    theirs = (AccountToken.user_id == user.id, AccountToken.purpose == purpose)
    db.session.execute(delete(AccountToken).where(*theirs))


def _living(token: str, purpose: Purpose) -> Select[AccountToken]:
    return select(AccountToken).where(
        AccountToken.token_hash == _hash(token),
        AccountToken.purpose == purpose,
        AccountToken.expires_at > utcnow(),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
