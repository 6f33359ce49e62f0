"""Calendars, read back by the library and looked at line by line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from kb.clock import SHANGHAI
from kb.office.calendars import Entry, calendar

LONG = "联盟理事会二〇二六年第四次会议，审议入库名单；换届、交接, 其他" * 8
NOTE = '第一行\n第二行; 逗号, 反斜线\\ 与引号"“”'


def read(*entries):
    return Calendar.from_ical(calendar("七市联盟", entries))


def event(**given):
    facts = {"uid": "meeting-3@kb", "title": "理事会", "starts": date(2026, 3, 10)} | given
    (found,) = read(Entry(**facts)).walk("VEVENT")
    return found


def test_a_whole_day_ends_on_the_day_after():
    found = event()
    assert found.decoded("dtstart") == date(2026, 3, 10)
    assert found.decoded("dtend") == date(2026, 3, 11)
    assert not isinstance(found.decoded("dtstart"), datetime)


def test_several_days_end_on_the_day_after_the_last():
    found = event(starts=date(2026, 12, 31), ends=date(2027, 1, 2))
    assert found.decoded("dtend") == date(2027, 1, 3)


def test_an_end_before_the_start_is_no_end():
    assert event(ends=date(2026, 3, 1)).decoded("dtend") == date(2026, 3, 11)


@pytest.mark.parametrize("hour", [0, 7, 8, 23])
def test_an_hour_is_that_of_shanghai_whatever_zone_it_comes_in(hour):
    starts = datetime(2026, 3, 10, hour, 30, tzinfo=SHANGHAI)
    given = starts.astimezone(UTC)
    found = event(starts=given, ends=given + timedelta(hours=2)).decoded("dtstart")
    assert found == starts
    assert (found.date(), found.hour, found.utcoffset()) == (
        date(2026, 3, 10),
        hour,
        timedelta(hours=8),
    )


def test_the_zone_explains_itself_in_the_file():
    starts = datetime(2026, 3, 10, 0, 30, tzinfo=SHANGHAI)
    raw = calendar("联盟", [Entry("a@kb", "会议", starts)]).decode()
    assert "DTSTART;TZID=Asia/Shanghai:20260310T003000\r\n" in raw
    assert raw.count("BEGIN:VTIMEZONE") == 1
    assert "TZOFFSETTO:+0800" in raw


def test_days_alone_need_no_zone():
    assert b"VTIMEZONE" not in calendar("联盟", [Entry("a@kb", "届满", date(2026, 3, 10))])


def test_without_an_end_an_hour_is_taken():
    starts = datetime(2026, 3, 10, 14, tzinfo=SHANGHAI)
    assert event(starts=starts).decoded("dtend") == starts + timedelta(hours=1)


def test_chinese_text_and_signs_come_back_as_they_were():
    found = event(title=LONG, description=NOTE, place="日照, 山东路; 1号", url="https://a.cn/b?c=1")
    assert str(found["summary"]) == LONG
    assert str(found["description"]) == NOTE
    assert str(found["location"]) == "日照, 山东路; 1号"
    assert str(found["url"]) == "https://a.cn/b?c=1"


def test_no_line_is_longer_than_75_octets_and_none_breaks_a_character():
    raw = calendar("七市联盟" * 20, [Entry("a@kb", LONG, date(2026, 3, 10), description=NOTE)])
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in lines:
        line.decode("utf-8")


def test_a_text_adds_no_line_of_its_own():
    found = read(Entry("a@kb", "会议\r\nBEGIN:VALARM\r\nX:1", date(2026, 3, 10)))
    assert [each.name for each in found.walk()] == ["VCALENDAR", "VEVENT"]


def test_changes_are_told_by_number_instant_and_state():
    at = datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)
    found = event(changed_at=at, sequence=4, cancelled=True)
    assert (found.decoded("dtstamp"), found.decoded("last-modified")) == (at, at)
    assert (found["sequence"], str(found["status"])) == (4, "CANCELLED")
    assert b"DTSTAMP:20260301T010000Z" in found.to_ical()


def test_the_same_entries_give_the_same_bytes():
    entries = [Entry("a@kb", "会议", datetime(2026, 3, 10, 14, tzinfo=SHANGHAI))]
    assert calendar("联盟", entries) == calendar("联盟", entries)


def test_a_calendar_without_entries_can_be_read():
    assert read().walk("VEVENT") == []
    assert str(read()["x-wr-calname"]) == "七市联盟"
