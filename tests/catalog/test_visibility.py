"""Who may see what, wherever it might be seen: in lists, counts, suggestions, feeds, from links."""

import re
import shutil

import pytest
from make import make_record, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing import links, workflow
from kb.publishing.links import Relation

SEEN_BY = {
    "visitor": {"public"},
    "park": {"public", "alliance", "member"},
    "neighbour": {"public", "alliance"},
    "staff": {"public", "alliance", "member", "secretariat"},
}
"""Published and not withdrawn, by reader."""
WHATEVER = {"public", "alliance", "member", "secretariat", "draft", "withdrawn"}
LISTS = (
    "/",
    "/search?q=标记园区",
    "/search?city=rizhao",
    "/libraries/projects",
    "/libraries/projects?q=标记园区&sort=title",
    "/api/v1/search?q=标记园区",
    "/suggest?q=标记",
    "/feed.atom",
    "/cities/rizhao",
    "/members/rizhao-park",
)
each_reader = pytest.mark.parametrize("reader", SEEN_BY)


def word(name):
    """A word that only this record holds: in its title, text, tags."""
    return f"{name}zebra"


@pytest.fixture
def records(app, keep, park, staff, drain):
    """One record of each sort, all linked to the public one; by name: id and address."""
    made = {name: keep(record_of, name, staff) for name in sorted(WHATEVER)}
    with app.app_context():
        author = db.session.merge(staff)
        rows = {name: db.session.get(Project, one.id) for name, one in made.items()}
        for name in WHATEVER - {"public"}:
            links.link(rows["public"], rows[name], Relation.CITES, author)
        workflow.withdraw(rows["withdrawn"], author, "更正")
        db.session.commit()
    drain()
    return {name: f"/libraries/projects/{one.address}" for name, one in made.items()}


def record_of(name, staff):
    facts = {
        "title": f"标记园区 {word(name)}",
        "body": f"正文 {word(name)}",
        "tags": [word(name)],
        "city": "rizhao",
        "member": "rizhao-park",
        "year": 2024,
        "visibility": "public" if name in ("draft", "withdrawn") else name,
    }
    return make_record(Project, db.session.merge(staff), published=name != "draft", **facts)


@pytest.fixture(params=["with the index", "without an index"])
def index(request, tmp_path, records):
    """Everything holds as well when the database has to answer."""
    if request.param == "without an index":
        shutil.rmtree(tmp_path / "index")


@pytest.fixture
def browser(browse, keep, staff, park, reader):
    users = {"visitor": lambda: None, "staff": lambda: staff}
    users["park"] = lambda: keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    users["neighbour"] = lambda: keep(make_user, Role.PARK_EDITOR, member="yantai-park")
    return browse(users[reader]())


def seen(text):
    return {name for name in WHATEVER if word(name) in text}


@each_reader
def test_lists_show_what_this_reader_may_see_and_nothing_else(records, index, browser, reader):
    for place in LISTS:
        assert seen(browser.get(place).text) == SEEN_BY[reader], place


@each_reader
def test_totals_tabs_and_facets_count_only_that(records, index, browser, reader):
    found = browser.get("/api/v1/search?q=标记园区").json
    number = len(SEEN_BY[reader])
    assert found["total"] == number
    assert [value["count"] for value in found["facets"]["city"]] == [number]
    tags = {value["value"] for value in found["facets"].get("tag", [])}
    assert tags <= {word(name) for name in SEEN_BY[reader]}
    tabs = browser.page("/search?q=标记园区").select("nav.tabs a")
    assert {tab.get_text().strip()[-1] for tab in tabs} == {str(number), "0"}


@each_reader
def test_the_word_of_a_hidden_record_finds_nothing(records, index, browser, reader):
    for name in WHATEVER - SEEN_BY[reader]:
        for field in ("", "title:", "tag:"):
            answer = browser.get(f"/api/v1/search?q={field}{word(name)}").json
            assert (answer["total"], answer["records"]) == (0, []), name
        assert browser.get(f"/suggest?q={word(name)}").json == {"suggestions": []}
        assert browser.get(f"/api/v1/search?tag={word(name)}").json["total"] == 0


@each_reader
def test_a_near_miss_does_not_give_a_hidden_word_away(records, index, browser, reader):
    for name in WHATEVER - SEEN_BY[reader]:
        page = browser.get(f"/search?q={name}zebrb").text
        assert word(name) not in page


@each_reader
def test_home_counts_as_many_as_its_list_shows(records, browser, reader):
    number = str(len(SEEN_BY[reader]))
    home = browser.page("/")
    assert home.select_one('.libraries a[href="/libraries/projects"] b').text == number
    row = home.find("a", href="/cities/rizhao", string="日照").find_parent("tr")
    assert number in [cell.get_text(strip=True) for cell in row.select("td")]
    city = browser.page("/cities/rizhao")
    assert number in city.find("a", href="/libraries/projects?city=rizhao").parent.get_text()


@each_reader
def test_related_records_are_shown_from_both_ends_only_to_those_who_may(records, browser, reader):
    assert seen(browser.get(records["public"]).text) == SEEN_BY[reader]
    assert seen(browser.get(f"/api/v1{records['public']}").text) == SEEN_BY[reader]
    for name in SEEN_BY[reader] - {"public"}:
        assert word("public") in browser.get(records[name]).text


@each_reader
def test_a_page_of_its_own_is_there_for_whom_it_is(records, browser, reader):
    theirs = WHATEVER if reader == "staff" else SEEN_BY[reader]
    for name, address in records.items():
        status = 200 if name in theirs else 410 if name == "withdrawn" else 404
        for place in (address, f"/api/v1{address}"):
            answer = browser.get(place)
            assert answer.status_code == status, (place, name)
            if status != 200:
                assert word(name) not in answer.text


@each_reader
def test_the_sitemap_lists_only_what_everybody_may_see(records, browser, reader):
    listed = browser.get("/sitemap.xml").text
    assert {name for name, address in records.items() if address in listed} == {"public"}


def test_anothers_draft_and_an_unknown_number_are_answered_alike(browse, keep, records):
    browser = browse(keep(make_user, Role.PARK_EDITOR))
    unknown = records["draft"].replace("draft-", "draft-9")
    for suffix in ("", "/edit", "/history"):
        answers = [browser.get(address + suffix) for address in (records["draft"], unknown)]
        texts = [without_differences(answer.text) for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404], suffix
        assert texts[0] == texts[1]


def without_differences(text):
    """Without the request's id, the token of its forms, which holds the second, and the address
    itself, which the switch of languages holds.
    """
    return re.sub(r'[0-9a-f]{16}|draft-\d+|name="csrf_token" value="[^"]+"', "", text)
