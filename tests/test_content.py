"""The shipped knowledge: all of it loads, its links lead somewhere, what is promised is found."""

import re
import tomllib
from urllib.parse import unquote

import pytest
from browser import Browser

from kb import create_app
from kb.catalog import sources
from kb.config import ROOT
from kb.parts import KINDS
from kb.portal.views import HINTS

CONTENT = ROOT / "content"
ROWS = {row.values.get("key", row.place): row for row in sources.rows(CONTENT)}
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
CITIES = ["青岛", "烟台", "潍坊", "威海", "日照", "滨州", "东营"]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """A site as `kb init` makes it, once for all these tests; and what the command said."""
    folder = tmp_path_factory.mktemp("shipped")
    app = create_app({"KB_INSTANCE": folder, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    return app, app.test_cli_runner().invoke(args=["kb", "init"])


@pytest.fixture(scope="module")
def visitor(shipped):
    return Browser(shipped[0])


def table(name):
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def test_everything_loads_and_every_link_is_known(shipped):
    result = shipped[1]
    assert result.exit_code == 0, result.output
    assert f"{len(ROWS)} new, 0 changed, 0 same, 0 kept, 0 refused" in result.output
    assert "not known" not in result.output
    assert result.stderr.count("md:") == 0


def test_every_key_stands_once_and_is_fit_for_an_address():
    rows = list(sources.rows(CONTENT))
    assert len(rows) == len(ROWS)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]+", key) for key in ROWS)


@pytest.mark.parametrize("key", ROWS)
def test_a_file_names_its_source_and_is_sorted_in(key):
    values = ROWS[key].values
    assert values["title"]
    assert values["summary"]
    assert values.get("source") or values["kind"] == "page"
    assert set(values.get("themes", [])) <= {
        theme["name"] for theme in table("themes.toml")["theme"]
    }


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.values["kind"] == "page"])
def test_a_charter_page_can_be_read_in_both_languages(visitor, key):
    assert ROWS[key].values["title_en"]
    assert len(ROWS[key].values["body_en"]) > 200
    english = visitor.page(f"/about/{key}", headers={"Accept-Language": "en"})
    assert english.h1.get_text(strip=True) == ROWS[key].values["title_en"]
    chinese = visitor.page(f"/about/{key}")
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese.select_one("article").get_text())) > 200


def test_the_help_names_the_letters_of_every_number(visitor):
    letters = {kind.model.number_prefix for kind in KINDS} - {""}
    for language in ("zh-CN", "en"):
        page = visitor.get("/about/help", headers={"Accept-Language": language}).text
        assert {one for one in letters if f"<td>{one}</td>" not in page} == set()


def test_no_private_number_is_in_any_file():
    for path in CONTENT.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not PHONE.search(text), path
        assert not IDENTITY.search(text), path


def test_the_seven_cities_are_there_in_their_order(visitor):
    cities = sorted(table("cities.toml")["city"], key=lambda city: city["position"])
    assert [city["name"] for city in cities] == CITIES
    for city in cities:
        assert (
            visitor.page(f"/cities/{city['slug']}").h1.get_text(strip=True).startswith(city["name"])
        )


def test_the_seven_bureaus_and_the_park_are_members(visitor):
    members = table("members.toml")["member"]
    founders = [member for member in members if member.get("role") == "founder"]
    assert len(founders) == 7
    assert len({member["city"] for member in founders}) == 7
    assert len({member["slug"] for member in members}) == len(members)
    text = visitor.get("/members").text
    assert all(f"/members/{member['slug']}" in text for member in members)


def test_what_the_charter_leaves_open_has_no_value_and_the_rest_has_a_source():
    for setting in table("charter.toml")["setting"]:
        if setting.get("open"):
            assert not setting.get("value"), setting["key"]
        else:
            assert setting.get("value", "") != "", setting["key"]
            assert setting.get("source") or setting.get("default"), setting["key"]
        if setting.get("unit") and setting.get("value", "") != "":
            assert float(setting["value"]) > 0, setting["key"]
        assert setting["label"]
        assert setting["label_en"]


def test_the_rotation_page_shows_the_settings(visitor):
    text = visitor.page("/about/governance").get_text()
    for setting in table("charter.toml")["setting"][:5]:
        assert setting["label"] in text


def test_thresholds_of_the_provincial_measure_are_numbers():
    criteria = table("criteria/sichuan-provincial-trial.toml")
    found = re.findall(r"'(?:value|minimum|threshold|at_least)': (\S+?)[,}]", str(criteria))
    assert found
    assert all(re.fullmatch(r"[\d.]+|True|False", number) for number in found)


@pytest.mark.parametrize("hint", HINTS)
def test_every_search_that_home_offers_finds_something(visitor, hint):
    assert visitor.get("/api/v1/search", query_string={"q": hint}).json["total"] > 0


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("57.73亿元", "rizhao-park"),
        ("膠東暨藍區", "alliance-founding"),
        ("联盟 成立", "alliance-founding"),
        ("聯(lián)盟", "alliance-founding"),
        ("智慧园区", "rizhao-smart-park"),
        ("ＲＩＺＨＡＯ", "rizhao-park"),
        ('"人力资源服务产业园"', "rizhao-park"),
    ],
)
def test_what_people_ask_is_answered(visitor, words, key):
    title = ROWS[key].values["title"]
    answer = visitor.get("/api/v1/search", query_string={"q": words}).json
    pages = range(1, answer["pages"] + 1)
    titles = [
        record["title"]
        for page in pages
        for record in visitor.get("/api/v1/search", query_string={"q": words, "page": page}).json[
            "records"
        ]
    ]
    assert title in titles


def test_no_link_of_any_page_is_broken(visitor):
    seen, waiting = {}, ["/"]
    while waiting:
        address = unquote(waiting.pop().partition("#")[0])
        if address in seen or address.startswith(("/static", "/language", "/search?")):
            continue
        with visitor.get(address) as answer:
            seen[address] = answer.status_code
            if answer.status_code == 302:
                waiting.append(answer.location)  # To this year's page.
            if not answer.mimetype.startswith("text/"):
                continue  # A table to download has no links.
            waiting += re.findall(r'href="(/[^"]*)"', answer.text.replace("&amp;", "&"))
    assert len(seen) > 50
    # Pages of the signed-in, which the help names: they lead to the sign-in.
    guarded = {"/calendar": 303, "/follow-ups": 303, "/inquiries": 303}
    found = {address: status for address, status in seen.items() if status not in (200, 302)}
    assert found == guarded


def test_every_example_of_a_search_finds_something(visitor):
    for language in ("zh", "en"):
        page = visitor.page("/about/search", headers={"Accept-Language": language})
        examples = [link["href"] for link in page.select("article a[href^='/search?']")]
        assert len(examples) > 15
        for example in examples:
            answer = visitor.get(example.replace("/search?", "/api/v1/search?")).json
            assert answer["total"] > 0, example


def test_every_link_inside_a_page_has_its_end(visitor):
    for key, row in ROWS.items():
        if row.values["kind"] == "page":
            page = visitor.page(f"/about/{key}")
            ends = {tag["id"] for tag in page.select("[id]")}
            starts = {a["href"][1:] for a in page.select('a[href^="#"]')}
            assert {unquote(start) for start in starts} <= ends, key


def test_experts_are_asked_for_and_not_made_up(visitor):
    assert visitor.get("/api/v1/search?kind=expert").json["total"] == 0
    assert visitor.page("/libraries/experts").select(".empty, .empty--large")
