"""Markdown becomes the blocks of an official document."""

import pytest

from kb.office.official import Heading, Names, Paragraph, Table
from kb.office.official_text import blocks, chinese


def test_headings_get_the_numbers_of_official_papers_unless_they_have_them():
    assert blocks("## 背景\n\n## 做法") == [Heading(1, "一、背景"), Heading(1, "二、做法")]
    assert blocks("## 一、背景\n\n## 其他事项")[1] == Heading(1, "其他事项")
    assert blocks("### （一）分工\n\n#### 1.时间") == [
        Heading(2, "（一）分工"),
        Heading(3, "1.时间"),
    ]


def test_lists_tables_and_labels_keep_their_words():
    found = blocks(
        "1. 甲\n2. **乙**\n\n- 丙\n\n出席：王海、李强\n\n| 市 | 数 |\n|---|---|\n| 青岛 | 3 |"
    )
    assert found[:3] == [Paragraph("1.甲"), Paragraph("2.乙"), Paragraph("丙")]
    assert found[3] == Names("出席", "王海、李强")
    assert found[4] == Table((("市", "数"), ("青岛", "3")), (3.0, 3.0))


def test_nested_lists_quotes_and_pictures_lose_nothing():
    source = "1. 甲\n\n    1. 子项\n\n> 引用\n\n![大厅](/files/1/picture)\n\n```\n原样\n```"
    text = "".join(block.text for block in blocks(source))
    for word in ("甲", "子项", "引用", "大厅", "原样"):
        assert word in text


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (120, "120")],
)
def test_numbers_of_headings(number, written):
    assert chinese(number) == written
