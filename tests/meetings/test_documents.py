"""The documents of a meeting: who gets which, and what stands in them."""

import io
import zipfile

import pytest
from docx import Document
from make import make_user
from make_minutes import make_past_meeting, make_past_minutes
from pypdf import PdfReader
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.meetings.files import MeetingFile
from kb.meetings.meetings import MeetingState
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.office.file_types import FileType
from kb.publishing.records import Visibility


@pytest.fixture
def guest(keep):
    """Invited to the meeting, and of no office else."""
    return keep(make_user, Role.CITY_LIAISON, city="qingdao")


@pytest.fixture
def meeting(keep, guest):
    return keep(make_past_meeting, guest=guest)


@pytest.fixture
def stranger(keep):
    """Of the alliance, but not of the meeting."""
    return keep(make_user, Role.COUNCIL_MEMBER, city="weihai")


def text_of(answer):
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def names_in(answer):
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


def closed_resolution():
    return db.session.scalar(select(Resolution).where(Resolution.is_closed))


def open_resolution():
    return db.session.scalar(select(Resolution).where(~Resolution.is_closed))


def test_the_notice_holds_time_place_agenda_and_a_slip(browse, meeting):
    text = text_of(browse().get(f"/documents/meetings/{meeting.id}/notice.docx"))
    assert "联盟通〔2026〕3号" in text
    assert "关于召开第二届理事会第一次会议的通知" in text
    assert "2026年3月5日（星期四）09:30至12:30" in text
    assert "1.审议年度活动计划" in text
    assert "2026年3月1日前" in text
    assert "会议回执" in text


def test_a_closed_item_stands_in_the_notice_of_who_was_invited_only(browse, meeting, guest):
    address = f"/documents/meetings/{meeting.id}/notice.docx"
    assert "研究人事事项" not in text_of(browse().get(address))
    assert "研究人事事项" in text_of(browse(guest).get(address))


def test_a_meeting_that_is_only_planned_has_a_notice_for_the_secretariat_alone(
    browse, keep, guest, staff
):
    planned = keep(make_past_meeting, MeetingState.PLANNED, guest)
    address = f"/documents/meetings/{planned.id}/notice.pdf"
    assert browse().get(address).status_code == 404
    assert browse(guest).get(address).status_code == 404
    assert browse(staff).get(address).status_code == 200


def test_the_sign_in_sheet_is_for_those_of_the_meeting(browse, meeting, guest, stranger):
    address = f"/documents/meetings/{meeting.id}/attendance.docx"
    assert browse().get(address).status_code == 404
    assert browse(stranger).get(address).status_code == 404
    text = text_of(browse(guest).get(address))
    for word in ("序号", "签名", "青岛市人力资源和社会保障局", "王海", "副局长"):
        assert word in text


def test_minutes_come_with_number_names_and_headings_in_their_order(browse, keep):
    record = keep(make_past_minutes)
    text = text_of(browse().get(f"/documents/minutes/{record.number}.docx"))
    assert "理事会会议纪要" in text
    assert "联盟纪〔2026〕1号" in text
    assert "草案" not in text
    assert text.index("一、审议年度活动计划") < text.index("1.高峰论坛由青岛市承办")
    assert text.index("出席：") > text.index("（一）时间安排")
    assert text.count("出席：") == 1
    assert "印发" in text


def test_who_was_there_is_taken_from_the_invitations_where_the_text_is_silent(browse, keep):
    record = keep(make_past_minutes, body="会议讨论了年度计划。")
    text = text_of(browse().get(f"/documents/minutes/{record.number}.docx"))
    assert "出席：青岛市人力资源和社会保障局副局长王海" in text
    assert "请假：滨州市人力资源和社会保障局科长孙丽" in text
    assert "列席：山东大学教授刘洋" in text


@pytest.mark.parametrize("extension", ["docx", "pdf"])
def test_internal_minutes_are_no_strangers_business(browse, keep, extension):
    record = keep(make_past_minutes, visibility=Visibility.COUNCIL)
    address = f"/documents/minutes/{record.number}.{extension}"
    assert browse().get(address).status_code == 404
    assert browse(keep(make_user, Role.PARK_EDITOR)).get(address).status_code == 404
    assert browse(keep(make_user, Role.COUNCIL_MEMBER)).get(address).status_code == 200


def test_a_draft_is_marked_and_read_by_the_meeting_once_it_is_circulated(
    browse, keep, guest, stranger, staff
):
    for state, open_to_guest in ((MeetingState.DRAFTED, 404), (MeetingState.CIRCULATED, 200)):
        held = (
            keep(make_past_meeting, state, guest, title=f"会议{state}")
            if not open_to_guest
            else None
        )
        held = held or keep(fresh_meeting, state, guest)
        draft = keep(make_past_minutes, held, published=False)
        address = f"/documents/minutes/{draft.address}.docx"
        assert browse(guest).get(address).status_code == open_to_guest
        assert browse(stranger).get(address).status_code == 404
        assert browse().get(address).status_code == 404
        assert "（草案）" in text_of(browse(staff).get(address))


