from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from kb.office.feeds import Entry, atom, sitemap

NOW = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
NAMES = {"a": "http://www.w3.org/2005/Atom", "s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_a_feed_holds_its_entries_whatever_their_titles_contain():
    entry = Entry('零工 <b>&"\x0b市场', "https://kb.example.cn/a?b=1&c=2", NOW, "摘要", "日照")
    feed = ET.fromstring(atom("联盟", "https://kb.example.cn/feed.atom", NOW, [entry]))
    assert feed.findtext("a:updated", namespaces=NAMES) == "2026-11-12T08:00:00+00:00"
    (found,) = feed.findall("a:entry", NAMES)
    assert found.findtext("a:title", namespaces=NAMES) == '零工 <b>&"市场'
    assert found.find("a:link", NAMES).get("href") == "https://kb.example.cn/a?b=1&c=2"
    assert found.findtext("a:author/a:name", namespaces=NAMES) == "日照"


def test_a_feed_without_entries_is_a_feed():
    assert ET.fromstring(atom("联盟", "https://x.cn/f", NOW, [])).findall("a:entry", NAMES) == []


def test_a_sitemap_names_the_day_where_it_is_known():
    urls = [("https://x.cn/a&b", date(2026, 11, 12)), ("https://x.cn/c", None)]
    first, second = ET.fromstring(sitemap(urls)).findall("s:url", NAMES)
    assert first.findtext("s:loc", namespaces=NAMES) == "https://x.cn/a&b"
    assert first.findtext("s:lastmod", namespaces=NAMES) == "2026-11-12"
    assert second.find("s:lastmod", NAMES) is None
