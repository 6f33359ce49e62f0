import re
import time

import pytest

from kb.search import query
from kb.search.engine import All, Between, Everything, Phrase, Some, Without, Word
from kb.search.query import QueryTooLong, minimum, parse


@pytest.mark.parametrize("text", ["", "  ", '"', "((", "*", "？！", '""', "()", "《》"])
def test_without_a_word_everything_is_meant(text):
    assert parse(text) == Everything()


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("日照", Word("日照")),
        ("產業園", Word("产业园")),
        ("ＨＲ", Word("hr")),
        ("聯(lián)盟", Word("联盟")),
        ("力资", Word("力资")),
        ("XM-2026-0001", Word("xm-2026-0001")),
        ("日照 青岛", All((Word("日照"), Word("青岛")), "日照 青岛")),
        ("HR服务", All((Word("hr"), Word("服务")), "hr服务")),
        ('"灵活用工"', Phrase("灵活用工")),
        ("“灵活用工”", Phrase("灵活用工")),
        ("「灵活用工」", Phrase("灵活用工")),
        ("日照 AND 青岛", All((Word("日照"), Word("青岛")))),
        ("日照 OR 青岛", Some((Word("日照"), Word("青岛")))),
        ("NOT 日照", Without(Word("日照"))),
        ("日照 NOT 青岛", All((Word("日照"), Without(Word("青岛"))))),
        ("title:日照", Word("日照", "title")),
        ("title：“日照园区”", Phrase("日照园区", "title")),
        ("author:王小明", Word("王小明", "names")),
        ("number:XM-2026", Word("xm-2026", "number")),
        ("city:Rizhao", Word("rizhao", "city")),
        ("城市： 日照", Word("日照", "city")),
        ("標籤：园区", Word("园区", "tag")),
        ("作者：王小明", Word("王小明", "names")),
        ("Number:XM-2026", Word("xm-2026", "number")),
        ("编号：鲁人社规〔2020〕1号", Word("鲁人社规〔2020〕1号", "number")),
        ("year:2021", Word("2021", "year")),
        ("年份：２０２１年", Word("2021", "year")),
        ("year:2021..2024", Between("year", 2021, 2024)),
        ("year:2021-2024", Between("year", 2021, 2024)),
        ("年份：2021～2024", Between("year", 2021, 2024)),
        ("年份：2021年至2024年", Between("year", 2021, 2024)),
        ("year:>=2021", Between("year", 2021, 2099)),
        ("year:<2021", Between("year", 1900, 2020)),
        ("year:..2021", Between("year", 1900, 2021)),
        ("日照 ＡＮＤ 青岛", All((Word("日照"), Word("青岛")))),
        ("日照 或 青岛", Some((Word("日照"), Word("青岛")))),
        ("日照 非 青岛", All((Word("日照"), Without(Word("青岛"))))),
        ("（日照 OR 青岛） AND 烟台", All((Some((Word("日照"), Word("青岛"))), Word("烟台")))),
    ],
)
def test_the_language(text, node):
    assert parse(text) == node


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a:b:日照", {"b", "日照"}),
        ("日照*", {"日照"}),
        ("日照~2^3", {"日照", "2", "3"}),
        ("[日照 TO 青岛]", {"日照", "青岛"}),
        ('"日照', {"日照"}),
        ("((日照", {"日照"}),
        ("日照))", {"日照"}),
        ("AND", {"and"}),
        ("NOT", {"not"}),
        ("OR 日照", {"日照"}),
        ("title:", {"title"}),
        ("and:日照", {"日照"}),
        ("(" * 40 + "日照" + ")" * 40, {"日照"}),
    ],
)
def test_what_is_typed_wrong_is_read_as_plain_words(text, words):
    assert {word.text for word in plain_words(parse(text))} == words


def plain_words(node):
    if isinstance(node, Word):
        return [node]
    return [word for part in node.parts for word in plain_words(part)]


def test_of_a_question_some_words_are_enough():
    node = parse("日照的零工市场是什么时候开始运营的？")
    assert isinstance(node, Some)
    assert node.minimum == 1
    assert "的" not in {word.text for word in plain_words(node)}


def test_of_many_plain_words_most_must_be_there():
    node = parse("日照 零工市场 运营")
    assert isinstance(node, Some)
    assert (len(node.parts), node.minimum) == (3, 2)


def test_the_minimum_grows_with_the_words():
    assert [minimum(words, False) for words in (3, 4, 5, 10)] == [2, 2, 3, 6]
    assert [minimum(words, True) for words in (2, 8, 14)] == [1, 1, 2]


def test_stop_words_count_when_nothing_else_was_typed():
    assert parse("的") == Word("的")
    assert parse("什么是零工") == All((Word("零工"),), "什么是零工")


def test_a_long_name_is_found_by_its_parts_too():
    assert parse("人力资源服务产业园") == All(
        (Word("人力资源"), Word("服务"), Word("产业园")), "人力资源服务产业园"
    )


def test_quotes_within_a_sentence_are_part_of_it():
    node = parse("「灵活用工」是怎么发展起来的？")
    assert isinstance(node, Some)
    assert node.parts[0] == Phrase("灵活用工")


def test_brackets_within_a_name_do_not_group():
    words = {word.text for word in plain_words(parse("产业(园区)发展联盟"))}
    assert {"产业", "园区", "联盟"} <= words


@pytest.mark.parametrize("text", ["字" * 501, "日照 " * 33, '"日照" ' * 33])
def test_too_much_is_refused(text):
    with pytest.raises(QueryTooLong) as refused:
        parse(text)
    assert refused.value.status == 400


def test_a_pasted_paragraph_is_searched_by_its_first_words():
    text = "人才集团与各市产业园合作推进青年就业创业培训，" * 20
    assert len(list(plain_words(parse(text[:500])))) <= 64


@pytest.mark.parametrize(
    "text", ["(" * 500, '"' * 500, "a:" * 250, "NOT " * 32, "((a OR b) " * 16, "日" * 500]
)
def test_hostile_text_is_read_quickly(text):
    start = time.process_time()
    parse(text)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    ["日照 青岛", "什么是 零工市场？", "HR-2 a@b ~x [y] +z", "android　notar", "、 * 园区"],
)
def test_plain_words_mean_without_the_parser_what_they_mean_with_it(text, monkeypatch):
    read = parse(text)
    monkeypatch.setattr(query, "_LANGUAGE", re.compile(""))
    assert parse(text) == read
