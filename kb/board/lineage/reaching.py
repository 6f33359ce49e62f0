"""Reaching: all records before and after one, in one statement.

What somebody may not read is not there, and nothing is reached through it.
"""

from functools import lru_cache
from operator import attrgetter

from sqlalchemy import (
    CTE,
    Integer,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from kb.accounts.users import User
from kb.board.lineage.chain import BACK, FORTH
from kb.board.lineage.reading import COLUMNS, DATED, MOST, Node, node
from kb.db import db
from kb.prepared import Prepared
from kb.publishing.links import RecordLink
from kb.publishing.permissions import audiences, readable_to
from kb.publishing.records import Record


def reached(start: int, reader: User | None) -> tuple[dict[int, Node], bool]:
    """One record, those before it and those after it, the nearest first; and whether there are
    more than `MOST` on one side, which are left out.
    """
    rows = _reached(audiences(reader)).rows(db.session.connection(), start=start)
    found, counts = {}, [0, 0]
    for row in sorted(rows, key=_place):
        counts[row.up] += 1
        if counts[row.up] <= MOST + 1:  # The start is among them.
            found[row.id] = node(row)
    return found, max(counts) > MOST + 1


_place = attrgetter("place")


@lru_cache(maxsize=64)
def _reached(belongs: frozenset[str] | None) -> Prepared:
    """Both directions with all that is told of a record, put together once for all of the same
    rights: to put it together takes longer than to run it.
    """
    sides = []
    for up in (True, False):
        ids = select(_walk(up, belongs).c.id).limit(MOST + 2).subquery()
        place = func.row_number().over().label("place")
        sides.append(select(ids.c.id, literal(int(up)).label("up"), place))
    found = union_all(*sides).subquery("found")
    query = select(found.c.up, found.c.place, *COLUMNS).select_from(found)
    query = query.join(Record, Record.id == found.c.id)
    for table in DATED:
        query = query.outerjoin(table, table.c.id == Record.id)
    return Prepared(query)


def _walk(up: bool, belongs: frozenset[str] | None) -> CTE:
    """The records before (`up`) or after one."""
    start = bindparam("start", type_=Integer)
    found = select(start.label("id")).cte("before" if up else "after", recursive=True)
    leads_from, leads_to = (BACK, FORTH) if up else (FORTH, BACK)
    edge = or_(
        and_(RecordLink.from_id == found.c.id, RecordLink.relation.in_(leads_from)),
        and_(RecordLink.to_id == found.c.id, RecordLink.relation.in_(leads_to)),
    )
    other = case((RecordLink.from_id == found.c.id, RecordLink.to_id), else_=RecordLink.from_id)
    more = (
        select(Record.id)
        .select_from(found)
        .join(RecordLink, edge)
        .join(Record, Record.id == other)
        .where(readable_to(belongs))
    )
    return found.union(more)
