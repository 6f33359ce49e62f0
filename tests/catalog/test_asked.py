"""Addresses of lists: whatever they say is read, and what is read can be said again."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from kb.catalog.asked import MOST_VALUES, read
from kb.catalog.kind import Kinds
from kb.parts import KINDS
from kb.search.engine import Order

KINDS_OF_SITE = Kinds(KINDS)
NAMES = (
    "q",
    "city",
    "kind",
    "year",
    "tag",
    "theme",
    "member",
    "stage",
    "genre",
    "sort",
    "page",
    "x",
)
text = st.text(st.characters(codec="utf-8"), max_size=30)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), text | st.sampled_from(["rizhao", "2"])))


def asked(query):
    return read("/search", MultiDict(query), KINDS_OF_SITE)


def again(one):
    """What is read out of the address that it gives."""
    query = parse_qsl(urlsplit(one.address()).query, keep_blank_values=True)
    return asked(query)


@given(pairs)
def test_an_address_says_all_that_was_read(query):
    assert again(asked(query)) == asked(query)


@given(pairs, st.sampled_from(["city", "tag", "stage"]), text.map(str.strip).filter(bool))
def test_a_filter_taken_and_given_back_leaves_all_as_it_was(query, name, value):
    before = asked(query)
    after = before.toggled(name, value).toggled(name, value)
    assert set(after.filters.get(name, ())) == set(before.filters.get(name, ()))
    assert (after.text, after.order, after.page) == (before.text, before.order, 1)


@given(pairs, st.sampled_from(list(Order)))
def test_another_order_or_filter_begins_on_the_first_page(query, order):
    one = asked([*query, ("page", "7")])
    for other in (one.ordered(order), one.without_filters(), one.with_text("新")):
        assert again(other).page == 1
    assert one.page >= 1


@given(pairs)
def test_without_filters_nothing_but_filters_is_lost(query):
    one = asked(query)
    bare = one.without_filters()
    assert (bare.filters, bare.text, bare.order) == ({}, one.text, one.order)


@pytest.mark.parametrize("sort", ["", "best", "NEWEST", "newest "])
def test_an_unknown_order_is_none(sort):
    assert asked([("sort", sort)]).order is None


def test_the_order_is_relevance_with_words_and_newest_without():
    assert asked([("q", "园区")]).shown_order is Order.RELEVANCE
    assert asked([]).shown_order is Order.NEWEST
    assert asked([("q", "园区"), ("sort", "title")]).shown_order is Order.TITLE


def test_several_values_of_one_filter_are_kept_once_each_in_their_order():
    query = [("city", "rizhao"), ("city", "qingdao"), ("city", "rizhao"), ("city", " ")]
    assert asked(query).filters == {"city": ("rizhao", "qingdao")}
    assert asked(query).address() == "/search?city=rizhao&city=qingdao"


def test_more_values_than_a_person_would_choose_are_left_out():
    assert len(asked([("tag", str(n)) for n in range(900)]).filters["tag"]) == MOST_VALUES


def test_unknown_names_are_left_out():
    assert asked([("password", "x"), ("utm_source", "y")]).address() == "/search"
