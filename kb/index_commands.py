"""Index commands: what `flask kb index | rebuild | compare` do, by themselves or through the
indexer that is at work.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from tqdm import tqdm

from kb.clock import utcnow
from kb.db import db, reading
from kb.search import feeding, indexer, library, nodes
from kb.search.engine import EngineUnavailable
from kb.search.index import Index, Locked
from kb.search.nodes import SILENT, SearchNode, Task

PAUSE = 0.5


def catch_up(index: Index) -> None:
    """Index what waits, unless the server's own indexer is at work already."""
    try:
        with index.writing(), _progress("indexing", indexer.waiting()) as update:
            indexer.catch_up(index, update)
    except (EngineUnavailable, OSError) as problem:
        click.echo(f"index: {problem}")


def carry_out(index: Index, task: Task) -> None:
    """Do it, or have the indexer at work do it, and say how far it is. Raises ClickException."""
    try:
        with index.writing(), _progress(task.value, library.publishable()) as update:
            indexer.do(index, task, update)
            while feeding.drain(index.engine(), nodes.join(index.folder))[0]:
                pass
    except Locked as problem:
        _have_done(index, task, problem)
    except (EngineUnavailable, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    node = _node(index)
    if task is Task.REBUILD:
        click.echo(f"index: {index.engine().count()} documents")
    elif node is not None:
        found = f"{node.missing} missing, {node.stale} stale, {node.surplus} surplus"
        click.echo(f"index: {node.compared} records compared; {found}, mended")


def _have_done(index: Index, task: Task, problem: Locked) -> None:
    node, begun = _node(index), utcnow()
    if node is None or node.seen_at < begun - SILENT:
        raise click.ClickException(f"{problem}, and is not the indexer: end it first")
    if not nodes.ask(node.id, task):
        raise click.ClickException(_at_work(_node(index)))
    with tqdm(desc=task.value, disable=None) as bar:
        while (node := _node(index)) is not None and (node.wanted or node.doing):
            if node.seen_at < utcnow() - SILENT:
                raise click.ClickException("The indexer has ended; the next one does it.")
            bar.total = node.total
            bar.update(node.done - bar.n)
            time.sleep(PAUSE)
    if node is not None and node.problem_at and node.problem_at > begun:
        raise click.ClickException(node.problem)


def _at_work(node: SearchNode | None) -> str:
    task = node and (node.doing or node.wanted)
    return f"The indexer is at work already{f' ({task})' if task else ''}. Try again after that."


def _node(index: Index) -> SearchNode | None:
    with reading():
        id = nodes.here(index.folder)
        found = db.session.get(SearchNode, id, populate_existing=True) if id else None
        if found is not None:
            db.session.expunge(found)
        db.session.rollback()
    return found


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[int], object]]:
    with tqdm(total=total or library.publishable(), desc=what, disable=None) as bar:
        yield bar.update
