"""What was typed is read back in parts, each of which can be taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.query import parse
from kb.search.reading_back import Part, read_back


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("？！ ( )", []),
        ("日照", [Part("", "日照", "")]),
        ("日照 园区", [Part("", "日照", "园区"), Part("", "园区", "日照")]),
        ("“灵活用工” x", [Part("", "灵活用工", "x", is_phrase=True), Part("", "x", '"灵活用工"')]),
        ("城市： 日照 x", [Part("city", "日照", "x"), Part("", "x", "城市:日照")]),
        ("年份：2021..2024 x", [Part("year", "2021..2024", "x"), Part("", "x", "年份:2021..2024")]),
        ("author:王小明", [Part("author", "王小明", "")]),
        ("a AND b x", [Part("", "a", "b x"), Part("", "b", "a x"), Part("", "x", "a AND b")]),
        ("a OR b", [Part("", "a OR b", "")]),
        ("(a OR b) x", [Part("", "(a OR b)", "x"), Part("", "x", "(a OR b)")]),
        ("x NOT tag:a", [Part("", "x", "NOT tag:a"), Part("tag", "a", "x", is_excluded=True)]),
        ("「灵活用工」是什么", [Part("", '"灵活用工"是什么', "")]),
        ("字" * 501, []),
    ],
)
def test_each_part_is_told_with_what_is_left_without_it(text, parts):
    assert read_back(text) == parts


@given(st.lists(st.sampled_from([*'ab"():　 ', "NOT ", " AND ", " OR ", "year:", "年份：2021"])))
def test_whatever_is_typed_can_be_read_back_and_what_is_left_can_be_searched(pieces):
    for part in read_back("".join(pieces)):
        parse(part.without)
