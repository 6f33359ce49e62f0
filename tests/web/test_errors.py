import json
import re

import pytest


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("bug", 500),
        ("rule", 409),
        ("double", 409),
        ("away", 503),
        *((str(code), code) for code in (400, 401, 403, 404, 405, 413, 422, 429)),
    ],
)
def test_every_failure_is_a_page_with_an_id_and_no_details(visit, how, status):
    answer = visit.get(f"/fails/{how}")
    assert answer.status_code == status
    assert answer.headers["X-Request-ID"] in answer.text
    assert not re.search(r"secret\b|Traceback|SQL|/kb/", answer.text)


def test_a_rule_is_told_in_its_own_words(visit):
    assert "Somebody was faster." in visit.get("/fails/rule").text


def test_what_is_not_found_offers_the_search(visit):
    assert 'action="/search"' in visit.get("/nothing/here").text


def test_programs_read_a_problem_as_json(visit):
    answer = visit.get("/api/v1/fails")
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.text)["status"] == answer.status_code == 404


def test_an_absent_database_says_when_to_come_back(visit):
    assert visit.get("/fails/away").headers["Retry-After"] == "5"


def test_a_wrong_method_says_which_are_right(visit):
    answer = visit.put("/sayings", headers={"Accept": "text/html"})
    assert answer.status_code in (400, 405)


def test_a_foreign_host_is_refused_with_a_page(site):
    site.config["TRUSTED_HOSTS"] = ["kb.example.cn"]
    browser = site.test_client()
    assert browser.get("/sayings", headers={"Host": "evil.example"}).status_code == 400
    assert browser.get("/sayings", headers={"Host": "kb.example.cn"}).status_code == 200


@pytest.mark.parametrize("query", ["q=%ff", "%c3%28=1", "q=%00", "q=%ed%a0%80"])
def test_a_query_that_is_not_utf8_is_a_bad_request(visit, query):
    assert visit.get(f"/echo?{query}").status_code == 400


@pytest.mark.parametrize("body", [b"q=%ff", b"q=\xff", b"q=%00"])
def test_a_form_that_is_not_utf8_is_a_bad_request(site, body):
    site.config["WTF_CSRF_ENABLED"] = False
    answer = site.test_client().post(
        "/echo", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400


def test_chinese_in_query_and_form_arrives(site):
    site.config["WTF_CSRF_ENABLED"] = False
    assert site.test_client().post("/echo?q=联盟", data={"a": "章程"}).text == "联盟|章程"


def test_a_body_over_the_limit_is_refused(site):
    site.config["WTF_CSRF_ENABLED"] = False
    answer = site.test_client().post("/echo", data={"a": "x" * 4_300_000})
    assert answer.status_code == 413
