import pytest
from make import make_city

from kb.alliance.terms import Term
from kb.clock import today
from kb.db import db

NAMES = ("青岛", "烟台", "潍坊", "威海", "日照", "滨州", "东营")
SLUGS = ("qingdao", "yantai", "weifang", "weihai", "rizhao", "binzhou", "dongying")


@pytest.fixture
def cities(app):
    """The seven, entered in another order than the official one."""
    with app.app_context():
        for place in (3, 1, 7, 2, 6, 4, 5):
            make_city(SLUGS[place - 1], NAMES[place - 1], SLUGS[place - 1].title(), place)
        db.session.commit()


def test_the_seven_cities_stand_in_the_official_order(browse, cities):
    links = browse().page("/").select("table a[href^='/cities/']")
    first = dict.fromkeys(link["href"].split("#")[0] for link in links)
    assert list(first) == [f"/cities/{slug}" for slug in SLUGS]


def test_nothing_recorded_is_said_and_not_made_up(browse, cities):
    page = browse().page("/")
    assert [number.text for number in page.select(".libraries b")] == ["0", "0", "0"]
    assert "秘书处" in page.select_one("main").get_text()


def test_the_chair_is_taken_from_the_terms_on_record(app, browse, cities):
    day = today()
    with app.app_context():
        later = day.replace(year=day.year + 2)
        db.session.add(Term(city_slug="weihai", starts_on=day, ends_on=day))
        db.session.add(Term(city_slug="rizhao", starts_on=later, ends_on=later))
        db.session.commit()
    text = browse().page("/").select_one("main").get_text()
    assert "威海" in text
    assert str(later.year) in text


@pytest.mark.parametrize(
    ("typed", "found"), [("rizhao", "rizhao"), ("日照", "rizhao"), ("yant", "yantai")]
)
def test_a_city_is_suggested_by_name_and_by_pinyin(browse, cities, typed, found):
    suggested = browse().get(f"/suggest?q={typed}").json["suggestions"]
    assert [one["href"] for one in suggested] == [f"/cities/{found}"]


def test_a_member_is_suggested_by_name_pinyin_and_initials(browse, park):
    for typed in ("人力资源", "rizhao", "rz"):
        suggested = browse().get(f"/suggest?q={typed}").json["suggestions"]
        assert "/members/rizhao-park" in [one["href"] for one in suggested], typed


@pytest.mark.parametrize("typed", ["", "   ", "%25", "_", "zzzz", "'", '"', "\\"])
def test_rubbish_suggests_nothing(browse, park, typed):
    assert browse().get("/suggest", query_string={"q": typed}).json == {"suggestions": []}


def test_browsers_read_suggestions_in_their_own_format(browse, park):
    answer = browse().get("/suggest?q=rz&format=opensearch")
    assert answer.json == ["rz", ["日照", "日照人力资源服务产业园"]]


def test_the_english_home_names_the_cities_in_english(browse, cities):
    page = browse().page("/", headers={"Accept-Language": "en"})
    assert page.html["lang"] == "en"
    assert "Qingdao" in page.select_one("main").get_text()
