"""Months: what is found laid out by the days when it takes place, a month at a time."""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.catalog import hits
from kb.catalog.asked import Asked
from kb.catalog.kind import RecordKind
from kb.catalog.naming import Naming
from kb.clock import today
from kb.db import db
from kb.publishing.permissions import readable_by
from kb.search.engine import Everything
from kb.web.filters import long_month

CHUNK = 5000
"""Records asked for at a time."""
MOST = 300
"""So many records of one month are shown."""


class Dated(NamedTuple):
    day: date
    id: int
    is_exact: bool
    """Known to the day, and not to the month alone."""


def dated(kinds: Iterable[RecordKind]) -> list[RecordKind]:
    """Those whose records take place on a day."""
    return [kind for kind in kinds if kind.model.dated_by]


def described(
    asked: Asked, ids: Sequence[int], reader: User | None, naming: Naming
) -> dict[str, Any]:
    """The month that is asked for, else the nearest with anything in it."""
    found = list(_days(ids, dated(naming.kinds), reader))
    counts = Counter(one.day.replace(day=1) for one in found)
    first = _first(asked.month, counts)
    within = sorted(one for one in found if one.day.replace(day=1) == first)[:MOST]
    lines = hits.described([one.id for one in within], Everything(), reader, naming)
    by_id = {line["id"]: line for line in lines}
    exact: dict[date, list[dict[str, Any]]] = {}
    for one in within:
        if one.is_exact and one.id in by_id:
            exact.setdefault(one.day, []).append(by_id[one.id])
    earlier, later = [m for m in counts if m < first], [m for m in counts if m > first]
    return {
        "first": first,
        "count": counts[first],
        "left_out": counts[first] - len(within),
        "undated": len(ids) - len(found),
        "has_days": bool(exact),
        "weekdays": _weekdays(),
        "weeks": [
            [{"day": day, "lines": exact.get(day, ())} for day in week]
            for week in Calendar(0).monthdatescalendar(first.year, first.month)
        ],
        "vague": [by_id[one.id] for one in within if not one.is_exact and one.id in by_id],
        "before": _way(asked, max(earlier, default=None), counts),
        "after": _way(asked, min(later, default=None), counts),
        "today": today(),
    }


def _days(ids: Sequence[int], kinds: Sequence[RecordKind], reader: User | None) -> Iterator[Dated]:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        for kind in kinds:
            model = kind.model
            columns = [getattr(model, name) for name in model.dated_by]
            query = select(model.id, *columns).where(model.id.in_(part), readable_by(reader))
            for id, day, *precision in db.session.execute(query):
                if day is not None:
                    yield Dated(day, id, "month" not in precision)


def _first(wanted: str, counts: Counter[date]) -> date:
    """The first of the month: as asked, else this one or the next that has anything, else the
    last that had.
    """
    if wanted:
        return date.fromisoformat(f"{wanted}-01")
    this = today().replace(day=1)
    return min((m for m in counts if m >= this), default=max(counts, default=this))


def _way(asked: Asked, month: date | None, counts: Counter[date]) -> dict[str, Any] | None:
    if month is None:
        return None
    href = asked.in_month(f"{month:%Y-%m}").address()
    return {"label": long_month(month), "count": counts[month], "href": href}


def _weekdays() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
