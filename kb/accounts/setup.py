"""Setup: a link that makes the first administrator, once, within a day. No default password."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.credentials import set_password
from kb.accounts.users import Role, User, address, by_email
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import Conflict, DomainError

VALID = timedelta(hours=24)


class SetupToken(Base):
    """The link that was handed out last; only its hash."""

    __tablename__ = "setup_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]


def has_administrator() -> bool:
    """True once somebody can administer the site."""
    rows = exists().where(User.role == Role.ADMINISTRATOR, User.active)
    return bool(db.session.scalar(select(rows)))


def issue() -> str:
    """A new token for `/setup/<token>`; earlier ones end. Raises Conflict when it is too late."""
    if has_administrator():
        raise Conflict(_("There is an administrator already."))
    db.session.execute(delete(SetupToken))
    token = secrets.token_urlsafe(32)
    db.session.add(SetupToken(token_hash=_hash(token), expires_at=utcnow() + VALID))
    db.session.flush()
    return token


def is_valid(token: str) -> bool:
    """True while this token can be redeemed."""
    return db.session.scalar(_living(token)) is not None and not has_administrator()


def ended() -> str:
    """What to tell who comes with a link that no longer works."""
    return str(_("This link has been used or has expired. Make a new one on the server."))


def redeem(token: str, name: str, email: str, password: str) -> User:
    """The first administrator, new. The token ends with it.

    Raises DomainError for a token that is used or expired, and for a password that is refused.
    """
    row = db.session.scalar(_living(token).with_for_update())
    if row is None or has_administrator():
        raise DomainError(ended())
    db.session.delete(row)
    return create_administrator(name, email, password)


def create_administrator(name: str, email: str, password: str) -> User:
    """A new administrator, for who sits at the server. Raises DomainError as `redeem` does."""
    if by_email(email):
        raise DomainError(_("Somebody has this mail address already."))
    user = User(name=name, email=address(email), role=Role.ADMINISTRATOR)
    set_password(user, password)
    db.session.add(user)
    db.session.flush()
    return user


def _living(token: str) -> Select[SetupToken]:
    return select(SetupToken).where(
        SetupToken.token_hash == _hash(token), SetupToken.expires_at > utcnow()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
