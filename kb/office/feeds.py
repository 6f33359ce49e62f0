"""Feeds: Atom for readers, sitemap for search engines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FORBIDDEN = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""Characters that XML 1.0 cannot hold, not even escaped."""


@dataclass(frozen=True)
class Entry:
    """One entry of a feed; the address is absolute, the times are aware."""

    title: str
    address: str
    updated: datetime
    summary: str = ""
    author: str = ""


def atom(title: str, address: str, updated: datetime, entries: Iterable[Entry]) -> str:
    """An Atom 1.0 feed. `address` is the feed's own, absolute."""
    feed = ET.Element("feed", xmlns=ATOM)
    _text(feed, "title", title)
    _text(feed, "id", address)
    ET.SubElement(feed, "link", rel="self", href=address)
    _text(feed, "updated", updated.isoformat())
    for entry in entries:
        _add(feed, entry, title)
    return _document(feed)


def _add(feed: ET.Element, entry: Entry, feed_title: str) -> None:
    node = ET.SubElement(feed, "entry")
    _text(node, "title", entry.title)
    _text(node, "id", entry.address)
    ET.SubElement(node, "link", href=entry.address)
    _text(node, "updated", entry.updated.isoformat())
    if entry.summary:
        _text(node, "summary", entry.summary)
    author = ET.SubElement(node, "author")
    _text(author, "name", entry.author or feed_title)


def sitemap(urls: Iterable[tuple[str, date | None]]) -> str:
    """A sitemap of absolute addresses, each with the day of its last change or None."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for address, changed in urls:
        url = ET.SubElement(root, "url")
        _text(url, "loc", address)
        if changed:
            _text(url, "lastmod", changed.isoformat())
    return _document(root)


def _text(parent: ET.Element, name: str, content: str) -> None:
    ET.SubElement(parent, name).text = content.translate(_FORBIDDEN)


def _document(root: ET.Element) -> str:
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
