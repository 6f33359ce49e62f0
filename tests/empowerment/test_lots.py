"""The lot: repeatable by hand, blind to the order of the pool, fair among equals."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kb.empowerment import lots
from kb.empowerment.lots import Entrant, TooFew

SEEDS = 10_000
CITIES = ("qingdao", "yantai", "weifang", "weihai", "rizhao", "binzhou", "dongying")
pools = some.lists(
    some.builds(
        Entrant,
        some.text("0123456789", min_size=3, max_size=4),
        some.sampled_from(["", *CITIES]),
        some.integers(0, 3),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda one: one.number,
)


@given(pools, some.text(max_size=20), some.data())
def test_the_same_seed_and_pool_give_the_same_result_in_whatever_order_they_come(pool, seed, data):
    wanted = data.draw(some.integers(1, len(pool)))
    most = data.draw(some.none() | some.integers(1, 3))
    shuffled = data.draw(some.permutations(pool))
    result = lots.draw(pool, seed, wanted, most)
    assert lots.draw(shuffled, seed, wanted, most) == result
    assert len(set(result.drawn)) == wanted
    assert set(result.drawn) <= {one.number for one in pool}


@given(pools, some.text(max_size=20), some.data())
def test_no_city_gives_more_than_allowed_unless_the_pool_forces_it_and_then_it_is_said(
    pool, seed, data
):
    wanted, most = data.draw(some.integers(1, len(pool))), data.draw(some.integers(1, 3))
    result = lots.draw(pool, seed, wanted, most)
    cities = {one.number: one.city for one in pool}
    of_city = Counter(cities[number] for number in result.drawn if cities[number])
    assert max(of_city.values(), default=0) <= result.most_of_city
    room = Counter(one.city for one in pool if one.city)
    without = sum(not one.city for one in pool)
    is_forced = sum(min(most, count) for count in room.values()) + without < wanted
    assert result.is_raised == is_forced


@given(pools, some.text(max_size=20), some.data())
def test_without_a_limit_nobody_is_drawn_before_somebody_with_less_to_do(pool, seed, data):
    wanted = data.draw(some.integers(1, len(pool)))
    result = lots.draw(pool, seed, wanted)
    drawn = [one.load for one in pool if one.number in result.drawn]
    rest = [one.load for one in pool if one.number not in result.drawn]
    assert max(drawn) <= min(rest, default=99)


@pytest.mark.parametrize(
    ("pool", "wanted", "most"),
    [
        ([Entrant(f"{n:03d}", CITIES[n]) for n in range(7)], 3, 1),
        ([Entrant(f"{n:03d}", CITIES[n % 5]) for n in range(10)], 5, 1),
        ([Entrant(f"{n:03d}") for n in range(5)], 2, None),
        ([Entrant(f"{n:03d}", load=n // 6) for n in range(12)], 3, None),
    ],
    ids=["a city each", "two of a city", "no cities", "half of them busy"],
)
def test_over_ten_thousand_seeds_equals_are_drawn_evenly_within_five_percent(pool, wanted, most):
    times = Counter[str]()
    for number in range(SEEDS):
        times.update(lots.draw(pool, f"{number}|海纳百川", wanted, most).drawn)
    equals = [one for one in pool if one.load == 0]
    fair = SEEDS * wanted / len(equals)
    for one in equals:
        assert abs(times[one.number] - fair) <= 0.05 * fair
    assert sum(times.values()) == SEEDS * wanted


def test_whoever_has_the_method_on_paper_gets_the_same_with_any_sha_256():
    pool = [Entrant("001", "rizhao"), Entrant("002", "weihai"), Entrant("003", "rizhao", 1)]
    hashed = {p: sha256(f"abc|海|{p}".encode()).hexdigest() for p in ("001", "002")}
    by_hand = tuple(sorted(hashed, key=hashed.__getitem__))
    seed = lots.seed_of("abc", "海")
    assert lots.draw(pool, seed, 3, 1).drawn == (*by_hand, "003")
    assert lots.draw(pool, seed, 3, 1).most_of_city == 2


def test_the_method_of_a_published_draw_never_changes():
    pool = [Entrant(f"{n:03d}", CITIES[n % 3], n % 2) for n in range(1, 10)]
    assert lots.METHOD == "V1"
    assert lots.draw(pool, "seed", 4, 2).drawn == ("008", "006", "002", "004")


@pytest.mark.parametrize("wanted", [3, 0])
def test_a_pool_that_is_too_small_is_a_clear_error(app, wanted):
    with app.test_request_context(), pytest.raises(TooFew):
        lots.draw([Entrant("001"), Entrant("002")], "seed", wanted)


def test_a_number_that_stands_in_the_pool_twice_is_an_error():
    with pytest.raises(ValueError, match="twice"):
        lots.draw([Entrant("001"), Entrant("001")], "seed", 1)
