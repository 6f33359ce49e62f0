"""Directory: all accounts, searched, by role and state, with the last time each signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from kb.accounts import throttling
from kb.accounts.users import Role, User
from kb.db import db


class AccountState(StrEnum):
    """Whether somebody can come in with the account."""

    ACTIVE = "active"
    INVITED = "invited"
    LOCKED = "locked"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    AccountState.ACTIVE: _l("In use"),
    AccountState.INVITED: _l("Invited"),
    AccountState.LOCKED: _l("Locked"),
}
NOBODYS = ".invalid"
"""Mail addresses that no person has (RFC 2606): the site's own accounts."""
TONES = {
    AccountState.ACTIVE: "green",
    AccountState.INVITED: "sand",
    AccountState.LOCKED: "coral",
}


@dataclass(frozen=True)
class Asked:
    """What the list is searched for."""

    words: str = ""
    role: Role | None = None
    state: AccountState | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the list."""

    user: User
    state: AccountState
    last_sign_in: datetime | None

    @property
    def tone(self) -> str:
        return TONES[self.state]


def count(asked: Asked) -> int:
    """How many accounts match."""
    return db.session.scalar(select(func.count()).select_from(_matching(asked).subquery())) or 0


def entries(asked: Asked, offset: int = 0, size: int = 20) -> list[Entry]:
    """Accounts that match: by name, so many from there."""
    found = _matching(asked).order_by(User.name, User.id).offset(offset).limit(size)
    return described(db.session.scalars(found).all())


def described(users: Sequence[User]) -> list[Entry]:
    times = throttling.last_successes([user.email for user in users])
    return [Entry(user, state_of(user), times.get(user.email)) for user in users]


def state_of(user: User) -> AccountState:
    if not user.active:
        return AccountState.LOCKED
    return AccountState.ACTIVE if user.password_hash else AccountState.INVITED


def _matching(asked: Asked) -> Select[User]:
    query = select(User).where(~User.email.endswith(NOBODYS))
    for word in asked.words.split()[:5]:
        like = [column.icontains(word, autoescape=True) for column in (User.name, User.email)]
        query = query.where(or_(*like))
    if asked.role is not None:
        query = query.where(User.role == asked.role)
    if asked.state is not None:
        query = query.where(_is(asked.state))
    return query


def _is(state: AccountState) -> ColumnElement[bool]:
    if state is AccountState.LOCKED:
        return User.active.is_(False)
    has_password = User.password_hash != ""
    return and_(User.active, has_password if state is AccountState.ACTIVE else ~has_password)
