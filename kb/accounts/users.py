"""User: a person who may sign in, and the roles."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import utcnow
from kb.db import Base, db


class Role(StrEnum):
    """What somebody is on this site; rights that come from a term are computed, not stored here."""

    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    COUNCIL_MEMBER = "council_member"
    CITY_LIAISON = "city_liaison"
    PARK_EDITOR = "park_editor"
    EXPERT = "expert"
    PROVINCIAL_OBSERVER = "provincial_observer"

    @property
    def label(self) -> LazyString:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.SECRETARIAT: _l("Secretariat"),
    Role.COUNCIL_MEMBER: _l("Council member"),
    Role.CITY_LIAISON: _l("City liaison"),
    Role.PARK_EDITOR: _l("Park editor"),
    Role.EXPERT: _l("Expert"),
    Role.PROVINCIAL_OBSERVER: _l("Provincial observer"),
}
STAFF = frozenset({Role.ADMINISTRATOR, Role.SECRETARIAT})
"""Who looks after the site and decides what is published."""


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case, see `address`."""
    password_hash: Mapped[str] = mapped_column(default="")
    """Empty: nobody can sign in with a password."""
    password_changed_at: Mapped[datetime] = mapped_column(default=utcnow)
    role: Mapped[Role] = mapped_column(default=Role.PARK_EDITOR)
    member: Mapped[str | None]
    """Slug of the member whose records they look after."""
    city: Mapped[str | None]
    """Slug of the city that they stand for: liaisons and council members."""
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(default="zh")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def display_name(self) -> str:
        """What others read: the name, or the part of the mail before the @."""
        return self.name or self.email.partition("@")[0]


def address(email: str) -> str:
    """The mail address as it is stored and compared."""
    return email.strip().lower()


def by_email(email: str) -> User | None:
    """The person with this mail address, however they write it."""
    return db.session.scalar(select(User).where(User.email == address(email)))
