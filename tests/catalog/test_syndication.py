from datetime import date
from xml.etree import ElementTree as ET

from make import make_record

from kb.catalog import syndication
from kb.libraries.case_studies import CaseStudy
from kb.libraries.projects import Project

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_is_atom_newest_first(browse, keep):
    for title in ("第一", "第二 <b>&"):
        keep(make_record, Project, title=title)
    answer = browse().get("/feed.atom")
    feed = ET.fromstring(answer.text)
    assert answer.mimetype == "application/atom+xml"
    assert feed.tag == f"{ATOM}feed"
    assert [one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")] == [
        "第二 <b>&",
        "第一",
    ]
    for one in feed.iter(f"{ATOM}entry"):
        assert one.find(f"{ATOM}link").get("href") == one.findtext(f"{ATOM}id")
        assert one.findtext(f"{ATOM}author/{ATOM}name")


def test_an_empty_site_has_a_feed_too(browse):
    assert ET.fromstring(browse().get("/feed.atom").text).find(f"{ATOM}entry") is None


def test_every_address_of_the_sitemap_answers(browse, keep, park):
    keep(make_record, Project)
    root = ET.fromstring(browse().get("/sitemap.xml").text)
    addresses = [one.findtext(f"{MAP}loc") for one in root.iter(f"{MAP}url")]
    assert "http://localhost/libraries/projects/XM-" in " ".join(addresses)
    assert {f"http://localhost{page}" for page in ("/cities/rizhao", "/members/rizhao-park")} <= {
        *addresses
    }
    for address in addresses:
        if not address.endswith("/about"):  # There is none before the content is loaded.
            assert browse().get(address).status_code == 200, address


def test_the_search_describes_itself_to_browsers(browse):
    text = browse().get("/opensearch.xml").text
    urls = [one.get("template") for one in ET.fromstring(text) if one.tag.endswith("Url")]
    assert urls[0] == "http://localhost/search?q={searchTerms}"


def test_a_saved_change_that_is_not_published_leaves_the_feed_as_it_was(browse, keep, staff):
    made = keep(make_record, Project)
    before = browse().get("/feed.atom").text
    data = {"title": "未发布", "summary": "", "visibility": "public", "stage": "reserve"}
    data["version"] = str(made.version)
    saved = browse(staff).post(f"/libraries/projects/{made.number}/edit", data)
    assert saved.status_code == 302
    assert browse().get("/feed.atom").text == before


def entries(browser, address):
    answer = browser.get(address)
    assert answer.mimetype == "application/atom+xml"
    found = ET.fromstring(answer.text).iter(f"{ATOM}entry")
    return [one.findtext(f"{ATOM}title") for one in found]


def test_any_search_is_a_feed_with_its_words_and_filters(browse, keep, park, drain):
    for year in (2020, 2021):
        keep(make_record, Project, title=f"海洋{year}", year=year)
    keep(make_record, CaseStudy, title="海洋案例", year=2021)
    drain()
    assert entries(browse(), "/search.atom?q=海洋&year=2021") == ["海洋案例", "海洋2021"]
    assert entries(browse(), "/libraries/projects.atom?from=2021") == ["海洋2021"]
    assert entries(browse(), "/search.atom?q=没有这样的词") == []


def test_a_feed_holds_what_was_published_last_whatever_day_it_bears(
    browse, keep, park, drain, monkeypatch
):
    monkeypatch.setattr(syndication, "IN_FEED", 2)
    for title, year in (("海洋一", 2026), ("海洋二", 2025), ("海洋旧事", 2019)):
        keep(make_record, Project, title=title, published_on=date(year, 1, 1))
    drain()
    for address in ("/search.atom?q=海洋", "/libraries/projects.atom"):
        assert entries(browse(), address) == ["海洋旧事", "海洋二"]


def test_a_search_names_its_feed(browse, keep, park, drain):
    keep(make_record, Project, title="海洋")
    drain()
    page = browse().page("/search?q=海洋&view=table&page=1")
    own = page.select("link[type='application/atom+xml']")[-1]["href"]
    assert own in {link["href"] for link in page.select(".exports a")}
    assert entries(browse(), own) == ["海洋"]
    assert browse().get("/api/v1/search?q=海洋").json["feed"].endswith(own)


def test_a_feed_holds_what_everybody_may_read_whoever_asks(browse, keep, staff, park, drain):
    keep(make_record, Project, title="海洋", visibility="secretariat")
    drain()
    assert "海洋" in browse(staff).get("/search?q=海洋").text
    assert entries(browse(staff), "/search.atom?q=海洋") == []
