"""Reading: the records of a line with their days, as far as the reader may read them.

What somebody may not read is not there, and nothing is reached through it. The number of
statements is fixed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import cycle
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    union,
)

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.board.lineage import chain
from kb.board.lineage.chain import BACK, DESCENT, FORTH, PLACES, Step
from kb.board.lineage.graph import Edge
from kb.bulletin.articles import Article
from kb.clock import local, midnight
from kb.db import db
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.libraries.outcomes import Outcome, OutcomeType
from kb.libraries.projects import Project, Stage
from kb.prepared import Prepared
from kb.publishing.links import RecordLink, Relation
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.research.topics import Topic

MOST = 60
"""Records before one, and after it, that a line shows."""
MOST_LINKS = 20_000
"""Links that the overview looks at; the newest."""

OUTCOME, PROJECT, TOPIC, ACTIVITY, ARTICLE = (
    model.__table__ for model in (Outcome, Project, Topic, Activity, Article)
)
DATED = (OUTCOME, PROJECT, TOPIC, ACTIVITY, ARTICLE)
LANDED = (Stage.LANDED, Stage.OPERATING, Stage.CONCLUDED)
TRAITS = {"outcome": OUTCOME, "activity": ACTIVITY, "article": ARTICLE}
ADOPTED = select(Adoption.case_id).where(Adoption.state == AdoptionState.CONFIRMED)
NO_END = or_(
    and_(Record.kind == "project", PROJECT.c.stage.not_in(LANDED)),
    and_(Record.kind == "outcome", OUTCOME.c.outcome_type == OutcomeType.AWARD),
    and_(Record.kind == "case_study", Record.id.in_(ADOPTED)),
)
"""What needs nothing to follow it: what has not landed, honours, cases that others have adopted."""
DAY: ColumnElement[date | None] = func.coalesce(
    OUTCOME.c.achieved_on,
    PROJECT.c.landed_on,
    TOPIC.c.begun_on,
    ACTIVITY.c.starts_on,
    Record.published_on,
)
"""When it happened, where the record says so; else its year, else the day of its publication."""


def until(day: date) -> ColumnElement[bool]:
    """The WHERE clause of what happened on this day or before; as `node` reckons."""
    year = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    by_year = and_(Record.year.is_not(None), Record.year <= year)
    published = and_(Record.year.is_(None), Record.published_at < midnight(day + timedelta(1)))
    return or_(day >= DAY, and_(DAY.is_(None), or_(by_year, published)))


@dataclass(frozen=True)
class Node:
    """One record of a line."""

    id: int
    kind: str
    number: str
    title: str
    title_en: str
    city: str | None
    member: str | None
    day: date | None
    """When it happened; of what is known to the year, its last day."""
    step: Step | None
    year: int | None = None
    """Of what is known to the year alone."""
    no_end: bool = False
    """Nothing need follow it."""


def joined(query: Select[Any]) -> Select[Any]:
    """With the columns that tell steps apart and days."""
    query = query.select_from(Record)
    for table in DATED:
        query = query.outerjoin(table, table.c.id == Record.id)
    return query


COLUMNS = (
    *(Record.id, Record.kind, Record.number, Record.title, Record.title_en),
    *(Record.city, Record.member, Record.year, Record.published_at, DAY.label("day")),
    *(OUTCOME.c.outcome_type, ACTIVITY.c.activity_kind, ARTICLE.c.genre),
    NO_END.label("no_end"),
)


def node(row: Row[Any]) -> Node:
    """A row of `COLUMNS` as a node."""
    traits = {name: str(getattr(row, name) or "") for name in _TRAITS}
    step = chain.step_of(row.kind, traits)
    facts = (row.id, row.kind, row.number or "", row.title, row.title_en, row.city, row.member)
    if row.day is None and row.year is not None:
        return Node(*facts, date(row.year, 12, 31), step, row.year, bool(row.no_end))
    return Node(*facts, row.day or _local(row.published_at), step, None, bool(row.no_end))


_TRAITS = ("outcome_type", "activity_kind", "genre")


def _local(instant: datetime | None) -> date | None:
    return local(instant).date() if instant is not None else None


def is_step(steps: Iterable[Step]) -> ColumnElement[bool]:
    """The WHERE clause of the records of these steps; for `joined` queries."""
    return or_(false(), *(_is(step) for step in steps))


def _is(step: Step) -> ColumnElement[bool]:
    place = PLACES[step]
    own = Record.kind == place.kind
    if place.trait:
        return and_(own, TRAITS[place.kind].c[place.trait] == place.value)
    others = [each for each in PLACES.values() if each.kind == place.kind and each.trait]
    return and_(own, *(TRAITS[e.kind].c[e.trait] != e.value for e in others))


def nodes(ids: Iterable[int], reader: User | None) -> dict[int, Node]:
    """Those of them that the reader may read."""
    wanted = joined(select(*COLUMNS)).where(Record.id.in_(list(ids)), readable_by(reader))
    return {row.id: node(row) for row in db.session.execute(wanted)}


def edges_among(ids: Iterable[int]) -> list[Edge]:
    """The links between the records of one line, from the former to the later."""
    among = list(ids)
    size = next(size for size in _SIZES if size >= len(among))
    given = {f"id_{place}": id for place, id in zip(range(size), cycle(among))}
    return [_edge(*row) for row in _among(size).rows(db.session.connection(), **given)]


def _edges() -> Select[int, int, Relation]:
    names = (RecordLink.from_id, RecordLink.to_id, RecordLink.relation)
    return select(*names).where(RecordLink.relation.in_(DESCENT))


_SIZES = (4, 16, 2 * MOST + 1)


@lru_cache(maxsize=len(_SIZES))
def _among(size: int) -> Prepared:
    """The question about so many, of whom some may be named more than once."""
    ids = [bindparam(f"id_{place}", type_=Integer) for place in range(size)]
    wanted = _edges().where(RecordLink.from_id.in_(ids), RecordLink.to_id.in_(ids))
    return Prepared(wanted.order_by(RecordLink.id))


def _edge(origin: int, target: int, relation: Relation) -> Edge:
    return (origin, target) if relation in FORTH else (target, origin)


def all_edges(reader: User | None) -> list[Edge]:
    """The links between steps of the chain that the reader may read."""
    newest = _edges().order_by(RecordLink.id.desc()).limit(MOST_LINKS)
    edges = [_edge(*row) for row in reversed(db.session.execute(newest).all())]
    linked = union(select(RecordLink.from_id), select(RecordLink.to_id))
    steps = joined(select(Record.id)).where(
        readable_by(reader), is_step(Step), Record.id.in_(linked)
    )
    seen = set(db.session.scalars(steps)) if edges else set()
    return [(before, after) for before, after in edges if before in seen and after in seen]


def followed_by(steps: Sequence[Step], reader: User | None) -> list[Select[Any]]:
    """The numbers (ids) of records that a record of these steps follows, as two subqueries."""
    fits = (readable_by(reader), is_step(steps))
    forth = joined(select(RecordLink.from_id)).join(RecordLink, RecordLink.to_id == Record.id)
    back = joined(select(RecordLink.to_id)).join(RecordLink, RecordLink.from_id == Record.id)
    return [
        forth.where(RecordLink.relation.in_(FORTH), *fits).correlate(None),
        back.where(RecordLink.relation.in_(BACK), *fits).correlate(None),
    ]
