"""What nobody should send, and what the site says to it: an answer or a clear 400, never a 500."""

import re
import shutil
import time
from itertools import product
from urllib.parse import quote

import pytest
from make import form_data, make_record
from werkzeug.datastructures import MultiDict

from kb.db import db
from kb.libraries.kinds import CASE_STUDIES, PROJECTS
from kb.libraries.projects import Project
from kb.publishing.records import Record

HOSTILE = {
    "brackets": "[" * 20_000,
    "tags": "<a " * 7_000,
    "nested lists": "\n".join("  " * depth + "- a" for depth in range(300)),
    "nested quotes": ">" * 5_000,
    "stars": "*a **b " * 10_000,
    "ticks": "`" * 30_000 + "a",
    "links": "[a](" * 10_000,
    "length": "长" * 200_001,
}
QUERIES = (
    '"',
    "((",
    "))((",
    "*",
    "a:b",
    "title:",
    "AND OR NOT",
    "NOT",
    "-",
    "\\",
    "标记 AND (",
    "title:(a OR",
    "[a TO z]",
    "?" * 400,
    "'; DROP TABLE record; --",
    "聯(lián)盟",
    "\u202e\u200b",
    "😀",
    "١٢٣",
)
LISTS = ("/search", "/libraries/projects", "/api/v1/search", "/suggest")
VALUES = ("9" * 30, "9" * 5000, "x" * 5000, "'", "１２３", "²", "-1", "%", "2024 ")
PAGES = ("-1", "0", "1e9", "１２３", "9" * 31, "9" * 4000, "٣", "²", "abc", "", "1.5", " 2 ")


@pytest.fixture(params=["with the index", "without an index"])
def index(request, tmp_path, keep, drain):
    keep(make_record, Project, title="标记园区", year=2024)
    drain()
    if request.param == "without an index":
        shutil.rmtree(tmp_path / "index")


@pytest.mark.parametrize(
    "address",
    [
        "/libraries/projects/XM-1999-0001",
        "/libraries/nothing",
        "/libraries/nothing/XM-2026-0001",
        "/libraries/projects/draft-1",
        "/libraries/projects/draft-" + "9" * 50,
        "/libraries/projects/draft-１",
        "/libraries/projects/../../etc/passwd",
        "/about/nothing",
        "/members/nobody",
        "/cities/atlantis",
        "/" + "长" * 2000,
        "/language/xx",
        "/setup/guessed",
    ],
)
def test_what_does_not_exist_is_a_page_with_the_search(browse, address):
    answer = browse().get(address)
    assert answer.status_code == 404
    assert 'action="/search"' in answer.text


@pytest.mark.parametrize("path", LISTS)
def test_a_strange_query_is_answered_soon(browse, index, path):
    for query in QUERIES:
        started = time.process_time()  # Of this process: other work on the machine counts not.
        assert browse().get(path, query_string={"q": query}).status_code == 200, query
        assert time.process_time() - started < 6, query


@pytest.mark.parametrize("path", LISTS[:3])
def test_every_number_of_a_page_shows_a_page_there_is(browse, index, path):
    for page in PAGES:
        answer = browse().get(path, query_string={"page": page, "q": "标记"})
        assert answer.status_code == 200, page
        assert "XM-" in answer.text, page


@pytest.mark.parametrize(
    "name", ["year", "city", "member", "theme", "tag", "kind", "stage", "sort"]
)
def test_every_value_of_a_filter_is_answered(browse, index, name):
    for value in VALUES:
        answer = browse().get("/search", query_string={name: value})
        assert answer.status_code == 200, value


def test_hundreds_of_values_are_answered_soon(browse, index):
    values = [("tag", f"标签{number}") for number in range(700)]
    started = time.process_time()  # Of this process: other work on the machine counts not.
    answer = browse().get("/libraries/projects", query_string=MultiDict(values))
    assert answer.status_code == 200
    assert time.process_time() - started < 6


@pytest.mark.parametrize("query", ["q=%ff", "q=%00", "%ff=1", "page=%ff", "city=%c3%28"])
def test_broken_utf8_and_nul_are_a_bad_request(browse, query):
    for path in LISTS:
        assert browse().get(f"{path}?{query}").status_code == 400, path


def test_a_broken_path_is_not_found_or_bad(browse):
    assert browse().get("/libraries/projects/%ff").status_code in (400, 404)


@pytest.mark.parametrize("query", ["长" * 10_000, "a " * 5_000, '"' * 10_000, "(" * 10_000])
def test_a_very_long_query_is_refused_in_words(browse, index, query):
    answer = browse().get(f"/search?q={quote(query)}")
    assert answer.status_code == 400
    assert "500" in answer.text or "32" in answer.text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown_is_refused_soon_with_what_was_typed_kept(browse, staff, park, name):
    data = form_data(PROJECTS, body=HOSTILE[name], title="我打的题目")
    started = time.process_time()  # Of this process: other work on the machine counts not.
    answer = browse(staff).post("/libraries/projects/new", data)
    assert time.process_time() - started < 6
    assert answer.status_code == 422
    assert "我打的题目" in answer.text
    assert HOSTILE[name][:500].replace("<", "&lt;").replace(">", "&gt;") in answer.text


def test_hostile_markdown_in_a_change_leaves_the_record_alone(browse, keep, staff, park):
    made = keep(make_record, Project)
    data = form_data(PROJECTS, body=HOSTILE["brackets"])
    answer = browse(staff).post(f"/libraries/projects/{made.number}/edit", data)
    assert answer.status_code == 422
    assert (
        len(browse(staff).page(f"/libraries/projects/{made.number}/history").select("li.revision"))
        == 1
    )


