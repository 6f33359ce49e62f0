"""The hub of governance and the fairness ledger: counted from records, nobody's secrets."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from make import make_record, make_user
from make_act import make_activity
from make_governance import make_plan, make_seven, make_term
from make_meetings import make_open_matters

from kb.accounts.users import Role
from kb.alliance import agreeing
from kb.alliance.agreeing import Draft
from kb.alliance.turns import ChangeKind
from kb.board import hub
from kb.board.fairness import ledger
from kb.bulletin.articles import Article
from kb.publishing.records import Visibility

DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 22, 2, tzinfo=UTC), tick=False):
        yield


def shares(day=DAY):
    return {one.city: one for one in ledger(day, None)}


def test_terms_and_days_are_counted_for_each_city(context):
    make_plan()
    found = shares()
    assert (found["qingdao"].terms, found["qingdao"].days) == (1, 365)
    assert (found["rizhao"].terms, found["rizhao"].days) == (1, 326)
    assert (found["binzhou"].terms, found["binzhou"].days) == (0, 0)


def test_acting_gives_days_but_no_term(context):
    make_plan()
    gap = (date(2026, 11, 25), date(2026, 11, 30))
    draft = Draft(ChangeKind.VACANCY, "rizhao", "weihai", *gap, "调整", "一号")
    agreeing.record(draft, make_user())
    after = shares(date(2026, 12, 31))
    assert (after["weihai"].terms, after["weihai"].days) == (1, 365 + 6)
    assert (after["rizhao"].terms, after["rizhao"].days) == (1, 365 - 6)


def test_meetings_items_and_activities_are_counted_where_they_belong(context):
    make_seven()
    make_open_matters()
    make_activity(progress="held", city="weihai")
    make_activity(progress="reported", city="weihai")
    make_activity(progress="announced", city="weihai")
    make_activity(progress="held", city="weihai", visibility=Visibility.COUNCIL)
    make_record(Article, genre="activity", city="weihai")
    found = shares()
    assert (found["rizhao"].meetings, found["yantai"].items) == (1, 1)
    assert found["weihai"].activities == 2


def test_the_ledger_keeps_the_order_of_the_cities(browse, keep):
    keep(make_plan)
    rows = browse().page("/governance/fairness").select("tbody th")
    assert [row.get_text() for row in rows] == [
        "青岛",
        "烟台",
        "潍坊",
        "威海",
        "日照",
        "滨州",
        "东营",
    ]


def test_the_hub_says_who_presides_who_is_next_and_why(browse, keep):
    keep(make_plan)
    text = browse().page("/governance").main.get_text()
    assert "任期余 39 天" in text
    assert "下一任：滨州" in text
    assert "日照任期届满后轮到滨州" in text


def test_the_hub_counts_what_waits_and_names_nothing_closed(browse, keep):
    keep(make_seven)
    keep(make_open_matters)
    page = browse().page("/governance")
    counts = [number.get_text() for number in page.select(".health dd")]
    assert counts == ["1", "1", "1", "2"]
    for secret in ("人事安排", "密件", "理事会第五次会议", "核对专家名录"):
        assert secret not in page.get_text()


def test_convened_meetings_are_shown_to_the_alliance_and_not_to_visitors(browse, keep):
    keep(make_open_matters)
    park = keep(make_user, Role.PARK_EDITOR, member="x")
    expert = keep(make_user, Role.EXPERT)
    assert "理事会第五次会议" in browse(park).page("/governance").main.get_text()
    assert "理事会第五次会议" not in browse(expert).page("/governance").main.get_text()


def test_the_menu_leads_to_governance(browse, keep):
    link = browse().page("/").select_one(".topbar__nav a[href='/governance']")
    assert link.get_text() == "理事会"


def test_places_that_this_site_lacks_are_not_offered(context):
    found = hub.places(None, lambda address, for_visitors: address == "/meetings")
    assert [place["href"] for place in found] == ["/meetings"]


def test_hand_overs_are_offered_to_those_whom_they_may_concern(browse, keep):
    liaison, expert = (
        keep(make_user, Role.CITY_LIAISON, city="weihai"),
        keep(make_user, Role.EXPERT),
    )
    way = "main a[href='/governance/hand-overs']"
    assert browse(liaison).page("/governance").select(way)
    assert not browse(expert).page("/governance").select(way)
    assert not browse().page("/governance").select(way)


def test_a_term_typed_in_without_a_charter_is_shown_too(browse, keep):
    keep(make_seven)
    keep(make_term, "dongying")
    assert "东营" in browse().page("/governance").select_one(".chair__city").get_text()
