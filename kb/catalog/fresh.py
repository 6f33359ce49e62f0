"""Fresh: how many records of a saved search its reader has not seen, and the daily word of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from kb.accounts.users import User
from kb.catalog import results
from kb.catalog.asked import PUBLISHED, RANGE, Asked
from kb.catalog.kind import RecordKind
from kb.catalog.matching import passing_over, read_address
from kb.catalog.site import Site
from kb.db import db, reading
from kb.errors import DomainError
from kb.publishing import subscriptions
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.publishing.subscriptions import Subject, Subscription, Telling
from kb.search import nodes
from kb.search.changes import SearchChange
from kb.search.engine import Order
from kb.web.languages import speaking

MOST = 300
"""Of more records that are new on the site, the newest are looked at."""
NARROWING = ("kind", "city", "member", "year")
"""Where what is new stands in the index: there alone a search looks for it."""


@dataclass(frozen=True)
class News:
    """How many records of a search are new, and when the newest of them was published: what the
    index did not have yet is new the next time.
    """

    count: int = 0
    newest: datetime | None = None


NOTHING = News()


class Newest:
    """What was published since a time, of what this reader may read: read once for all their
    searches, and most days it is little or nothing.
    """

    def __init__(self, site: Site, reader: User, since: datetime) -> None:
        self.site, self.reader = site, reader
        columns = [getattr(Record, name) for name in NARROWING]
        query = select(Record.id, Record.published_at, *columns).where(
            readable_by(reader), Record.published_at > since
        )
        rows = query.order_by(Record.published_at.desc(), Record.id.desc()).limit(MOST)
        self.rows = _known(site, db.session.execute(rows).all())

    def news(self, one: Subscription, since: datetime) -> News:
        """Records that this saved search finds and that were published since."""
        fresh = [row for row in self.rows if row.published_at > since]
        if fresh:
            with passing_over(one):
                found = self._found(one.value, fresh)
                times = [row.published_at for row in fresh if row.id in found]
                return News(len(times), max(times, default=None))
        return NOTHING

    def _found(self, address: str, fresh: Sequence[Row[tuple[int, datetime]]]) -> frozenset[int]:
        every = read_address(address, self.site.kinds)._replace(order=Order.NEWEST)
        kinds, asked = _kinds(every, self.site), _narrowed(every, fresh)
        if asked is None:
            return frozenset()
        try:
            return frozenset(results.every_id(self.site.index, asked, self.reader, kinds))
        except DomainError:  # Words that were once allowed.
            return frozenset()


def _known(
    site: Site, rows: Sequence[Row[tuple[int, datetime]]]
) -> Sequence[Row[tuple[int, datetime]]]:
    """What was published before the first that the index has yet to take. All after that waits
    with it: were a later one told of, the earlier one would count as seen.
    """
    if not rows or (node := nodes.here(site.index.folder)) is None:
        return rows
    ids = [row.id for row in rows]
    late = select(SearchChange.record_id).where(
        SearchChange.record_id.in_(ids), nodes.waiting(node)
    )
    waiting = set(db.session.scalars(late))
    first = min((row.published_at for row in rows if row.id in waiting), default=None)
    return [row for row in rows if first is None or row.published_at < first]


def _narrowed(asked: Asked, fresh: Sequence[Row[tuple[int, datetime]]]) -> Asked | None:
    """The same search among what has the kinds, cities, units and years of these records, as the
    engine hands out no more than the first of what it finds; None when it can find none of them.
    """
    for name in NARROWING:
        values = [str(getattr(row, name) or "") for row in fresh]
        # Years that are asked for one by one stand beside a run of years.
        if "" in values or (name == "year" and any(end in asked.filters for end in RANGE)):
            continue
        wanted = set(values) & set(asked.filters.get(name, values))
        if not wanted:
            return None
        asked = asked.only(name, sorted(wanted))
    return asked


def _kinds(asked: Asked, site: Site) -> Sequence[RecordKind]:
    library = site.kinds.by_slug.get(asked.path.removeprefix("/"))
    return site.kinds.listed_in(library) if library else ()


def counts(own: Sequence[Subscription], reader: User, site: Site) -> dict[int, News]:
    """What is new since the last visit, by the ids of those that are searches."""
    searches = [one for one in own if one.subject is Subject.SEARCH]
    if not searches:
        return {}
    newest = Newest(site, reader, min(one.visited_at for one in searches))
    return {one.id: newest.news(one, one.visited_at) for one in searches}


def crier(site: Site) -> Callable[[Mapping[str, object], object], None]:
    """The handler of the daily `saved-searches`: one notice for each search with anything new."""

    def tell(_payload: Mapping[str, object], _progress: object) -> None:
        with reading():  # Many searches take a while; nobody has to wait for them.
            ids = [one.id for one in subscriptions.told_daily() if one.user.active]
            found = {id: _news_of(id, site) for id in ids}
        for id, news in found.items():
            if news.newest is not None:
                _tell(id, news, news.newest)

    return tell


def _news_of(id: int, site: Site) -> News:
    """In a transaction of its own: what goes wrong with one is not met by the next."""
    db.session.rollback()
    one = db.session.get(Subscription, id)
    news = Newest(site, one.user, one.heard_at).news(one, one.heard_at) if one else NOTHING
    db.session.rollback()
    return news


def _tell(id: int, news: News, until: datetime) -> None:
    """One notice, unless its reader has opened, changed or ended it meanwhile."""
    one = db.session.get(Subscription, id)
    if one is None or one.telling is not Telling.DAILY or one.heard_at >= until:
        return
    with speaking(one.user.language):
        facts = {"name": one.name, "count": str(news.count), "href": newest_first(one)}
        notify([one.user], Event.SEARCH_NEWS, None, **facts)
    subscriptions.mark_told(one, until)


def newest_first(one: Subscription) -> str:
    """Where the search is, with what is new on top."""
    return f"{one.value}&sort={PUBLISHED}"
