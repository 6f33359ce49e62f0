"""Old minutes of many styles are read back into what they say."""

from datetime import date, time

import pytest
from old_minutes import OLD_MINUTES

from kb.meetings.reading import Reading, read
from kb.meetings.reading_days import arabic, days, due, times
from kb.meetings.reading_people import Kind, named

LETTERS = {"P": "present", "O": "observer", "L": "leave", "A": "absent", "C": "clerk"}
WANTED = 0.9
SINGLE = ("title", "number", "body", "day", "place", "chair")


def fields(sample):
    """(name, expected, read): one for each fact of the sample."""
    found = read(sample["text"])
    for name in SINGLE:
        if name in sample:
            yield name, sample[name], getattr(found, name)
    for name in ("begins", "ends"):
        if name in sample:
            yield name, time.fromisoformat(sample[name]), getattr(found, name)
    expected = {(LETTERS[word[0]], word[1:]) for word in sample.get("people", "").split()}
    told = {(one.kind.value, one.name) for one in found.people}
    yield from (("person", one, one if one in told else told) for one in sorted(expected))
    yield "no one else", set(), told - expected
    duties = {one.name: one.duty for one in found.people}
    for name, duty in sample.get("duties", {}).items():
        yield "duty", duty, duties.get(name)
    yield "items", sample["items"], [one.title for one in found.items]
    texts = [one.text for one in found.decisions]
    yield "number of decisions", len(sample["decisions"]), len(texts)
    for words in sample["decisions"]:
        yield "decision", words, words if any(words in text for text in texts) else texts
    if "decision_numbers" in sample:
        yield "numbers", sample["decision_numbers"], [one.number for one in found.decisions]
    yield "actions", sample["actions"], [(one.owner, one.due) for one in found.actions]


def test_nine_of_ten_fields_of_real_world_minutes_are_right():
    assert len(OLD_MINUTES) >= 15
    facts = [(s["style"], *fact) for s in OLD_MINUTES for fact in fields(s)]
    wrong = [fact for fact in facts if fact[2] != fact[3]]
    share = 1 - len(wrong) / len(facts)
    for style, name, expected, given in wrong:
        print(f"{style}: {name}\n    {expected!r}\n    {given!r}")
    print(f"{len(facts) - len(wrong)} of {len(facts)}: {share:.1%}")
    assert share >= WANTED


@pytest.mark.parametrize("sample", OLD_MINUTES, ids=[sample["style"] for sample in OLD_MINUTES])
def test_the_day_of_every_style_is_right(sample):
    assert read(sample["text"]).day == sample["day"]


@pytest.mark.parametrize(
    "text", ["", "。", "|||\n|---|", "一、\n二、\n（一）", "出席：", "〔〕号", "纪要" * 500]
)
def test_a_text_that_is_no_minutes_is_read_too(text):
    assert isinstance(read(text), Reading)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王海、李强、张伟", ["王海", "李强", "张伟"]),
        ("青岛市人社局王海、烟台市人社局李强", ["王海", "李强"]),
        ("王海（青岛市人社局副局长）、李强（烟台市人社局）", ["王海", "李强"]),
        ("青岛：王海、王敏；烟台：李强", ["王海", "王敏", "李强"]),
        ("青岛市人社局副局长 王海，烟台市人社局 李强", ["王海", "李强"]),
        ("王海同志、欧阳明同志等", ["王海", "欧阳明"]),
        ("各市人社局有关负责同志", []),
    ],
)
def test_a_list_of_names_in_any_notation(text, names):
    assert [one.name for one in named(text, Kind.PRESENT)] == names


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二二年三月五日", date(2022, 3, 5)),
        ("二○二一年十二月二十一日", date(2021, 12, 21)),
        ("2022.3.5", date(2022, 3, 5)),
        ("2022-03-05", date(2022, 3, 5)),
        ("2022年2月30日", None),
    ],
)
def test_a_day_in_any_notation(text, day):
    assert (days(arabic(text)) or [None])[0] == day


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("下午2时30分", ["14:30"]),
        ("上午9:30至11:45", ["09:30", "11:45"]),
        ("下午3点半", ["15:30"]),
        ("2022年3月5日上午", ["09:00"]),
        ("2022年3月5日", []),
    ],
)
def test_a_time_in_any_notation(text, wanted):
    assert [f"{one:%H:%M}" for one in times(text)] == wanted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("于4月底前完成", date(2022, 4, 30)),
        ("年底前完成", date(2022, 12, 31)),
        ("2月15日前报送", date(2023, 2, 15)),
        ("于2023年9月30日前", date(2023, 9, 30)),
        ("尽快完成", None),
    ],
)
def test_a_term_is_a_day(text, day):
    assert due(text, date(2022, 3, 5)) == day
