"""Term: which city presides from when to when."""

from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.alliance.cities import City
from kb.db import Base, db


class Term(Base):
    """One turn of the chair. Both days belong to it; days are those of Asia/Shanghai."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_slug: Mapped[str] = mapped_column("city", ForeignKey(City.slug))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[str] = mapped_column(default="")

    city: Mapped[City] = relationship()


def presiding(day: date) -> Term | None:
    """The term that this day falls into."""
    return db.session.scalar(select(Term).where(Term.starts_on <= day, Term.ends_on >= day))


def following(day: date) -> Term | None:
    """The first term that begins after this day."""
    later = select(Term).where(Term.starts_on > day).order_by(Term.starts_on)
    return db.session.scalar(later.limit(1))
