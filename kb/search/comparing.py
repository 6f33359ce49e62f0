"""Comparing: whether the index holds what the database says, record by record; what differs is
mended by ordinary changes.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select

from kb.clock import utcnow
from kb.db import db, reading
from kb.search import library, nodes
from kb.search.changes import SearchChange
from kb.search.digests import digest
from kb.search.engine import Engine
from kb.search.feeding import drain
from kb.search.index import Index
from kb.search.library import BATCH

LAST = 2**31 - 1
"""No record has a higher number."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Comparison:
    """Numbers of the records that differ, of so many."""

    records: int
    missing: frozenset[int]
    """Not in the index, though they belong there."""
    stale: frozenset[int]
    """In the index as they no longer are."""
    surplus: frozenset[int]
    """In the index, though readers may not have them any more."""

    @property
    def differing(self) -> list[int]:
        return sorted(self.missing | self.stale | self.surplus)


def compare(index: Index, progress: Callable[[int], object] | None = None) -> Comparison:
    """Look at every record, note the result with the node, and leave a change for each that
    differs. For who holds the index's lock. Raises EngineUnavailable.
    """
    node, engine = nodes.join(index.folder), index.engine()
    suspects: set[int] = set()
    records = last = 0
    while last < LAST:
        batch = library.after(last)
        upto = batch[-1].id if len(batch) == BATCH else LAST
        wanted = {made.id: digest(made) for made in batch}
        suspects |= _differing(wanted, engine.digests(last + 1, upto))
        last, records = upto, records + len(batch)
        if progress:
            progress(len(batch))
    # What was changed a moment ago differs rightly; it is looked at again when it has come.
    while drain(index.engine(), node)[0]:
        pass
    found = _looked_at_again(index.engine(), node, sorted(suspects), records)
    _mend(found.differing)
    _keep(node, found)
    return found


def _differing(wanted: Mapping[int, int], known: Mapping[int, int]) -> set[int]:
    return {id for id in wanted.keys() | known.keys() if wanted.get(id) != known.get(id)}


def _looked_at_again(engine: Engine, node: int, suspects: list[int], records: int) -> Comparison:
    missing: set[int] = set()
    stale: set[int] = set()
    surplus: set[int] = set()
    for start in range(0, len(suspects), BATCH):
        part = suspects[start : start + BATCH]
        wanted = {made.id: digest(made) for made in library.of_records(part)}
        known = engine.digests(part[0], part[-1])
        waits = _waiting(node, part)
        for id in set(part) - waits:
            if id not in wanted:
                surplus |= {id} & known.keys()
            elif id not in known:
                missing.add(id)
            elif wanted[id] != known[id]:
                stale.add(id)
    return Comparison(records, frozenset(missing), frozenset(stale), frozenset(surplus))


def _waiting(node: int, records: list[int]) -> set[int]:
    with reading():
        of_these = SearchChange.record_id.in_(records)
        found = db.session.scalars(
            select(SearchChange.record_id).where(nodes.waiting(node), of_these)
        ).all()
        db.session.rollback()
    return set(found)


def _mend(records: list[int]) -> None:
    if records:
        now = utcnow()
        rows = [{"record_id": id, "due_at": now} for id in records]
        db.session.execute(insert(SearchChange), rows)
        db.session.commit()


def _keep(node: int, found: Comparison) -> None:
    counts = {name: len(getattr(found, name)) for name in ("missing", "stale", "surplus")}
    if found.differing:
        log.warning("index and database differed, and are mended: %s", counts)
    nodes.note(node, compared_at=utcnow(), compared=found.records, **counts)
