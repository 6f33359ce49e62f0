"""Folding brings spellings together and keeps every place; cleaning removes what scraping left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.folding import clean, fold, spellings


@given(st.text())
def test_folding_keeps_the_length_so_that_offsets_stay(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.characters())
def test_a_text_without_a_spelling_of_a_character_holds_it_as_it_is_or_not_at_all(text, character):
    wanted = fold(character)
    if not any(one in text for one in spellings(wanted)):
        assert (wanted in fold(text)) == (wanted in text)


def test_spellings_are_all_that_fold_to_a_character():
    assert "聯" in spellings("联")
    assert "联" not in spellings("联")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("聯盟", "联盟"),
        ("經濟", "经济"),
        ("濱州", "滨州"),
        ("頭髮發展", "头发发展"),
        ("膠東暨藍區人力資源服務產業", "胶东暨蓝区人力资源服务产业"),
        ("裡裏臺灣為爲", "里里台湾为为"),
        ("ＡＢＣ１２３（％）", "abc123(%)"),
        ("1＋7＋N　活动", "1+7+n 活动"),
        ("“引”‘号’「角」", '"引"\'号\'"角"'),
        ("Café ÜBER İstanbul", "cafe uber istanbul"),
        ("10㎡①²", "10㎡12"),
        ("⼈⼒", "人力"),
    ],
)
def test_spellings_of_one_thing_become_one(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("scraped", "meant"),
    [
        ("聯(lián)盟", "聯盟"),
        (
            "七市聯(lián)手打造人力資源服務產(chǎn)業(yè)發(fā)展航母",
            "七市聯手打造人力資源服務產業發展航母",
        ),
        ("關(guān)于構(gòu)建鄉(xiāng)村", "關于構建鄉村"),
        ("聯（lián）盟", "聯盟"),
        ("戰(zhan)略", "戰略"),
        ("統(tǒng)(tǒng)一", "統一"),
        ("綠(lǜ)色", "綠色"),
        ("天鵝(é)", "天鵝"),
    ],
)
def test_injected_pinyin_goes(scraped, meant):
    assert clean(scraped) == meant


@pytest.mark.parametrize(
    "text",
    [
        "园区(park)",
        "人工智能(AI)",
        "产业园(hr)",
        "聯(meng)盟",  # A syllable, but no reading of this character.
        "业(Ye)务",  # Pinyin is injected in lower case.
        "选项阿(a)",  # One plain letter is a mark or a variable.
        "(lián)盟",
        "A(a)",
        "联(lian meng)盟",
        "人力资源服务产业(园区)发展联盟",
    ],
)
def test_brackets_that_hold_no_reading_stay(text):
    assert clean(text) == text


def test_invisible_and_control_characters_go_and_line_ends_stay():
    assert clean("a\u00a0b\u200bc\ufeff\x00\x1b\r\nd\te\rf\u2028g\ud800") == "a bc\nd\te\nf\ng"


def test_what_belongs_together_is_composed_even_if_something_invisible_was_between():
    assert clean("e\u200b\u0301") == "é"


@given(st.text(alphabet=st.sampled_from("聯盟区人(（)）liánaqū e\u200b\u0301\r\n")))
def test_cleaning_a_clean_text_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
