"""Course: the stages of a project as a line, with the time spent in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.libraries.projects import Project, Stage

WIDTH = 1000
"""Units of the bar of shares."""


@dataclass(frozen=True)
class Reached:
    """One stage of the line."""

    stage: Stage
    state: str
    """`past`, `here` or `ahead`; `skipped` is past without a day of its own."""
    on: date | None = None
    proof: str = ""
    days: int | None = None
    """Until the next stage that was reached; of the present one, until today."""


@dataclass(frozen=True)
class Share:
    """One who takes part, and where its share stands in the bar."""

    city: str
    unit: str
    work: str
    share: float | None
    place: int
    """Of its colour."""
    x: float = 0
    width: float = 0


def course(project: Project, day: date) -> list[Reached]:
    """All six stages, those reached with their days."""
    known = {each["stage"]: each for each in project.milestones or ()}
    dates = [_day(each) for each in project.milestones or ()]
    order = list(Stage)
    here = order.index(project.stage) if project.stage else -1
    return [
        _reached(stage, _state(place, here, stage in known), known.get(stage), dates, day)
        for place, stage in enumerate(order)
    ]


def _state(place: int, here: int, is_known: bool) -> str:
    if place == here:
        return "here"
    if place > here:
        return "ahead"
    return "past" if is_known else "skipped"


def _reached(
    stage: Stage,
    state: str,
    milestone: Mapping[str, Any] | None,
    dates: Sequence[date | None],
    day: date,
) -> Reached:
    on = _day(milestone) if milestone else None
    if on is None or milestone is None:
        return Reached(stage, state)
    later = [each for each in dates if each is not None and each > on]
    # What is concluded does not go on.
    until = min(later) if later else None if stage is Stage.CONCLUDED else day
    days = (until - on).days if until is not None and until >= on else None
    return Reached(stage, state, on, str(milestone.get("proof") or ""), days)


def _day(milestone: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(milestone.get("on", "")))
    except ValueError:
        return None


def shares(project: Project) -> list[Share]:
    """Those who take part, in the order in which they were written."""
    found, x = [], 0.0
    for place, row in enumerate(project.participants or ()):
        share = float(row["share"]) if row.get("share") else None
        width = WIDTH * (share or 0) / 100
        city, unit, work = (str(row.get(name) or "") for name in ("city", "unit", "work"))
        found.append(Share(city, unit, work, share, place % 6, round(x, 1), round(width, 1)))
        x += width
    return found
