"""Year: how far 1+7+N has come, reckoned from activities and meetings and from nothing else.

What is done is reported, or for the plenary: its minutes are published. Planned never counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.activities.activities import Programme, Progress
from kb.activities.counting import Counted

STEPS = (Progress.PLANNED, Progress.ANNOUNCED, Progress.HELD, Progress.REPORTED)


@dataclass(frozen=True)
class Unit:
    """A city with its activities of the “7”, or a park with those of its “N”."""

    slug: str
    name: str
    activities: Sequence[Counted]
    target: int | None
    """How many are wanted in the year; None where they are only counted."""

    @cached_property
    def counts(self) -> Mapping[Progress, int]:
        found = Counter(each.progress for each in self.activities)
        return {step: found[step] for step in STEPS}

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """Its steps as parts of one bar, the last first: from where and how wide, in per cent."""
        total, begins, parts = sum(self.counts.values()), 0.0, []
        for step in reversed(STEPS):
            if count := self.counts[step]:
                parts.append((step.value, round(begins, 2), round(100 * count / total, 2)))
                begins += 100 * count / total
        return parts

    @property
    def done(self) -> int:
        return self.counts[Progress.REPORTED]

    @property
    def is_fulfilled(self) -> bool:
        """It has done what is wanted; False where nothing is."""
        return self.target is not None and 0 < self.target <= self.done

    @property
    def foremost(self) -> Counted | None:
        """The one that is nearest to being done, and is not."""
        for step in reversed(STEPS[:-1]):
            if self.counts[step]:
                return next(each for each in self.activities if each.progress is step)
        return None


@dataclass(frozen=True)
class Plenary:
    """One council plenary of the year, as far as the reader may know of it."""

    title: str
    day: date
    state: str
    href: str
    minutes: str = ""
    """Address of its published minutes: the proof."""

    @property
    def is_done(self) -> bool:
        return bool(self.minutes)


@dataclass(frozen=True)
class Year:
    year: int
    plenaries: Sequence[Plenary]
    plenaries_wanted: int
    cities: Sequence[Unit]
    city_activities_wanted: int
    for_each_city: bool
    parks: Sequence[Unit]
    others: Sequence[Counted]
    """Activities that count to no part, or whose city or park is not told."""

    @property
    def plenaries_done(self) -> int:
        return sum(each.is_done for each in self.plenaries)

    @property
    def cities_fulfilled(self) -> int:
        return sum(city.is_fulfilled for city in self.cities)

    @property
    def city_activities_done(self) -> int:
        return sum(city.done for city in self.cities)

    @property
    def park_activities_done(self) -> int:
        return sum(park.done for park in self.parks)

    @property
    def is_seven_fulfilled(self) -> bool:
        if self.for_each_city:
            return bool(self.cities) and self.cities_fulfilled == len(self.cities)
        return self.city_activities_done >= self.city_activities_wanted


def by_city(
    names: Mapping[str, str], activities: Iterable[Counted], wanted: int | None
) -> list[Unit]:
    """Each city with what counts to its “7”; `wanted` is None where the seven share a number."""
    own = _by(Programme.CITY, activities)
    return [Unit(slug, name, own.get(slug, ()), wanted) for slug, name in names.items()]


def by_park(
    names: Mapping[str, str], activities: Iterable[Counted], targets: Mapping[str, int | None]
) -> list[Unit]:
    """Each park with what counts to its “N”."""
    own = _by(Programme.PARK, activities)
    return [Unit(slug, name, own.get(slug, ()), targets.get(slug)) for slug, name in names.items()]


def _by(part: Programme, activities: Iterable[Counted]) -> dict[str | None, list[Counted]]:
    """The activities of one part by the city or the member they count for."""
    found: dict[str | None, list[Counted]] = {}
    for each in activities:
        if each.programme is part:
            unit = each.city if part is Programme.CITY else each.member
            found.setdefault(unit, []).append(each)
    return found


def left_over(activities: Iterable[Counted], shown: Iterable[Unit]) -> list[Counted]:
    """What stands in no line of the board; what was cancelled stands in none either."""
    counted = {each.id for unit in shown for each in unit.activities}
    return [
        each
        for each in activities
        if each.id not in counted and each.progress is not Progress.CANCELLED
    ]
