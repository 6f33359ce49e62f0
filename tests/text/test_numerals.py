"""Figures as people write them: number, unit and qualifier, and the same text again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.numerals import SCALES, Figure, Qualifier, parse, write

RIZHAO = [
    # Every figure of the report of 18 February 2022 on the Rizhao park, in its order.
    ("57.73亿元", "5773000000", "元", "exact"),
    ("2.14亿元", "214000000", "元", "exact"),
    ("163.14亿元", "16314000000", "元", "exact"),
    ("7.01亿元", "701000000", "元", "exact"),
    ("9720家", "9720", "家", "exact"),
    ("24352人次", "24352", "人次", "exact"),
    ("181086人次", "181086", "人次", "exact"),
    ("89061人次", "89061", "人次", "exact"),
    ("81家", "81", "家", "exact"),
    ("7场", "7", "场", "exact"),
    ("200余家", "200", "家", "over"),
    ("13家", "13", "家", "exact"),
    ("55个", "55", "个", "exact"),
    ("20人", "20", "人", "exact"),
    ("100%", "100", "%", "exact"),
    ("10个", "10", "个", "exact"),
    ("112家", "112", "家", "exact"),
    ("8000余个", "8000", "个", "over"),
    ("近万名", "10000", "名", "nearly"),
    ("173家", "173", "家", "exact"),
    ("5300余个", "5300", "个", "over"),
    ("1209人", "1209", "人", "exact"),
    ("35家", "35", "家", "exact"),
    ("12家", "12", "家", "exact"),
    ("20余位", "20", "位", "over"),
    ("10余场", "10", "场", "over"),
    ("3个", "3", "个", "exact"),
    ("135家", "135", "家", "exact"),
    ("260余位", "260", "位", "over"),
    ("61场", "61", "场", "exact"),
]
UNITS = ["家", "人", "人次", "名", "位", "个", "场", "元", "%", "平方米", "m²", "人/天", ""]


@pytest.mark.parametrize(("text", "number", "unit", "qualifier"), RIZHAO)
def test_every_figure_of_the_rizhao_report_is_read_and_written_back(text, number, unit, qualifier):
    figure = parse(text)
    assert figure is not None
    assert (figure.number, figure.unit, figure.qualifier) == (Decimal(number), unit, qualifier)
    assert write(figure) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("１１２ 家", "112家"),
        ("1,209人", "1209人"),
        ("１，２０９人", "1209人"),
        ("8000多个", "8000余个"),
        ("近 万人", "近万人"),
        ("近1万人", "近万人"),
        ("将近8000人", "近8000人"),
        ("万余人", "1万余人"),
        ("10余万人", "10万余人"),
        ("1.2万余人次", "1.2万余人次"),
        ("近百万元", "近100万元"),
        ("百余家", "100余家"),
        ("二十余位", "20余位"),
        ("一百零五家", "105家"),
        ("3千余人", "3000余人"),
        ("4—6个", "4-6个"),
        ("4至6个", "4-6个"),
        ("50万-80万元", "50-80万元"),
        ("9000-1.2万人", None),
        ("7家以上", "7家以上"),
        ("≥7家", "7家以上"),
        ("≥ 7 家", "7家以上"),
        (">=7家", "7家以上"),
        ("至少7家", "7家以上"),
        ("上百家", "100家以上"),
        ("超过300人", "300余人"),
        ("约300人", "约300人"),
        ("300人左右", "约300人"),
        ("共61场", "61场"),
        ("100％", "100%"),
        ("2万亿元", "2万亿元"),
        ("112", "112"),
    ],
)
def test_other_ways_to_write_a_figure_are_understood(text, written):
    figure = parse(text)
    assert figure is not None or written is None
    if figure is not None and written is not None:
        assert write(figure) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "很多",
        "若干家",
        "近",
        "余家",
        "家112",
        "近300人以上",
        "1,20家",
        "6-4个",
        "112家企业35家",
        "-3%",
    ],
)
def test_what_is_no_figure_is_not_guessed_at(text):
    assert parse(text) is None


def test_persons_and_person_times_are_never_the_same_measure():
    persons, times = parse("300人"), parse("300人次")
    assert persons != times
    assert persons.measure != times.measure
    assert parse("300位").measure == parse("300名").measure == persons.measure


amounts = st.decimals(0, 10**9, places=2)
scales = st.sampled_from(sorted(SCALES))
qualifiers = st.sampled_from(Qualifier)


@st.composite
def figures(draw):
    scale = draw(scales)
    number = draw(amounts) * SCALES[scale]
    more = draw(st.none() | st.decimals("0.01", 10**6, places=2))
    upper = None if more is None else number + more * SCALES[scale]
    return Figure(number, draw(st.sampled_from(UNITS)), draw(qualifiers), upper, scale)


@given(figures())
def test_whatever_is_written_is_read_as_the_same_figure(figure):
    assert parse(write(figure)) == figure


@given(st.text(alphabet="0123456789.,万亿余多近约以上左右至-人次家%十百千二 ", max_size=12))
def test_whatever_can_be_read_settles_after_one_writing(text):
    figure = parse(text)
    if figure is not None:
        assert parse(write(figure)) == figure


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text):
    parse(text)
