"""Layouts: the orders and views that a list offers, and what ranks higher for its reader."""

from collections.abc import Iterable, Sequence
from typing import Any

from kb.catalog.asked import Asked, View
from kb.catalog.kind import RecordKind
from kb.catalog.months import dated
from kb.catalog.naming import ORDER_LABELS, VIEW_LABELS, Naming
from kb.search.engine import Order


def orders(asked: Asked) -> list[dict[str, Any]]:
    """Ways to order what is found."""
    offered = [order for order in Order if asked.text or order is not Order.RELEVANCE]
    return [
        {
            "name": order.value,
            "label": str(ORDER_LABELS[order]),
            "href": asked.ordered(order).address(),
            "current": order is asked.shown_order,
        }
        for order in offered
    ]


def views(asked: Asked, kinds: Iterable[RecordKind]) -> list[dict[str, Any]]:
    """Ways to lay out what is found; a calendar where days matter."""
    offered = [View.LIST, View.TABLE, *([View.CALENDAR] if dated(kinds) else [])]
    return [
        {
            "label": str(VIEW_LABELS[view]),
            "href": asked.viewed(view).address(),
            "current": view is asked.view,
        }
        for view in offered
    ]


def preference(
    asked: Asked, city: str, shown: Sequence[dict[str, Any]], naming: Naming
) -> dict[str, str] | None:
    """That the reader's own city is preferred, where that can be seen; and the way without it."""
    if not (city and asked.text) or asked.shown_order is not Order.RELEVANCE:
        return None
    label = naming.value("city", city)
    if "city" in asked.filters or all(hit["city_label"] != label for hit in shown):
        return None
    return {"city": label, "href": asked.from_anywhere().address()}
