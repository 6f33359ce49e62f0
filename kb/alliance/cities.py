"""City: the seven, always in the official order."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base, db


class City(Base):
    __tablename__ = "city"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    aliases: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(unique=True)
    """Place in the official order 青岛 烟台 潍坊 威海 日照 滨州 东营, from 1."""


def in_order() -> list[City]:
    """All cities in the official order."""
    return list(db.session.scalars(select(City).order_by(City.position)))
