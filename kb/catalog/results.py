"""Results: one page of a list or a search, ready to be drawn, for pages and API alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from kb.accounts.users import User
from kb.catalog import asked as asking
from kb.catalog import hits as found_hits
from kb.catalog import nothing
from kb.catalog.asked import Asked
from kb.catalog.kind import RecordKind
from kb.catalog.meaning import meant, understood
from kb.catalog.naming import ORDER_LABELS, Naming, nothing_found_advice
from kb.catalog.site import site
from kb.publishing.permissions import audiences
from kb.search.engine import Everything, Order, Query
from kb.search.finding import Filters, Found, find
from kb.search.index import Index
from kb.search.meant import nearer
from kb.web.paging import Page

LISTED, FOUND = 20, 10
"""Records on a page of a list, and on one of a search, where the first few are what is wanted."""
DEEPEST = 10_000
"""No page begins behind this hit: whoever comes so far needs other words."""
NO_KIND = frozenset({"-"})
"""What no record is: a list asked for kinds that it does not hold is empty."""
SHOWN_VALUES, OPEN_VALUES = 12, 8
"""Values of a facet that a page has at most, and those that are not folded away."""


@dataclass(frozen=True)
class Searched:
    """What was asked and found, before it is worded."""

    asked: Asked
    query: Query
    found: Found
    page: Page
    scope: Filters


def search(
    index: Index,
    asked: Asked,
    reader: User | None,
    kinds: Sequence[RecordKind],
    facets: Sequence[str],
) -> Searched:
    """Ask for one page of records of these kinds; no kinds named are all of them."""
    size = FOUND if asked.text else LISTED
    query = replace(
        _query(asked, reader, kinds),
        facets=tuple(dict.fromkeys("trait" if n not in asking.COMMON else n for n in facets)),
        offset=(min(asked.page, DEEPEST // size) - 1) * size,
        limit=size,
    )
    found = find(index, query, reader, _scope(kinds))
    page = Page(asked.page, size, min(found.total, DEEPEST))
    if page.number > page.last:
        # Past the end is the last page: a list may have become shorter since its links were drawn.
        return search(index, asked.on_page(page.last), reader, kinds, facets)
    return Searched(asked, query, found, page, _scope(kinds))


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
        limit=DEEPEST,
    )


def _scope(kinds: Sequence[RecordKind]) -> Filters:
    """The filters that a list has before its reader chooses any."""
    return {"kind": frozenset(kind.name for kind in kinds)} if kinds else {}


def every_id(
    index: Index, asked: Asked, reader: User | None, kinds: Sequence[RecordKind]
) -> Sequence[int]:
    """All that is found, in its order, up to DEEPEST: what an export holds."""
    return find(index, _query(asked, reader, kinds), reader, _scope(kinds)).ids


def hits(searched: Searched, reader: User | None, naming: Naming) -> list[dict[str, Any]]:
    """The found records as lists show them."""
    return found_hits.described(searched.found.ids, searched.query.node, reader, naming)


def described(
    searched: Searched, reader: User | None, naming: Naming, index: Index, facets: Sequence[str]
) -> dict[str, Any]:
    """All that the list templates need, as one `results` object."""
    asked, found, page = searched.asked, searched.found, searched.page
    shown = hits(searched, reader, naming)
    return {
        "query": asked.text,
        "path": asked.path,
        "total": found.total,
        "page": {
            "number": page.number,
            "addresses": {n: asked.on_page(n).address() for n in page.numbers if n is not None},
        },
        "facets": [facet for name in facets if (facet := _facet(name, searched, naming))],
        "chips": _chips(asked, naming),
        "clear_href": asked.without_filters().address(),
        "orders": _orders(asked),
        "hits": shown,
        "did_you_mean": _did_you_mean(searched, index),
        "advice": [] if shown else nothing_found_advice(bool(asked.filters)),
        "nothing": None if shown else _nothing(searched, naming, index),
        "degraded": found.degraded,
    }


def _facet(name: str, searched: Searched, naming: Naming) -> dict[str, Any] | None:
    asked = searched.asked
    counted = searched.found.facets.get(name if name in asking.COMMON else "trait", ())
    counts = dict(counted)
    if name not in asking.COMMON:
        prefix = f"{name}="
        counts = {v.removeprefix(prefix): n for v, n in counted if v.startswith(prefix)}
    labels = naming.values(name)
    chosen = asked.filters.get(name, ())
    order = [value for value in labels if value in counts] or sorted(
        counts, key=lambda value: (-counts[value], value)
    )
    if name == "year":
        order = sorted(counts, reverse=True)
    order = [*order, *(value for value in chosen if value not in counts)]
    if not order:
        return None
    first = [v for place, v in enumerate(order) if place < SHOWN_VALUES or v in chosen]
    boxes = [
        _box(name, value, labels.get(value, value), value in chosen)
        + f"<small>{counts.get(value, 0)}</small></label>\n"
        for value in first
    ]
    return {
        "name": name,
        "label": naming.facet(name),
        "values": [
            {"value": value, "label": labels.get(value, value), "count": counts.get(value, 0)}
            for value in first
        ],
        "boxes": Markup("".join(boxes[:OPEN_VALUES])),
        "folded": Markup("".join(boxes[OPEN_VALUES:])),
        "folded_count": len(boxes[OPEN_VALUES:]),
        "is_open": any(value in chosen for value in first[OPEN_VALUES:]),
        "more": len(first) < len(order),
    }


@lru_cache(maxsize=2048)
def _box(name: str, value: str, label: str, checked: bool) -> str:
    """One value to choose, up to its count. Every page has dozens of them, mostly the same ones:
    drawn by a template they took a quarter of its time.
    """
    box = Markup(
        '<label><input type="checkbox" form="search" id="{0}-{1}" name="{0}" value="{1}"{2}>{3}'
    )
    return str(box.format(name, value, " checked" if checked else "", label))


def _chips(asked: Asked, naming: Naming) -> list[dict[str, str]]:
    return [
        {
            "label": f"{naming.facet(name)}: {naming.value(name, value)}",
            "href": asked.toggled(name, value).address(),
        }
        for name, values in asked.filters.items()
        for value in values
        if name in asking.COMMON or name in naming.traits
    ]


def _orders(asked: Asked) -> list[dict[str, Any]]:
    orders = [order for order in Order if asked.text or order is not Order.RELEVANCE]
    return [
        {
            "label": str(ORDER_LABELS[order]),
            "href": asked.ordered(order).address(),
            "current": order is asked.shown_order,
        }
        for order in orders
    ]


def _did_you_mean(searched: Searched, index: Index) -> dict[str, Any] | None:
    asked, total = searched.asked, searched.found.total
    if not asked.text or asked.page > 1 or searched.found.degraded:
        return None
    understand = partial(understood, naming=site().naming)
    other = nearer(index, asked.text, searched.query, total, understand)
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
