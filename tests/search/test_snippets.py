import time

import pytest

from kb.search.engine import All, Some, Word
from kb.search.query import parse
from kb.search.snippets import mark, quote, titled
from kb.search.sought import IN_TITLES, sought

BODY = (
    "联盟由七市组成。" + "其他内容很多。" * 40 + "日照的灵活用工平台已经运营。" + "后面还有。" * 40
)


def shown(runs):
    return "".join(f"[{text}]" if marked else text for text, marked in runs)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("日照市的园区", "日照", "[日照]市的园区"),
        ("灵活用工平台", "灵活用工", "[灵活用工]平台"),
        ("产业園的聯盟", "产业园 联盟", "[产业園]的[聯盟]"),
        ("繁体产业园", "產業園", "繁体[产业园]"),
        ("ＨＲ服务", "hr", "[ＨＲ]服务"),
        ("three HR and chrome", "hr", "three [HR] and chrome"),
        ("Xhr与𝐇𝐑与ｈr", "hr", "Xhr与[𝐇𝐑]与[ｈr]"),
        ("hr与2021年，産業園", "hr 产业园", "[hr]与2021年，[産業園]"),
        ("聯(lián)盟的成立", "联盟", "[聯盟]的成立"),
        ("编号XM-2026-0001等", "xm-2026-0001", "编号[XM-2026-0001]等"),
        ("人力资源服务", '"资源服务"', "人力[资源服务]"),
        ("日照与青岛", "日照 NOT 青岛", "[日照]与青岛"),
        ("日照与青岛", "日照 OR 青岛", "[日照]与[青岛]"),
        ("日照与青岛", "city:青岛", "日照与青岛"),
        ("第一行\n\n第二行", "第二", "第一行 [第二]行"),
        ("没有", "日照", "没有"),
        ("<b>日照</b>", "日照", "<b>[日照]</b>"),
        ("", "日照", ""),
    ],
)
def test_the_right_words_are_marked(text, typed, expected):
    assert shown(mark(text, parse(typed))) == expected


def test_the_window_is_where_most_of_the_words_are():
    runs = mark(BODY, parse("联盟 日照 灵活用工"))
    assert "[日照]的[灵活用工]平台" in shown(runs)
    assert runs[0] == ("…", False)
    assert runs[-1] == ("…", False)
    assert len("".join(text for text, _ in runs)) <= 125


def test_synonyms_are_one_word_of_the_query():
    names = Some((Word("日照"), Word("日照市", weight=0.6)))
    text = "日照市与日照。" + "其他内容很多。" * 40 + "日照的税收。"
    found = quote(text, All((names, Word("税收"))))
    assert "[日照]的[税收]" in shown(found.runs)
    assert found.different == 2


def test_latin_words_and_numbers_are_not_cut():
    text = "surrounded by companies that " * 9 + "recruit 163.14 " + "thousands of graduates " * 9
    runs = mark(text, parse("recruit"), 60)
    inside = "".join(text for text, _marked in runs).strip("…").split()
    assert "recruit" in inside
    assert set(inside) <= set(text.split())


def test_without_a_match_the_text_begins_at_its_beginning():
    assert shown(mark(BODY, parse("无关"))).startswith("联盟由七市组成。")


def test_a_title_is_marked_whole():
    title = "日照" + "很长的题目" * 30
    assert shown(titled(title, sought(parse("title:日照 题目"), IN_TITLES))).startswith(
        "[日照]很长的[题目]"
    )
    assert "".join(text for text, _ in titled(title, sought(parse("日照"), IN_TITLES))) == title


def test_marking_is_quick():
    node = parse("日照的灵活用工平台是怎么运营的")
    mark(BODY, node)
    start = time.process_time()
    for _ in range(100):
        mark(BODY, node)
    assert (time.process_time() - start) / 100 < 0.01
