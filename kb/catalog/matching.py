"""Matching: which subscriptions a record that has just been published fits, and telling them.

Saved searches are asked in an engine that holds this one record: the same language as the search
box, and no matter how far the indexer has come.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from kb.accounts.users import User
from kb.catalog import asked as asking
from kb.catalog.asked import Asked
from kb.catalog.kind import Kinds
from kb.catalog.meaning import meant
from kb.catalog.site import Site
from kb.db import db, reading
from kb.errors import DomainError
from kb.publishing import subscriptions
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.records import Record
from kb.publishing.subscriptions import Subject, Subscription
from kb.publishing.telling import writers
from kb.search.documents import document
from kb.search.engine import Engine, Everything, Order, Query
from kb.web.languages import speaking

log = logging.getLogger(__name__)


def town_crier(site: Site) -> Callable[[Mapping[str, Any], object], None]:
    """The handler of `followers` jobs: tells who follows this record, or what it is new in."""

    def tell(payload: Mapping[str, Any], _progress: object) -> None:
        with reading():  # Many searches take a while; nobody has to wait for them.
            fitting = _fitting(site, payload["record"]) if payload["is_new"] else {}
            db.session.rollback()
        record = db.session.get(Record, payload["record"])
        if record is None or not _is_seen(record):
            return
        knowing = {payload["by"], *(person.id for person in writers(record))}
        for name, people in fitting.items():
            fresh = select(User).where(User.id.in_(set(people) - knowing))
            notify(db.session.scalars(fresh), Event.NEWS, record, followed=name)
        if not payload["is_new"]:
            others = [one for one in subscriptions.followers(record) if one.id not in knowing]
            notify(others, Event.CHANGED, record)

    return tell


def _is_seen(record: Record) -> bool:
    return record.published_at is not None and record.withdrawn_at is None


def _fitting(site: Site, id: int) -> dict[str, list[int]]:
    """People's ids by the name of what they follow that fits, each under the first that does."""
    people: dict[str, list[int]] = {}
    record, standing = db.session.get(Record, id), subscriptions.standing()
    if record is None or not standing:
        return people
    found: set[int] = set()
    answers: dict[tuple[Subject, str], bool] = {}
    with site.index.apart() as engine:
        engine.write([document(record)], ())
        for one in standing:
            key = (one.subject, one.value)
            if key not in answers:
                answers[key] = False
                with passing_over(one):
                    answers[key] = _fits(one, record, site, engine)
            if answers[key] and one.user_id not in found:
                found.add(one.user_id)
                with speaking(one.user.language):
                    people.setdefault(name_of(one, site), []).append(one.user_id)
    return people


@contextmanager
def passing_over(one: Subscription) -> Iterator[None]:
    """What cannot be asked any more concerns this subscription only: it is logged, and the next has
    its turn. A database that does not answer is met by the next step outside of it.
    """
    id = one.id
    try:
        yield
    except Exception:  # Whatever a stored search makes of the parser or the engine.
        log.exception("subscription %s cannot be asked and is passed over", id)
        db.session.rollback()


def _fits(subscription: Subscription, record: Record, site: Site, engine: Engine) -> bool:
    kinds = site.kinds
    match subscription.subject:
        case Subject.CITY:
            return record.city == subscription.value
        case Subject.LIBRARY:
            kind = kinds.by_name.get(subscription.value)
            return kind is not None and kinds.of(record) in kinds.listed_in(kind)
        case Subject.SEARCH:
            return _finds(read_address(subscription.value, kinds), site, engine)
    return False


def _finds(asked: Asked, site: Site, engine: Engine) -> bool:
    filters = asking.engine_filters(asked)
    kinds = site.kinds
    library = kinds.by_slug.get(asked.path.removeprefix("/"))
    if library is not None:
        names = frozenset(kind.name for kind in kinds.listed_in(library))
        filters["kind"] = filters.get("kind", names) & names
    try:
        node = meant(asked.text, site.naming) if asked.text else Everything()
    except DomainError:
        return False
    # Whether this reader may see the record is asked when they are told.
    query = Query(node=node, audiences=None, filters=filters, order=Order.NEWEST, limit=1)
    return engine.search(query).total > 0


def read_address(address: str, kinds: Kinds) -> Asked:
    """What the address of a list or search asks, without order and page."""
    parts = urlsplit(address)
    asked = asking.read(parts.path, MultiDict(parse_qsl(parts.query)), kinds)
    return asked.plain()


def name_of(subscription: Subscription, site: Site) -> str:
    """What its reader calls it, in the present language."""
    match subscription.subject:
        case Subject.LIBRARY:
            kind = site.kinds.by_name.get(subscription.value)
            return str(kind.label) if kind else subscription.value
        case Subject.CITY:
            return site.naming.value("city", subscription.value)
        case Subject.RECORD:
            return subscription.record.title if subscription.record else ""
    return subscription.name


def readable_name(asked: Asked, site: Site) -> str:
    """A search in words: what was typed, and each filter with its value."""
    return " · ".join(_parts(asked, site))


def _parts(asked: Asked, site: Site) -> Iterator[str]:
    library = site.kinds.by_slug.get(asked.path.removeprefix("/"))
    if library is not None:
        yield str(library.label)
    if asked.text:
        yield f"“{asked.text}”"
    for name, values in asked.filters.items():
        known = [site.naming.value(name, value) for value in values]
        yield f"{site.naming.facet(name)}: {' / '.join(known)}"
