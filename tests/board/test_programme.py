"""The programme board: what is reported counts, what is planned does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import make_member, make_user
from make_act import make_activity

from kb.accounts.users import Role
from kb.activities import targets
from kb.activities.activities import ActivityKind, Programme, Progress
from kb.activities.counting import Counted
from kb.board.programme.gathering import year_of
from kb.board.programme.year import by_city, by_park, left_over
from kb.clock import today
from kb.db import db
from kb.errors import NotAllowed

YEAR = today().year
CITIES = {"qingdao": "青岛", "rizhao": "日照", "weihai": "威海"}
PARKS = {"rizhao-park": "日照园区", "weihai-park": "威海园区"}


def make_summit(progress=Progress.REPORTED, **given):
    """A summit of a city, this year."""
    facts = {"progress": progress.value, "city": "rizhao", "year": None} | given
    return make_activity(**({"starts_on": f"{YEAR}-05-06"} | facts))


@pytest.mark.parametrize("progress", [Progress.PLANNED, Progress.ANNOUNCED, Progress.HELD])
def test_only_a_report_counts_as_done(context, park, progress):
    make_summit(progress)
    board = year_of(YEAR, None)
    assert (board.cities_fulfilled, board.city_activities_done) == (0, 0)
    make_summit()
    assert year_of(YEAR, None).cities_fulfilled == 1


def test_a_cancelled_activity_stands_in_no_line(context, park):
    make_summit(Progress.CANCELLED)
    board = year_of(YEAR, None)
    assert not board.others
    assert sum(sum(city.counts.values()) for city in board.cities) == 0


def test_a_draft_is_on_nobodys_board(context, park):
    make_summit(published=False)
    assert year_of(YEAR, make_user()).city_activities_done == 0


def test_another_years_activity_counts_there(context, park):
    make_summit(starts_on=f"{YEAR - 1}-12-31")
    assert year_of(YEAR, None).city_activities_done == 0
    assert year_of(YEAR - 1, None).city_activities_done == 1


def test_a_city_without_activities_is_led_to_the_form(browse, keep, park):
    liaison = keep(make_user, Role.CITY_LIAISON, city="rizhao")
    page = browse(liaison).page(f"/programme/{YEAR}")
    links = [a["href"] for a in page.select("#cities ~ *, table a") if a.get("href")]
    form = f"/activities/new?programme=city&city=rizhao&year={YEAR}"
    assert form in links
    assert form not in browse().get(f"/programme/{YEAR}").text.replace("&amp;", "&")


def test_a_liaison_is_not_asked_to_act_for_another_city(browse, keep, park):
    liaison = keep(make_user, Role.CITY_LIAISON, city="weihai")
    text = browse(liaison).get(f"/programme/{YEAR}").text.replace("&amp;", "&")
    assert "/activities/new?programme=city&city=rizhao" not in text


def test_a_park_sets_its_own_target_and_no_other(context, park):
    park = db.session.merge(park)
    editor = make_user(Role.PARK_EDITOR, member=park.slug)
    targets.set_target(park, YEAR, 12, editor)
    assert targets.of_year(YEAR) == {park.slug: 12}
    other = make_member("weihai-park", "威海园区")
    with pytest.raises(NotAllowed):
        targets.set_target(other, YEAR, 3, editor)
    targets.set_target(park, YEAR, None, editor)
    assert targets.of_year(YEAR) == {}


def test_the_form_of_the_target_says_what_is_wrong(browse, keep, park):
    browser = browse(keep(make_user, Role.PARK_EDITOR, member=park.slug))
    address = f"/programme/{YEAR}/targets/{park.slug}"
    assert browser.post(address, {"activities": "-1"}).status_code == 422
    assert browser.post(address, {"activities": "8"}).status_code == 302
    assert browser.get(f"/api/v1/programme/{YEAR}").json["parks"]["lines"][0]["target"] == 8


ACTIVITIES = st.lists(
    st.builds(
        Counted,
        programme=st.sampled_from(Programme),
        city=st.sampled_from([*CITIES, "harbin", None]),
        member=st.sampled_from([*PARKS, None]),
        progress=st.sampled_from(Progress),
        kind=st.just(ActivityKind.FORUM),
        id=st.integers(),
        number=st.none(),
        title=st.just("论坛"),
        title_en=st.just(""),
        day=st.none(),
    ),
    max_size=40,
    unique_by=lambda each: each.id,
)


@given(ACTIVITIES, st.integers(0, 3))
def test_the_board_equals_a_plain_recount(activities, wanted):
    cities = by_city(CITIES, activities, wanted)
    parks = by_park(PARKS, activities, {})
    for unit in [*cities, *parks]:
        part = Programme.CITY if unit.slug in CITIES else Programme.PARK
        own = [
            each
            for each in activities
            if each.programme == part and unit.slug in (each.city, each.member)
        ]
        for step, count in unit.counts.items():
            assert count == sum(each.progress == step for each in own)
        reported = sum(each.progress == Progress.REPORTED for each in own)
        assert unit.done == reported
        assert unit.is_fulfilled == (unit.slug in CITIES and 0 < wanted <= reported)
    shown = {each.id for unit in [*cities, *parks] for each in unit.activities}
    rest = {each.id for each in left_over(activities, [*cities, *parks])}
    gone = {each.id for each in activities if each.progress == Progress.CANCELLED}
    assert shown | rest | gone == {each.id for each in activities}
    assert not shown & rest


@pytest.mark.parametrize("address", ["/programme/{year}", "/scoreboard?year={year}"])
def test_a_board_asks_the_same_number_of_questions_however_much_there_is(
    browse, keep, park, staff, statements, address
):
    address = address.format(year=YEAR)
    keep(make_summit)
    few = statements(browse(staff), address)
    keep(make_member, "weihai-park", "威海人力资源服务产业园")
    for number in range(6):
        keep(make_summit, programme="park", member="weihai-park", title=f"宣讲{number}")
    assert statements(browse(staff), address) == few
