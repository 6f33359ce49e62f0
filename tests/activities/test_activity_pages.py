"""The page of an activity, first values of its form, series, another one like it, warnings."""

import pytest
from make import make_city, make_user
from make_act import make_activity, typed

from kb.accounts.users import Role

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def fair(keep, park):
    return keep(
        make_activity,
        **{"title": "2026年秋季招聘会", "activity_kind": "fair", "series": "秋季招聘会"},
        **{"city": "rizhao", "progress": "reported", "report": "签约三百人。"},
        **{"figures": [{"label": "参会企业", "text": "112家"}], "place": "大学城"},
    )


def values(page):
    chosen = {one["name"]: one.select_one("option[selected]") for one in page.select("select")}
    found = {name: one["value"] for name, one in chosen.items() if one}
    return found | {one["name"]: one.get("value", "") for one in page.select("main input")}


def test_a_month_is_no_day(keep, browse):
    by_month = {"precision": "month", "starts_on": "2021-04-01", "ends_on": "2021-06-30"}
    made = keep(make_activity, progress="held", **by_month)
    text = browse().page(f"/activities/{made.number}").select_one(".activity__facts").get_text()
    assert "2021年4月至6月" in text
    assert "4月1日" not in text


def test_the_line_says_where_it_stands(browse, fair, keep):
    line = browse().page(f"/activities/{fair.number}").select(".steps li")
    assert [one["class"] for one in line] == [["steps__done"]] * 3 + [["steps__now"]]
    gone = keep(make_activity, progress="cancelled", cancelled_because="台风")
    page = browse().page(f"/activities/{gone.number}").main.get_text()
    assert "本活动已取消" in page
    assert "台风" in page


def test_an_address_gives_first_values_and_nothing_that_is_wrong(browse, staff, park):
    asked = (
        "programme=city&city=rizhao&activity_kind=forum&year=2027&series=论坛&starts_on=2027-03-01"
    )
    found = values(browse(staff).page(f"/activities/new?{asked}"))
    assert (found["programme"], found["city"], found["activity_kind"]) == (
        "city",
        "rizhao",
        "forum",
    )
    assert (found["year"], found["series"], found["starts_on"]) == ("2027", "论坛", "2027-03-01")
    wrong = "programme=galaxy&city=atlantis&year=nought&title=x&series=<b>&progress=reported"
    found = values(browse(staff).page(f"/activities/new?{wrong}"))
    assert (found["programme"], found["progress"]) == ("park", "planned")
    assert (found["year"], found["title"], found["series"]) == ("", "", "<b>")
    assert "city" not in found or not found["city"]


def test_an_address_chooses_no_unit_for_an_editor(browse, editor):
    page = browse(editor).page("/activities/new?member=elsewhere&programme=park")
    assert not page.select("[name=member]")


def test_the_next_of_a_series_begins_with_all_but_its_own_time(browse, editor, fair):
    answer = browse(editor).post(f"/activities/{fair.number}/again")
    page = browse(editor).page(answer.location)
    found = values(page)
    assert (found["title"], found["series"]) == ("2027年秋季招聘会", "秋季招聘会")
    assert (found["place"], found["activity_kind"]) == ("大学城", "fair")
    assert (found["progress"], found["starts_on"]) == ("planned", "")
    assert page.select_one("[name=figures]").get_text(strip=True) == ""
    assert page.select_one("[name=report]").get_text(strip=True) == ""


def test_only_who_may_begin_activities_begins_with_an_old_one(browse, keep, fair):
    expert = keep(make_user, Role.EXPERT)
    assert browse(expert).post(f"/activities/{fair.number}/again").status_code == 403
    assert "照此再办" not in browse(expert).get(f"/activities/{fair.number}").text


def test_a_series_lists_what_its_reader_may_see(browse, keep, fair):
    keep(make_activity, title="内部筹备", series="秋季招聘会", visibility="council")
    page = browse().page("/activities/series/秋季招聘会").main.get_text()
    assert "2026年秋季招聘会" in page
    assert "112家" in page
    assert "内部筹备" not in page
    assert browse().get("/activities/series/没有的").status_code == 404


def test_a_clash_and_a_double_warn_beside_the_form_and_refuse_nothing(browse, staff, keep, fair):
    keep(make_city, "weihai", "威海", "Weihai", 4)
    days = {"starts_on": "2026-03-12", "city": "weihai"}
    asked = browse(staff).page("/activities/new/warnings", query_string=typed(**days))
    assert "2026年秋季招聘会" in asked.get_text()
    made = browse(staff).post("/activities/new", typed(**days) | {"title": "威海专场"})
    assert made.status_code == 302
    assert "另有城市" in browse(staff).page(made.location).get_text()
    assert "另有城市" in browse(staff).page(f"{made.location}/edit").get_text()
    twin = typed(title="2026年秋季招聘会", starts_on="2026-03-12")
    asked = browse(staff).page("/activities/new/warnings", query_string=twin)
    assert "可能已有同一活动" in asked.get_text()


@pytest.mark.parametrize(
    "other",
    [
        {"starts_on": "2026-03-13", "city": "weihai"},
        {"starts_on": "2026-03-12", "city": "rizhao"},
        {"starts_on": "2026-03-12", "city": "weihai", "activity_kind": "forum"},
        {
            "starts_on": "2026-03-01",
            "city": "weihai",
            "precision": "month",
            "ends_on": "2026-03-31",
        },
        {"starts_on": "2026-03-12", "city": ""},
    ],
)
def test_another_day_kind_or_the_same_city_is_no_clash(browse, staff, keep, fair, other):
    keep(make_city, "weihai", "威海", "Weihai", 4)
    asked = browse(staff).page("/activities/new/warnings", query_string=typed(**other))
    assert not asked.select("a")


def test_warnings_name_nothing_that_their_reader_may_not_see(browse, editor, keep, fair):
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_activity, title="密议", city="weihai", starts_on="2026-05-05", visibility="council")
    keep(make_activity, title="草案", city="weihai", starts_on="2026-05-05", published=False)
    given = typed(starts_on="2026-05-05", activity_kind="forum", city="rizhao")
    asked = browse(editor).page("/activities/new/warnings", query_string=given)
    assert not asked.select("a")


def test_speakers_and_figures_go_out_as_they_are_typed(browse, staff, keep, drain):
    rows = {"speakers": [{"name": "林海", "unit": "研究院"}]}
    rows |= {"figures": [{"label": "求职者", "text": "近万名", "number": "10000", "unit": "名"}]}
    held = keep(make_activity, progress="held", **rows)
    drain()
    table = browse(staff).get("/activities.csv").text
    assert "林海 | 研究院" in table
    assert "求职者 | 近万名" in table
    another = browse(staff).post(f"/activities/{held.number}/again")
    page = browse(staff).page(another.location)
    assert page.select_one("[name=speakers]").get_text(strip=True) == "林海 | 研究院"
    assert not page.select_one("[name=figures]").get_text(strip=True)
