import pytest

from kb.search import spelling
from kb.search.analysis import KNOWN, dense, is_known, run, sparse, terms
from kb.search.beginnings import exact, ways
from kb.search.engine import Document


def test_a_run_is_characters_pairs_and_latin_words():
    assert run("日照ＨＲ") == ["日", "日照", "照", "hr"]
    assert run("XM-2026-0001") == ["xm", "2026", "0001"]
    assert run("日照，青岛") == ["日", "日照", "照", "青", "青岛", "岛"]


@pytest.mark.parametrize(
    ("text", "few", "side_by_side"),
    [
        ("日", [(0, "日")], ["日"]),
        ("日照", [(1, "日照")], ["日照"]),
        ("日照青", [(1, "日照"), (3, "照青")], ["日照", "照青"]),
        ("日照青岛", [(1, "日照"), (5, "青岛")], ["日照", "照青", "青岛"]),
        ("日照hr", [(1, "日照"), (3, "hr")], ["日照", "照", "hr"]),
        ("hr园", [(0, "hr"), (1, "园")], ["hr", "园"]),
        ("照照", [(1, "照照")], ["照照"]),
        ("", [], []),
    ],
)
def test_a_run_is_looked_for_by_few_of_its_terms(text, few, side_by_side):
    assert sparse(run(text)) == few
    assert dense(run(text)) == side_by_side


def test_no_phrase_reaches_from_one_field_into_the_next():
    made = terms(Document(id=1, audience="public", number="", title="日照", summary="青岛"))
    assert set(made.text.split(" | ")) == {"日 日照 照", "青 青岛 岛"}


def test_a_known_long_word_is_a_term_wherever_it_stands():
    made = terms(
        Document(
            id=1, audience="public", number="", title="甲", body="新人力資源館的人力资源服务业"
        )
    )
    assert made.text.split(" | ")[-1].split().count("人力资源") == 2
    assert is_known("人力資源")
    assert not is_known("日照")
    assert all(3 <= len(word) <= 8 for word in KNOWN)


def test_exact_leaves_out_signs_width_and_case():
    assert exact("《XM－2026》 產業園!") == "xm2026产业园"


def test_beginnings_are_indexed_as_written_spoken_and_by_initials():
    made = terms(Document(id=1, audience="public", number="", title="日照园区", names="王小明"))
    starts = set(made.starts.split())
    assert {"^日照", "^rizh", "^rz", "rzyq", "yuanq", "yq", "wxm", "wangx"} <= starts
    assert "^yq" not in starts


def test_mixed_typing_is_looked_up_by_sound_and_by_initials():
    texts = {text for _, field, text in ways("rz园区") if field == "starts"}
    assert {"rz园区", "rzyuanqu", "rzyq", "^rzyq"} <= texts


def test_only_public_words_are_offered_as_corrections():
    public, hidden = (
        terms(Document(id=1, audience=audience, number="", title="灵活用工"))
        for audience in ("public", "alliance")
    )
    assert "用工" in public.near
    assert hidden.near == ""


def test_words_share_a_key_with_what_sounds_or_looks_alike():
    def near(typed, word):
        return any(key.startswith(look) for key in spelling.keys(word) for look in lookups(typed))

    lookups = spelling.lookups
    assert near("用功", "用工")
    assert near("产业圆", "产业园")
    assert near("servise", "service")
    assert near("rizhao", "日照")
    assert not near("用工", "青岛")
    assert spelling.keys("2026") == ()
    assert spelling.lookups("园") == []


def test_the_nearest_word_is_of_the_same_sound_then_the_most_frequent():
    found = [("-产园|产业园", 9), ("=canyeyuan|产业员", 1), ("-产园|产园", 3)]
    assert spelling.nearest("产业圆", found, 2) == ["产业员", "产业园"]
