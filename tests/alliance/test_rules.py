"""What the charter's settings mean: each is read with its type, or refused."""

from datetime import date

import pytest
from make_governance import make_decision, make_setting

from kb.alliance import notations, rules
from kb.alliance.notations import Majority, ShareOf, Unreadable
from kb.alliance.rulebook import Counting, Signer

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("notation", "needed"),
    [
        ("1/2+", {7: 4, 8: 5, 1: 1}),
        ("1/2", {7: 4, 8: 4, 1: 1}),
        ("2/3", {7: 5, 9: 6, 10: 7}),
        ("⅔", {9: 6}),
        ("2/3+", {7: 5, 9: 7}),
        ("1/1", {7: 7}),
        ("5", {7: 5, 3: 5}),
        (" ２ / ３ ", {9: 6}),
    ],
)
def test_a_quorum_says_how_many_have_to_be_there(notation, needed):
    quorum = notations.quorum(notation)
    assert {entitled: quorum.needed(entitled) for entitled in needed} == needed


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "0/3", "2/0", "4/3", "1/1+", "half", "2/3/4", "9999", "1/2++"]
)
def test_what_is_no_quorum_is_refused(text):
    with pytest.raises(Unreadable):
        notations.quorum(text)


WRONG_PATTERNS = """
纪1号 {year} {number} {year}{year}{number} {year.real}{number} {}{} {year}{number}{city}
{year!r}{number} {year:>99}{number} {year {0}{number} {year}{number}}
"""


@pytest.mark.parametrize("pattern", WRONG_PATTERNS.split())
def test_a_pattern_needs_year_and_number_and_takes_nothing_else(pattern):
    with pytest.raises(Unreadable):
        notations.number_pattern(pattern)


def test_distances_are_sorted_and_said_once():
    assert notations.distances("1，7、30 7") == [30, 7, 1]
    for text in ("", "x", "400", "1.5", ",".join(map(str, range(20)))):
        with pytest.raises(Unreadable):
            notations.distances(text)


def test_a_city_has_one_place_in_the_order():
    with pytest.raises(Unreadable):
        notations.order("rizhao weihai rizhao")


@pytest.mark.usefixtures("context")
class TestFallBack:
    def test_what_is_open_has_its_fall_back_or_nothing(self):
        assert rules.term_months(DAY) is None
        assert rules.order(DAY) == []
        assert rules.first_term(DAY) is None
        assert rules.quorum(DAY) is None
        assert rules.convening_days(DAY) is None
        assert rules.notice_days(DAY) == rules.corrections_days(DAY) == 7
        assert rules.reminder_days(DAY) == [30, 7, 1]
        assert rules.overdue_reminder_days(DAY) == 7
        assert rules.notice_counting(DAY) is rules.convening_counting(DAY) is Counting.CALENDAR
        assert rules.minutes_signer(DAY) is Signer.MEETING_CHAIR
        assert rules.number_pattern("minutes", DAY) == "联盟纪〔{year}〕{number}号"
        assert not rules.is_set("notice_days", DAY)

    def test_what_is_set_holds_from_its_day(self):
        make_setting("chair_term_length")
        make_decision("chair_term_length", "12", since=date(2026, 1, 1))
        make_decision("chair_term_length", "6", since=date(2027, 1, 1))
        days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
        assert [rules.term_months(day) for day in days] == [None, 12, 12, 6]

    def test_of_two_values_of_one_day_the_later_one_holds(self):
        make_decision("notice_days", "5", since=DAY)
        make_decision("notice_days", "9", since=DAY)
        assert rules.notice_days(DAY) == 9

    def test_every_value_comes_with_its_type(self):
        make_decision("chair_order", "rizhao weihai")
        make_decision("chair_first_term", "rizhao 2026-01-01")
        make_decision("council_quorum", "2/3")
        make_decision("minutes_signer", "chair_in_office")
        make_decision("notice_counting", "working")
        assert rules.order(DAY) == ["rizhao", "weihai"]
        assert rules.first_term(DAY) == notations.FirstTerm("rizhao", date(2026, 1, 1))
        assert rules.quorum(DAY).needed(7) == 5
        assert rules.minutes_signer(DAY) is Signer.CHAIR_IN_OFFICE
        assert rules.notice_counting(DAY) is Counting.WORKING

    def test_a_majority_falls_back_on_that_of_ordinary_matters(self):
        assert rules.majority_for("charter", DAY).is_fallback
        make_decision("council_majority", "simple cast")
        assert rules.majority_for("charter", DAY).of is ShareOf.CAST
        assert rules.majority_for("charter", DAY).is_fallback
        assert not rules.majority_for("ordinary", DAY).is_fallback
        make_decision("majority_charter", "two_thirds all abstentions")
        own = rules.majority_for("charter", DAY)
        assert (own.majority, own.of) == (Majority.TWO_THIRDS, ShareOf.ALL)
        assert (own.abstentions_count, own.is_fallback) == (True, False)
        assert rules.majority_for("nothing known", DAY).majority is Majority.SIMPLE

    def test_what_cannot_be_read_counts_as_open(self):
        make_decision("council_quorum", "most")
        make_decision("notice_days", "a week")
        assert rules.quorum(DAY) is None
        assert rules.notice_days(DAY) == 7
