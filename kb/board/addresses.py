"""Addresses of personal calendars: whoever knows one reads it, so it is secret and can be changed.

Only the hash is stored: the address is shown once, when it is made.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.publishing import audit
from kb.publishing.permissions import is_known, require


class CalendarAddress(Base):
    """The one address of a person's calendar."""

    __tablename__ = "calendar_address"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=utcnow)

    user: Mapped[User] = relationship()


def renew(user: User) -> str:
    """A new token; the one before opens nothing from now on."""
    require(is_known(user))
    token = secrets.token_urlsafe(32)
    row = of(user) or CalendarAddress(user=user)
    row.token_hash, row.made_at = _hash(token), utcnow()
    db.session.add(row)
    audit.log(user, "calendar-address", user.display_name)
    db.session.flush()
    return token


def end(user: User) -> None:
    """No address opens the calendar any more."""
    row = of(user)
    if row is not None:
        db.session.delete(row)
        audit.log(user, "calendar-address", user.display_name)
        db.session.flush()


def of(user: User) -> CalendarAddress | None:
    return db.session.get(CalendarAddress, user.id)


def whose(token: str) -> User | None:
    """Whose calendar this opens; None for any other text, and for a locked account."""
    rows = select(CalendarAddress).where(CalendarAddress.token_hash == _hash(token))
    row = db.session.scalar(rows)
    return row.user if row is not None and row.user.active else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
