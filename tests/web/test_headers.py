import gzip

import pytest
from small_site import drawn, make_user, small_site

from kb.web.compression import accepts_gzip

PATHS = [
    "/sayings",
    "/sign-in",
    "/account",
    "/nothing",
    "/fails/bug",
    "/health/live",
    "/static/kb.css",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_strict_policy(visit, path):
    headers = visit.get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'none'", "object-src 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_visitors_of_public_pages_get_no_cookie(visit):
    answer = visit.get("/sayings")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in answer.headers["Vary"]


def test_pages_of_one_person_are_not_stored(visit):
    assert visit.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert visit.get("/account").headers["Cache-Control"] == "no-store"


def test_cookies_are_bound_to_host_and_scheme_behind_https(tmp_path):
    browser = small_site(tmp_path, KB_HTTPS=True).test_client()
    answer = browser.get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Domain" not in cookie
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert (
        "31536000" in answer.headers["Strict-Transport-Security"]
        or "63072000" in (answer.headers["Strict-Transport-Security"])
    )
    assert browser.get("/language/en").headers["Set-Cookie"].startswith("__Host-lang=")


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_only_proxies_that_are_set_may_name_the_client(tmp_path, capsys, proxies, seen):
    site = small_site(tmp_path, KB_PROXY_COUNT=proxies)
    site.test_client().get("/sayings", headers={"X-Forwarded-For": "203.0.113.9"})
    assert f'"address": "{seen}"' in capsys.readouterr().err


def test_a_proxys_host_is_part_of_what_a_kept_page_depends_on(tmp_path):
    visit = small_site(tmp_path, KB_PROXY_COUNT=1).test_client()
    drawn.clear()
    for host in ("one.example", "two.example"):
        visit.get("/sayings", headers={"X-Forwarded-Host": host})
    assert len(drawn) == 2


@pytest.mark.parametrize("path", ["/sayings", "/static/kb.css"])
def test_texts_are_compressed_for_browsers_that_take_it(visit, path):
    plain = visit.get(path, buffered=True)
    short = visit.get(path, buffered=True, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert short.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(short.data) == plain.data
    assert int(short.headers["Content-Length"]) == len(short.data) < len(plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_small_answers_are_sent_as_they_are(visit):
    answer = visit.get("/health/live", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_compressed_file_is_recognised_when_asked_for_again(visit):
    gzipped = {"Accept-Encoding": "gzip"}
    etag = visit.get("/static/kb.css", buffered=True, headers=gzipped).headers["ETag"]
    again = visit.get("/static/kb.css", buffered=True, headers=gzipped | {"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("header", "accepted"), [("gzip", True), ("br", False), ("gzip;q=0", False), ("", False)]
)
def test_what_a_browser_accepts(header, accepted):
    assert accepts_gzip(header) is accepted


def test_a_foreign_page_cannot_write(site):
    browser = site.test_client()
    make_user(site)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ):
        assert browser.post("/sign-out", headers=headers).status_code == 400


def test_every_writing_route_wants_a_token(site):
    browser = site.test_client()
    for rule in site.url_map.iter_rules():
        for method in rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            path = rule.rule.replace("<int:id>", "1").replace("<token>", "x")
            assert browser.open(path, method=method).status_code == 400, path


def test_a_form_with_its_token_is_taken(site):
    browser = site.test_client()
    page = browser.get("/sign-in").text
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    answer = browser.post(
        "/sign-out", data={"csrf_token": token}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 303


def test_a_file_whose_address_names_its_content_is_kept_for_a_year(visit):
    marked, plain = (
        visit.get(path, buffered=True) for path in ("/static/kb.css?v=1", "/static/kb.css")
    )
    assert "immutable" in marked.headers["Cache-Control"]
    assert "immutable" not in plain.headers["Cache-Control"]


def test_what_an_answer_depends_on_is_named_once(visit):
    names = visit.get("/sayings").headers["Vary"].split(", ")
    assert sorted(names) == ["Accept-Encoding", "Accept-Language", "Cookie", "HX-Request"]
