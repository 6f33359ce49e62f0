"""Numbers as XM-2026-0001: by library and year, counted up, never reused."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import local, utcnow
from kb.db import Base, db
from kb.publishing.records import Record


class NumberSeries(Base):
    """The last number given in one library and year."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


def take(prefix: str, year: int, count: int) -> range:
    """The next numbers; they are taken with the transaction, given back only by its rollback."""
    series = _series(prefix, year)
    first = series.last + 1
    series.last += count
    db.session.flush()
    return range(first, first + count)


def _series(prefix: str, year: int) -> NumberSeries:
    """The row to count on, held until the transaction ends."""
    query = select(NumberSeries).where(NumberSeries.prefix == prefix, NumberSeries.year == year)
    series = db.session.scalar(query.with_for_update())
    if series is not None:
        return series
    # Of two who begin a series at once the slower one then finds the other's row.
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(NumberSeries(prefix=prefix, year=year, last=0))
    return db.session.scalars(query.with_for_update()).one()


def pass_over(prefix: str, year: int, number: int) -> None:
    """Never give this number, nor one below it: it stands on a paper already."""
    series = _series(prefix, year)
    series.last = max(series.last, number)
    db.session.flush()


def next_numbers(prefix: str, year: int, count: int) -> list[str]:
    """The next numbers of records, as `XM-2026-0001`."""
    return [f"{prefix}-{year}-{number:04d}" for number in take(prefix, year, count)]


def give_numbers(prefix: str, records: Sequence[Record]) -> None:
    """Give them their numbers; where there is no prefix, the key is the number."""
    if prefix:
        numbers = next_numbers(prefix, local(utcnow()).year, len(records))
    else:
        numbers = [record.key or f"page-{record.id}" for record in records]
    for record, number in zip(records, numbers, strict=True):
        record.number = number
