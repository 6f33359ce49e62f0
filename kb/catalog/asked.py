"""What an address asks of a list: words, filters, order, page; and addresses that ask otherwise."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict

from kb.catalog.kind import Kinds
from kb.search.engine import Order
from kb.web.paging import page_number

COMMON = ("kind", "city", "member", "year", "theme", "tag")
"""Filters by the names they have in addresses; traits come beside them."""
RANGE = ("from", "to")
"""First and last year of a run of years; one of them is enough."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
PUBLISHED = "published"
"""The order of what is new here, in addresses: by when it was published, whatever day it bears."""
LONGEST_VALUE = 200
MOST_VALUES = 50


class View(StrEnum):
    """How the found records are laid out."""

    LIST = "list"
    TABLE = "table"
    CALENDAR = "calendar"


_quoted = lru_cache(maxsize=256)(quote_plus)
"""A page has two dozen addresses, all with the same words."""


class Asked(NamedTuple):
    """A page asks otherwise in 70 places: a tuple is copied in an eighth of a dataclass's time."""

    path: str
    text: str
    filters: Mapping[str, tuple[str, ...]]
    order: Order | None
    page: int
    view: View = View.LIST
    month: str = ""
    """Of the calendar, as `2026-11`; empty for the one that is nearest."""
    near: bool = True
    """Whether the reader's own city may rank a little higher."""
    is_news: bool = False
    """Whether what was published here last comes first, whatever day it bears."""

    @property
    def shown_order(self) -> Order:
        """The order asked for; else relevance with words, newest first without."""
        return self.order or (Order.RELEVANCE if self.text else Order.NEWEST)

    def address(self) -> str:
        """The address that asks this."""
        pairs = [f"q={_quoted(self.text)}"] if self.text else []
        for name, values in self.filters.items():
            pairs += [f"{_quoted(name)}={_quoted(value)}" for value in values]
        if self.is_news:
            pairs.append(f"sort={PUBLISHED}")
        elif self.order:
            pairs.append(f"sort={self.order.value}")
        if self.view is not View.LIST:
            pairs.append(f"view={self.view.value}")
        if self.month:
            pairs.append(f"month={_quoted(self.month)}")
        if not self.near:
            pairs.append("near=no")
        if self.page > 1:
            pairs.append(f"page={self.page}")
        return f"{self.path}?{'&'.join(pairs)}" if pairs else self.path

    def on_page(self, page: int) -> "Asked":
        return self._replace(page=page)

    def ordered(self, order: Order) -> "Asked":
        return self._replace(order=order, is_news=False, page=1)

    def viewed(self, view: View) -> "Asked":
        return self._replace(view=view, month="", page=1)

    def in_month(self, month: str) -> "Asked":
        return self._replace(view=View.CALENDAR, month=month, page=1)

    def plain(self) -> "Asked":
        """Only what is asked, however it is shown: what is followed, and what a feed holds."""
        return Asked(self.path, self.text, self.filters, None, 1)

    def from_anywhere(self) -> "Asked":
        """Without a preference for the reader's own city."""
        return self._replace(near=False, page=1)

    def of_year(self, year: str) -> "Asked":
        """Of this year alone; of all years when it was this one alone."""
        bare = self.only("from", ()).only("to", ())
        return bare.only("year", () if self.filters.get("year") == (year,) else (year,))

    def with_text(self, text: str) -> "Asked":
        return self._replace(text=text, page=1)

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
        return self._replace(filters=filters, page=1)

    def without_filters(self) -> "Asked":
        return self._replace(filters={}, page=1)


def read(path: str, arguments: MultiDict[str, str], kinds: Kinds) -> Asked:
    """What the address asks. Unknown names are ignored, unknown orders are none."""
    traits = dict.fromkeys(trait for kind in kinds for trait in kind.traits)
    filters: dict[str, tuple[str, ...]] = {}
    for name in (*COMMON, *traits):
        given = [value.strip()[:LONGEST_VALUE] for value in arguments.getlist(name)]
        values = tuple(dict.fromkeys(value for value in given if value))[:MOST_VALUES]
        if values:
            filters[name] = values
    for name in RANGE:
        if (given_year := _year(arguments.get(name, ""))) is not None:
            filters[name] = (str(given_year),)
    sort, view = arguments.get("sort", ""), arguments.get("view", "")
    is_news = sort == PUBLISHED
    sort = Order.NEWEST.value if is_news else sort
    return Asked(
        path=path,
        text=arguments.get("q", "").strip(),
        filters=filters,
        order=Order(sort) if sort in {order.value for order in Order} else None,
        page=page_number(arguments),
        view=View(view) if view in {one.value for one in View} else View.LIST,
        month=month if _MONTH.fullmatch(month := arguments.get("month", "")) else "",
        near=arguments.get("near") != "no",
        is_news=is_news,
    )


_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


def _year(text: str) -> int | None:
    """A year that a record can have; None for any other text."""
    text = text.strip()
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def engine_filters(asked: Asked) -> dict[str, frozenset[str]]:
    """The filters as the engines name them: traits become one, as `stage=landed`."""
    filters = {name: frozenset(values) for name, values in asked.filters.items() if name in COMMON}
    traits = {
        f"{name}={value}"
        for name, values in asked.filters.items()
        if name not in COMMON and name not in RANGE
        for value in values
    }
    if years := years_of(asked):
        filters["year"] = filters.get("year", frozenset()) | years
    if traits:
        filters["trait"] = frozenset(traits)
    return filters


def years_of(asked: Asked) -> frozenset[str]:
    """The years of the run that is asked for, whichever end was typed first; none without one."""
    ends = {name: int(asked.filters[name][0]) for name in RANGE if name in asked.filters}
    if not ends:
        return frozenset()
    first, last = sorted((ends.get("from", FIRST_YEAR), ends.get("to", LAST_YEAR)))
    return frozenset(map(str, range(first, last + 1)))
