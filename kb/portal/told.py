"""Told: notices as lists show them, each with library, city, what to do, and the way there."""

from collections.abc import Iterable
from typing import Any

from kb.catalog.site import Site
from kb.publishing.notices import Notice
from kb.publishing.records import Record


def described(notices: Iterable[Notice], site: Site) -> list[dict[str, Any]]:
    """In this order. What its reader may not see any more has neither name nor address."""
    return [_line(notice, site) for notice in notices]


def _line(notice: Notice, site: Site) -> dict[str, Any]:
    record = notice.record if notice.is_open else None
    return {
        "id": notice.id,
        "sentence": notice.sentence,
        "wanted": notice.wanted,
        "at": notice.at,
        "is_read": notice.read_at is not None,
        "href": notice.facts.get("href") or (address(record, site) if record else ""),
        "kind_label": str(site.kinds.of(record).label) if record else "",
        "kind": record.kind if record else "",
        "city": site.naming.value("city", record.city) if record and record.city else "",
    }


def address(record: Record, site: Site) -> str:
    """The path of the record's page."""
    return f"/{site.kinds.of(record).slug}/{record.address}"
