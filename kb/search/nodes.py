"""Nodes: each index on some machine that follows the changes of this database.

A change is kept until every node has taken it. A node takes exactly the changes that it has read,
never "all up to a number": a change with a smaller number may be committed later.
"""

import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    ForeignKey,
    UniqueConstraint,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import utcnow
from kb.db import Base, db, reading
from kb.search.changes import SearchChange, due

AWAY = timedelta(days=3)
"""A node that gives no sign of life for so long is dropped; when it comes back it is compared."""
SILENT = timedelta(minutes=1)
"""An indexer that gives none for so long is not at work."""
FILE = "node"
"""In the folder of the index: the name of its node, so that a folder put back is known again."""


class Task(StrEnum):
    COMPARE = "compare"
    REBUILD = "rebuild"


class SearchNode(Base):
    """One index, and how its indexer is doing."""

    __tablename__ = "search_node"
    __table_args__ = (UniqueConstraint("host", "folder"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str]
    folder: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    """The last time that its indexer was at work."""
    documents: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    """Bytes on disk."""
    problem: Mapped[str] = mapped_column(default="")
    """What went wrong the last time."""
    problem_at: Mapped[datetime | None]
    wanted: Mapped[Task | None]
    """What somebody has asked it to do; it stays until it is done."""
    doing: Mapped[Task | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    rebuilt_at: Mapped[datetime | None]
    compared_at: Mapped[datetime | None]
    compared: Mapped[int] = mapped_column(default=0)
    """Records that were compared then, and what was found and mended."""
    missing: Mapped[int] = mapped_column(default=0)
    stale: Mapped[int] = mapped_column(default=0)
    surplus: Mapped[int] = mapped_column(default=0)


class SearchTaken(Base):
    """This node has this change in its index, another one has not yet."""

    __tablename__ = "search_taken"

    change_id: Mapped[int] = mapped_column(
        ForeignKey(SearchChange.id, ondelete="CASCADE"), primary_key=True
    )
    node_id: Mapped[int] = mapped_column(
        ForeignKey(SearchNode.id, ondelete="CASCADE"), primary_key=True
    )


def join(folder: Path) -> int:
    """The number of this folder's node; from now on no change passes it by. Commits.

    Earlier ones may have passed a new node by, so it is to be compared. A folder that was copied
    to another place is another node: two that share a name would take changes from each other.
    Raises OSError when the folder cannot be written.
    """
    if (known := here(folder)) is not None:
        return known
    name, place = uuid4().hex, _place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(name)
    db.session.execute(delete(SearchNode).where(*_at(place)))
    made = SearchNode(name=name, host=place[0], folder=place[1], wanted=Task.COMPARE)
    db.session.add(made)
    db.session.commit()
    return made.id


def here(folder: Path) -> int | None:
    """The number of this folder's node, if it has one."""
    try:
        name = (folder / FILE).read_text()
    except (OSError, UnicodeDecodeError):
        return None
    with reading():
        known = select(SearchNode.id).where(SearchNode.name == name, *_at(_place(folder)))
        found = db.session.scalar(known)
        db.session.rollback()
    return found


def waiting(node: int) -> ColumnElement[bool]:
    """The changes that this node has yet to take, and may."""
    taken = select(SearchTaken.node_id).where(
        SearchTaken.change_id == SearchChange.id, SearchTaken.node_id == node
    )
    return due() & ~taken.correlate(SearchChange).exists()


def take(node: int, changes: Sequence[int]) -> None:
    """This node has these changes. The last one to take a change removes it. Commits.

    Where there is no other node, which this one statement sees, that is done at once. One that
    joins later reads the database after it has joined, and so what these changes were about.
    """
    if not changes:
        return
    alone = ~select(SearchNode.id).where(SearchNode.id != node).exists()
    removed = db.session.execute(delete(SearchChange).where(SearchChange.id.in_(changes), alone))
    if isinstance(removed, CursorResult) and removed.rowcount:
        db.session.commit()
        return
    there = select(literal(node), SearchChange.id).where(SearchChange.id.in_(changes))
    db.session.execute(
        insert(SearchTaken).from_select(["node_id", "change_id"], there.where(waiting(node)))
    )
    db.session.commit()
    # Not before: of two nodes that take at the same moment, one must see what the other took.
    sweep(SearchChange.id.in_(changes))


def sweep(*conditions: ColumnElement[bool]) -> None:
    """Remove the changes that every node has. Commits."""
    taken = select(SearchTaken.node_id).where(
        SearchTaken.change_id == SearchChange.id, SearchTaken.node_id == SearchNode.id
    )
    without = select(SearchNode.id).where(~taken.correlate(SearchChange, SearchNode).exists())
    lacked = without.correlate(SearchChange).exists()
    over = select(SearchChange.id).where(due(), ~lacked, *conditions)
    found = db.session.scalars(over.with_for_update(skip_locked=True, of=SearchChange)).all()
    if found:
        db.session.execute(delete(SearchChange).where(SearchChange.id.in_(found)))
    db.session.commit()


def drop_away(node: int) -> None:
    """Keep no changes any longer for nodes that are gone. Commits."""
    gone = SearchNode.seen_at < utcnow() - AWAY
    db.session.execute(delete(SearchNode).where(gone, SearchNode.id != node))
    db.session.commit()


def wanted(node: int) -> Task | None:
    """What it is to do."""
    with reading():
        found = db.session.scalar(select(SearchNode.wanted).where(SearchNode.id == node))
        db.session.rollback()
    return found


def ask(node: int, task: Task) -> bool:
    """Have it do this; False when it has something else to do, or is gone. Commits."""
    asked = _set(node, SearchNode.wanted.is_(None), SearchNode.doing.is_(None), wanted=task)
    db.session.commit()
    return asked > 0


def begin(node: int, task: Task, total: int) -> None:
    """It works at this from now on, on so many records. Commits.

    A rebuild takes the place of a comparison that is wanted by now: it reads all records as well.
    """
    if task is Task.REBUILD:
        _set(node, SearchNode.wanted == Task.COMPARE, wanted=task)
    note(node, doing=task, done=0, total=total, seen_at=utcnow())


def end(node: int, done: Task | None) -> None:
    """It works at nothing any more. What is done is not wanted any longer, but what was asked for
    meanwhile is. Commits.
    """
    if done is not None:
        _set(node, SearchNode.wanted == done, wanted=None)
    note(node, doing=None)


def note(node: int, **values: object) -> None:
    """Write down how the node is doing. Commits."""
    _set(node, **values)
    db.session.commit()


def _set(node: int, *conditions: ColumnElement[bool], **values: object) -> int:
    told = update(SearchNode).where(SearchNode.id == node, *conditions).values(**values)
    found = db.session.execute(told.execution_options(synchronize_session=False))
    return found.rowcount if isinstance(found, CursorResult) else 0


def complain(folder: Path, problem: str) -> None:
    """Keep for the administrator what went wrong with this folder's index. Commits."""
    db.session.rollback()
    told = update(SearchNode).where(*_at(_place(folder)))
    told = told.values(problem=problem[:2000], problem_at=utcnow())
    db.session.execute(told.execution_options(synchronize_session=False))
    db.session.commit()


def _place(folder: Path) -> tuple[str, str]:
    return socket.gethostname(), str(folder.resolve())


def _at(place: tuple[str, str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SearchNode.host == place[0], SearchNode.folder == place[1]
