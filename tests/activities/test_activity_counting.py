"""Counting a year's activities: what readers may see, in one statement."""

from datetime import date

import pytest
from make import make_city, make_member, make_user
from make_act import make_activity

from kb.accounts.users import Role
from kb.activities import counting
from kb.activities.activities import Programme, Progress
from kb.publishing.records import Visibility

pytestmark = pytest.mark.usefixtures("november")


def titles(year=2026, reader=None):
    return [one.title for one in counting.of_year(year, reader)]


def test_a_year_holds_what_begins_in_it_and_what_names_it_without_a_day(context):
    make_activity(title="年初", starts_on="2026-01-01")
    make_activity(title="年末", starts_on="2026-12-31", year=2025)
    make_activity(title="未定日期", starts_on=None)
    make_activity(title="来年", starts_on="2027-01-01")
    make_activity(title="往年未定", starts_on=None, year=2025)
    assert titles() == ["年初", "年末", "未定日期"]
    assert counting.years(None) == [2027, 2026, 2025]


def test_drafts_and_what_others_may_not_see_are_not_counted(context):
    make_activity(title="草稿", published=False)
    make_activity(title="联盟内部", visibility=Visibility.ALLIANCE)
    assert titles() == []
    assert titles(reader=make_user(Role.COUNCIL_MEMBER)) == ["联盟内部"]


def test_one_statement_gives_all_that_a_board_needs(context, asked):
    make_city()
    make_member(city_slug="rizhao")
    make_activity(city="rizhao", member="rizhao-park", progress="held")
    make_activity(city="rizhao", member="rizhao-park", progress="cancelled")
    with asked() as seen:
        found = counting.of_year(2026, None)
    assert len(seen) == 1
    assert [one.is_done for one in found] == [True, False]
    assert (found[0].programme, found[0].member) == (Programme.CITY, "rizhao-park")
    assert (found[0].day, found[0].progress) == (date(2026, 3, 12), Progress.HELD)
    assert found[0].address == f"/activities/{found[0].number}"


def test_only_what_was_held_or_reported_counts_for_a_city(context):
    make_city()
    for progress in Progress:
        make_activity(city="rizhao", progress=progress.value)
    assert counting.done_by_city(None) == {"rizhao": 2}
