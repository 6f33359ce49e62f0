"""Minutes under the pen: compiled again, edited by two, circulated."""

from datetime import timedelta

import pytest
from make_meetings import make_item
from make_minutes import SECRET, circulated, section, signed
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.charter import CharterSetting
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import minuting
from kb.meetings.invitations import Attendance, of_meeting
from kb.meetings.meetings import MeetingState
from kb.meetings.sections import joined, open_ones, sections_of
from kb.publishing.events import Event
from kb.publishing.notices import Notice


def edit(held, key, text):
    found = section(held, key)
    minuting.save_section(found, held.secretary, found.heading, text, found.version)
    return found


def compile_now(held):
    return minuting.compile_minutes(held.meeting, held.secretary)


def test_minutes_are_compiled_after_the_meeting_only(held):
    held.meeting.state = MeetingState.FIXED
    with pytest.raises(Conflict):
        compile_now(held)


def test_only_the_secretariat_compiles(held):
    with pytest.raises(NotAllowed):
        minuting.compile_minutes(held.meeting, held.chair)


def test_compiling_again_takes_new_facts_in_and_leaves_edits(held):
    compile_now(held)
    last = f"item-{held.last.id}"
    edit(held, last, "会议讨论了本议题。\n\n秘书处补写的一段。")
    held.first.notes = "新的记录。"
    compile_now(held)
    assert "秘书处补写的一段。" in section(held, last).text
    assert "新的记录。" in section(held, f"item-{held.first.id}").text


def test_edits_and_new_facts_in_one_section_are_merged(held):
    compile_now(held)
    found = section(held, f"item-{held.first.id}")
    edit(held, found.key, found.text + "\n\n手写的结尾。")
    held.first.presenter = "日照市"
    compile_now(held)
    assert found.text.startswith("会议听取了日照市的汇报。")
    assert found.text.endswith("手写的结尾。")
    assert found.offered == ""


def test_where_both_touch_the_same_words_the_edit_stays_and_the_new_text_waits(held):
    compile_now(held)
    found = edit(held, f"item-{held.last.id}", "整段改写过的另一种说法！")
    held.last.presenter = "滨州市"
    compile_now(held)
    assert found.text == "整段改写过的另一种说法！"
    assert found.offered == "会议听取了滨州市的汇报。"
    minuting.take_offered(found, held.secretary, found.version)
    assert (found.text, found.offered) == ("会议听取了滨州市的汇报。", "")


def test_the_section_of_an_item_that_is_gone_goes_unless_it_was_edited(held):
    compile_now(held)
    edit(held, f"item-{held.last.id}", "写过的话")
    held.first.meeting_id = held.last.meeting_id = None
    compile_now(held)
    keys = [one.key for one in sections_of(minuting.of(held.meeting))]
    assert f"item-{held.last.id}" in keys
    assert f"item-{held.first.id}" not in keys


def test_of_two_who_save_one_section_the_second_is_told(held):
    compile_now(held)
    found = section(held, "opening")
    opened = found.version
    edit(held, "opening", "第一位的文字")
    with pytest.raises(Conflict):
        minuting.save_section(found, held.secretary, "", "第二位的文字", opened)
    assert found.text == "第一位的文字"


def test_an_item_closed_after_compiling_leaves_the_public_part_at_once(held):
    record = compile_now(held)
    held.last.is_closed = True
    db.session.flush()
    assert "轮值交接" not in joined(open_ones(sections_of(record)))


def test_an_open_section_that_names_a_closed_matter_is_found(held):
    record = compile_now(held)
    edit(held, "opening", f"会前已商定{SECRET}人选。")
    with pytest.raises(DomainError, match="人选"):
        minuting.require_nothing_leaks(held.meeting, list(sections_of(record)))


def test_circulated_minutes_are_told_to_those_who_attended_and_to_nobody_else(held):
    compile_now(held)
    stand_in = of_meeting(held.meeting)[1]
    stand_in.attendance, stand_in.substitute = Attendance.SUBSTITUTE, held.absent
    minuting.circulate(held.meeting, held.secretary, today() + timedelta(days=5))
    told = select(Notice.user_id).where(Notice.event == Event.MINUTES_CIRCULATED)
    assert set(db.session.scalars(told)) == {held.chair.id, held.absent.id}


def test_the_last_day_is_the_charters_or_a_week_on(held):
    assert minuting.last_day(held.meeting) == today() + timedelta(days=7)
    db.session.add(CharterSetting(key="corrections_days", label="更正期", value="10"))
    db.session.flush()
    assert minuting.last_day(held.meeting) == today() + timedelta(days=10)


def test_a_last_day_in_the_past_is_refused(held):
    compile_now(held)
    with pytest.raises(DomainError):
        minuting.circulate(held.meeting, held.secretary, today() - timedelta(days=1))


def test_signed_minutes_are_neither_edited_nor_compiled(held):
    signed(held)
    with pytest.raises(Conflict):
        edit(held, "opening", "后来的改动")
    with pytest.raises(Conflict):
        compile_now(held)


def test_whoever_is_no_secretary_edits_nothing(held):
    circulated(held)
    found = section(held, "opening")
    assert held.member.role is Role.COUNCIL_MEMBER
    with pytest.raises(NotAllowed):
        minuting.save_section(found, held.member, "", "改", found.version)


def test_a_new_item_gets_its_section_in_its_place(held):
    compile_now(held)
    made = make_item(held.meeting, position=0, title="开场致辞")
    compile_now(held)
    keys = [one.key for one in sections_of(minuting.of(held.meeting))]
    assert keys.index(f"item-{made.id}") == 1
