"""What a person sees of search: chips, years, table, calendar, the way to the place."""

from urllib.parse import unquote

import pytest
from make import make_city, make_member, make_record, make_user
from make_act import make_activity
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from kb.accounts.users import Role
from kb.alliance.members import Member
from kb.alliance.pages import Page
from kb.catalog import asked as asking
from kb.catalog.asked import View
from kb.catalog.kind import Kinds
from kb.db import db
from kb.libraries.projects import Project
from kb.parts import KINDS

ALL_KINDS = Kinds(KINDS)


def titles(page):
    return [one.get_text() for one in page.select(".hit h2 a, .found tbody th a")]


def chips(page):
    return {one.contents[-2].strip(): one["href"] for one in page.select(".chip--word")}


@pytest.fixture
def years(keep, park, drain):
    """Records of three years with a gap between, one of them of another park's city."""
    for year in (2018, 2020, 2020, 2021):
        keep(make_record, Project, title=f"园区{year}", year=year, city="rizhao")
    drain()


def read(query):
    return asking.read("/search", MultiDict(query), ALL_KINDS)


class TestWhatWasTyped:
    def test_is_read_back_as_chips_that_can_be_removed(self, browse, years):
        page = browse().page('/search?q=园区 NOT 四川 city:rizhao "园区2020"')
        found = {label: unquote(href) for label, href in chips(page).items()}
        assert list(found) == ["园区", "四川", "日照", "“园区2020”"]
        assert found["四川"] == '/search?q=园区+city:rizhao+"园区2020"'
        said = [one.b.get_text() for one in page.select(".chip--word") if one.b]
        assert said == ["不含", "城市:"]

    def test_of_one_plain_word_needs_no_chip(self, browse, years):
        assert chips(browse().page("/search?q=园区")) == {}

    def test_stays_beside_the_filters_when_a_part_goes(self, browse, years):
        page = browse().page("/search?q=园区 服务&year=2020")
        assert "&year=2020" in chips(page)["园区"]
        assert "2020" in page.select_one(".chip:not(.chip--word)").get_text()


class TestYears:
    def test_are_bars_from_the_first_to_the_last_with_the_gaps_between(self, browse, years):
        bars = browse().page("/search?q=园区").select(".years__bars li")
        assert [one.get_text(" ").split()[0] for one in bars] == ["2018", "2019", "2020", "2021"]
        assert [bool(one.a) for one in bars] == [True, False, True, True]
        heights = [int(one.rect["height"]) for one in bars if one.a]
        assert heights == [20, 40, 20]

    def test_a_bar_chooses_its_year_and_takes_it_back(self, browse, years):
        page = browse().page("/search?q=园区")
        chosen = browse().page(page.select(".years__bars a")[1]["href"])
        assert titles(chosen) == ["园区2020", "园区2020"]
        assert chosen.select_one(".years__bars a[aria-current]")["title"] == "2020: 2"
        again = chosen.select_one(".years__bars a[aria-current]")["href"]
        assert len(titles(browse().page(again))) == 4

    @pytest.mark.parametrize(
        ("run", "found"),
        [("from=2019&to=2020", 2), ("from=2020", 3), ("to=2018", 1), ("from=2021&to=2018", 4)],
    )
    def test_a_run_of_years_is_asked_for_by_either_end(self, browse, years, run, found):
        assert len(titles(browse().page(f"/libraries/projects?{run}"))) == found

    @pytest.mark.parametrize("typed", ["", "20", "2020a", "９９９９", "1066", "-2020"])
    def test_what_is_no_year_is_passed_over(self, typed):
        assert read([("from", typed)]).filters == {}

    def test_a_run_is_a_filter_like_others(self, browse, years):
        page = browse().page("/search?q=园区&from=2020")
        chip = page.select_one(".chip:not(.chip--word)")
        assert "起始年份: 2020" in chip.get_text()
        assert chip["href"] == read([("q", "园区")]).address()
        assert page.select_one("#years-from")["value"] == "2020"

    def test_of_one_year_alone_there_is_no_picture(self, browse, keep, drain):
        keep(make_record, Project, year=2020)
        drain()
        assert not browse().page("/search?q=园区").select(".years__bars")


