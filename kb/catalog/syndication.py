"""Syndication: what other programs read: the feed, the sitemap, the description of the search."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public
from kb.catalog import asked as asking
from kb.catalog import results
from kb.catalog.kind import RecordKind
from kb.catalog.matching import readable_name
from kb.catalog.page import entry
from kb.catalog.site import Site, site
from kb.clock import utcnow
from kb.db import db
from kb.office.feeds import Entry, atom, sitemap
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.web.addresses import base_url

bp = Blueprint("syndication", __name__)

IN_FEED = 50
IN_SITEMAP = 50_000
"""As many as the sitemap protocol allows in one file."""


@bp.get("/feed.atom")
@public
def feed() -> Response:
    """The newest published records."""
    query = select(Record).where(readable_by(current_user())).order_by(Record.published_at.desc())
    records = db.session.scalars(query.limit(IN_FEED)).all()
    return _feed(_("Alliance knowledge base"), "/feed.atom", records)


@bp.get("/search.atom")
@public
def search_feed() -> Response:
    """The newest that a search finds, of what everybody may read: feed readers do not sign in."""
    return _found("/search", ())


@bp.get("/<kind:kind>.atom")
@public
def library_feed(kind: RecordKind) -> Response:
    """The newest of a library, with its words and filters, of what everybody may read."""
    return _found(f"/{kind.slug}", site().kinds.listed_in(kind))


def _found(path: str, kinds: Sequence[RecordKind]) -> Response:
    here = site()
    asked = asking.read(path, request.args, here.kinds).plain()
    ids = results.newest_ids(here.index, asked, kinds, IN_FEED)
    query = select(Record).where(Record.id.in_(ids), readable_by(None))
    records = db.session.scalars(query.order_by(Record.published_at.desc(), Record.id.desc()))
    title = readable_name(asked, here) or _("Alliance knowledge base")
    return _feed(title, results.feed_address(asked), records)


def _feed(title: str, address: str, records: Iterable[Record]) -> Response:
    base, here = base_url(), site()
    entries = [_entry(here, record, base) for record in records]
    updated = max((made.updated for made in entries), default=utcnow())
    text = atom(title, f"{base}{address}", updated, entries)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def _entry(here: Site, record: Record, base: str) -> Entry:
    line = entry(here, record)
    updated: datetime = max(record.published_at or record.updated_at, record.updated_at)
    return Entry(
        title=line["title"],
        address=f"{base}{line['href']}",
        updated=updated,
        summary=record.summary,
        author=here.naming.value("member", record.member) if record.member else "",
    )


@bp.get("/sitemap.xml")
@public
def site_map() -> Response:
    """Every page that a visitor can read."""
    query = select(Record.kind, Record.number, Record.updated_at).where(readable_by(None))
    base, kinds, naming = base_url(), site().kinds, site().naming
    cities = (f"cities/{slug}" for slug in naming.values("city"))
    members = (f"members/{slug}" for slug in naming.values("member"))
    lists = [(f"{base}/{p}", None) for p in ("", *kinds.by_slug, "members", *cities, *members)]
    rows = db.session.execute(query.order_by(Record.id.desc()).limit(IN_SITEMAP - len(lists)))
    records = [
        (f"{base}/{kinds.by_name[row.kind].slug}/{row.number}", row.updated_at) for row in rows
    ]
    return Response(sitemap([*lists, *records]), content_type="application/xml; charset=utf-8")


DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{name}</ShortName>
<Description>{description}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" template="{base}/search?q={{searchTerms}}"/>
<Url type="application/x-suggestions+json"
  template="{base}/suggest?q={{searchTerms}}&amp;format=opensearch"/>
</OpenSearchDescription>
"""


@bp.get("/opensearch.xml")
@public
def opensearch() -> Response:
    """So that a browser can offer the site in its own search box."""
    text = DESCRIPTION.format(
        name=escape(_("Alliance library")),
        description=escape(_("Search the knowledge base of the seven-city alliance")),
        base=escape(base_url()),
    )
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")
