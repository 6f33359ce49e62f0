"""Deadlines: every date of the alliance that a reader may see, from all that knows one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from kb.accounts.users import User
from kb.board.activity_dates import activities, reports
from kb.board.meeting_dates import of_meetings, series, votes
from kb.board.moments import Moment, Scope
from kb.board.tasks_due import follow_ups, resolutions
from kb.board.term_dates import seats, terms
from kb.clock import midnight
from kb.office.calendars import Entry

SOURCES: tuple[Callable[[Scope], Iterator[Moment]], ...] = (
    of_meetings,
    votes,
    follow_ups,
    resolutions,
    terms,
    seats,
    series,
    activities,
    reports,
)
RECENT = timedelta(days=90)
"""So old is a meeting at most whose minutes are still being corrected."""
MOST = 1000
"""Dates of one calendar: the nearest to today."""
BEFORE_CLOSING = timedelta(minutes=30)
"""So long before it closes a calendar reminds of a vote."""
HOST = "seven-city-alliance.kb"
"""In the identities of dates: the same wherever the site is reached, so that no date doubles."""


@dataclass(frozen=True)
class Asked:
    """Of which city, member or body; all where nothing is said."""

    city: str = ""
    member: str = ""
    body: str = ""


def moments(scope: Scope, asked: Asked) -> list[Moment]:
    """All of them, in the order of their days."""
    found = chain.from_iterable(source(scope) for source in SOURCES)
    wanted = [each for each in found if each.concerns(asked.city, asked.member, asked.body)]
    return sorted(wanted, key=lambda each: (each.day, each.kind.value, each.uid))


def coming(reader: User | None, day: date, asked: Asked) -> Sequence[Moment]:
    """What lies ahead, and before it what is overdue."""
    found = moments(Scope(reader, day, past=RECENT), asked)
    return [each for each in found if (each.is_late or each.day >= day) and not each.is_cancelled]


def public_entries(day: date, asked: Asked, base: str) -> list[Entry]:
    """What everybody may know: published meetings, terms of the chair, activities."""
    return _entries(moments(Scope(None, day), asked), day, base)


def own_entries(person: User, day: date, base: str) -> list[Entry]:
    """What this person has to do or to attend, by their rights of this moment."""
    return _entries(moments(Scope(person, day, only_own=True), Asked()), day, base)


def _entries(found: Sequence[Moment], day: date, base: str) -> list[Entry]:
    shown = [each for each in found if each.in_calendar]
    nearest = sorted(shown, key=lambda each: abs((each.day - day).days))[:MOST]
    return [_entry(each, base) for each in sorted(nearest, key=lambda each: (each.day, each.uid))]


def _entry(moment: Moment, base: str) -> Entry:
    starts: date = moment.starts_at or moment.day
    ends: date | None = moment.ends_at if moment.starts_at else moment.last
    if moment.starts_at is not None and ends is None:
        starts, ends = moment.starts_at - BEFORE_CLOSING, moment.starts_at
    return Entry(
        uid=f"{moment.uid}@{HOST}",
        title=f"{moment.title} · {moment.kind.label}" if moment.ends_at is None else moment.title,
        starts=starts,
        ends=ends,
        changed_at=moment.changed_at or midnight(moment.day),
        place=moment.place,
        url=f"{base}{moment.href}" if moment.href else "",
        description=moment.rule,
        sequence=moment.sequence,
        cancelled=moment.is_cancelled,
    )