class TestViews:
    def test_a_table_has_what_a_list_has_and_is_ordered_by_its_headings(self, browse, years):
        page = browse().page("/libraries/projects?view=table")
        assert len(titles(page)) == 4
        heads = {one.contents[0]: one["href"] for one in page.select(".found thead a")}
        assert "sort=title" in heads["标题"]
        assert "view=table" in heads["标题"]
        sorted_page = browse().page(heads["标题"])
        assert sorted_page.select_one("th[aria-sort=ascending] a").contents[0] == "标题"
        assert titles(sorted_page) == ["园区2018", "园区2020", "园区2020", "园区2021"]

    def test_the_view_stays_in_the_address_through_filters_and_pages(self):
        one = read([("q", "a"), ("view", "table"), ("near", "no"), ("month", "2021-03")])
        assert one.toggled("city", "rizhao").view is View.TABLE
        assert read([]).viewed(View.LIST).address() == "/search"
        assert one.plain().address() == "/search?q=a"

    @pytest.mark.parametrize("junk", ["", "grid", "TABLE", "table "])
    def test_an_unknown_view_is_the_list(self, junk):
        assert read([("view", junk)]).view is View.LIST

    @pytest.mark.parametrize("junk", ["2021", "2021-13", "1021-01", "2021-1", "x"])
    def test_an_unknown_month_is_none(self, junk):
        assert read([("month", junk)]).month == ""

    def test_an_export_holds_the_same_whatever_the_view(self, browse, years):
        text = browse().get("/search.csv?q=园区&from=2020&view=table").text
        assert text.count("园区20") == 3


class TestCalendar:
    def test_days_and_what_is_known_to_the_month_alone(self, browse, keep, park, drain):
        keep(make_activity, title="春季招聘会", starts_on="2021-03-12")
        keep(make_activity, title="论坛", starts_on="2021-03-01", precision="month")
        drain()
        page = browse().page("/activities?view=calendar")
        assert page.select_one(".month__head h2").contents[0].strip() == "2021年3月"
        day = page.select_one('time[datetime="2021-03-12"]').parent
        assert day.a.get_text() == "春季招聘会"
        vague = page.find(id="vague").parent
        assert [one.get_text() for one in vague.select("a")] == ["论坛"]

    def test_it_leads_to_the_months_with_anything_in_them(self, browse, keep, park, drain):
        for month in ("2021-01", "2021-05"):
            keep(make_activity, title=f"招聘会{month}", starts_on=f"{month}-12")
        drain()
        page = browse().page("/activities?view=calendar&q=招聘会")
        back = page.select_one(".month__head a[rel~=prev]")
        assert "2021年1月 (1)" in back.get_text()
        assert "招聘会2021-01" in browse().page(back["href"]).select_one(".month").get_text()
        empty = browse().page("/activities?view=calendar&month=2021-03")
        assert "没有在本月举行的" in empty.get_text()

    def test_what_has_no_day_is_counted_and_left_to_the_list(self, browse, keep, park, drain):
        keep(make_activity, title="园区论坛", starts_on="2021-03-12")
        keep(make_record, Project, title="园区项目")
        drain()
        text = browse().page("/search?q=园区&view=calendar").get_text()
        assert "另有1条记录没有举行日期" in text

    def test_only_lists_with_days_offer_one(self, browse, years):
        shown = browse().page("/libraries/projects").select(".views a")
        assert [one.get_text() for one in shown] == ["列表", "表格"]


@pytest.mark.parametrize("view", ["list", "table"])
def test_the_address_of_a_page_is_shown_as_no_number(browse, keep, drain, view):
    keep(make_record, Page, title="园区治理")
    project = keep(make_record, Project, title="园区项目")
    drain()
    shown = [
        one.get_text() for one in browse().page(f"/search?q=园区&view={view}").select(".number")
    ]
    assert [one for one in shown if one.strip()] == [project.number]


