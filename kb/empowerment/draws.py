"""Draws: experts chosen by lot, so that anybody can repeat it from what is published."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base
from kb.empowerment.consultations import Inquiry


class Draw(Base):
    """One draw. Pool, exclusions and result are written down as they were on the day."""

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """As it is quoted: 抽取2026-0001."""
    purpose: Mapped[str]
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey(Inquiry.id, ondelete="SET NULL"))
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    wanted: Mapped[int]
    """How many experts are to be drawn."""
    most_of_city: Mapped[int | None]
    """At most so many of one city."""
    seed: Mapped[str]
    """Published with the result: whoever has pool and seed gets the same result."""
    method: Mapped[str] = mapped_column(default="")
    """Version of the way of drawing, as the record names it."""
    pool: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """In the order of their numbers: number, name, city, load."""
    excluded: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Number, name, reason; the reasons are for the secretariat alone."""
    drawn: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Numbers of the experts, in the order of the lot."""
    digest: Mapped[str] = mapped_column(default="")
    """SHA-256 of the pool, in lower-case hexadecimals."""
    drawn_at: Mapped[datetime] = mapped_column(default=utcnow)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    annulled_because: Mapped[str] = mapped_column(default="")

    inquiry: Mapped[Inquiry | None] = relationship()
    drawn_by: Mapped[User | None] = relationship()


class ExpertTie(Base):
    """A relation that an expert has declared, or the secretariat knows of: reason to stand back."""

    __tablename__ = "expert_tie"

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id", ondelete="CASCADE"), index=True)
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey("member.slug"))
    unit: Mapped[str] = mapped_column(default="")
    """An organisation that is no member, by its name."""
    nature: Mapped[str] = mapped_column(default="")
    """Employed there, advises it, family, shares ..."""
    since: Mapped[date | None]
    until: Mapped[date | None]
    """The last day on which it holds."""
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    declared_at: Mapped[datetime] = mapped_column(default=utcnow)
