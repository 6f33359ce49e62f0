"""Outlines: which heading a place of the plain text stands under."""

from kb.text.markdown import headings, plain
from kb.text.outlines import nearest, outline, places

SOURCE = (
    "开头。\n\n## 一、*入库*\n\n同意入库。\n\n### 决议 7号\n\n> 通过。\n\n## 二、入库\n\n再议。"
)


def test_a_place_stands_under_the_last_heading_before_it():
    text = plain(SOURCE)
    made = outline(text, [SOURCE])
    assert nearest(made, text.index("同意")).heading == "一、入库"
    assert nearest(made, text.index("通过")).heading == "决议 7号"
    assert nearest(made, text.index("再议")).heading == "二、入库"
    assert nearest(made, 0) is None


def test_the_ids_are_those_of_the_rendered_page():
    found = places(outline(plain(SOURCE), [SOURCE]))
    assert [place.id for place in found] == [heading.id for heading in headings(SOURCE)]


def test_the_same_words_inside_a_sentence_are_no_heading():
    source = "先说入库 的事。\n\n## 入库\n\n说完。"
    text = plain(source)
    (place,) = places(outline(text, [source]))
    assert place.start == text.index("\n入库\n") + 1


def test_a_text_without_headings_has_no_outline():
    assert outline("没有标题。", ["没有标题。"]) == ""


def test_a_source_that_is_refused_has_no_outline():
    source = "# 题\n" + "> " * 500
    assert outline(plain(source), [source]) in ("", "0\tuser-content-题\t题")
