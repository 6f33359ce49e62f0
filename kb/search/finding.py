"""Finding: ask the index, or the database when there is no index to ask."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import add
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select, true

from kb.accounts.users import User
from kb.db import db
from kb.publishing.attachments import Attachment, searchable
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record, RecordText, Tag, record_tag
from kb.search.engine import (
    All,
    Between,
    Engine,
    EngineUnavailable,
    Everything,
    Hits,
    Node,
    Order,
    Phrase,
    Query,
    Some,
    Without,
    Word,
)
from kb.search.index import Index
from kb.search.sounds import by_sound

Filters = Mapping[str, frozenset[str]]
EVERYWHERE: Filters = MappingProxyType({})

ENOUGH = 20
"""Where so many records hold every word of a question, two pages of them, those with only some
words are not looked for: they are most of the library.
"""

LAST = date.max.toordinal() - 1

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    total: int
    ids: Sequence[int]
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    degraded: bool = False
    """True when the database answered: right, but without counts of every facet and rank."""
    whole: bool = False
    """As of hits."""


def find(index: Index, query: Query, reader: User | None, scope: Filters = EVERYWHERE) -> Found:
    """What the index knows, or what the database can tell this reader. Never fails for want of
    an index. `scope` is what of the filters nobody has chosen, as the kinds of a library.
    """
    try:
        hits = search(index.engine(), query, scope)
    except EngineUnavailable as problem:
        log.warning("search falls back to the database: %s", problem)
        return _in_database(query, readable_by(reader))
    return Found(total=hits.total, ids=hits.ids, facets=hits.facets, whole=hits.whole)


def search(engine: Engine, query: Query, scope: Filters = EVERYWHERE) -> Hits:
    """Where nothing at all has the words, Latin letters are taken for pinyin or initials."""
    hits = _hits(engine, query, scope)
    spoken = by_sound(query.node)
    if hits.total or spoken == query.node:
        return hits
    if query.filters != scope:
        wide = replace(query, filters=scope, facets=(), order=Order.NEWEST, offset=0, limit=0)
        if engine.search(wide).total:
            return hits
    return engine.search(replace(query, node=spoken))


def _hits(engine: Engine, query: Query, scope: Filters) -> Hits:
    """Those with every word, where there are enough; else also those with some of them.

    What the reader has chosen does not decide it: choosing a value shows as many as it counts.
    """
    strict = replace(query, node=every_word(query.node))
    if strict.node == query.node:
        return engine.search(query)
    if query.filters == scope:
        hits = engine.search(replace(strict, enough=ENOUGH))
        return replace(hits, whole=True) if hits.total >= ENOUGH else engine.search(query)
    wide = replace(strict, filters=scope, facets=(), order=Order.NEWEST, offset=0, limit=0)
    return engine.search(strict if engine.search(wide).total >= ENOUGH else query)


def every_word(node: Node) -> Node:
    """The question with all its words where some would do. An OR that was typed stays one."""
    match node:
        case Some(parts, typed=typed, pieces=pieces) if typed:
            return All(tuple(map(every_word, parts)), typed, pieces)
        case All(parts):
            return replace(node, parts=tuple(map(every_word, parts)))
        case _:
            return node


def _in_database(query: Query, readable: ColumnElement[bool]) -> Found:
    condition = and_(readable, _matches(query.node))
    held = {name: _holds(name, values) for name, values in query.filters.items()}
    narrowed = and_(condition, *held.values())
    base = select(Record.id).outerjoin(RecordText).where(narrowed)
    total = db.session.scalar(select(func.count()).select_from(base.subquery())) or 0
    ids = db.session.scalars(_ordered(base, query.order).offset(query.offset).limit(query.limit))
    counts = {}
    for name in query.facets:
        if name in COLUMNS:
            # A facet's own filter does not narrow its own counts.
            others = (held[other] for other in held if other != name)
            counts[name] = _counts(name, and_(condition, *others))
    return Found(total=total, ids=tuple(ids), facets=counts, degraded=True)


COLUMNS = {
    "kind": Record.kind,
    "city": Record.city,
    "member": Record.member,
    "year": Record.year,
}


def _counts(name: str, condition: ColumnElement[bool]) -> list[tuple[str, int]]:
    column = COLUMNS[name]
    counted = (
        select(column, func.count())
        .outerjoin(RecordText, RecordText.record_id == Record.id)
        .where(condition, column.is_not(None))
        .group_by(column)
        .order_by(func.count().desc())
    )
    return [(str(value), count) for value, count in db.session.execute(counted)]


def _holds(name: str, values: frozenset[str]) -> ColumnElement[bool]:
    if name == "year":
        # A number of more digits would fit no column.
        return Record.year.in_([int(v) for v in values if v.isdecimal() and len(v) <= 4])
    if name in COLUMNS:
        return COLUMNS[name].in_(values)
    if name == "trait":
        lines = literal("\n") + RecordText.trait + "\n"
        return or_(*(lines.contains(f"\n{value}\n", autoescape=True) for value in values))
    tagged = select(record_tag.c.record_id).join(Tag, Tag.id == record_tag.c.tag_id)
    return Record.id.in_(tagged.where(Tag.name.in_(values), Tag.is_theme.is_(name == "theme")))


def _ordered(query: Select[int], order: Order) -> Select[int]:
    if order is Order.TITLE:
        return query.order_by(Record.title, Record.id)
    return query.order_by(Record.published_on.desc().nulls_last(), Record.id.desc())


def _matches(node: Node) -> ColumnElement[bool]:
    match node:
        case Everything():
            return true()
        case Word(text, "city" | "kind" | "year" as field):
            return _holds(field, frozenset({text}))
        case Word(text) | Phrase(text):
            columns = (Record.title, Record.title_en, Record.summary, Record.number)
            texts = (*columns, RecordText.plain, RecordText.facts)
            own = (column.icontains(text, autoescape=True) for column in texts)
            return or_(*own, Record.id.in_(_with_file(text)))
        case All(parts):
            return and_(true(), *(_matches(part) for part in parts))
        case Some(parts, minimum) if minimum > 1:
            each = [case((_matches(part), 1), else_=0) for part in parts]
            return reduce(add, each) >= minimum
        case Some(parts):
            return or_(*(_matches(part) for part in parts))
        case Between("day", low, high):
            return _came_out(*(date.fromordinal(max(1, min(day, LAST))) for day in (low, high)))
        case Between(_, low, high):
            return Record.year.between(low, high)
        case Without(part):
            return not_(func.coalesce(_matches(part), False))


def _came_out(first: date, last: date) -> ColumnElement[bool]:
    """As the index counts it: on the day that it bears, else when it was published here."""
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last))
    here = and_(Record.published_at >= start, Record.published_at < end + timedelta(days=1))
    unnamed = and_(Record.published_on.is_(None), here)
    return or_(Record.published_on.between(first, last), unnamed)


def _with_file(text: str) -> Select[int]:
    """The records with a file that everybody may read who may read them, and that has this."""
    columns = (Attachment.name, Attachment.text)
    return (
        select(Attachment.record_id)
        .join(Record, Record.id == Attachment.record_id)
        .where(searchable(), or_(*(column.icontains(text, autoescape=True) for column in columns)))
        .correlate(None)
    )
