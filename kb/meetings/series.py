"""Series: meetings that come again, and when the next one would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.clock import local, today
from kb.db import db
from kb.meetings.meetings import Manner, Meeting, MeetingKind, MeetingSeries, MeetingState
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require


@dataclass(frozen=True)
class Template:
    """What each meeting of a series begins with."""

    name: str
    name_en: str = ""
    kind: MeetingKind = MeetingKind.COUNCIL
    manner: Manner = Manner.ON_SITE
    per_year: int = 1
    place: str = ""
    minutes: int = 150
    agenda: str = ""
    notice: str = ""


def all_series() -> Sequence[MeetingSeries]:
    return db.session.scalars(select(MeetingSeries).order_by(MeetingSeries.id)).all()


def begin(body: Body, staff: User, template: Template) -> MeetingSeries:
    """A new series; the same name for the same body again is the one that is there."""
    require(is_staff(staff))
    alike = select(MeetingSeries).where(
        MeetingSeries.body_id == body.id, MeetingSeries.name == template.name
    )
    series = db.session.scalar(alike)
    if series is None:
        series = MeetingSeries(body=body, **vars(template))
        db.session.add(series)
        audit.log(staff, "plan-series", template.name)
    db.session.flush()
    return series


def change(series: MeetingSeries, staff: User, template: Template) -> None:
    """Holds for meetings planned from now on; those that are there stay as they are."""
    require(is_staff(staff))
    for name, value in vars(template).items():
        setattr(series, name, value)
    audit.log(staff, "plan-series", series.name)
    db.session.flush()


def newest(series: MeetingSeries) -> Meeting | None:
    """The last one planned or held."""
    rows = select(Meeting).where(
        Meeting.series_id == series.id, Meeting.state != MeetingState.CANCELLED
    )
    return db.session.scalar(rows.order_by(Meeting.starts_at.desc()).limit(1))


def next_times(series: MeetingSeries) -> tuple[datetime, datetime]:
    """Begin and end of the next one in Shanghai: as long after the last one as the series says,
    on the same day of the week; the first begins in a month at nine.
    """
    last = newest(series)
    if last is None:
        nine = datetime.combine(today() + timedelta(days=30), datetime.min.time()).replace(hour=9)
        return nine, nine + timedelta(minutes=series.minutes)
    began = local(last.starts_at).replace(tzinfo=None)
    weeks = round(52 / max(series.per_year, 1))
    begins = began + timedelta(weeks=weeks)
    while begins.date() <= today():
        begins += timedelta(weeks=weeks)
    return begins, begins + timedelta(minutes=series.minutes)


def title_of(series: MeetingSeries, day: date) -> str:
    """What the meeting of this day would be called: 理事会全会（2026年第1次）, in Chinese as all
    titles; of a series that comes once a year only the year is told.
    """
    if series.per_year == 1:
        return f"{series.name}（{day.year}年）"
    rows = select(Meeting).where(
        Meeting.series_id == series.id, Meeting.state != MeetingState.CANCELLED
    )
    before = [m for m in db.session.scalars(rows) if m.day.year == day.year and m.day < day]
    return f"{series.name}（{day.year}年第{len(before) + 1}次）"
