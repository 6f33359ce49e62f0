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


def next_numbers(prefix: str, year: int, count: int) -> list[str]:
    """The next numbers; they are taken with the transaction, given back only by its rollback."""
    query = select(NumberSeries).where(NumberSeries.prefix == prefix, NumberSeries.year == year)
    series = db.session.scalar(query.with_for_update())
    if series is None:
        series = NumberSeries(prefix=prefix, year=year, last=0)
        db.session.add(series)
    first = series.last + 1
    series.last += count
    db.session.flush()
    return [f"{prefix}-{year}-{number:04d}" for number in range(first, first + count)]
