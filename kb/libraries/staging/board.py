"""Board: the projects that a reader may see, by stage and on a line of time.

The number of statements does not depend on the number of projects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select

from kb.accounts.users import User
from kb.db import db
from kb.libraries import cobuilt
from kb.libraries.projects import CoBuilding, Project, Stage
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record

SHOWN = 12
"""Cards of a column; the rest is in the library's list."""
LANES = 40
"""Projects on the line of time."""
LEFT, RIGHT, TOP, LANE = 300, 1180, 36, 30


@dataclass(frozen=True)
class Card:
    number: str
    title: str
    title_en: str
    unit: str
    cities: Sequence[str]
    is_shared: bool


@dataclass(frozen=True)
class Column:
    stage: Stage
    count: int
    cards: Sequence[Card]


def narrowed(city: str, only_shared: bool) -> list[ColumnElement[bool]]:
    """What the reader has chosen, as conditions."""
    shared = [Project.co_built == CoBuilding.YES] if only_shared else []
    return [*([cobuilt.built_by(city)] if city else []), *shared]


def columns(reader: User | None, *chosen: ColumnElement[bool]) -> list[Column]:
    """A column for each stage, the newest projects first. Two statements."""
    fits = (readable_by(reader), *chosen)
    counted = select(Project.stage, func.count()).where(*fits).group_by(Project.stage)
    counts = dict(db.session.execute(counted).all())
    place = func.row_number().over(
        partition_by=Project.stage,
        order_by=(Record.published_on.desc().nulls_last(), Record.id.desc()),
    )
    names = (Record.number, Record.title, Record.title_en, Project.lead_unit)
    facts = (Project.building_cities, Project.co_built, Project.stage)
    ranked = select(*names, *facts, place.label("place")).where(*fits).subquery()
    rows = db.session.execute(
        select(ranked).where(ranked.c.place <= SHOWN).order_by(ranked.c.place)
    ).all()
    cards: dict[Stage, list[Card]] = {stage: [] for stage in Stage}
    for number, title, title_en, unit, cities, shared, stage, _place in rows:
        is_shared = shared is CoBuilding.YES
        cards[stage].append(Card(number, title, title_en, unit, cities.split(), is_shared))
    return [Column(stage, counts.get(stage, 0), cards[stage]) for stage in Stage]


@dataclass(frozen=True)
class Span:
    """A stage of a project on the line of time."""

    stage: Stage
    on: date
    until: date
    proof: str
    is_open: bool
    """It goes on today."""
    x: float = 0
    width: float = 0


@dataclass(frozen=True)
class Lane:
    number: str
    title: str
    title_en: str
    y: int
    spans: Sequence[Span]


@dataclass(frozen=True)
class Timeline:
    lanes: Sequence[Lane]
    years: Sequence[tuple[float, int]]
    today: float
    height: int
    total: int
    """Projects with dates, of which the newest are drawn."""


def timeline(reader: User | None, day: date, *chosen: ColumnElement[bool]) -> Timeline:
    """Those whose stages have days, the newest first. Two statements."""
    dated = cast(Project.milestones, String).not_in(("[]", "null"))
    fits = (readable_by(reader), dated, *chosen)
    total = db.session.scalar(select(func.count()).select_from(Project).where(*fits)) or 0
    facts = (Record.number, Record.title, Record.title_en, Project.milestones)
    query = select(*facts).select_from(Project).where(*fits).order_by(Record.id.desc())
    rows = db.session.execute(query.limit(LANES)).all()
    spans = [_spans(milestones, day) for *_names, milestones in rows]
    days = [span.on for each in spans for span in each] + [day]
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    lanes = [
        Lane(number, title, title_en, TOP + 14 + place * LANE, _placed(own, first, last))
        for place, ((number, title, title_en, _told), own) in enumerate(
            zip(rows, spans, strict=True)
        )
    ]
    years = [(_x(date(y, 1, 1), first, last), y) for y in range(first.year, last.year)]
    return Timeline(lanes, years, _x(day, first, last), TOP + LANE * len(lanes) + 6, total)


def _spans(milestones: Sequence[Mapping[str, Any]], day: date) -> list[Span]:
    """Each stage until the next; the last one until today, the conclusion a day alone."""
    told = [(Stage(m["stage"]), date.fromisoformat(m["on"]), m) for m in milestones or ()]
    spans = []
    for place, (stage, on, row) in enumerate(told):
        is_last = place == len(told) - 1
        ends = on if stage is Stage.CONCLUDED else max(day, on)
        until = ends if is_last else told[place + 1][1]
        is_open = is_last and stage is not Stage.CONCLUDED
        spans.append(Span(stage, on, until, str(row.get("proof") or ""), is_open))
    return spans


def _placed(spans: Sequence[Span], first: date, last: date) -> list[Span]:
    placed = []
    for span in spans:
        x = _x(span.on, first, last)
        width = max(4, round(_x(span.until, first, last) - x, 1))
        facts = (span.stage, span.on, span.until, span.proof, span.is_open)
        placed.append(Span(*facts, x, width))
    return placed


def _x(day: date, first: date, last: date) -> float:
    return round(LEFT + (RIGHT - LEFT) * (day - first).days / (last - first).days, 1)
