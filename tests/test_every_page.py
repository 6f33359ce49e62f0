"""The contract of a route: every rule of the site stands in the table, or the test fails."""

import re

import filled_site
import pytest
from every_route import PAGES, ROUTES, guarded_pages, routes
from make import form_data, make_record
from snapshots import Snapshot
from sqlalchemy import inspect, text

from kb.clock import today
from kb.db import db
from kb.libraries.kinds import PROJECTS
from kb.web.access import is_public


@pytest.fixture(scope="session")
def filled_sites():
    """Each site that was filled in this process of the tests, with its snapshot."""
    return {}


@pytest.fixture
def filled(app, keep, drain, filled_sites, tmp_path, tmp_path_factory):
    """The site has some of everything."""
    with app.app_context():
        engine = db.engine
    key = engine.name, today()
    if key in filled_sites:
        made, snapshot = filled_sites[key]
        snapshot.restore(engine, tmp_path)
        return made
    made = filled_site.make(app, keep)
    drain()
    filled_sites[key] = made, Snapshot(engine, tmp_path, tmp_path_factory.mktemp("filled"))
    return made


@pytest.fixture
def staff(filled):
    return filled.staff


@pytest.fixture
def park(filled):
    return filled.park


@pytest.fixture
def fill(filled, keep):
    """`fill(rule)`: an address of this rule that is there."""
    return lambda rule: filled_site.address(rule, filled, keep)


@pytest.fixture
def guarded(app):
    """The site with its tokens against forgery."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def everything(app):
    """Every row of every table."""
    with app.app_context():
        rows = {
            name: db.session.execute(text(f'SELECT * FROM "{name}"')).all()
            for name in inspect(db.engine).get_table_names()
        }
    return {name: [tuple(row) for row in found] for name, found in rows.items()}


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_filled_site_of_its_own(app, filled, keep, drain, browse, turn):
    assert "陌生园区" not in browse().get("/api/v1/search?q=陌生园区").text
    assert len(everything(app)["record"]) > 10
    keep(make_record, title="陌生园区")
    drain()
    assert browse().get("/api/v1/search?q=陌生园区").json["total"] == 1


def test_every_rule_of_the_site_stands_in_the_table(app):
    rules = {rule.rule: rule for rule in app.url_map.iter_rules()}
    assert set(rules) == set(ROUTES)
    for name, (whose, methods) in ROUTES.items():
        assert rules[name].methods - {"HEAD", "OPTIONS"} == set(methods.split()), name
        assert is_public(app, rules[name].endpoint) == whose.startswith("public"), name


GUARDED = ("signed in", "known", "expert", "staff", "adviser", "data of", "in its", "who is")


@pytest.mark.parametrize("rule", [rule for whose in GUARDED for rule in routes(whose)])
def test_visitors_are_led_to_the_sign_in(browse, fill, rule):
    method = "POST" if "POST" in ROUTES[rule][1] else "GET"
    answer = browse().client.open(fill(rule), method=method)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("rule", routes("staff", "POST"))
def test_an_editor_does_not_decide(browse, fill, editor, rule):
    method = "POST" if "POST" in ROUTES[rule][1] else "GET"
    answer = browse(editor).client.open(fill(rule), method=method, data={"reason": "ich"})
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["visitor", "staff"])
@pytest.mark.parametrize("rule", [*routes("public page"), *PAGES, *guarded_pages()])
def test_every_page_is_whole(guarded, browse, fill, staff, rule, who):
    if who == "visitor" and not ROUTES[rule][0].startswith("public"):
        return  # Refused, as another test says.
    if who == "staff" and rule == "/sign-in":
        return  # Whoever is signed in is led on.
    answer = browse(staff if who == "staff" else None).get(fill(rule))
    page = browse(staff if who == "staff" else None).page(fill(rule))
    assert page.title.get_text(strip=True)
    assert len(page.select("h1")) == 1
    assert page.html["lang"] == "zh-Hans-CN"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not page.select("style, [style], script:not([src])")
    assert not [n for tag in page.find_all(True) for n in tag.attrs if n.startswith("on")]
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [*routes("public page"), *routes("public data")])
def test_what_everybody_may_read_sets_no_cookie(guarded, browse, fill, rule):
    answer = browse().get(fill(rule))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "no-store" not in answer.headers.get("Cache-Control", "") or "health" in rule


@pytest.mark.parametrize("rule", [*guarded_pages(), *routes("known", "GET")])
def test_what_one_person_reads_is_kept_nowhere(browse, fill, staff, rule):
    assert browse(staff).get(fill(rule)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("rule", routes(method="POST"))
def test_an_order_without_its_token_is_refused_and_changes_nothing(
    guarded, browse, fill, staff, rule
):
    browser, address = browse(staff), fill(rule)
    before = everything(guarded)
    assert browser.post(address, form_data(PROJECTS)).status_code == 400
    assert everything(guarded) == before


@pytest.mark.parametrize("rule", routes(method="POST"))
def test_an_order_from_another_site_is_refused(browse, fill, staff, rule):
    browser, address = browse(staff), fill(rule)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.post(address, form_data(PROJECTS), headers=headers)
        assert answer.status_code == 400, headers


def test_looking_at_everything_changes_nothing(guarded, browse, fill, staff):
    browser = browse(staff)
    seen, waiting = set(), ["/", *(fill(rule) for rule in routes(method="GET"))]
    before = everything(guarded)
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or len(seen) > 300:
            continue
        seen.add(address)
        with browser.get(address) as answer:
            assert answer.status_code < 500, address
            if not (answer.mimetype or "").startswith("text/"):
                continue
            waiting += re.findall(r'href="(/[^"]*)"', answer.text.replace("&amp;", "&"))
    assert len(seen) > 40
    assert everything(guarded) == before


def test_a_foreign_host_is_refused_where_hosts_are_named(app, browse, fill):
    app.config["TRUSTED_HOSTS"] = ["kb.example.cn"]
    for rule in routes("public page"):
        assert browse().get(fill(rule), headers={"Host": "evil.example"}).status_code == 400
        assert browse().get(fill(rule), headers={"Host": "kb.example.cn"}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(browse, fill, staff, method):
    for rule in ROUTES:
        answer = browse(staff).client.open(fill(rule), method=method)
        assert answer.status_code == 405, rule
