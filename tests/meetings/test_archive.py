"""Old minutes come in: read, put right, kept for later, and then a meeting like any other."""

import io
from datetime import date, timedelta

import pytest
from documents import paragraph, word
from make import make_city, make_user
from make_governance import make_body
from old_minutes import OLD_MINUTES
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import utcnow
from kb.db import db
from kb.meetings.agenda import AgendaItem
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpState
from kb.meetings.invitations import Attendance, Invitation
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.numbers import Paper, next_number
from kb.meetings.old_minutes import OldMinutes, OldState
from kb.meetings.resolutions import Resolution, Result
from kb.meetings.sections import MinutesSection
from kb.publishing import keeping

PAGE = "/meetings/archive"
FILE = word(*[paragraph(line) for line in OLD_MINUTES[0]["text"].splitlines() if line.strip()])


@pytest.fixture
def secretary(keep):
    keep(make_city, "qingdao", "青岛", "Qingdao", 1)
    keep(make_city)
    keep(make_body)
    return keep(make_user, Role.SECRETARIAT)


@pytest.fixture
def bring(browse, secretary):
    """`bring(content)`: the address of the file that was brought."""

    def run(content=FILE, name="第二次理事会纪要.docx", who=None):
        answer = browse(who or secretary).post(PAGE, {"file": (io.BytesIO(content), name)})
        assert answer.status_code == 303
        return answer.location

    return run


def filled(page):
    """What the form on the page would send."""
    form = page.select_one("form[novalidate]")
    data = {f["name"]: f.get("value", "") for f in form.select("input:not([type=checkbox])")}
    data |= {f["name"]: "on" for f in form.select("input[type=checkbox][checked]")}
    data |= {f["name"]: f.get_text().lstrip("\r\n") for f in form.select("textarea")}
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]")
        data[choice["name"]] = chosen["value"] if chosen else ""
    return data


def all_of(model):
    return lambda: db.session.scalars(select(model).order_by(model.id)).all()


def rows(app, model):
    with app.app_context():
        found = all_of(model)()
        db.session.expunge_all()
        return found


def test_a_file_is_read_into_a_form_with_what_stands_in_it(browse, secretary, bring):
    page = browse(secretary).page(bring())
    data = filled(page)
    assert data["title"] == "第二次理事会会议纪要"
    assert data["number"] == "联盟纪〔2022〕3号"
    assert data["day"] == "2022-03-05"
    assert data["begins"] == "09:30"
    assert "李强（烟台市人力资源和社会保障局）" in data["attendance"]
    assert data["items-0-title"] == "关于年度活动计划"
    assert data["actions-0-due"] == "2022-09-30"
    assert "2022年3月5日上午9:30" in page.select_one("#day-hint").get_text()
    assert "会议审议通过了首批22个入库项目" in page.select_one(".prose").get_text()


def test_what_is_confirmed_is_a_meeting_like_any_other(app, browse, secretary, bring):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "take"}
    answer = browser.post(address, data)
    (meeting,) = rows(app, Meeting)
    assert answer.location == meeting.address
    assert [meeting.state, meeting.day] == [MeetingState.DRAFTED, date(2022, 3, 5)]
    assert [meeting.title, meeting.city_slug] == ["第二次理事会会议", "rizhao"]
    there = {one.name: one.attendance for one in rows(app, Invitation)}
    assert there["孙丽"] is Attendance.LEAVE
    assert there["王海"] is Attendance.PRESENT
    assert [one.title for one in rows(app, AgendaItem)] == ["关于年度活动计划", "关于项目入库"]
    assert {one.result for one in rows(app, Resolution)} == {Result.PASSED}
    (task,) = rows(app, FollowUp)
    assert [task.owner_city, task.due_on] == ["qingdao", date(2022, 9, 30)]
    assert task.state is FollowUpState.DONE
    (file,) = rows(app, MeetingFile)
    assert file.meeting_id == meeting.id
    (section,) = rows(app, MinutesSection)
    assert "## 一、" in section.text


def test_what_somebody_corrects_is_what_is_taken(app, browse, secretary, bring):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "take", "day": "2022年3月6日"}
    data |= {"items-0-title": "年度计划", "items-1-title": "", "actions-0-is_open": "on"}
    data |= {"attendance": "出席：王海（青岛市人社局）\n请假：孙丽"}
    browser.post(address, data)
    assert rows(app, Meeting)[0].day == date(2022, 3, 6)
    assert [one.title for one in rows(app, AgendaItem)] == ["年度计划"]
    assert {one.name for one in rows(app, Invitation)} == {"王海", "孙丽"}
    assert rows(app, FollowUp)[0].state is FollowUpState.OPEN


