"""Visits: what people without an account send, counted by network address in the database."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.throttling import TooManyAttempts
from kb.clock import utcnow
from kb.db import Base, db

WINDOW = timedelta(hours=1)


class Sent(StrEnum):
    REGISTRATION = "registration"
    MESSAGE = "message"
    SIGN_UP = "sign_up"


MOST = {Sent.REGISTRATION: 20, Sent.MESSAGE: 10, Sent.SIGN_UP: 100}
"""From one address within an hour; a whole office may share one."""


class VisitorAct(Base):
    """One thing sent from one address. It is forgotten with the window."""

    __tablename__ = "visitor_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[Sent]
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


def require_quiet(what: Sent, address: str) -> None:
    """Raise TooManyAttempts when this address has sent enough for now."""
    since = utcnow() - WINDOW
    mine = (VisitorAct.what == what, VisitorAct.address == address, VisitorAct.at >= since)
    if (db.session.scalar(select(func.count(VisitorAct.id)).where(*mine)) or 0) >= MOST[what]:
        raise TooManyAttempts(_("Much has been sent from here. Try again in an hour."))


def count(what: Sent, address: str) -> None:
    """Note one more. Raises TooManyAttempts as `require_quiet` does."""
    require_quiet(what, address)
    db.session.execute(delete(VisitorAct).where(VisitorAct.at < utcnow() - WINDOW))
    db.session.add(VisitorAct(what=what, address=address))
    db.session.flush()
