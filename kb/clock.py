"""Time: instants are aware UTC, days are those of Asia/Shanghai."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utcnow() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Asia/Shanghai, where terms and deadlines begin and end."""
    return datetime.now(SHANGHAI).date()


def local(instant: datetime) -> datetime:
    """The same instant on a clock in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """The instant at which this day begins in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
