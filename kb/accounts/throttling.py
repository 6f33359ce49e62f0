"""Throttling: tries at a door, counted in the database, so that all processes count together.

Five failures of one account or twenty from one address within the door's time refuse every
further try, the right one too, until the oldest of them are older than that. Whether the
account exists makes no difference. Refused tries are not counted: the bar lifts by itself.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError

BY_ACCOUNT, BY_ADDRESS = 5, 20
KEPT = timedelta(days=400)
"""As long as a log: the rules for web sites of government offices ask for a year."""


@dataclass(frozen=True)
class Door:
    """A way in that can be tried, with a count of its own."""

    name: str
    window: timedelta


PASSWORD = Door("", timedelta(minutes=15))
SECOND_FACTOR = Door("second factor ", timedelta(minutes=5))
FORGOTTEN = Door("forgotten ", timedelta(days=1))
"""Asking for a link is a try too: every one counts."""


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


def require_patience(account: str, address: str, door: Door = PASSWORD) -> None:
    """Raise TooManyAttempts when this account or this address has failed too often."""
    if is_exhausted(account, door):
        raise _too_many(door)
    require_quiet(address, door)


def require_quiet(address: str, door: Door) -> None:
    """Raise TooManyAttempts when too many tries from this address have failed."""
    theirs = SignInAttempt.address == f"{door.name}{address}"
    if _failures(theirs, utcnow() - door.window) >= BY_ADDRESS:
        raise _too_many(door)


def is_exhausted(account: str, door: Door = PASSWORD) -> bool:
    """True when this account has failed too often since it last came through."""
    mine, since = SignInAttempt.account == _key(door, account), utcnow() - door.window
    success = select(func.max(SignInAttempt.at)).where(mine, SignInAttempt.succeeded.is_(True))
    last = db.session.scalar(success)
    return _failures(mine, max(since, last) if last else since) >= BY_ACCOUNT


def record(account: str, address: str, succeeded: bool, door: Door = PASSWORD) -> None:
    """Write this try down; what is older than a log goes on the way."""
    now = utcnow()
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
    db.session.add(
        SignInAttempt(
            account=_key(door, account),
            address=f"{door.name}{address}",
            at=now,
            succeeded=succeeded,
        )
    )
    db.session.flush()


def last_successes(accounts: Iterable[str]) -> dict[str, datetime]:
    """When each of these accounts last gave the right password; who never did is left out."""
    keys = {_key(PASSWORD, account): account for account in accounts}
    latest = (
        select(SignInAttempt.account, func.max(SignInAttempt.at))
        .where(SignInAttempt.account.in_(keys), SignInAttempt.succeeded.is_(True))
        .group_by(SignInAttempt.account)
    )
    return {keys[key]: at for key, at in db.session.execute(latest)}


def _too_many(door: Door) -> TooManyAttempts:
    minutes = int(door.window.total_seconds() // 60)
    if minutes > 60:
        return TooManyAttempts(_("Too many attempts. Try again tomorrow."))
    return TooManyAttempts(
        _("Too many failed attempts. Try again in %(minutes)s minutes.", minutes=minutes)
    )


def _failures(whose: ColumnElement[bool], since: datetime) -> int:
    counted = select(func.count()).select_from(SignInAttempt)
    failed = counted.where(whose, SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
    return db.session.scalar(failed) or 0


def _key(door: Door, account: str) -> str:
    return hashlib.sha256(f"{door.name}{account}".encode()).hexdigest()
