"""The engine of the rotation: by examples, and by property over any charter and any changes."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.alliance.rotation import members, plan
from kb.alliance.turns import Change, ChangeKind, Charter, Rule, TurnKind

SEVEN = ("qingdao", "yantai", "weifang", "weihai", "rizhao", "binzhou", "dongying")
NEW = ("jinan", "zibo")
START = date(2022, 1, 1)
DAY = timedelta(days=1)


def charter(order=SEVEN, months=12, first="", day=START):
    return Charter(first or order[0], day, (Rule(day, tuple(order), months),))


def cities(made):
    return [turn.city for turn in made.turns]


def years(count):
    return date(START.year + count - 1, 1, 1)


def test_the_turns_follow_the_charters_order_from_the_first_city_on():
    made = plan(charter(first="weihai"), (), years(8))
    assert cities(made) == [*SEVEN[3:], *SEVEN[:3], "weihai"]
    assert made.turns[0].starts_on == START
    assert made.turns[0].ends_on == date(2022, 12, 31)
    assert made.turns[1].starts_on == date(2023, 1, 1)


def test_turns_that_begin_on_the_last_of_a_month_do_not_drift():
    made = plan(charter(months=1, day=date(2024, 1, 31)), (), date(2024, 4, 30))
    assert [turn.starts_on.isoformat()[5:] for turn in made.turns] == [
        "01-31",
        "02-29",
        "03-31",
        "04-30",
    ]


def test_a_swap_exchanges_two_turns_once():
    swap = Change(ChangeKind.SWAP, "yantai", years(2), "weihai", key=4)
    made = plan(charter(), [swap], years(14))
    round_one = ["qingdao", "weihai", "weifang", "yantai", *SEVEN[4:]]
    assert cities(made) == [*round_one, *SEVEN]
    assert made.turns[1].turn_of == "yantai"
    assert (made.turns[1].kind, made.turns[1].key) == (TurnKind.SWAPPED, 4)


def test_who_skips_presides_in_the_very_next_turn():
    made = plan(charter(), [Change(ChangeKind.SKIP, "yantai", years(2))], years(7))
    assert cities(made) == ["qingdao", "weifang", "yantai", *SEVEN[3:]]
    assert made.turns[1].passed == ("yantai",)
    assert made.turns[2].kind is TurnKind.REPAID


def test_in_a_vacancy_another_city_acts_and_the_term_stays_whose_it_is():
    gap = Change(ChangeKind.VACANCY, "qingdao", date(2022, 3, 1), "rizhao", date(2022, 3, 31))
    made = plan(charter(), [gap], years(2))
    assert cities(made) == ["qingdao", "yantai"]
    assert made.presiding(date(2022, 2, 28)) == "qingdao"
    assert made.presiding(date(2022, 3, 1)) == "rizhao"
    assert made.presiding(date(2022, 3, 31)) == "rizhao"
    assert made.presiding(date(2022, 4, 1)) == "qingdao"


def test_a_new_city_comes_after_all_who_were_there_and_none_of_them_twice():
    made = plan(charter(), [Change(ChangeKind.JOIN, "jinan", date(2024, 5, 1))], years(18))
    assert cities(made)[3:11] == [*SEVEN[3:], *SEVEN[:3], "jinan"]
    assert cities(made)[11:15] == [*SEVEN[3:]]


def test_a_new_city_does_not_jump_the_queue_by_its_place_in_the_order():
    early = (SEVEN[0], "jinan", *SEVEN[1:])
    rules = (Rule(START, SEVEN, 12), Rule(date(2022, 6, 1), early, 12))
    made = plan(Charter("qingdao", START, rules), (), years(16))
    assert cities(made)[1:9] == [*SEVEN[1:], "qingdao", "jinan"]


def test_when_the_presiding_city_leaves_the_next_one_acts_until_the_term_ends():
    made = plan(charter(), [Change(ChangeKind.LEAVE, "yantai", date(2023, 7, 1))], years(9))
    assert made.presiding(date(2023, 6, 30)) == "yantai"
    assert made.presiding(date(2023, 7, 1)) == "weifang"
    assert cities(made)[2:] == [*SEVEN[2:], "qingdao", "weifang"]


def test_what_was_held_stays_and_counts_whatever_the_charter_says_now():
    held = plan(charter(), (), years(3)).turns
    later = plan(charter(tuple(reversed(SEVEN))), (), years(9), held)
    assert cities(later)[:3] == ["qingdao", "yantai", "weifang"]
    assert sorted(cities(later)[:7]) == sorted(SEVEN)


def test_a_debt_comes_before_a_new_order_of_the_charter():
    rules = (Rule(START, SEVEN, 12), Rule(years(3), tuple(reversed(SEVEN)), 12))
    skip = Change(ChangeKind.SKIP, "yantai", years(2))
    made = plan(Charter("qingdao", START, rules), [skip], years(4))
    assert cities(made) == ["qingdao", "weifang", "yantai", "dongying"]


days = st.integers(0, 3000).map(lambda n: START + n * DAY)


@st.composite
def charters(draw):
    order = tuple(draw(st.permutations(SEVEN)))[: draw(st.integers(3, 7))]
    months = draw(st.integers(1, 18))
    rules = [Rule(START, order, months)]
    for since in sorted(draw(st.lists(days, max_size=2, unique=True))):
        if since > START:
            rules.append(Rule(since, tuple(draw(st.permutations(order))), draw(st.integers(1, 18))))
    return Charter(draw(st.sampled_from(order)), START, tuple(rules))


@st.composite
def series(draw, kinds=tuple(ChangeKind)):
    """A charter and changes of it; at least two cities never leave."""
    given_charter = draw(charters())
    order = given_charter.rules[0].order
    made = []
    for key in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(kinds))
        day = draw(days)
        one, other = draw(st.permutations((*order, *NEW)))[:2]
        if kind is ChangeKind.JOIN:
            one = draw(st.sampled_from(NEW))
        if kind is ChangeKind.LEAVE:
            one = draw(st.sampled_from((*order[2:], *NEW)))
        until = day + draw(st.integers(0, 200)) * DAY if kind is ChangeKind.VACANCY else None
        made.append(Change(kind, one, day, other, until, key))
    return given_charter, made


END = START + 3600 * DAY


@settings(max_examples=300, deadline=None)
@given(series())
def test_every_day_has_one_chair(given_series):
    made = plan(*given_series, END)
    assert made.turns[0].starts_on == START
    for before, after in zip(made.turns, made.turns[1:], strict=False):
        assert before.starts_on <= before.ends_on
        assert after.starts_on == before.ends_on + DAY
    for one, other in combinations(made.acting, 2):
        assert one.ends_on < other.starts_on or other.ends_on < one.starts_on
    for day in range(0, 3600, 7):
        assert made.presiding(START + day * DAY)


@settings(max_examples=300, deadline=None)
@given(series())
def test_nobody_presides_who_does_not_take_part(given_series):
    made = plan(*given_series, END)
    for turn in (*made.turns, *made.acting):
        assert turn.city in members(*given_series, turn.starts_on)


@settings(max_examples=400, deadline=None)
@given(series())
def test_terms_differ_by_no_more_than_one_and_what_the_two_have_on_record(given_series):
    _charter, changes = given_series
    made = plan(*given_series, END)
    # A swap may give its first half before one of the two has left, the other after it is back.
    returning = {c.city for c in changes if c.kind is ChangeKind.LEAVE}
    for number, turn in enumerate(made.turns):
        there = members(*given_series, turn.starts_on)
        for one, other in combinations(there, 2):
            since = max(there[one], there[other])
            counted = [t.city for t in made.turns[: number + 1] if t.starts_on >= since]
            between = sum(
                2 if {c.city, c.other} & returning else 1
                for c in changes
                if c.kind in (ChangeKind.SWAP, ChangeKind.SKIP) and {c.city, c.other} & {one, other}
            )
            apart = abs(counted.count(one) - counted.count(other))
            assert apart <= 1 + between


@settings(max_examples=200, deadline=None)
@given(series((ChangeKind.JOIN, ChangeKind.VACANCY)))
def test_a_new_city_waits_for_one_turn_of_each_other_and_no_longer(given_series):
    made = plan(*given_series, date(2045, 1, 1))
    for city, since in members(*given_series, END).items():
        if city in NEW and since > START:
            after = [turn for turn in made.turns if turn.starts_on >= since]
            before = cities(made)[len(made.turns) - len(after) :]
            waited = before[: before.index(city)]
            others = set(members(*given_series, since)) - set(NEW)
            assert others <= set(waited)
            assert len(waited) <= len(others) + len(NEW)


@settings(max_examples=300, deadline=None)
@given(series((ChangeKind.SKIP, ChangeKind.JOIN, ChangeKind.LEAVE)))
def test_a_debt_is_paid_back_before_anybody_else_goes_on(given_series):
    made = plan(*given_series, END)
    for turn, following in zip(made.turns, made.turns[1:], strict=False):
        there = members(*given_series, following.starts_on)
        owed = {city for city in turn.passed if city in there} - set(following.passed)
        assert not owed or following.turn_of in owed


@settings(max_examples=200, deadline=None)
@given(series(), st.randoms(use_true_random=False))
def test_the_order_of_recording_makes_no_difference(given_series, chance):
    rules, changes = given_series
    mixed = list(changes)
    chance.shuffle(mixed)
    assert plan(rules, changes, END) == plan(rules, mixed, END)


@settings(max_examples=200, deadline=None)
@given(series(), days)
def test_what_is_dated_later_leaves_earlier_days_alone(given_series, day):
    rules, changes = given_series
    known = Charter(rules.first_city, rules.first_day, _until(rules.rules, day))
    before = plan(known, [c for c in changes if c.day <= day], END)
    after = plan(rules, changes, END)
    for number in range(0, (day - START).days + 1, 5):
        assert before.presiding(START + number * DAY) == after.presiding(START + number * DAY)


def _until(rules, day):
    return tuple(rule for rule in rules if rule.since <= max(day, START))


@settings(max_examples=200, deadline=None)
@given(series(), days)
def test_a_plan_goes_on_from_what_was_held_as_if_made_at_once(given_series, day):
    whole = plan(*given_series, END)
    held = [turn for turn in whole.turns if turn.starts_on <= day]
    assert plan(*given_series, END, held) == whole
