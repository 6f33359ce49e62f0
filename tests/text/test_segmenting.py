"""Words and pieces stand where they say, and nothing that people look for falls between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.folding import fold
from kb.text.segmenting import NAMES, Segmenter, pieces, words

MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from("七市第场联盟人力资源服务产业园区的项目库存aB19.,+-_(（)） \n"),
        st.characters(),
    )
)


def texts(tokens):
    return [token.text for token in tokens]


@given(MIXED)
def test_every_token_stands_where_it_says(text):
    folded = fold(text)
    for token in words(folded) + pieces(folded):
        assert folded[token.start : token.end] == token.text != ""


@given(MIXED)
def test_words_come_in_reading_order_and_whole_words_cover_all_letters(text):
    folded = fold(text)
    covered, end, starts = set(), 0, []
    for word in words(folded):
        starts.append(word.start)
        if word.start >= end:
            end = word.end
            covered |= set(range(word.start, word.end))
    assert starts == sorted(starts)
    assert {at for at, c in enumerate(folded) if c.isalpha()} <= covered


@given(st.text(alphabet="联盟人力资源产业园区的", min_size=2), st.data())
def test_no_two_neighbours_are_ever_missed(text, data):
    at = data.draw(st.integers(0, len(text) - 2))
    assert text[at : at + 2] in texts(pieces(text))
    assert text[at] in texts(pieces(text))


@pytest.mark.parametrize("name", NAMES)
def test_the_alliances_own_names_are_words(name):
    assert fold(name) in texts(words(fold(f"关于{name}。")))


def test_the_parts_of_a_name_and_the_names_in_it_are_found_too():
    found = texts(words("日照人力资源服务产业园"))
    assert found[:2] == ["日照", "人力资源服务产业园"]
    assert {"人力资源服务", "人力资源", "服务", "产业园"} <= set(found)


def test_a_name_does_not_break_a_real_word():
    assert texts(words("第七市场")) == ["第七", "市场"]
    assert texts(words("等七市")) == ["等", "七市"]
    assert "项目库" not in texts(words("项目库存"))


def test_where_a_long_name_does_not_fit_a_shorter_one_does():
    cut = Segmenter(["人社局", "人社局项目库"])
    assert texts(cut.words("人社局项目库存"))[0] == "人社局"


def test_latin_compounds_come_whole_and_in_parts():
    assert texts(words("medicare.gov")) == ["medicare.gov", "medicare", "gov"]
    assert texts(words("xm-2026-0001")) == ["xm-2026-0001", "xm", "2026", "0001"]
    assert texts(words("c++")) == ["c++", "c"]


def test_numbers_stay_whole_and_apart_from_their_unit():
    assert texts(words("57.73亿元")) == ["57.73", "亿元"]
    assert texts(words("8,000余人次"))[0] == "8,000"


def test_names_of_any_kind_are_taken():
    assert texts(Segmenter(["", "(…)", "《AI》", "a"]).words("ai a。")) == ["ai", "a"]
    assert texts(Segmenter().words("共建项目库")) == ["共建", "项目", "库"]


@given(st.lists(st.text(alphabet="联盟人力ab1+.(", max_size=6)), MIXED)
def test_whatever_the_names_are_tokens_stand_where_they_say(names, text):
    for token in Segmenter(names).words(text):
        assert text[token.start : token.end] == token.text
