"""A comparison shows what changed and loses nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.differences import compare

TEXTS = st.text(alphabet="联盟的，。\nab", max_size=60)


def joined(runs, without):
    return "".join(text for kind, text in runs if kind != without)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_runs(before, after):
    runs = compare(before, after)
    assert joined(runs, "added") == before
    assert joined(runs, "removed") == after


@given(TEXTS, TEXTS)
def test_runs_are_never_empty_and_neighbours_differ_in_kind(before, after):
    runs = compare(before, after)
    kinds = [kind for kind, _ in runs]
    assert all(text for _, text in runs)
    assert all(kind != following for kind, following in pairwise(kinds))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert compare(text, text) == ([("same", text)] if text else [])


def test_single_characters_are_found():
    assert compare("任期一年。", "任期两年。") == [
        ("same", "任期"),
        ("removed", "一"),
        ("added", "两"),
        ("same", "年。"),
    ]


def test_a_character_kept_by_chance_does_not_tear_a_change_apart():
    assert compare("甲的乙", "丙的丁") == [("removed", "甲的乙"), ("added", "丙的丁")]


def test_an_edit_in_a_long_text_stays_small():
    paragraphs = [f"第{number}段，联盟设立理事会，负责日常工作。\n\n" for number in range(2_000)]
    before, after = (
        "".join(paragraphs),
        "".join([*paragraphs[:1_000], "新。\n\n", *paragraphs[1_000:]]),
    )
    assert [run for run in compare(before, after) if run[0] != "same"] == [("added", "新。\n\n")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a" * 100_000, "ab" * 50_000),
        ("\n" * 50_000, "x\n" * 50_000),
        ("一，" * 50_000, "二，一，" * 25_000),
    ],
)
def test_repetitive_texts_are_compared_coarsely_rather_than_for_hours(before, after):
    runs = compare(before, after)
    assert joined(runs, "added") == before
    assert joined(runs, "removed") == after
