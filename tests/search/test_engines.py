"""The contract of the search port: whatever engine is chosen finds the same things."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest
import tantivy

from kb.search.engine import (
    FACETS,
    All,
    Between,
    Document,
    EngineUnavailable,
    Everything,
    Order,
    Query,
    Some,
    Without,
    Word,
)
from kb.search.query import QueryTooLong, parse
from kb.search.tantivy import TantivyEngine
from kb.search.whoosh import WhooshEngine

PUBLIC = frozenset({"public"})

PARK = Document(
    id=1,
    audience="public",
    number="XM-2026-0001",
    title="日照人力资源服务产业园",
    title_en="Rizhao HR Service Park",
    names="王小明、李四",
    summary="省级园区，服务企业8000余家。",
    body="本园于2021年12月开园，灵活用工平台在园内运营，营收57.73亿元。",
    facets={
        "kind": ["project"],
        "city": ["rizhao"],
        "year": ["2021"],
        "tag": ["灵活用工", "园区"],
        "trait": ["stage=landed"],
    },
    day=738000,
    sort_title="ri zhao ren li",
)
GROUP = Document(
    id=2,
    audience="public",
    number="XM-2026-0002",
    title="青岛人才集团",
    body="集团与日照的园区合作。合作企业很多，海洋人才也多。",
    facets={"kind": ["project"], "city": ["qingdao"], "year": ["2022"], "tag": ["合作"]},
    day=738500,
    sort_title="qing dao ren cai",
)
EXPERT = Document(
    id=3,
    audience="alliance",
    number="ZJ-2026-0001",
    title="煙臺專家周青",
    names="周青",
    body="零工市場的專家，聯盟理事會成員，見XM-2026-0001。",
    facets={"kind": ["expert"], "city": ["yantai"], "tag": ["零工市场"]},
    day=738200,
    sort_title="yan tai zhuan jia",
)
MINUTES = Document(
    id=4,
    audience="member:weihai",
    number="WX-2026-0001",
    title="威海会议纪要",
    body="内部讨论：日照方案。",
    facets={"kind": ["article"], "city": ["weihai"], "year": ["2022"]},
    day=738300,
    sort_title="wei hai hui yi",
)

ENGINES = {"tantivy": TantivyEngine, "whoosh": WhooshEngine}


@pytest.fixture(params=ENGINES)
def adapter(request):
    return ENGINES[request.param]


@pytest.fixture
def make(adapter, tmp_path):
    """An engine with an index of these documents."""
    made = []

    def make(*documents):
        engine = adapter(tmp_path / f"index{len(made)}")
        engine.create()
        engine.write(documents, [])
        engine.close()
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def engine(make):
    return make(PARK, GROUP, EXPERT, MINUTES)


def ids(engine, text, **options):
    options.setdefault("audiences", None)
    return engine.search(Query(parse(text), **options)).ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("平台在园", {1}),
        ("灵活用工", {1}),
        ("海洋人才", {2}),
        ("57.73亿元", {1}),
        ("57.73亿", {1}),
        ("2021年12月", {1}),
        ("零工市場", {3}),
        ("零工市场", {3}),
        ("ＨＲ", {1}),
        ("hr service", {1}),
        ("聯(lián)盟", {3}),
        ("联盟", {3}),
        ("李四", {1}),
        ("无此词语", set()),
    ],
)
def test_words_are_found_however_they_are_spelled(engine, text, found):
    assert set(ids(engine, text)) == found


def test_any_two_neighbouring_characters_find_their_document(make):
    text = "灵活用工平台在日照人力资源产业园内运营多年"
    engine = make(Document(id=7, audience="public", number="", title="甲", body=text))
    assert all(ids(engine, text[at : at + 2]) == (7,) for at in range(len(text) - 1))


def test_any_longer_part_of_a_sentence_finds_its_document(engine):
    text = "灵活用工平台在园内运营"
    assert all(1 in ids(engine, text[at : at + 5]) for at in range(len(text) - 4))


def test_a_phrase_is_this_very_run_of_characters(engine):
    assert set(ids(engine, "日照 园区")) == {1, 2}
    assert ids(engine, '"日照的园区"') == (2,)
    assert ids(engine, '"日照园区"') == ()
    assert ids(engine, "“园内运营，营收”") == (1,)
    assert ids(engine, '"园内运营营收"') == ()


def test_operators_and_brackets_hold(engine):
    assert set(ids(engine, "日照 AND 合作")) == {2}
    assert set(ids(engine, "海洋 OR 理事会")) == {2, 3}
    assert set(ids(engine, "日照 NOT 海洋")) == {1, 4}
    assert set(ids(engine, "NOT 日照")) == {3}
    assert set(ids(engine, "(海洋 OR 灵活) AND 日照")) == {1, 2}


def test_a_field_narrows_where_to_look(engine):
    assert ids(engine, "title:日照") == (1,)
    assert ids(engine, "author:王小明") == (1,)
    assert ids(engine, "tag:合作") == (2,)
    assert ids(engine, "city:Rizhao") == (1,)
    assert set(ids(engine, "year:2022 日照")) == {2, 4}
    assert ids(engine, "kind:expert") == (3,)
    assert set(ids(engine, "number:XM-2026")) == {1, 2}


def test_years_and_days_from_one_to_another(engine):
    def found(node):
        return set(engine.search(Query(node, None)).ids)

    assert found(Between("year", 2021, 2021)) == {1}
    assert found(Between("year", 2021, 2022)) == {1, 2, 4}
    assert found(Between("year", 0, 9999)) == {1, 2, 4}
    assert found(Between("year", 2022, 2021)) == set()
    assert found(Between("day", 738000, 738200)) == {1, 3}
    assert found(Between("day", -1, 10**6)) == {1, 2, 3, 4}
    assert found(All((Word("日照"), Between("year", 2022, 2022)))) == {2, 4}
    assert found(Without(Between("year", 2021, 2022))) == {3}


def test_among_likes_the_readers_own_city_comes_first(make):
    here, there = (
        Document(id=n, audience="public", number="", title="园区", facets={"city": [city]})
        for n, city in enumerate(("rizhao", "weihai"))
    )
    named = Document(id=7, audience="public", number="", title="园区 日照")
    engine = make(here, there, named)
    node = parse("园区")
    assert engine.search(Query(node, near_city="rizhao")).ids[0] == 0
    assert engine.search(Query(node, near_city="weihai")).ids[0] == 1
    assert engine.search(Query(node, near_city="weihai")).total == 3
    assert engine.search(Query(parse("园区 日照"), near_city="weihai")).ids[0] == 7


def test_of_equals_the_newest_comes_first(make):
    days = {1: 738000, 2: 738500, 3: 738200}
    engine = make(
        *(
            Document(id=id, audience="public", number="", title="海洋园区", day=day)
            for id, day in days.items()
        )
    )
    assert ids(engine, "海洋 园区") == (2, 3, 1)
    assert ids(engine, "海洋园区有什么？") == (2, 3, 1)


def test_what_a_record_is_and_where_it_belongs_finds_it(engine):
    assert ids(engine, "专家 烟台") == (3,)
    assert ids(engine, "威海")[0] == 4


def test_an_exact_number_or_title_comes_first(engine):
    assert ids(engine, "xm-2026-0001") == (1, 3)
    assert ids(engine, "日照人力资源服务产业园")[0] == 1


def test_a_title_counts_more_than_a_mention(make):
    mention = Document(id=8, audience="public", number="", title="甲", body="青岛的港口。")
    title = Document(id=9, audience="public", number="", title="青岛港口", body="乙" * 30)
    assert ids(make(mention, title), "青岛") == (9, 8)


def test_a_question_needs_only_some_of_its_words(engine):
    assert ids(engine, "日照的人力资源服务产业园是哪一年正式开园的？")[0] == 1


def test_nobody_finds_or_counts_what_is_not_theirs(engine):
    hits = engine.search(Query(parse("日照"), PUBLIC, facets=("kind", "city")))
    assert set(hits.ids) == {1, 2}
    assert dict(hits.facets["kind"]) == {"project": 2}
    assert dict(hits.facets["city"]) == {"qingdao": 1, "rizhao": 1}
    assert engine.search(Query(Everything(), frozenset())).total == 0
    assert engine.search(Query(Everything(), PUBLIC | {"member:weihai"})).total == 3


def test_filters_are_alternatives_within_a_facet_and_hold_across(engine):
    cities = {"city": frozenset({"rizhao", "weihai"})}
    assert set(ids(engine, "", filters=cities)) == {1, 4}
    assert ids(engine, "", filters=cities | {"year": frozenset({"2022"})}) == (4,)
    assert ids(engine, "", filters={"trait": frozenset({"stage=landed"})}) == (1,)


def test_a_facets_own_filter_does_not_narrow_its_counts(engine):
    chosen = {"city": frozenset({"rizhao"})}
    hits = engine.search(Query(Everything(), None, chosen, FACETS))
    assert hits.total == 1
    assert dict(hits.facets["city"]) == {"qingdao": 1, "rizhao": 1, "weihai": 1, "yantai": 1}
    assert hits.facets["kind"] == [("project", 1)]
    assert dict(hits.facets["tag"]) == {"灵活用工": 1, "园区": 1}
    assert hits.facets["trait"] == [("stage=landed", 1)]
    assert hits.facets["member"] == []


def test_counts_come_most_first(engine):
    hits = engine.search(Query(Everything(), None, facets=("kind",)))
    assert hits.facets["kind"] == [("project", 2), ("article", 1), ("expert", 1)]


def test_of_too_few_hits_no_facets_are_counted(engine):
    assert engine.search(Query(Everything(), None, facets=("kind",), enough=4)).facets["kind"]
    assert not engine.search(Query(Everything(), None, facets=("kind",), enough=5)).facets


@pytest.mark.parametrize("minimum", [1, 2, 3, 4])
def test_counts_and_hits_agree_on_how_many_words_are_enough(engine, minimum):
    node = Some(tuple(map(Word, ("日照", "园区", "青岛", "项目"))), minimum)
    hits = engine.search(Query(node, None, facets=("kind",)))
    assert sum(count for _kind, count in hits.facets["kind"]) == hits.total == len(hits.ids)


def test_orders(engine):
    assert ids(engine, "日照", order=Order.NEWEST) == (2, 4, 1)
    assert ids(engine, "日照", order=Order.TITLE) == (2, 1, 4)
    assert ids(engine, "") == (2, 4, 3, 1)


def test_pages_follow_each_other_without_gap(make):
    engine = make(
        *(Document(id=n, audience="public", number="", title=f"园区{n}") for n in range(1, 46))
    )
    pages = [ids(engine, "园区", offset=offset, limit=20) for offset in (0, 20, 40, 60)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({id for page in pages for id in page}) == 45
    deep = engine.search(Query(parse("园区"), offset=10**12))
    assert (deep.total, deep.ids) == (45, ())
    assert engine.search(Query(parse("园区"), limit=0)).ids == ()


def test_writing_replaces_and_deletes(engine):
    assert engine.count() == 4
    engine.write([Document(id=1, audience="public", number="", title="改名")], [2, 99])
    assert engine.count() == 3
    assert ids(engine, "改名") == (1,)
    assert set(ids(engine, "日照")) == {4}


@pytest.mark.parametrize(
    "typed",
    ["rizh", "RIZHAO", "rz", "rzrl", "日照", "产业园", "rz人力", "Rizhao HR", "wxm", "王小"],
)
def test_suggestions_by_characters_pinyin_and_initials(engine, typed):
    assert [each.id for each in engine.suggest(typed, PUBLIC, 5)] == [1]


def test_suggestions_that_begin_with_what_was_typed_come_first(make):
    titles = ["服务青岛", "青岛服务业年度发展报告", "青岛"]
    engine = make(
        *(
            Document(id=number, audience="public", number="", title=title)
            for number, title in enumerate(titles)
        )
    )
    assert [each.text for each in engine.suggest("qingd", None, 5)] == [
        "青岛",
        "青岛服务业年度发展报告",
        "服务青岛",
    ]


@pytest.mark.parametrize("typed", ["ldzm", "ldzmeeting", "meeting", "lingdaozu", "rizhaoldz"])
def test_suggestions_by_initials_beside_whole_words(make, typed):
    engine = make(replace(GROUP, title="日照领导组Meeting纪要"), EXPERT)
    assert [each.id for each in engine.suggest(typed, PUBLIC, 5)] == [2]


def test_whom_a_title_names_comes_before_whom_a_record_mentions(make):
    mention = Document(id=1, audience="public", number="", title="甲", names="周青")
    person = Document(id=2, audience="public", number="", title="周青青先生")
    assert [each.id for each in make(mention, person).suggest("周青", PUBLIC, 5)] == [2, 1]


@pytest.mark.parametrize("typed", ["灵活", "linghuo", "lhyg", "灵huo"])
def test_tags_by_characters_pinyin_and_initials(engine, typed):
    assert engine.begun_words(typed, 5) == ["灵活用工"]


def test_tags_that_are_used_more_come_first_and_hidden_ones_never(engine, make):
    assert engine.begun_words("零工", 5) == []
    tagged = [
        replace(PARK, id=n, facets={"tag": ["园区运营", "园区 HR"][: n % 2 + 1]}) for n in (1, 2)
    ]
    assert make(*tagged).begun_words("yuan", 5) == ["园区运营", "园区 HR"]
    assert make(*tagged).begun_words("", 5) == []


@pytest.mark.parametrize("typed", ["", " ", "*", '"', "不存在", "weihai", "zq"])
def test_nothing_is_suggested_for_nothing_or_for_what_is_not_readable(engine, typed):
    assert list(engine.suggest(typed, PUBLIC, 5)) == []


def test_similar_words_sound_or_look_alike(engine):
    assert engine.similar_words("用功", 3) == ["用工"]
    assert "产业园" in engine.similar_words("产业圆", 3)
    assert engine.similar_words("rizhao", 3) == ["日照"]


def test_similar_words_do_not_tell_of_what_is_not_public(engine):
    assert engine.similar_words("维海", 3) == []


HOSTILE = [
    *('"', "((", "))", "*", "a:b", ":", "a*", "OR", "AND", "title:", "title:*", "[a TO z]", "a~9"),
    *("a^9", "\\", "\x00", "/.*/", "--", "{a}", "title:(日照 OR", "\ud800", "'; DROP TABLE"),
    *("*" * 500, "(" * 500, '"' * 499, "NOT " * 31, "日" * 500, "的 " * 32, "NOT NOT 日照"),
    "(" * 200 + "日照" + ")" * 200,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_wrong_is_answered_quickly(engine, text):
    start = time.process_time()
    try:
        engine.search(Query(parse(text), PUBLIC, facets=FACETS))
    except QueryTooLong:
        pytest.fail("this is short enough")
    list(engine.suggest(text, PUBLIC, 5))
    engine.similar_words(text, 3)
    engine.begun_words(text, 3)
    assert time.process_time() - start < 3


def test_a_missing_index_is_said_to_be_missing(adapter, tmp_path):
    engine = adapter(tmp_path / "nowhere")
    for question in (
        lambda: engine.search(Query(Everything())),
        lambda: engine.suggest("a", None, 1),
        lambda: engine.similar_words("用功", 1),
        lambda: engine.begun_words("用", 1),
        lambda: engine.write([PARK], []),
        engine.count,
        engine.generation,
    ):
        with pytest.raises(EngineUnavailable):
            question()


# Whoosh itself leaves the file open that it cannot read.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_broken_index_is_said_to_be_broken(make, adapter):
    engine = make(PARK)
    engine.close()
    for file in engine.folder.iterdir():
        if file.suffix != ".json" or file.name == "meta.json":
            file.write_bytes(file.read_bytes()[:7])
    with pytest.raises(EngineUnavailable):
        adapter(engine.folder).search(Query(parse("日照")))


def test_an_index_of_another_format_is_not_read(make, adapter):
    engine = make(PARK)
    (engine.folder / "format.json").write_text('{"engine": "older"}')
    with pytest.raises(EngineUnavailable):
        adapter(engine.folder).count()


def test_an_index_is_not_made_where_there_is_one(make):
    with pytest.raises(EngineUnavailable):
        make(PARK).create()


def test_a_write_that_fails_changes_nothing_and_leaves_no_lock(engine):
    def documents():
        yield Document(id=1, audience="public", number="", title="改名")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.write(documents(), [2])
    assert engine.count() == 4
    assert ids(engine, "改名") == ()
    engine.write([], [2])
    assert engine.count() == 3


def test_while_another_writes_writing_is_refused_and_reading_goes_on(make):
    if not isinstance(engine := make(PARK), TantivyEngine):
        pytest.skip("Whoosh waits for the other writer")
    other = tantivy.Index.open(str(engine.folder)).writer(15_000_000, 1)
    with pytest.raises(EngineUnavailable):
        engine.write([], [1])
    assert engine.count() == 1
    other.wait_merging_threads()
    engine.write([], [1])
    assert engine.count() == 0


def test_whoever_has_written_lets_another_write_when_he_closes(make, adapter):
    engine = make(PARK)
    engine.write([GROUP], [])
    engine.close()
    other = adapter(engine.folder)
    other.write([EXPERT], [])
    other.close()
    assert engine.count() == 3


def test_no_change_waits_until_those_before_it_are_merged(make):
    if not isinstance(engine := make(), TantivyEngine):
        pytest.skip("Whoosh merges while it writes")
    counts = []
    for number in range(1, 41):
        engine.write([replace(PARK, id=number)], [])
        counts.append(engine.count())
    writer = engine._writer
    assert counts == list(range(1, 41))
    engine.write([], [1])
    assert engine._writer is writer


def test_a_reader_sees_what_another_process_wrote(make, adapter):
    engine = make(PARK)
    before = engine.generation()
    assert ids(engine, "青岛") == ()
    code = (
        f"from pathlib import Path\nfrom {adapter.__module__} import {adapter.__name__} as E\n"
        "from kb.search.engine import Document\n"
        f"E(Path({str(engine.folder)!r})).write("
        "[Document(id=5, audience='public', number='', title='青岛')], [])"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert engine.generation() != before
    assert ids(engine, "青岛") == (5,)
    assert engine.count() == 2


def test_a_deleted_folder_is_noticed(engine):
    assert engine.count() == 4
    for file in engine.folder.iterdir():
        file.unlink()
    with pytest.raises(EngineUnavailable):
        engine.search(Query(Everything()))
