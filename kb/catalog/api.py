"""The API: what the reader may see, as JSON, in the reader's language."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.accounts.sign_in import current_user, public
from kb.catalog import asked as asking
from kb.catalog import page, results
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.catalog.views import COMMON_FACETS, find
from kb.publishing.permissions import may_review
from kb.publishing.revisions import snapshot
from kb.web.addresses import base_url

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    """The same search as the page's, with facets and pages."""
    here, reader = site(), current_user()
    asked = asking.read("/api/v1/search", request.args, here.kinds)
    facets = ("kind", *COMMON_FACETS)
    found = results.search(here.index, asked, reader, (), facets)
    shown = results.described(found, reader, here.naming, here.index, facets)
    base = base_url()
    return {
        "query": asked.text,
        "total": shown["total"],
        "page": found.page.number,
        "pages": found.page.last,
        "next": base + asked.on_page(found.page.next).address() if found.page.next else None,
        "feed": base + shown["feed_href"].replace("/api/v1/", "/", 1),
        "degraded": shown["degraded"],
        "facets": {facet["name"]: facet["values"] for facet in shown["facets"]},
        "records": [_hit(hit, base) for hit in shown["hits"]],
    }


def _hit(hit: dict[str, Any], base: str) -> dict[str, Any]:
    return {
        "number": hit["number"],
        "kind": hit["kind"],
        "title": hit["title"],
        "city": hit["city_label"],
        "year": hit["year"],
        "published_on": hit["day"].isoformat() if hit["day"] else None,
        "snippet": hit["snippet_html"].striptags(),
        "url": f"{base}{hit['href']}",
    }


@bp.get("/<kind:kind>/<address>")
@public
def detail(kind: RecordKind, address: str) -> ResponseReturnValue:
    """One record: its content fields, its number, its relations."""
    record, reader = find(kind, address), current_user()
    url = f"{base_url()}/{kind.slug}/{record.address}"
    if record.withdrawn_at and not may_review(reader, record):
        left = {"number": record.number, "withdrawn_at": record.withdrawn_at.isoformat()}
        return left | {"reason": record.withdrawal_reason, "url": url}, 410
    related = page.described(site(), kind, record, reader, base_url())["related"]
    return {
        "kind": kind.name,
        "number": record.number,
        "url": url,
        **snapshot(record),
        "published_at": record.published_at.isoformat() if record.published_at else None,
        "updated_at": record.updated_at.isoformat(),
        "related": [
            {
                "relation": group["relation_label"],
                "records": [
                    {"number": entry["number"], "title": entry["title"], "href": entry["href"]}
                    for entry in group["entries"]
                ],
            }
            for group in related
        ],
    }
