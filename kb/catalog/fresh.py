"""Fresh: how many records of a saved search its reader has not seen, and the daily word of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from kb.accounts.users import User
from kb.catalog import results
from kb.catalog.asked import Asked
from kb.catalog.kind import RecordKind
from kb.catalog.matching import read_address
from kb.catalog.site import Site
from kb.clock import utcnow
from kb.db import db
from kb.errors import DomainError
from kb.publishing import subscriptions
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.publishing.subscriptions import Subject, Subscription
from kb.search.engine import Order
from kb.web.languages import speaking

MOST = 1000
"""Of more records that are new on the site, the newest are looked at."""


class Newest:
    """What was published since a time, of what this reader may read: read once for all their
    searches, and most days it is little or nothing.
    """

    def __init__(self, site: Site, reader: User, since: datetime) -> None:
        self.site, self.reader = site, reader
        query = select(Record.id, Record.published_at).where(
            readable_by(reader), Record.published_at > since
        )
        rows = db.session.execute(query.order_by(Record.published_at.desc()).limit(MOST))
        self.published: dict[int, datetime | None] = dict(iter(rows))

    def count(self, address: str, since: datetime) -> int:
        """Records that the search at this address finds and that were published since."""
        fresh = {id for id, at in self.published.items() if at is not None and at > since}
        if not fresh:
            return 0
        asked = replace(read_address(address, self.site.kinds), order=Order.NEWEST)
        try:
            found = results.every_id(self.site.index, asked, self.reader, _kinds(asked, self.site))
        except DomainError:  # Words that were once allowed.
            return 0
        return len(fresh & set(found))


def _kinds(asked: Asked, site: Site) -> Sequence[RecordKind]:
    library = site.kinds.by_slug.get(asked.path.removeprefix("/"))
    return site.kinds.listed_in(library) if library else ()


def counts(own: Sequence[Subscription], reader: User, site: Site) -> dict[int, int]:
    """How many are new since the last visit, by the ids of those that are searches."""
    searches = [one for one in own if one.subject is Subject.SEARCH]
    if not searches:
        return {}
    newest = Newest(site, reader, min(one.visited_at for one in searches))
    return {one.id: newest.count(one.value, one.visited_at) for one in searches}


def crier(site: Site) -> Callable[[Mapping[str, object], object], None]:
    """The handler of the daily `saved-searches`: one notice for each search with anything new."""

    def tell(_payload: Mapping[str, object], _progress: object) -> None:
        for one in subscriptions.told_daily():
            since = max(one.visited_at, one.told_at or one.at)
            if one.user.active and (count := Newest(site, one.user, since).count(one.value, since)):
                with speaking(one.user.language):
                    facts = {"name": one.name, "count": str(count), "href": newest_first(one)}
                    notify([one.user], Event.SEARCH_NEWS, None, **facts)
                one.told_at = utcnow()

    return tell


def newest_first(one: Subscription) -> str:
    """Where the search is, with what is new on top."""
    return f"{one.value}&sort={Order.NEWEST.value}"
