"""Numbers, dates and document numbers are found however they are written."""

from datetime import date

import pytest

from kb.search.engine import Between, Document, Phrase, Query, Word
from kb.search.figures import record_number
from kb.search.query import parse
from kb.search.snippets import mark
from kb.search.tantivy import TantivyEngine
from kb.search.whoosh import WhooshEngine

BODIES = {
    1: "园区于2021年12月3日开园，营收57.73亿元。",
    2: "发布日期2021-12-03。",
    3: "时间：2021.12，服务两万人。",
    4: "营收577300万元，见鲁人社规[2020]1号。",
    5: "2021年1月2日，21.4亿元，鲁人社规〔2020〕11号。",
    6: "项目XM-2026-0001的续篇。",
    7: "没有日期的正文。",
    8: "设备编号bd99817360a2。",
}
DECEMBER = date(2021, 12, 24).toordinal()


@pytest.fixture(params=[TantivyEngine, WhooshEngine])
def engine(request, tmp_path):
    engine = request.param(tmp_path / "index")
    engine.create()
    yield engine
    engine.close()


@pytest.fixture
def ids(request, engine):
    documents = (
        Document(
            id=id, audience="public", number="", title="甲", body=body, day=DECEMBER * (id == 7)
        )
        for id, body in getattr(request, "param", BODIES).items()
    )
    engine.write(documents, [])
    return lambda text: set(engine.search(Query(parse(text))).ids)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2021年12月", {1, 2, 3, 7}),
        ("2021-12", {1, 2, 3, 7}),
        ("2021.12 甲", {1, 2, 3, 7}),
        ("2021年12月3日", {1, 2}),
        ("2021/12/3", {1, 2}),
        ("2021-12-24", {7}),
        ("57.73亿", {1, 4}),
        ("577300万元", {1, 4}),
        ("21.4亿", {5}),
        ("鲁人社规〔2020〕1号", {4}),
        ("鲁人社规（2020）1号", {4}),
        ("文号：鲁人社规【2020】1号 OR xm20260001", {6}),
        ("XM 2026 0001", {6}),
        ("xm20260001", {6}),
        ("bd99817360a2", {8}),
    ],
)
def test_whatever_way_it_is_typed(ids, text, found):
    assert ids(text) == found


COUNTS = {
    1: "开展活动61场，参会260余位。",
    2: "智慧园区项目与应用场景61项。",
    3: "12月2日在日照揭牌。",
    4: "日照园区12月表彰2次，岗位8,000余个。",
    5: "2021-12-02印发，有260家企业。",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("61场", {1}),
        ("61场景", {2}),
        ("12月2日", {3}),
        ("12月份", {3, 4}),
        ("260人", {1}),
        ("260余家", {5}),
        ("8000个", {4}),
        ("2021年", {5}),
        ("2次", {4}),
    ],
)
@pytest.mark.parametrize("ids", [COUNTS], indirect=True)
def test_a_number_and_what_it_counts_are_one_word(ids, text, found):
    assert ids(text) == found


def test_nothing_but_the_number_and_what_it_counts_is_marked():
    assert ("61场", True) in mark(COUNTS[1], parse("61场"))
    assert not any(marked for _text, marked in mark(COUNTS[2], parse("61场")))
    assert [text for text, marked in mark(COUNTS[3], parse("12月2日")) if marked] == ["12月2日"]


def test_a_month_is_named_in_texts_or_the_time_it_came_out():
    days = (date(2021, 2, 1).toordinal(), date(2021, 2, 28).toordinal())
    node = parse("2021年2月")
    assert Phrase("2021年2月") in node.parts
    assert Between("day", *days) in node.parts


@pytest.mark.parametrize(
    "text", ["2021年13月", "2021-2024", "2021-02-30", "20211203", "1.2021.12.3"]
)
def test_what_is_no_date_is_plain_words(text):
    parts = getattr(parse(text), "parts", ())
    assert not any(isinstance(part, Between) for part in parts)


LONG = ("1" + ",000" * 40 + "万亿", "9" * 400 + "亿", "1" + ",000" * 5 + "万亿", "9" * 12 + "万亿")


@pytest.mark.parametrize("text", LONG)
def test_no_amount_is_too_long(text):
    parse(text)


def test_numbers_of_records_are_written_one_way():
    assert record_number("xm20260001") == "xm-2026-0001"
    assert record_number("园区 1号") == "园区 1号"
    assert parse("number:XM20260001") == Word("xm-2026-0001", "number")
