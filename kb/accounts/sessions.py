"""Sessions: who is signed in where. A row in the database, so that it can be ended from here.

The cookie holds a random token, the row only its SHA-256. A session ends after some idle time,
after a number of hours in any case, and as soon as its row is gone.

Reading is a sign of life too, but a request that reads must not write. So `seen` writes at most
once in five minutes: with the request's own transaction where that writes anyway, and in a short
transaction of its own otherwise; when the database is busy then, the next request does it.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, ForeignKey, and_, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db

SIGN_OF_LIFE = timedelta(minutes=5)
TOKEN_BYTES = 32


class UserSession(Base):
    """One browser in which somebody has signed in."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(user: User, lifetime: timedelta, address: str = "", agent: str = "") -> str:
    """A new session of this person; gives the token for the cookie. Old rows go on the way."""
    now = utcnow()
    db.session.execute(delete(UserSession).where(UserSession.expires_at < now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(
        UserSession(
            token_hash=token_hash(token),
            user=user,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
            address=address[:100],
            agent=agent[:300],
        )
    )
    db.session.flush()
    return token


def find(token: str, idle: Callable[[User], timedelta]) -> UserSession | None:
    """The living session of this token, with its user; None once it has ended in any way.

    `idle` says how long a person's session may be silent.
    """
    row = db.session.scalar(
        select(UserSession)
        .where(UserSession.token_hash == token_hash(token))
        .options(joinedload(UserSession.user))
    )
    now = utcnow()
    if row is None or not row.user.active or row.expires_at <= now:
        return None
    return row if row.last_seen_at + idle(row.user) > now else None


def is_stale(row: UserSession) -> bool:
    """True when a sign of life is worth writing down."""
    return utcnow() - row.last_seen_at >= SIGN_OF_LIFE


def seen(row: UserSession) -> None:
    """Write the sign of life with the present transaction."""
    row.last_seen_at = utcnow()


def seen_while_reading(row: UserSession, engine: Engine) -> None:
    """Write the sign of life in a transaction of its own."""
    change = update(UserSession).where(UserSession.id == row.id).values(last_seen_at=utcnow())
    try:
        with engine.begin() as connection:
            connection.execute(change)
    except OperationalError:
        return  # Somebody writes at length; the next request tries again.


def of(user: User, idle: timedelta) -> list[UserSession]:
    """The person's living sessions, the latest first."""
    now = utcnow()
    living = select(UserSession).where(
        UserSession.user_id == user.id,
        UserSession.expires_at > now,
        UserSession.last_seen_at > now - idle,
    )
    return list(db.session.scalars(living.order_by(UserSession.last_seen_at.desc())))


def end(token: str) -> None:
    """This session is over; its cookie opens nothing any more."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == token_hash(token)))


def end_one(user: User, session_id: int) -> bool:
    """End one of the person's own sessions; False if it is not theirs or already over."""
    one = and_(UserSession.id == session_id, UserSession.user_id == user.id)
    done = db.session.execute(delete(UserSession).where(one))
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a DELETE has one


def end_all(user: User, keep: str | None = None) -> None:
    """End all sessions of this person, but the one with the token `keep`."""
    theirs = delete(UserSession).where(UserSession.user_id == user.id)
    if keep is not None:
        theirs = theirs.where(UserSession.token_hash != token_hash(keep))
    db.session.execute(theirs)
