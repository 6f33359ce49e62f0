"""Gathering: what the programme board of a year is made of, in a fixed number of questions."""

from datetime import date

from sqlalchemy import or_, select

from kb.accounts.users import User
from kb.activities import counting, targets
from kb.alliance import mechanisms, names
from kb.alliance.members import Member, MemberKind
from kb.board.programme.year import Plenary, Year, by_city, by_park, left_over
from kb.clock import midnight
from kb.db import db
from kb.meetings.meetings import Meeting, MeetingKind, MeetingState
from kb.meetings.minutes import Minutes
from kb.meetings.rights import seen_by
from kb.publishing.permissions import readable_by
from kb.web.languages import in_english
from kb.web.tallies import tallied

_IS_PARK = Member.kind == MemberKind.PARK


def year_of(year: int, reader: User | None) -> Year:
    """The board of this year as this reader may see it."""
    day = date(year, 12, 31)
    activities = counting.of_year(year, reader)
    wanted, for_each = mechanisms.city_activities(day), mechanisms.is_for_each_city(day)
    cities = by_city(names.city_names(), activities, wanted if for_each else None)
    common = mechanisms.park_activities(day)
    own = targets.of_year(year)
    parks = parks_of(year)
    shown = by_park(parks, activities, {slug: own.get(slug, common) for slug in parks})
    return Year(
        year=year,
        plenaries=_plenaries(year, reader),
        plenaries_wanted=mechanisms.plenaries(day),
        cities=cities,
        city_activities_wanted=wanted,
        for_each_city=for_each,
        parks=shown,
        others=left_over(activities, [*cities, *shown]),
    )


def parks_of(year: int) -> dict[str, str]:
    """Slug and name of every park that was a member in this year, in the order of the cities."""
    slugs = tallied(("parks", year), lambda: _park_slugs(year))
    return {slug: name for slug, name in names.member_names().items() if slug in slugs}


def _park_slugs(year: int) -> set[str]:
    there = or_(Member.left_on.is_(None), Member.left_on >= date(year, 1, 1))
    return set(db.session.scalars(select(Member.slug).where(_IS_PARK, there)))


def _plenaries(year: int, reader: User | None) -> list[Plenary]:
    begins, ends = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    rows = (
        select(Meeting, Minutes.number)
        .outerjoin(Minutes, (Minutes.meeting_id == Meeting.id) & readable_by(reader))
        .where(
            Meeting.kind == MeetingKind.PLENARY,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= begins,
            Meeting.starts_at < ends,
            seen_by(reader),
        )
        .order_by(Meeting.starts_at, Meeting.id, Minutes.id)
    )
    found: dict[int, Plenary] = {}
    for meeting, number in db.session.execute(rows):
        is_out = meeting.state is MeetingState.PUBLISHED and number
        found[meeting.id] = Plenary(
            title=(meeting.title_en if in_english() else "") or meeting.title,
            day=meeting.day,
            state=str(meeting.state.label),
            href=meeting.address,
            minutes=f"/minutes/{number}" if is_out else "",
        )
    return list(found.values())
