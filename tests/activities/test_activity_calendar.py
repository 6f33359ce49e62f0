"""Months, years, feeds and posters: each activity on its days, and nothing that is not known."""

from datetime import date, timedelta

import pytest
from make import make_user
from make_call import make_activity

from kb.accounts.users import Role
from kb.activities.activities import ActivityKind, Mode, Precision, Progress
from kb.activities.calendar import month, year
from kb.activities.calendar.asked import Asked
from kb.clock import holiday_names, made_up_days
from kb.publishing.records import Visibility

DAY = date(2026, 10, 14)


def day_of(found, day):
    return next(one for week in found.weeks for one in week if one.day == day)


def titles(found, day):
    return [slot.activity.title for slot in day_of(found, day).slots]


@pytest.mark.usefixtures("context")
def test_an_activity_of_several_days_stands_on_each_of_them():
    long = make_activity(title="校园行", starts_on=date(2026, 9, 29), ends_on=date(2026, 10, 2))
    october = month.laid_out(date(2026, 10, 1), [long], False)
    assert titles(october, date(2026, 10, 1)) == titles(october, date(2026, 10, 2)) == ["校园行"]
    assert titles(october, date(2026, 10, 3)) == []
    assert day_of(october, date(2026, 10, 2)).slots[0].number == 4
    assert not day_of(october, date(2026, 9, 30)).slots


@pytest.mark.usefixtures("context")
def test_what_is_known_to_the_month_stands_on_no_day():
    vague = make_activity(starts_on=date(2026, 10, 1), precision=Precision.MONTH)
    october = month.laid_out(date(2026, 10, 1), [vague], False)
    assert october.vague == [vague]
    assert not any(one.slots for week in october.weeks for one in week)


def test_holidays_and_made_up_days_are_marked():
    assert holiday_names(2025, False)[date(2025, 10, 1)] == "国庆节"
    assert "National Day" in holiday_names(2025, True)[date(2025, 10, 1)]
    assert date(2025, 9, 28) in made_up_days(2025)
    october = month.laid_out(date(2025, 10, 1), [], True)
    assert day_of(october, date(2025, 10, 1)).holiday
    assert day_of(october, date(2025, 10, 11)).is_made_up


@pytest.mark.parametrize("text", ["", "2026-13", "abc", "0000-01", "99999-01", "2026-1"])
def test_a_month_that_is_none_is_this_month(text):
    assert month.read(text, DAY) == date(2026, 10, 1)


@pytest.mark.usefixtures("context", "cities")
def test_two_cities_with_the_same_on_the_same_day_clash():
    one = make_activity(city="rizhao", starts_on=DAY, ends_on=DAY + timedelta(days=1))
    other = make_activity(city="qingdao", starts_on=DAY + timedelta(days=1))
    assert [clash.first for clash in month.clashes([one, other])] == [DAY + timedelta(days=1)]


@pytest.mark.usefixtures("context", "cities")
@pytest.mark.parametrize(
    "other",
    [
        {"city": "rizhao"},
        {"activity_kind": ActivityKind.FAIR},
        {"progress": Progress.CANCELLED},
        {"starts_on": DAY + timedelta(days=1)},
        {"precision": Precision.MONTH},
    ],
)
def test_anything_else_does_not_clash(other):
    one = make_activity(city="rizhao", starts_on=DAY)
    facts = {"city": "qingdao", "starts_on": DAY} | other
    assert month.clashes([one, make_activity(**facts)]) == []


def test_only_those_who_plan_see_clashes(browse, keep, cities):
    keep(make_activity, city="rizhao", starts_on=DAY, title="日照论坛")
    keep(make_activity, city="qingdao", starts_on=DAY, title="青岛论坛")
    address = "/activities/calendar?month=2026-10"
    editor = keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    assert browse(editor).page(address).select(".clashes li")
    for reader in (None, keep(make_user, Role.COUNCIL_MEMBER)):
        page = browse(reader).page(address)
        assert not page.select(".clashes")
        assert len(page.select("td .slot")) == 2


def test_the_month_is_narrowed_by_city_kind_and_manner_and_keeps_that_in_its_ways(
    browse, keep, cities
):
    keep(make_activity, city="rizhao", starts_on=DAY, title="日照论坛", mode=Mode.ONLINE)
    keep(make_activity, city="qingdao", starts_on=DAY, title="青岛论坛")
    for query in ("city=rizhao", "mode=online", "city=rizhao&kind=forum"):
        page = browse().page(f"/activities/calendar?month=2026-10&{query}")
        assert [one.get_text(strip=True) for one in page.select("td .slot a")] == ["日照论坛"]
    ways = [link["href"] for link in page.select(".turning a, .tabs a")]
    assert all("city=rizhao" in way for way in ways)
    assert "/activities?city=rizhao&activity_kind=forum" in ways


def test_nobody_sees_in_a_month_what_is_not_for_them(browse, keep):
    for visibility in list(Visibility)[1:]:
        keep(make_activity, title="隐藏斑马", starts_on=DAY, visibility=visibility)
    keep(make_activity, title="隐藏斑马", starts_on=DAY, published=False)
    for address in ("calendar?month=2026-10", "year/2026", "feed/all.ics"):
        assert "隐藏斑马" not in browse().get(f"/activities/{address}").text


@pytest.mark.usefixtures("context", "cities")
def test_the_year_counts_each_activity_once_in_the_month_in_which_it_begins():
    made = [
        make_activity(city="rizhao", starts_on=date(2026, 3, 30), ends_on=date(2026, 4, 2)),
        make_activity(city="rizhao", starts_on=date(2025, 12, 30), ends_on=date(2026, 1, 2)),
        make_activity(city="qingdao", starts_on=None, year=2026, progress=Progress.PLANNED),
        make_activity(starts_on=date(2026, 5, 1)),
    ]
    assert set(year.found(Asked(), None, 2026)) == set(made)
    names = {"qingdao": "青岛", "rizhao": "日照"}
    drawn = year.laid_out(2026, year.found(Asked(), None, 2026), names)
    counts = [[len(field.activities) for field in row.fields] for row in drawn.rows]
    assert counts[0] == [0] * 12 + [1]
    assert counts[1] == [1, 0, 1] + [0] * 10
    assert drawn.total == 4


@pytest.mark.usefixtures("context", "cities")
def test_a_full_month_says_how_many_signs_it_has_no_room_for():
    made = [make_activity(city="rizhao", starts_on=date(2026, 3, 1)) for _each in range(11)]
    field = year.laid_out(2026, made, {"rizhao": "日照"}).rows[0].fields[2]
    assert (len(field.signs), field.more) == (7, 4)


def test_the_picture_tells_the_states_by_shape_and_the_table_by_word(browse, keep, cities):
    for state in Progress:
        keep(make_activity, city="rizhao", starts_on=DAY, progress=state)
    page = browse().page("/activities/year/2026")
    picture = page.select_one("svg.year")
    signs = {mark["class"][1] for mark in picture.select(".shape")}
    assert signs == {f"shape--{state.value}" for state in Progress}
    words = page.select_one(".year__table").get_text()
    assert all(word in words for word in ("计划", "已预告", "取消"))


def test_a_year_beyond_all_calendars_is_not_there(browse):
    assert browse().get("/activities/year/1899").status_code == 404
    assert browse().get("/activities/year/2101").status_code == 404
