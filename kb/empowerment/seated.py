"""Seated: who sits in the expert advisory committee, who did, and whose term ends soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import Role, User
from kb.alliance import roster, rules
from kb.alliance.bodies import Body, BodyKind, Holding, Seat, all_bodies
from kb.alliance.roster import Sitting
from kb.db import db
from kb.libraries.experts import Expert
from kb.libraries.personal import ExpertPerson
from kb.publishing.permissions import is_known, is_staff, may_name


@dataclass(frozen=True)
class Place:
    """One seat of the committee on a day."""

    seat: Seat
    holders: Sequence[Holding]
    """Who sits there, substitutes last; empty where it is vacant."""
    coming: Sequence[Holding]


@dataclass(frozen=True)
class Committee:
    body: Body
    places: Sequence[Place]
    former: Sequence[Holding]
    """Who sat there and does no longer, the last to leave first."""

    @property
    def vacant(self) -> int:
        return sum(not place.holders for place in self.places)

    @property
    def holdings(self) -> list[Holding]:
        """Of all who sit there now or will."""
        return [each for place in self.places for each in (*place.holders, *place.coming)]


def committees(day: date) -> list[Committee]:
    """Every body of this kind that is not closed, in their order."""
    there = [body for body in all_bodies() if body.kind is BodyKind.COMMITTEE]
    return [_committee(body, day) for body in there if (body.closed_on or date.max) >= day]


def _committee(body: Body, day: date) -> Committee:
    sittings = roster.of(body)
    places = [
        Place(each.seat, each.on(day), each.after(day)) for each in sittings if _lasts(each, day)
    ]
    now = {(each.name, each.user_id) for place in places for each in place.holders}
    former = [
        each
        for sitting in sittings
        for each in sitting.before(day)
        if (each.name, each.user_id) not in now
    ]
    return Committee(
        body, places, sorted(former, key=lambda each: each.ends_on or day, reverse=True)
    )


def _lasts(sitting: Sitting, day: date) -> bool:
    return (sitting.seat.until or date.max) >= day


def sees_warnings(reader: User | None) -> bool:
    """Whose work it is to see to the next term: staff and the cities' liaisons."""
    liaison = reader is not None and is_known(reader) and reader.role is Role.CITY_LIAISON
    return is_staff(reader) or liaison


def ending(committee: Committee, day: date) -> list[Holding]:
    """Whose term ends within the charter's warning, the nearest first; nobody follows them yet."""
    until = day + timedelta(days=rules.committee_warning_days(day))
    found = [
        each
        for place in committee.places
        for each in place.holders
        if each.ends_on is not None and each.ends_on <= until and not place.coming
    ]
    return sorted(found, key=lambda each: each.ends_on or day)


def experts_of(holdings: Sequence[Holding], reader: User | None) -> Mapping[int, Expert]:
    """By account, the profile of who sits there, as far as this reader may read it."""
    people = select(ExpertPerson).where(
        ExpertPerson.user_id.in_([each.user_id for each in holdings if each.user_id])
    )
    rows = db.session.scalars(people.options(joinedload(ExpertPerson.record)))
    return {
        person.user_id: person.record
        for person in rows
        if person.record.published_at is not None and may_name(reader, person.record)
    }
