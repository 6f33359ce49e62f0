"""Counts: what both mechanisms have brought, by year and by city, in a fixed number of questions.

A record counts in the year it names, as the lists do; an offer or a need in that of its
publication, as nobody gives those a year.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select

from kb.accounts.users import User
from kb.activities.activities import Activity, Programme, Progress
from kb.activities.counting import IS_ACTIVITY
from kb.clock import midnight
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Inquiry
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.partners import Partner
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record
from kb.web.tallies import tallied

CITY_ACTIVITIES, PARK_ACTIVITIES = "city_activities", "park_activities"
CONSULTATIONS, LINKS, ADOPTIONS = "consultations", "links", "adoptions"
RECORDS = ("project", "expert", "outcome", "case_study", "partner", "posting", "topic")
"""Kinds of records that are counted as they are."""
ANSWERED = (ConsultationState.ANSWERED, ConsultationState.CLOSED)
Key = tuple[str, int, str | None]
"""What, in which year, of which city."""


@dataclass(frozen=True)
class Tally:
    """All counts of some years, as far as the reader may see what is counted."""

    years: Sequence[int]
    counts: Mapping[Key, int]
    partners: Mapping[str, int] = field(default_factory=dict)
    """All partners by kind, whatever the year."""

    @cached_property
    def _totals(self) -> Mapping[tuple[str, int], int]:
        found: Counter[tuple[str, int]] = Counter()
        for (what, year, _city), count in self.counts.items():
            found[what, year] += count
        return found

    def of(self, what: str, year: int, city: str | None = "") -> int:
        """How many; of one city where it is named."""
        if city != "":
            return self.counts.get((what, year, city), 0)
        return self._totals.get((what, year), 0)

    def trend(self, what: str) -> list[int]:
        return [self.of(what, year) for year in self.years]


def tally(years: Sequence[int], reader: User | None) -> Tally:
    """Everything of these years."""
    key = ("scoreboard", tuple(years), audiences(reader))
    return tallied(key, lambda: _counted(years, reader))


def _counted(years: Sequence[int], reader: User | None) -> Tally:
    counts: Counter[Key] = Counter()
    for query in (_records(years, reader), _activities(years, reader)):
        for what, year, city, number in db.session.execute(query):
            counts[str(what), int(year), city] += number
    for what, query in _dated(years).items():
        for year, city, number in db.session.execute(query):
            counts[what, int(year), city] += number
    kinds = select(Partner.partner_kind, func.count()).where(
        Partner.kind == "partner", readable_by(reader)
    )
    rows = db.session.execute(kinds.group_by(Partner.partner_kind))
    return Tally(tuple(years), counts, {kind.value: number for kind, number in rows})


def year_of_record(years: Sequence[int]) -> ColumnElement[Any]:
    """The year a record counts in."""
    posted = case((Record.kind == "posting", _year_at(Record.published_at, years)))
    return func.coalesce(posted, Record.year)


def _records(years: Sequence[int], reader: User | None) -> Select[Any]:
    year = year_of_record(years).label("counted_in")
    rows = select(Record.kind, year, Record.city, func.count()).where(
        Record.kind.in_(RECORDS), readable_by(reader)
    )
    return _of_years(rows, year, years).group_by(Record.kind, year, Record.city)


def _activities(years: Sequence[int], reader: User | None) -> Select[Any]:
    """Those reported: planned, announced and held ones are not done."""
    part = case(
        (Activity.programme == Programme.CITY, CITY_ACTIVITIES),
        (Activity.programme == Programme.PARK, PARK_ACTIVITIES),
    ).label("part")
    year = func.coalesce(extract("year", Activity.starts_on), Activity.year).label("counted_in")
    rows = select(part, year, Activity.city, func.count()).where(
        IS_ACTIVITY,
        Activity.progress == Progress.REPORTED,
        Activity.programme.in_([Programme.CITY, Programme.PARK]),
        readable_by(reader),
    )
    return _of_years(rows, year, years).group_by(part, year, Activity.city)


def _dated(years: Sequence[int]) -> dict[str, Select[Any]]:
    """What is counted whoever reads, as it says a number and no name."""
    return {
        LINKS: _by_instant(
            Docking.confirmed_at, Docking.giver_city, years, Docking.state == DockingState.CONFIRMED
        ),
        CONSULTATIONS: _by_instant(
            Inquiry.answered_at, Inquiry.city_slug, years, Inquiry.state.in_(ANSWERED)
        ),
        ADOPTIONS: _adoptions(years),
    }


def _adoptions(years: Sequence[int]) -> Select[Any]:
    from_case = (Adoption.case_id == Record.id, Adoption.state == AdoptionState.CONFIRMED)
    year = _year_at(Adoption.confirmed_at, years).label("counted_in")
    rows = select(year, Record.city, func.count()).select_from(Adoption).join(Record, from_case[0])
    within = _within(Adoption.confirmed_at, years)
    return rows.where(from_case[1], within).group_by(year, Record.city)


def _by_instant(
    instant: Any, city: Any, years: Sequence[int], wanted: ColumnElement[bool]
) -> Select[Any]:
    year = _year_at(instant, years).label("counted_in")
    rows = select(year, city, func.count()).where(wanted, _within(instant, years))
    return rows.group_by(year, city)


def _year_at(instant: Any, years: Sequence[int]) -> ColumnElement[Any]:
    """The year in Asia/Shanghai, for instants within these years."""
    latest_first = sorted(years, reverse=True)
    return case(*[(instant >= midnight(date(year, 1, 1)), year) for year in latest_first])


def _within(instant: Any, years: Sequence[int]) -> ColumnElement[bool]:
    first, after = date(min(years), 1, 1), date(max(years) + 1, 1, 1)
    return and_(instant >= midnight(first), instant < midnight(after))


def _of_years(rows: Select[Any], year: ColumnElement[Any], years: Sequence[int]) -> Select[Any]:
    return rows.where(or_(*[year == each for each in years]))
