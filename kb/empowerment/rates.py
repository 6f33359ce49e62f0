"""Rates: how questions and invitations have gone, counted honestly: what is missing counts.

Two queries whatever the number of consultations; the counting is a plain function. A question and
its invitations belong to the year in which it was asked (Asia/Shanghai).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import local
from kb.db import db
from kb.empowerment.consultations import CameOf, ConsultationState, Counsel, Inquiry, Reply
from kb.empowerment.rights import rates_may_read
from kb.publishing.permissions import require

UNUSED = frozenset({None, CameOf.NOTHING})


class Asked(NamedTuple):
    """One inquiry, as far as it is counted."""

    id: int
    at: datetime
    area: str
    state: ConsultationState
    came_of: CameOf | None


class Invited(NamedTuple):
    """One expert's part."""

    inquiry_id: int
    reply: Reply
    due_on: date
    answered_at: datetime | None


@dataclass
class Rates:
    """Numbers of questions, and of invitations of experts."""

    asked: int = 0
    answered: int = 0
    """Questions with at least one answer."""
    not_taken: int = 0
    taken_back: int = 0
    closed: int = 0
    taken_up: int = 0
    """Closed ones of which something came."""
    invited: int = 0
    in_time: int = 0
    late: int = 0
    missing: int = 0
    """Not answered though the day is past, whether somebody still waits or not."""
    declined: int = 0
    open: int = 0
    """Not answered, and the day is not past: in no rate."""

    @property
    def due(self) -> int:
        """Invitations that should have been answered by now: those declined are none."""
        return self.in_time + self.late + self.missing

    @property
    def in_time_percent(self) -> int | None:
        """Of those due, in whole percent; None where none was due."""
        return round(100 * self.in_time / self.due) if self.due else None

    @property
    def taken_up_percent(self) -> int | None:
        """Of those closed."""
        return round(100 * self.taken_up / self.closed) if self.closed else None


@dataclass(frozen=True)
class Table:
    whole: Rates
    years: Sequence[tuple[int, Rates]]
    """The newest first."""
    areas: Sequence[tuple[str, Rates]]
    """By the Chinese name of the area, most asked first; empty: none was chosen."""


def table(reader: User, day: date) -> Table:
    """The numbers on this day; answers that came later than it are not known yet."""
    require(rates_may_read(reader))
    columns = (Inquiry.id, Inquiry.asked_at, Inquiry.area, Inquiry.state, Inquiry.came_of)
    asked = [Asked(*row) for row in db.session.execute(select(*columns))]
    parts = (Counsel.inquiry_id, Counsel.reply, Counsel.due_on, Counsel.answered_at)
    invited = [Invited(*row) for row in db.session.execute(select(*parts))]
    return counted(asked, invited, day)


def counted(asked: Iterable[Asked], invited: Iterable[Invited], day: date) -> Table:
    """Each inquiry once in the whole, in its year and in its area; its invitations with it."""
    by_inquiry: dict[int, list[Invited]] = {}
    for part in invited:
        by_inquiry.setdefault(part.inquiry_id, []).append(part)
    whole, years, areas = Rates(), dict[int, Rates](), dict[str, Rates]()
    for inquiry in asked:
        year = years.setdefault(local(inquiry.at).year, Rates())
        area = areas.setdefault(inquiry.area, Rates())
        for rates in (whole, year, area):
            _count(rates, inquiry, by_inquiry.get(inquiry.id, []), day)
    by_number = sorted(areas.items(), key=lambda each: (-each[1].asked, each[0]))
    return Table(whole, sorted(years.items(), reverse=True), by_number)


def _count(rates: Rates, inquiry: Asked, parts: Sequence[Invited], day: date) -> None:
    rates.asked += 1
    rates.answered += any(part.reply is Reply.ANSWERED for part in parts)
    rates.not_taken += inquiry.state is ConsultationState.DECLINED
    rates.taken_back += inquiry.state is ConsultationState.TAKEN_BACK
    is_closed = inquiry.state is ConsultationState.CLOSED
    rates.closed += is_closed
    rates.taken_up += is_closed and inquiry.came_of not in UNUSED
    for part in parts:
        rates.invited += 1
        name = _outcome(part, day)
        setattr(rates, name, getattr(rates, name) + 1)


def _outcome(part: Invited, day: date) -> str:
    """The count that this invitation belongs to."""
    if part.reply is Reply.ANSWERED:
        is_late = part.answered_at is not None and local(part.answered_at).date() > part.due_on
        return "late" if is_late else "in_time"
    if part.reply is Reply.DECLINED:
        return "declined"
    return "missing" if part.due_on < day else "open"
