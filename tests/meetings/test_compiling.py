"""The text of minutes, put together from what the meeting left behind."""

from datetime import date

import pytest
from make_meetings import make_follow_up
from make_minutes import SECRET, make_attendee, make_outcome

from kb.meetings import minuting
from kb.meetings.compiling import in_chinese
from kb.meetings.invitations import Attendance, Capacity
from kb.meetings.sections import joined, open_ones, sections_of


@pytest.fixture
def text(held):
    """What is compiled of the meeting as it stands."""

    def compile_now(only_open=False):
        record = minuting.compile_minutes(held.meeting, held.secretary)
        sections = sections_of(record)
        return joined(open_ones(sections) if only_open else sections)

    return compile_now


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")]
)
def test_items_are_numbered_as_official_papers_number_them(number, words):
    assert in_chinese(number) == words


def test_each_item_has_a_heading_what_was_said_and_what_was_decided(text):
    whole = text()
    assert "## 一、审议入库名单" in whole
    assert "会议听取了秘书处的汇报。\n\n与会代表交换了意见。" in whole
    assert "### 决议 联盟决〔2026〕7号\n\n> 同意22项入库。" in whole
    assert "赞成 11 票、弃权 1 票、回避 1 票，通过。" in whole
    assert "- 发布入库名单（责任单位：秘书处，2026年11月15日前完成）。" in whole


def test_what_came_of_an_item_follows_its_notes(text, held):
    held.last.outcome = "按期交接"
    assert "会议议定：按期交接。" in text()


def test_people_are_named_with_their_units_by_kind_of_attendance(text, held):
    make_attendee(held.meeting, name="李观察", capacity=Capacity.OBSERVER, has_vote=False)
    stand_in = {"substitute_name": "赵代", "substitute_duty": "东营市人社局科长"}
    make_attendee(held.meeting, name="钱局", attendance=Attendance.SUBSTITUTE, **stand_in)
    whole = text()
    assert f"出席：{held.chair.name}（日照市人社局）、{held.member.name}（威海市人社局）" in whole
    assert "赵代（东营市人社局科长，代钱局）" in whole
    assert f"请假：{held.absent.name}" in whole
    assert "列席：李观察" in whole
    assert "会议应到4人，实到3人。" in whole


def test_the_public_part_says_nothing_of_a_closed_item_and_keeps_the_numbers(text):
    public = text(only_open=True)
    assert SECRET not in public
    assert "8号" not in public
    assert "## 三、轮值交接安排" in public
    assert SECRET in text()


def test_a_closed_resolution_of_an_open_item_stands_in_a_section_of_its_own(text, held):
    given = {"number": "联盟决〔2026〕9号", "text": f"{SECRET}补充", "is_closed": True}
    decided = make_outcome(held.first, **given)
    make_follow_up(item=held.first, task=f"落实{SECRET}", resolution_id=decided.id, is_closed=False)
    assert SECRET not in text(only_open=True)
    assert f"{SECRET}补充" in text()
    assert f"落实{SECRET}" in text()


def test_what_belongs_to_no_item_stands_at_the_end(text, held):
    make_follow_up(held.meeting, task="整理档案", due_on=date(2026, 11, 15))
    assert text().rstrip().endswith("- 整理档案（责任单位：秘书处，2026年11月15日前完成）。")
    assert "## 其他事项" in text()
