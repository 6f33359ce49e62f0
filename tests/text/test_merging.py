"""Two changes of one text: together where they do not touch, and never one at the other's cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.merging import merge

BASE = "第一段讲背景。\n\n第二段讲做法。\n\n第三段讲成效。"
texts = st.text(alphabet="甲乙丙丁。\n", max_size=30)


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (BASE.replace("背景", "新背景"), BASE.replace("成效", "大成效"), ("新背景", "大成效")),
        (BASE + "\n\n第四段。", BASE.replace("背景", "起因"), ("第四段。", "起因")),
        (BASE.replace("第二段讲做法。\n\n", ""), BASE.replace("成效", "大成效"), ("大成效",)),
        (BASE.replace("做法", "办法"), BASE.replace("做法", "办法"), ("办法",)),
    ],
)
def test_changes_that_do_not_touch_are_both_in_the_text(mine, theirs, merged):
    text = merge(BASE, mine, theirs)
    assert text == merge(BASE, theirs, mine)
    assert all(words in text for words in merged)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (BASE.replace("做法", "办法"), BASE.replace("做法", "方法")),
        (BASE + "我加的。", BASE + "他加的。"),
        (BASE.replace("第二段讲做法。", ""), BASE.replace("做法", "方法")),
    ],
)
def test_changes_of_one_place_are_left_to_a_person(mine, theirs):
    assert merge(BASE, mine, theirs) is None


@given(texts, texts)
def test_who_changed_nothing_stands_in_nobodys_way(before, after):
    assert merge(before, before, after) == after
    assert merge(before, after, before) == after
    assert merge(before, after, after) == after
