"""Adoptions: a park uses another park's case; what it cost and what came of it."""

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import utcnow
from kb.db import Base
from kb.libraries.case_studies import CaseStudy


class AdoptionState(StrEnum):
    DECLARED = "declared"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    AdoptionState.DECLARED: _l("Waits for the secretariat"),
    AdoptionState.CONFIRMED: _l("Adopted"),
    AdoptionState.RETURNED: _l("Returned"),
    AdoptionState.TAKEN_BACK: _l("Taken back"),
}


class Adoption(Base):
    """Readers see it once the secretariat has confirmed it."""

    __tablename__ = "adoption"
    __table_args__ = (UniqueConstraint("case_id", "member"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseStudy.id, ondelete="CASCADE"), index=True)
    member_slug: Mapped[str] = mapped_column("member", ForeignKey(Member.slug), index=True)
    began_on: Mapped[date]
    scope: Mapped[str] = mapped_column(default="")
    """What of the case was taken over."""
    effort: Mapped[str] = mapped_column(default="")
    """Money, people, time, as people write them."""
    result: Mapped[str] = mapped_column(default="")
    state: Mapped[AdoptionState] = mapped_column(default=AdoptionState.DECLARED, index=True)
    reason: Mapped[str] = mapped_column(default="")
    """Why it was returned."""
    author_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    case: Mapped[CaseStudy] = relationship()
    member: Mapped[Member] = relationship()
    author: Mapped[User] = relationship()