def test_a_page_that_is_left_is_there_again_with_room_for_more(app, browse, secretary, bring):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "keep", "place": "日照新闻中心", "title": ""}
    data |= {"decisions-2-text": "同意增补理事。", "decisions-2-number": "联盟决〔2022〕5号"}
    assert browser.post(address, data).location == address
    again = filled(browser.page(address))
    assert [again["place"], again["title"]] == ["日照新闻中心", ""]
    assert again["decisions-2-text"] == "同意增补理事。"
    assert again["decisions-4-text"] == ""
    assert rows(app, Meeting) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": ""}, "#title-errors"),
        ({"day": ""}, "#day-errors"),
        ({"day": "2022-02-30"}, "#day-errors"),
        ({"body_id": ""}, "#body_id-errors"),
        ({"begins": "25:00"}, "#begins-errors"),
        ({"ends": "08:00"}, "#ends-errors"),
        ({"attendance": "出席：王海\n青岛市"}, "#attendance-errors"),
        ({"actions-0-due": "2022-13-01"}, "#actions-0-due-errors"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    app, browse, secretary, bring, change, place
):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "take", "place": "新地点"} | change
    answer = browser.post(address, data)
    assert answer.status_code == 422
    assert place[1:] in answer.text
    assert "新地点" in answer.text
    assert rows(app, Meeting) == []


def test_the_same_file_twice_is_noticed(app, browse, secretary, bring):
    first = bring()
    assert bring(name="又一份.docx") == first
    assert [one.name for one in rows(app, OldMinutes)] == ["第二次理事会纪要.docx"]


def test_of_two_who_confirm_at_once_the_second_is_told_and_keeps_what_was_typed(
    browse, secretary, staff, bring
):
    browser, address = browse(secretary), bring()
    opened = filled(browser.page(address))
    browse(staff).post(address, opened | {"step": "keep", "place": "甲处"})
    for step in ("keep", "take"):
        late = browser.post(address, opened | {"step": step, "place": "乙处"})
        assert late.status_code == 409
        assert "乙处" in late.text


def test_a_resolution_of_another_number_is_asked_for(app, browse, secretary, bring, keep):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "take"}
    data |= {"decisions-0-number": "联盟决〔2022〕1号"}
    browser.post(address, data)
    other = bring(word(paragraph("理事会会议纪要"), paragraph("会议同意试行办法。")))
    data = filled(browser.page(other)) | {"step": "take", "day": "2022-05-01"}
    answer = browser.post(other, data | {"decisions-0-number": "联盟决〔2022〕1号"})
    assert answer.status_code == 422
    assert "decisions-0-number-errors" in answer.text


def test_numbers_of_old_papers_are_never_given_again(browse, secretary, bring, keep, app):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "take"}
    browser.post(address, data | {"decisions-0-number": "联盟决〔2022〕7号"})
    with app.app_context():
        assert next_number(Paper.RESOLUTION, date(2022, 12, 1)) == "联盟决〔2022〕8号"
        assert next_number(Paper.MINUTES, date(2022, 12, 1)) == "联盟纪〔2022〕4号"
        assert next_number(Paper.MINUTES, date(2023, 1, 1)) == "联盟纪〔2023〕1号"


def test_what_was_taken_in_is_taken_in_once(app, browse, secretary, bring):
    browser, address = browse(secretary), bring()
    data = filled(browser.page(address)) | {"step": "take"}
    browser.post(address, data)
    browser.post(address, data)
    assert browser.post(f"{address}/aside").status_code == 409
    assert len(rows(app, Meeting)) == 1


def test_what_is_none_of_ours_is_set_aside_and_can_be_taken_up_again(app, browse, secretary, bring):
    browser, address = browse(secretary), bring()
    browser.post(f"{address}/aside")
    assert rows(app, OldMinutes)[0].state is OldState.DROPPED
    browser.post(f"{address}/again")
    assert rows(app, OldMinutes)[0].state is OldState.WAITING
    assert browser.post(f"{address}/again").status_code == 409


@pytest.mark.parametrize("content", [b"", b"MZ no word file", FILE[:200]])
def test_a_file_that_is_no_word_text_is_refused_with_a_reason(app, browse, secretary, content):
    answer = browse(secretary).post(PAGE, {"file": (io.BytesIO(content), "纪要.docx")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert rows(app, OldMinutes) == []


def test_only_the_secretariat_takes_old_minutes_in(browse, keep, bring):
    address = bring()
    member = keep(make_user, Role.COUNCIL_MEMBER)
    for way in (PAGE, address, f"{address}/file"):
        assert browse(member).get(way).status_code == 403
    for way in (PAGE, address, f"{address}/aside", f"{address}/again"):
        assert browse(member).post(way).status_code == 403
    assert browse().get(address).location.startswith("/sign-in")


def test_the_file_itself_is_kept_and_given_back(app, browse, secretary, bring, cabinet):
    address = bring()
    with app.app_context():
        assert keeping.clear(cabinet.store, utcnow() + timedelta(days=2)) == 0
    with browse(secretary).get(f"{address}/file") as answer:
        assert answer.data == FILE