def fresh_meeting(state, guest):
    for one in db.session.scalars(select(Resolution)):
        one.number = None
    return make_past_meeting(state, guest)


def test_a_resolution_tells_its_count(browse, keep, meeting):
    one = keep(open_resolution)
    text = text_of(browse().get(f"/documents/resolutions/{one.id}.docx"))
    assert "理事会决议" in text
    assert "联盟决〔2026〕1号" in text
    assert "应到7席，实到6席；赞成5票，反对0票，弃权1票。通过。" in text


def test_a_closed_resolution_and_a_vote_under_way_are_not_there_for_strangers(
    browse, keep, meeting, guest, stranger
):
    one = keep(closed_resolution)
    for reader, status in ((None, 404), (stranger, 404), (guest, 200)):
        assert browse(reader).get(f"/documents/resolutions/{one.id}.pdf").status_code == status
    keep(under_way)
    assert browse().get(f"/documents/resolutions/{one.id}.pdf").status_code == 404


def under_way():
    one = open_resolution()
    one.voting, one.result = Voting.OPEN, None
    return one


def test_a_resolution_that_did_not_pass_is_no_resolution(browse, keep, meeting, guest):
    one = keep(rejected)
    text = text_of(browse(guest).get(f"/documents/resolutions/{one.id}.docx"))
    assert "（草案）" in text
    assert "未通过" in text


def rejected():
    one = open_resolution()
    one.result = Result.REJECTED
    return one


def test_the_list_of_follow_ups_names_unit_and_day(browse, keep, meeting, guest):
    address = f"/documents/meetings/{meeting.id}/follow-ups.docx"
    text = text_of(browse(guest).get(address, headers={"Accept-Language": "en"}))
    for word in ("督办单", "编制高峰论坛方案", "日照", "2026年6月30日", "（逾期）"):
        assert word in text
    assert browse(keep(make_user, Role.EXPERT)).get(address).status_code == 404


def test_a_unit_prints_its_own_lines(browse, keep, meeting):
    owner = keep(make_user, Role.CITY_LIAISON, city="rizhao")
    address = f"/documents/meetings/{meeting.id}/follow-ups.docx"
    assert "编制高峰论坛方案" in text_of(browse(owner).get(address))


def test_a_pdf_can_be_read_back(browse, meeting):
    answer = browse().get(f"/documents/meetings/{meeting.id}/notice.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "关于召开第二届理事会第一次会议的通知" in text
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("paper", ["notice", "attendance", "follow-ups"])
def test_the_print_view_has_the_document_and_nothing_else_to_print(browse, meeting, staff, paper):
    page = browse(staff).page(f"/documents/meetings/{meeting.id}/{paper}/print")
    assert page.select_one(".paper h1").get_text()
    assert page.select_one(".paper table")
    assert page.select_one(f'a[href="/documents/meetings/{meeting.id}/{paper}.docx"]')


def test_the_archive_holds_for_everybody_what_they_may_read(browse, keep, cabinet, meeting, guest):
    keep(make_past_minutes, meeting)
    keep(paper_file, meeting, cabinet)
    address = f"/documents/meetings/{meeting.id}.zip"
    inside = names_in(browse(guest).get(address))
    assert "文件/第二届理事会第一次会议签到表.docx" in inside
    assert "文件/第二届理事会第一次会议纪要.docx" in inside
    assert "不公开材料/人事方案.txt" in inside
    assert any("关于人事事项的决议" in name for name in inside)
    outside = names_in(browse().get(address))
    assert "文件/第二届理事会第一次会议纪要.docx" in outside
    assert not [name for name in outside if "人事" in name or "签到" in name or "督办" in name]


def paper_file(meeting, cabinet):
    key = cabinet.store.keep(io.BytesIO("方案".encode()))
    facts = {"name": "人事方案.txt", "type": FileType.TXT, "size": 6, "is_closed": True}
    file = MeetingFile(meeting_id=meeting.id, sha256=key, **facts)
    db.session.add(file)
    db.session.flush()
    return file


def test_a_paper_that_the_store_has_lost_does_not_break_the_archive(
    browse, keep, cabinet, meeting, guest
):
    file = keep(paper_file, meeting, cabinet)
    cabinet.store.remove(file.sha256)
    inside = names_in(browse(guest).get(f"/documents/meetings/{meeting.id}.zip"))
    assert "不公开材料/人事方案.txt" not in inside
    assert inside


@pytest.mark.parametrize(
    "address",
    [
        "/documents/meetings/4711.zip",
        "/documents/meetings/99999999999999999999.zip",
        "/documents/meetings/{id}/secrets.docx",
        "/documents/meetings/{id}/notice.exe",
        "/documents/minutes/draft-x.docx",
        "/documents/minutes/JY-1.pdf",
        "/documents/resolutions/4711.pdf",
    ],
)
def test_what_is_not_there_is_not_found(browse, meeting, staff, address):
    assert browse(staff).get(address.format(id=meeting.id)).status_code == 404
