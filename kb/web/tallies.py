"""Tallies: what is counted once for all readers with the same rights, as long as nothing changes.

Kept by each process, and never stale: a tally is given again only while the number in
`site_version`, which every transaction that changes something for readers replaces, and the day in
Shanghai are those of its counting. The number is read before what is counted.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app, has_request_context, request
from sqlalchemy import select

from kb.clock import today
from kb.db import SAFE_METHODS, db, is_reading
from kb.web.site_version import NUMBER, ROW, SiteVersion

MOST = 400
"""Tallies that one process keeps; those least asked for are thrown away first."""
_PLACE = "kb_tallies"

Counted = TypeVar("Counted")


class Tallies:
    """By key, each with the state of the site in which it was counted."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, state: object) -> tuple[object, Any] | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != state:
                return None
            self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, state: object, counted: object) -> None:
        with self._lock:
            self._kept[key] = (state, counted)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def install(app: Flask) -> None:
    """Have tallies kept, unless KB_PAGE_CACHE=0 draws every page anew."""
    if app.config.get("KB_PAGE_CACHE", True):
        app.extensions[_PLACE] = Tallies()


def tallied(key: Hashable, count: Callable[[], Counted]) -> Counted:
    """What `count` gives, which nobody may change afterwards.

    `key` says all that it depends on beside what is stored: what is counted, of what, in which
    language, and which audiences the reader belongs to. Nothing is kept of what a request counts
    that may have changed something itself, nor outside of requests.
    """
    if not (has_request_context() and is_reading() and request.method in SAFE_METHODS):
        return count()
    tallies: Tallies | None = current_app.extensions.get(_PLACE)
    number = _number() if tallies is not None else None
    if tallies is None or number is None:
        return count()
    state = (number, today())
    found = tallies.get(key, state)
    if found is None:
        counted = count()
        tallies.put(key, state, counted)
        return counted
    value: Counted = found[1]
    return value


def _number() -> int | None:
    """The site's number: as the page cache has read it before this request's transaction began,
    else as that transaction sees it.
    """
    if NUMBER not in request.environ:
        wanted = select(SiteVersion.number).where(SiteVersion.id == ROW)
        request.environ[NUMBER] = db.session.scalar(wanted)
    number: int | None = request.environ[NUMBER]
    return number
