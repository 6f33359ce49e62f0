"""State: how the indexes are doing, as the administrator and the health page are told.

What is told of this node's folder is looked at, not remembered: whoever cannot write the index
can often not write the database either.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select

from kb.clock import utcnow
from kb.db import db
from kb.search import nodes
from kb.search.changes import SearchChange
from kb.search.engine import EngineUnavailable
from kb.search.index import Index
from kb.search.nodes import SILENT, SearchNode

LEAST_FREE = 100_000_000
"""Bytes that must be free beside the room for a second index."""


class Trouble(StrEnum):
    MISSING = "missing"
    OLD_FORMAT = "old format"
    NOT_WRITABLE = "not writable"
    DISK_FULL = "disk full"
    LOCKED = "locked"
    SILENT = "silent"
    FAILING = "failing"


@dataclass(frozen=True)
class NodeState:
    node: SearchNode
    waiting: int
    """Changes that it has yet to take."""
    lag: timedelta
    """For how long the oldest of them has been waiting."""
    is_here: bool
    """It is the one that this very process reads."""
    is_silent: bool
    is_failing: bool
    """What it tried last went wrong."""


def nodes_now(index: Index) -> list[NodeState]:
    """Every index of this database, the own one first."""
    own = nodes.here(index.folder)
    rows = db.session.scalars(select(SearchNode).order_by(SearchNode.host, SearchNode.id))
    found = [state_of(node, node.id == own) for node in rows]
    return sorted(found, key=lambda state: not state.is_here)


def own_state(index: Index) -> NodeState | None:
    """Of the index that this process reads; None before its indexer has begun."""
    node = db.session.get(SearchNode, nodes.here(index.folder) or 0)
    return state_of(node, True) if node else None


def state_of(node: SearchNode, is_here: bool) -> NodeState:
    now = utcnow()
    counted = select(func.count(SearchChange.id), func.min(SearchChange.due_at))
    waiting, oldest = db.session.execute(counted.where(nodes.waiting(node.id))).one()
    return NodeState(
        node=node,
        waiting=waiting,
        lag=max(now - oldest, timedelta(0)) if oldest else timedelta(0),
        is_here=is_here,
        is_silent=node.seen_at < now - SILENT,
        is_failing=node.problem_at is not None and node.problem_at > node.seen_at,
    )


def troubles(index: Index, own: NodeState | None) -> list[tuple[Trouble, str]]:
    """What is wrong with this node's index, each with a detail: a reason, a folder, a process."""
    return [*_of_index(index), *_of_folder(index), *_of_indexer(index, own)]


def _of_index(index: Index) -> list[tuple[Trouble, str]]:
    try:
        index.engine().count()
    except EngineUnavailable as problem:
        return [(Trouble.MISSING, str(problem))]
    try:
        index.engine().check_current()
    except EngineUnavailable as problem:
        return [(Trouble.OLD_FORMAT, str(problem))]
    return []


def _of_folder(index: Index) -> list[tuple[Trouble, str]]:
    folder = index.folder
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return [(Trouble.NOT_WRITABLE, str(folder))]
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE + index.size():
        return [(Trouble.DISK_FULL, str(free // 1_000_000))]
    return []


def _of_indexer(index: Index, own: NodeState | None) -> list[tuple[Trouble, str]]:
    if own is not None and own.is_failing:
        return [(Trouble.FAILING, own.node.problem)]
    if own is not None and not own.is_silent:
        return []
    if index.is_locked():
        return [(Trouble.LOCKED, index.holder())]
    return [(Trouble.SILENT, "")]
