"""Throttling: failed sign-ins, counted in the database, so that all processes count together.

Five failures of one account or twenty from one address within fifteen minutes refuse every
further try, the right password too, until the oldest of them are older than that. Whether the
account exists makes no difference. Refused tries are not counted: the bar lifts by itself.
"""

import hashlib
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError

WINDOW = timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS = 5, 20
KEPT = timedelta(days=400)
"""As long as a log: the rules for web sites of government offices ask for a year."""


class TooManyAttempts(DomainError):
    """Sign-in is refused for a while."""

    status = 429


class SignInAttempt(Base):
    """One try. People type passwords into the wrong field, so the account is kept as a hash."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool]


def require_patience(account: str, address: str) -> None:
    """Raise TooManyAttempts when this account or this address has failed too often."""
    since = utcnow() - WINDOW
    mine, theirs = _key(account), SignInAttempt.address == address
    success = select(func.max(SignInAttempt.at)).where(
        SignInAttempt.account == mine, SignInAttempt.succeeded.is_(True)
    )
    last = db.session.scalar(success)
    by_account = _failures(SignInAttempt.account == mine, max(since, last) if last else since)
    if by_account >= BY_ACCOUNT or _failures(theirs, since) >= BY_ADDRESS:
        raise TooManyAttempts(_("Too many failed attempts. Try again in 15 minutes."))


def record(account: str, address: str, succeeded: bool) -> None:
    """Write this try down; what is older than a log goes on the way."""
    now = utcnow()
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
    db.session.add(
        SignInAttempt(account=_key(account), address=address, at=now, succeeded=succeeded)
    )
    db.session.flush()


def _failures(whose: ColumnElement[bool], since: datetime) -> int:
    counted = select(func.count()).select_from(SignInAttempt)
    failed = counted.where(whose, SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
    return db.session.scalar(failed) or 0


def _key(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()
