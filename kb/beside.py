"""Beside: an indexer in a process of its own while many records are loaded.

Loading and indexing each keep a processor busy; one after the other they take twice as long.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import cast

from flask import Flask

from kb.db import db
from kb.search import indexer
from kb.search.index import Index

MANY = 1000
"""So many records are worth a process."""


@contextmanager
def indexing(app: Flask, index: Index, records: int) -> Iterator[None]:
    """Index what comes meanwhile; what is left at the end is the caller's."""
    if records < MANY:
        yield
        return
    # Neither a connection nor an open index survives the way into another process.
    db.session.close()
    db.engine.dispose()
    index.close()
    fork = get_context("fork")
    stop = fork.Event()
    child = fork.Process(target=_watch, args=(app, index, stop), name="indexer")
    child.start()
    try:
        yield
    finally:
        stop.set()
        child.join()


def _watch(app: Flask, index: Index, stop: Event) -> None:
    # The same two methods as an event of threads.
    indexer.watch(index, app.app_context, cast(threading.Event, stop))