def test_an_empty_form_names_what_is_missing_and_keeps_the_rest(browse, staff, park):
    data = form_data(CASE_STUDIES, title="", background="", summary="留下来的摘要")
    answer = browse(staff).post("/libraries/case-studies/new", data)
    assert answer.status_code == 422
    assert "留下来的摘要" in answer.text
    assert answer.text.count("field__errors") >= 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("city", "atlantis"),
        ("year", "20xx"),
        ("year", "9" * 5000),
        ("published_on", "2024-02-30"),
        ("stage", "nowhere"),
        ("visibility", "everybody"),
        ("themes", "unbekannt"),
        ("title", "长" * 201),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(browse, staff, park, name, value):
    answer = browse(staff).post("/libraries/projects/new", form_data(PROJECTS, **{name: value}))
    assert answer.status_code == 422
    assert "field__errors" in answer.text


@pytest.mark.parametrize("version", ["", "abc", "²", "-1", "１", "9" * 30, "9" * 5000])
def test_a_strange_version_is_no_failure_of_the_site(browse, keep, staff, park, version):
    made = keep(make_record, Project)
    data = form_data(PROJECTS, version=version)
    answer = browse(staff).post(f"/libraries/projects/{made.number}/edit", data)
    assert answer.status_code in (302, 409)


def test_a_stale_version_is_answered_with_both_texts(browse, keep, staff, park):
    made = keep(make_record, Project, title="原来的题目", published=False, author=None)
    address = f"/libraries/projects/{made.address}/edit"
    opened = browse(staff).page(address).select_one("[name=version]")["value"]
    browse(staff).post(address, form_data(PROJECTS, title="别人的题目", version=opened))
    answer = browse(staff).post(address, form_data(PROJECTS, title="我的题目", version=opened))
    assert answer.status_code == 409
    assert "我的题目" in answer.text
    assert "别人" in answer.text


def test_saving_again_after_comparing_succeeds(browse, keep, staff, park):
    made = keep(make_record, Project, published=False)
    address = f"/libraries/projects/{made.address}/edit"
    conflict = browse(staff).post(address, form_data(PROJECTS, version="0"))
    offered = conflict.text.split('name="version" value="')[1].split('"')[0]
    saved = browse(staff).post(address, form_data(PROJECTS, title="合并后", version=offered))
    assert saved.status_code == 302
    assert browse(staff).page(saved.location).h1.get_text(strip=True) == "合并后"


def test_text_with_markup_in_it_is_shown_as_text(app, browse, keep):
    title = "<script>alert(1)</script>"
    made = keep(
        make_record, Project, title=title, body="<img src=x onerror=alert(1)> [a](javascript:x)"
    )
    page = browse().get(f"/libraries/projects/{made.number}").text
    assert title not in page
    assert "onerror=" not in page.replace("&lt;img src=x onerror=", "")
    assert 'href="javascript:' not in page
    with app.app_context():
        assert db.session.get(Record, made.id).title == title


@pytest.mark.parametrize("number", ["9" * 30, str(2**31), "0"])
def test_a_number_that_no_row_has_is_no_failure_of_the_site(app, browse, keep, staff, park, number):
    made = keep(make_record, Project)
    numbered = re.compile("<int:[a-z]+>")
    whose = {"<kind:kind>": "libraries/projects", "<address>": made.number}
    visit = browse(staff).client
    for rule in [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]:
        path = numbered.sub(number, rule.rule)
        for part, value in whose.items():
            path = path.replace(part, value)
        for method in rule.methods & {"GET", "POST"}:
            status = visit.open(path, method=method).status_code
            assert status < 500, f"{method} {path}"
            assert number == "0" or status == 404, f"{method} {path}"


STRANGE = ("-1", "9" * 30, "x" * 10_000, "²", "[]", "'", "2024-02-30", "9999-12-31", "😀")
ASKED = """
page q tab kind city show state from to draft next role title unit format asked action user record
since until sort year
"""
SENT = """
id subject value name next text kind reason note at_once publish_on step adviser question comment
wish words into name_en answer group area circle named until visibility caption position ticket
publish version base choose-title offered-title then email code role member phone identity
availability max_load title works
"""


@pytest.fixture
def paths(app, keep, park):
    """`paths(method)` are addresses of all routes that answer to it, of a record that is there."""
    made = keep(make_record, Project)
    whose = {"<int:id>": "1", "<int:number>": "1", "<kind:kind>": "libraries/projects"}
    whose |= {"<address>": made.number, "<slug>": park.slug, "<code>": "zh", "<form_key>": "k"}
    whose |= {"<extension>": "csv", "<datum>": "phone"}

    def of(method: str) -> list[str]:
        found = [rule.rule for rule in app.url_map.iter_rules() if method in rule.methods]
        for part, value in whose.items():
            found = [path.replace(part, value) for path in found]
        # What would end the session, or lock its owner out, is no good for the next address.
        return [path for path in found if "<" not in path and "sign-out" not in path]

    return of


def test_every_route_takes_strange_questions(browse, staff, paths):
    reader = browse(staff)
    for path, value in product(paths("GET"), STRANGE):
        asked = MultiDict((name, value + end) for name in ASKED.split() for end in ("", "a"))
        assert reader.get(path, query_string=asked).status_code < 500, (path, value[:20])


def test_every_route_takes_strange_orders(browse, staff, paths):
    reader = browse(staff)
    for path, value in product(paths("POST"), STRANGE):
        sent = MultiDict((name, value + end) for name in SENT.split() for end in ("", "a"))
        assert reader.post(path, sent).status_code < 500, (path, value[:20])
