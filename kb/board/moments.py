"""Moments: one date that matters to somebody, with the rule behind it and how it was reckoned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.accounts.users import User
from kb.clock import local
from kb.publishing.permissions import OUTSIDE, is_known

PAST = timedelta(days=400)
AHEAD = timedelta(days=800)


class Kind(StrEnum):
    """What the date is of; the order is that of the lanes of the picture."""

    MEETING = "meeting"
    CONVENING = "convening"
    ANSWER = "answer"
    VOTE = "vote"
    CORRECTIONS = "corrections"
    RESOLUTION = "resolution"
    FOLLOW_UP = "follow_up"
    TERM = "term"
    SEAT = "seat"
    SERIES = "series"
    ACTIVITY = "activity"
    REPORT = "report"

    @property
    def label(self) -> LazyString:
        return KIND_LABELS[self]


KIND_LABELS = {
    Kind.MEETING: _l("Meeting"),
    Kind.CONVENING: _l("Notice of meeting"),
    Kind.ANSWER: _l("Answer to an invitation"),
    Kind.VOTE: _l("Vote closes"),
    Kind.CORRECTIONS: _l("Corrections of minutes"),
    Kind.RESOLUTION: _l("Resolution due"),
    Kind.FOLLOW_UP: _l("Follow-up due"),
    Kind.TERM: _l("Term of the chair"),
    Kind.SEAT: _l("Term of a seat"),
    Kind.SERIES: _l("Next meeting of a series"),
    Kind.ACTIVITY: _l("Activity"),
    Kind.REPORT: _l("Report of an activity due"),
}
OF_A_UNIT = frozenset(
    {Kind.FOLLOW_UP, Kind.RESOLUTION, Kind.TERM, Kind.SEAT, Kind.ACTIVITY, Kind.REPORT}
)
"""Concern only whom they name; all others concern every city and member."""


@dataclass(frozen=True)
class Moment:
    kind: Kind
    uid: str
    """The same for the same thing for ever."""
    day: date
    """In Asia/Shanghai."""
    title: str
    rule: str
    """Why this day, and how it was reckoned."""
    href: str = ""
    last: date | None = None
    """Of what lasts several days, the last one."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """Of what has an hour."""
    place: str = ""
    city: str = ""
    member: str = ""
    body: str = ""
    is_late: bool = False
    is_cancelled: bool = False
    in_calendar: bool = True
    """False for the end of what a calendar shows from its beginning on."""
    sequence: int = 0
    changed_at: datetime | None = None

    def concerns(self, city: str, member: str, body: str) -> bool:
        """Whether it belongs on the page of this city, member or body; empty words are any."""
        if body and self.body != body:
            return False
        if not (city or member) or self.kind not in OF_A_UNIT:
            return True
        return self.member == member if member else self.city == city


@dataclass(frozen=True)
class Scope:
    """Who asks, as of which day, and for how much."""

    reader: User | None
    day: date
    only_own: bool = False
    """Only what this person or their unit has to do or to attend."""
    past: timedelta = PAST
    """How far back; what is overdue is there however old it is."""

    @property
    def first(self) -> date:
        return self.day - self.past

    @property
    def until(self) -> date:
        return self.day + AHEAD

    @property
    def is_inside(self) -> bool:
        """The reader belongs to the alliance."""
        reader = self.reader
        return reader is not None and is_known(reader) and reader.role not in OUTSIDE


def day_of(instant: datetime) -> date:
    """The day in Asia/Shanghai into which this instant falls."""
    return local(instant).date()
