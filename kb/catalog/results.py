"""Results: one page of a list or a search, ready to be drawn, for pages and API alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.catalog import asked as asking
from kb.catalog import hits as found_hits
from kb.catalog import layouts, months, nothing
from kb.catalog.asked import RANGE, Asked, View
from kb.catalog.called import called
from kb.catalog.facets import facet
from kb.catalog.kind import RecordKind
from kb.catalog.leading import led
from kb.catalog.meaning import meant, understood
from kb.catalog.naming import Naming, nothing_found_advice
from kb.catalog.site import site
from kb.catalog.spoken import spoken
from kb.db import db
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record
from kb.search.engine import Everything, Order, Query
from kb.search.finding import Filters, Found, find
from kb.search.index import Index
from kb.search.meant import nearer
from kb.web.paging import Page

LISTED, FOUND, TABLED = 20, 10, 50
"""Records on a page of a list, on one of a search, where the first few are what is wanted, and
lines of a table.
"""
DEEPEST = 10_000
"""No page begins behind this hit: whoever comes so far needs other words."""
NO_KIND = frozenset({"-"})
"""What no record is: a list asked for kinds that it does not hold is empty."""


@dataclass(frozen=True)
class Searched:
    """What was asked and found, before it is worded."""

    asked: Asked
    query: Query
    found: Found
    page: Page
    scope: Filters
    kinds: Sequence[RecordKind] = ()
    """Of the list that was asked; none named are all."""


def search(
    index: Index,
    asked: Asked,
    reader: User | None,
    kinds: Sequence[RecordKind],
    facets: Sequence[str],
) -> Searched:
    """Ask for one page of records of these kinds; no kinds named are all of them."""
    size = TABLED if asked.view is View.TABLE else FOUND if asked.text else LISTED
    query = replace(
        _query(asked, reader, kinds),
        facets=tuple(dict.fromkeys("trait" if n not in asking.COMMON else n for n in facets)),
        offset=(min(asked.page, DEEPEST // size) - 1) * size,
        limit=size,
    )
    ask = _news if asked.is_news else find
    found = ask(index, query, reader, _scope(kinds))
    page = Page(asked.page, size, min(found.total, DEEPEST))
    if page.number > page.last:
        # Past the end is the last page: a list may have become shorter since its links were drawn.
        return search(index, asked.on_page(page.last), reader, kinds, facets)
    return Searched(asked, query, found, page, _scope(kinds), kinds)


def _news(index: Index, query: Query, reader: User | None, scope: Filters) -> Found:
    """What was published last comes first. The index orders by the day that a record bears, so the
    database puts them in order.
    """
    every = replace(query, order=Order.NEWEST, offset=0, limit=DEEPEST)
    found = find(index, every, reader, scope)
    rows = select(Record.id).where(Record.id.in_(found.ids), readable_by(reader))
    rows = rows.order_by(Record.published_at.desc(), Record.id.desc())
    ids = db.session.scalars(rows.offset(query.offset).limit(query.limit))
    return replace(found, ids=tuple(ids))


def _query(asked: Asked, reader: User | None, kinds: Sequence[RecordKind]) -> Query:
    filters = asking.engine_filters(asked)
    if kinds:
        names = frozenset(kind.name for kind in kinds)
        filters["kind"] = (filters.get("kind", names) & names) or NO_KIND
    return Query(
        node=meant(asked.text, site().naming) if asked.text else Everything(),
        audiences=audiences(reader),
        filters=filters,
        order=asked.shown_order,
        near_city=own_city(reader) if asked.near else "",
        limit=DEEPEST,
    )


def own_city(reader: User | None) -> str:
    """The city that they stand for, or that of their organisation; empty for all others."""
    if reader is None:
        return ""
    return reader.city or site().naming.value("member_city", reader.member or "")


def _scope(kinds: Sequence[RecordKind]) -> Filters:
    """The filters that a list has before its reader chooses any."""
    return {"kind": frozenset(kind.name for kind in kinds)} if kinds else {}


def every_id(
    index: Index, asked: Asked, reader: User | None, kinds: Sequence[RecordKind]
) -> Sequence[int]:
    """All that is found, in its order, up to DEEPEST: what an export holds."""
    return find(index, _query(asked, reader, kinds), reader, _scope(kinds)).ids


def newest_ids(index: Index, asked: Asked, kinds: Sequence[RecordKind], most: int) -> Sequence[int]:
    """What was published last of what everybody may read: what a feed holds."""
    query = replace(_query(asked, None, kinds), limit=most)
    return _news(index, query, None, _scope(kinds)).ids


def hits(searched: Searched, reader: User | None, naming: Naming) -> list[dict[str, Any]]:
    """The found records as lists show them, with the ways to the places that answer."""
    is_list = searched.asked.view is View.LIST
    node = searched.query.node if is_list else Everything()
    return led(found_hits.described(searched.found.ids, node, reader, naming))


def described(
    searched: Searched, reader: User | None, naming: Naming, index: Index, facets: Sequence[str]
) -> dict[str, Any]:
    """All that the list templates need, as one `results` object."""
    asked, found, page = searched.asked, searched.found, searched.page
    shown = hits(searched, reader, naming)
    sides = [one for name in facets if (one := facet(name, asked, found.facets, naming))]
    return {
        "query": asked.text,
        "path": asked.path,
        "total": found.total,
        "page": {
            "number": page.number,
            "addresses": {n: asked.on_page(n).address() for n in page.numbers if n is not None},
        },
        "facets": sides,
        "has_bars": any(one["bars"] for one in sides),
        "first_year": "".join(asked.filters.get("from", ())),
        "last_year": "".join(asked.filters.get("to", ())),
        "words": spoken(asked, naming),
        "chips": _chips(asked, naming),
        "clear_href": asked.without_filters().address(),
        "orders": layouts.orders(asked),
        "views": layouts.views(asked, searched.kinds or naming.kinds),
        "view": asked.view.value,
        "month": _month(searched, reader, naming, index),
        "called": called(asked, naming),
        "near": layouts.preference(asked, searched.query.near_city, shown, naming),
        "feed_href": feed_address(asked),
        "hits": shown,
        "did_you_mean": _did_you_mean(searched, index),
        "advice": [] if shown else nothing_found_advice(asked.text, bool(asked.filters)),
        "nothing": None if shown else _nothing(searched, naming, index),
        "degraded": found.degraded,
    }


def _chips(asked: Asked, naming: Naming) -> list[dict[str, str]]:
    return [
        {
            "label": f"{naming.facet(name)}: {naming.value(name, value)}",
            "href": asked.toggled(name, value).address(),
        }
        for name, values in asked.filters.items()
        for value in values
        if name in asking.COMMON or name in RANGE or name in naming.traits
    ]


def _month(
    searched: Searched, reader: User | None, naming: Naming, index: Index
) -> dict[str, Any] | None:
    """The calendar, where it is asked for."""
    asked = searched.asked
    if asked.view is not View.CALENDAR:
        return None
    ids = every_id(index, asked._replace(order=Order.NEWEST), reader, searched.kinds)
    return months.described(asked, ids, reader, naming)


def feed_address(asked: Asked) -> str:
    """Where the same is found as an Atom feed."""
    return asked.plain()._replace(path=f"{asked.path}.atom").address()


def _did_you_mean(searched: Searched, index: Index) -> dict[str, Any] | None:
    asked, total = searched.asked, searched.found.total
    if not asked.text or asked.page > 1 or searched.found.degraded:
        return None
    understand = partial(understood, naming=site().naming)
    other = nearer(index, asked.text, searched.query, total, understand, whole=searched.found.whole)
    if other is None:
        return None
    address = asked.with_text(other.text).address()
    return {"text": other.text, "total": other.total, "href": address}


def _nothing(searched: Searched, naming: Naming, index: Index) -> dict[str, Any]:
    return nothing.described(index, searched.asked, searched.query, searched.scope, naming)


def tabs(searched: Searched, naming: Naming) -> list[dict[str, Any]]:
    """One tab for everything and one for each library, with the counts of this search."""
    asked = searched.asked
    counts = dict(searched.found.facets.get("kind", ()))
    chosen = asked.filters.get("kind", ())
    everything = {
        "label": _("All"),
        "count": sum(counts.values()),
        "href": asked.only("kind", ()).address(),
        "current": not chosen,
    }
    return [everything] + [
        {
            "label": label,
            "count": counts.get(name, 0),
            "href": asked.only("kind", (name,)).address(),
            "current": chosen == (name,),
        }
        for name, label in naming.values("kind").items()
    ]
