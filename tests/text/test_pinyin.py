"""Names are found and sorted by how they are spoken."""

import pytest

from kb.text.pinyin import full, initials, of_person, sort_key


@pytest.mark.parametrize(
    ("name", "spelled", "short"),
    [
        ("日照", "rizhao", "rz"),
        ("濰坊", "weifang", "wf"),
        ("青岛银行", "qingdaoyinhang", "qdyh"),
        ("重庆市", "chongqingshi", "cqs"),
        ("理事长", "lishizhang", "lsz"),
        ("集中行动", "jizhongxingdong", "jzxd"),
        ("绿色AI 2021年", "lvseai2021nian", "lsa2021n"),
        ("“1+7+N”活动", "17nhuodong", "17nhd"),
        ("", "", ""),
        ("——", "", ""),
    ],
)
def test_names_are_spelled_and_shortened(name, spelled, short):
    assert (full(name), initials(name)) == (spelled, short)


def test_titles_sort_by_sound_and_latin_among_them():
    titles = ["滨州", "烟台", "Bank of China", "东营", "日照", "安丘"]
    assert sorted(titles, key=sort_key) == ["安丘", "Bank of China", "滨州", "东营", "日照", "烟台"]


def test_the_sort_key_keeps_syllables_apart():
    assert sort_key("西安") == "xi an"
    assert sort_key("先") == "xian"


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("曾国柱", ("zengguozhu", "zgz")),
        ("单雪梅 示例园区", ("shanxuemeishiliyuanqu", "sxmslyq")),
        ("王海涛", None),
        ("解决方案和经验汇编", None),
    ],
)
def test_a_surname_is_spoken_as_surnames_are(name, spoken):
    assert of_person(name) == spoken