PARK = "日照人力资源服务产业园"


class TestCitiesAndMembers:
    @pytest.mark.parametrize(
        ("typed", "links"),
        [
            ("日照", {"日照": "/cities/rizhao"}),
            ("RIZHAO", {"日照": "/cities/rizhao"}),
            ("日照园区", {PARK: "/members/rizhao-park"}),
            ("日照 人力资源服务產業園", {PARK: "/members/rizhao-park", "日照": "/cities/rizhao"}),
            ("日照的活动", {}),
        ],
    )
    def test_are_led_to_by_any_of_their_names(self, browse, named, typed, links):
        page = browse().page(f"/search?q={typed}")
        assert {one.get_text(): one["href"] for one in page.select(".search__called a")} == links

    def test_are_led_to_where_no_record_is_found(self, browse, named):
        page = browse().page("/search?q=日照人力资源产业园")
        assert page.select(".empty--large")
        assert page.select_one(".search__called a")["href"] == "/members/rizhao-park"

    def test_are_not_named_where_less_than_the_site_is_searched(self, browse, named):
        for address in ("/libraries/projects?q=日照", "/search?q=日照&year=2021"):
            assert not browse().page(address).select(".search__called")

    @pytest.fixture
    def named(self, keep):
        keep(make_city)
        keep(make_member, city_slug="rizhao", aliases="日照园区 日照人力资源产业园")


class TestPlaces:
    def test_a_hit_leads_to_the_words_under_their_heading(self, browse, keep, drain):
        keep(make_record, Project, title="某项目", body="## 做法\n\n企业在园区的蓝领学院实训。")
        drain()
        href = unquote(browse().page("/search?q=蓝领学院").select_one(".hit h2 a")["href"])
        assert "#user-content-做法:~:text=" in href
        assert "企业在园区的-,蓝领" in href

    @pytest.mark.parametrize(
        ("typed", "quoted"), [("园区 税收", "年度税收2.14亿元"), ("园区 试点", "园区先行试点")]
    )
    def test_what_answers_best_is_quoted_summary_or_text(self, browse, keep, drain, typed, quoted):
        texts = {"summary": "园区先行试点。", "body": "园区年度税收2.14亿元。"}
        keep(make_record, Project, title="某项目", **texts)
        drain()
        hit = browse().page(f"/search?q={typed}").select_one(".hit")
        assert quoted in hit.select("p")[-1].get_text()

    def test_where_only_the_title_answers_it_leads_to_the_record(self, browse, keep, drain):
        made = keep(make_record, Project, title="蓝领学院", summary="", body="别的。")
        drain()
        link = browse().page("/search?q=蓝领学院").select_one(".hit h2 a")
        assert link["href"] == f"/libraries/projects/{made.number}"


class TestOwnCity:
    @pytest.fixture
    def liaison(self, keep, years):
        return keep(make_user, Role.CITY_LIAISON, city="rizhao")

    def test_the_preference_is_said_and_can_be_turned_off(self, browse, liaison):
        mine = browse(liaison)
        note = mine.page("/search?q=园区").select_one(".search__notes")
        assert "日照" in note.get_text()
        without = mine.page(note.a["href"])
        assert not without.select(".search__notes")
        assert len(titles(without)) == 4

    def test_an_editor_has_the_city_of_the_park(self, app, browse, editor, years):
        with app.app_context():
            db.session.execute(update(Member).values(city_slug="rizhao"))
            db.session.commit()
        assert browse(editor).page("/search?q=园区").select(".search__notes")

    def test_it_is_not_said_where_it_does_not_matter(self, browse, liaison):
        for place in ("/search", "/search?q=园区&sort=title", "/search?q=园区&city=rizhao"):
            assert not browse(liaison).page(place).select(".search__notes"), place
        assert not browse().page("/search?q=园区").select(".search__notes")
