"""What an address asks of a list: words, filters, order, page; and addresses that ask otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict

from kb.catalog.kind import Kinds
from kb.search.engine import Order
from kb.web.paging import page_number

COMMON = ("kind", "city", "member", "year", "theme", "tag")
"""Filters by the names they have in addresses; traits come beside them."""
LONGEST_VALUE = 200
MOST_VALUES = 50


_quoted = lru_cache(maxsize=256)(quote_plus)
"""A page has two dozen addresses, all with the same words."""


@dataclass(frozen=True)
class Asked:
    path: str
    text: str
    filters: Mapping[str, tuple[str, ...]]
    order: Order | None
    page: int

    @property
    def shown_order(self) -> Order:
        """The order asked for; else relevance with words, newest first without."""
        return self.order or (Order.RELEVANCE if self.text else Order.NEWEST)

    def address(self) -> str:
        """The address that asks this."""
        pairs = [f"q={_quoted(self.text)}"] if self.text else []
        for name, values in self.filters.items():
            pairs += [f"{_quoted(name)}={_quoted(value)}" for value in values]
        if self.order:
            pairs.append(f"sort={self.order.value}")
        if self.page > 1:
            pairs.append(f"page={self.page}")
        return f"{self.path}?{'&'.join(pairs)}" if pairs else self.path

    def on_page(self, page: int) -> "Asked":
        return replace(self, page=page)

    def ordered(self, order: Order) -> "Asked":
        return replace(self, order=order, page=1)

    def with_text(self, text: str) -> "Asked":
        return replace(self, text=text, page=1)

    def toggled(self, name: str, value: str) -> "Asked":
        """With this value of a filter when it was without, and the other way round."""
        values = self.filters.get(name, ())
        now = tuple(v for v in values if v != value) if value in values else (*values, value)
        return self.only(name, now)

    def only(self, name: str, values: Sequence[str]) -> "Asked":
        """With exactly these values of one filter."""
        filters = {key: old for key, old in self.filters.items() if key != name}
        if values:
            filters[name] = tuple(values)
        return replace(self, filters=filters, page=1)

    def without_filters(self) -> "Asked":
        return replace(self, filters={}, page=1)


def read(path: str, arguments: MultiDict[str, str], kinds: Kinds) -> Asked:
    """What the address asks. Unknown names are ignored, unknown orders are none."""
    traits = dict.fromkeys(trait for kind in kinds for trait in kind.traits)
    filters: dict[str, tuple[str, ...]] = {}
    for name in (*COMMON, *traits):
        given = [value.strip()[:LONGEST_VALUE] for value in arguments.getlist(name)]
        values = tuple(dict.fromkeys(value for value in given if value))[:MOST_VALUES]
        if values:
            filters[name] = values
    sort = arguments.get("sort", "")
    return Asked(
        path=path,
        text=arguments.get("q", "").strip(),
        filters=filters,
        order=Order(sort) if sort in {order.value for order in Order} else None,
        page=page_number(arguments),
    )


def engine_filters(asked: Asked) -> dict[str, frozenset[str]]:
    """The filters as the engines name them: traits become one, as `stage=landed`."""
    filters = {name: frozenset(values) for name, values in asked.filters.items() if name in COMMON}
    traits = {
        f"{name}={value}"
        for name, values in asked.filters.items()
        if name not in COMMON
        for value in values
    }
    if traits:
        filters["trait"] = frozenset(traits)
    return filters
