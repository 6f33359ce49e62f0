"""Calendars: dates as iCalendar (RFC 5545), for Outlook, telephones and the like.

Plain entries in, bytes out. A day is a day wherever it is read; an hour is that of Asia/Shanghai,
with the zone's own rules in the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vText

from kb.clock import SHANGHAI, local

ZONE = SHANGHAI.key
PRODUCT = "-//Alliance knowledge base//Calendars//ZH"
MIME = "text/calendar; charset=utf-8"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REFRESH = timedelta(hours=6)
"""How often programs are asked to read it again."""


@dataclass(frozen=True)
class Entry:
    """One date: whole days, or from one instant to another."""

    uid: str
    """The same for the same thing for ever: `meeting-3@host`."""
    title: str
    starts: date | datetime
    """A day in Asia/Shanghai, or an aware instant."""
    ends: date | datetime | None = None
    """Of days the last one, which still belongs to it; of instants the end. Like the start."""
    changed_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    place: str = ""
    url: str = ""
    description: str = ""
    sequence: int = 0
    """Counts up with every change."""
    cancelled: bool = False


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """All entries as one file. The same entries give the same bytes."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(name))
    made.add("x-wr-timezone", vText(ZONE))
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", vText("PT6H"))
    for entry in entries:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(entry: Entry) -> Event:
    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", entry.changed_at.astimezone(UTC))
    made.add("last-modified", entry.changed_at.astimezone(UTC))
    made.add("sequence", entry.sequence)
    made.add("summary", entry.title)
    starts, ends = _span(entry)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    made.add("transp", "OPAQUE" if isinstance(starts, datetime) else "TRANSPARENT")
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for field in ("place", "url", "description"):
        if value := getattr(entry, field):
            made.add("location" if field == "place" else field, value)
    return made


def _span(entry: Entry) -> tuple[date, date]:
    """Start and end as the format has them: the end of whole days is the day after the last."""
    starts, ends = entry.starts, entry.ends
    if isinstance(starts, datetime):
        until = ends if isinstance(ends, datetime) and ends > starts else starts + HOUR
        return local(starts), local(until)
    last = ends if ends is not None and not isinstance(ends, datetime) else starts
    return starts, max(last, starts) + DAY
