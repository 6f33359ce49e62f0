"""What tells of a sentence, and what is left of words that no dictionary has."""

import pytest

from kb.search.engine import All, Some
from kb.search.finding import every_word
from kb.search.plain_words import each_word, pieces, telling
from kb.search.query import MOST_PIECES, parse


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("潘淑是谁的皇后", ["潘淑", "皇后"]),
        ("道同死后怎么做", ["道同", "同死", "死后", "做"]),
        ("灵活用工", ["灵活", "用工"]),
        ("Weihai 园区", ["weihai", "园区"]),
    ],
)
def test_words_of_no_dictionary_are_cut_where_sentences_are_made(text, words):
    assert telling(each_word(text)) == words


def test_pieces_are_characters_and_pairs_of_what_tells():
    assert pieces("零工市场是什么？") == ["零", "零工", "工", "工市", "市", "市场", "场"]
    assert pieces("HR的 园区") == ["hr", "园", "园区", "区"]
    assert pieces("是什么") == ["是", "是什", "什", "什么", "么"]


def test_only_sentences_are_ranked_by_their_pieces():
    assert parse("零工市场 运营 补贴").pieces == ()
    node = parse("零工市场是怎么运营的？")
    assert isinstance(node, Some)
    assert {"零工", "运营", "营"} <= set(node.pieces)
    strict = every_word(node)
    assert isinstance(strict, All)
    assert strict.pieces == node.pieces


def test_a_pasted_paragraph_is_ranked_by_few_pieces():
    text = "人才集团与各市的产业园合作推进青年就业创业培训是怎么开始的？" * 16
    assert len(parse(text[:500]).pieces) <= MOST_PIECES
