"""Facets: what a list can be narrowed by, with counts; the years as bars too."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from kb.catalog import asked as asking
from kb.catalog.asked import Asked
from kb.catalog.naming import Naming

SHOWN_VALUES, OPEN_VALUES = 12, 8
"""Values of a facet that a page has at most, and those that are not folded away."""
MOST_BARS = 24
"""Years side by side; those before are in the list below."""
TALLEST = 40
"""Height of the bar of the year with most records."""

Counts = Mapping[str, Sequence[tuple[str, int]]]
"""(value, count) by facet, as the engines count."""


def facet(name: str, asked: Asked, found: Counts, naming: Naming) -> dict[str, Any] | None:
    """One facet as the templates draw it; None where it has no value."""
    counted = found.get(name if name in asking.COMMON else "trait", ())
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
        "bars": bars(asked, counts) if name == "year" else (),
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


def bars(asked: Asked, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The years from the first to the last, those without a record too; none for a single one."""
    years = [int(year) for year in counts if year.isascii() and year.isdecimal()]
    if len(years) < 2:
        return []
    first, last = max(min(years), max(years) - MOST_BARS + 1), max(years)
    most = max(count for year, count in counts.items() if int(year) >= first)
    chosen = asking.engine_filters(asked).get("year", frozenset())
    step = max(1, (last - first) // 4)
    return [
        {
            "year": str(year),
            "count": (count := counts.get(str(year), 0)),
            # Whatever is there can be seen.
            "height": max(round(TALLEST * count / most), 2) if count else 0,
            "href": asked.of_year(str(year)).address(),
            "chosen": str(year) in chosen,
            "is_named": (last - year) % step == 0,
        }
        for year in range(first, last + 1)
    ]
