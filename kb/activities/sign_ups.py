"""Sign-ups: who wants to come to an activity, how many may, and who was there."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.clock import utcnow
from kb.db import Base


class Place(StrEnum):
    COMING = "coming"
    WAITING = "waiting"
    CALLED_OFF = "called_off"

    @property
    def label(self) -> LazyString:
        return PLACE_LABELS[self]


PLACE_LABELS = {
    Place.COMING: _l("Has a place"),
    Place.WAITING: _l("On the waiting list"),
    Place.CALLED_OFF: _l("Called off"),
}


class SignUpSheet(Base):
    """An activity's list; without one nobody can sign up."""

    __tablename__ = "sign_up_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(
        ForeignKey(Activity.id, ondelete="CASCADE"), unique=True
    )
    capacity: Mapped[int | None]
    """Places; empty: as many as come."""
    closes_at: Mapped[datetime | None]
    is_open: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(default="")
    """What people should know before they sign up."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    activity: Mapped[Activity] = relationship()


class SignUp(Base):
    """One person. Names and phones are for the host and the secretariat alone."""

    __tablename__ = "sign_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(
        ForeignKey(SignUpSheet.id, ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    place: Mapped[Place] = mapped_column(default=Place.COMING)
    code: Mapped[str] = mapped_column(unique=True)
    """Shown at the door; also the way to call off without an account."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    checked_in_at: Mapped[datetime | None]

    sheet: Mapped[SignUpSheet] = relationship()
