"""Numbers as XM-2026-0001: by library and year, counted up, never reused."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base, db


class NumberSeries(Base):
    """The last number given in one library and year."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


def next_number(prefix: str, year: int) -> str:
    """The next number; it is taken with the transaction and given back only by its rollback."""
    query = select(NumberSeries).where(NumberSeries.prefix == prefix, NumberSeries.year == year)
    series = db.session.scalar(query.with_for_update())
    if series is None:
        series = NumberSeries(prefix=prefix, year=year, last=0)
        db.session.add(series)
        db.session.flush()
    series.last += 1
    return f"{prefix}-{year}-{series.last:04d}"
