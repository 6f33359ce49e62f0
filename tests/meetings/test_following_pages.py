"""The pages of follow-ups, as each sees them."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from make import make_city, make_member, make_record, make_user
from make_meetings import make_decided, make_follow_up, make_held, make_meeting
from openpyxl import load_workbook
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.db import db
from kb.meetings.agenda import AgendaItem
from kb.meetings.evidence import reports_of
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpState

DAY = timedelta(days=1)


@pytest.fixture
def secretary(keep):
    return keep(make_user, Role.SECRETARIAT)


@pytest.fixture
def other(keep, park):
    """An editor of another park."""
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_member, "weihai-park", "威海人力资源服务产业园", city_slug="weihai")
    return keep(make_user, Role.PARK_EDITOR, member="weihai-park")


@pytest.fixture
def own(keep, park):
    """A follow-up of the Rizhao park."""
    return keep(make_follow_up, owner_member="rizhao-park", task="补充两项材料")


@pytest.fixture
def now(app):
    """`now(follow_up)`: how it stands in the database."""

    def read(follow_up):
        with app.app_context():
            return db.session.get(FollowUp, follow_up.id)

    return read


GIVEN = {"task": "补充材料", "unit": "member:rizhao-park", "due_on": "2099-03-04"}


def test_the_secretariat_gives_one_out_of_a_resolution(browse, keep, secretary, park, app):
    resolution = keep(make_decided, number="联盟决〔2026〕1号")
    address = f"/follow-ups/new?resolution={resolution.id}"
    assert address in browse(secretary).get(resolution.address).text
    form = browse(secretary).page(address)
    assert form.select_one("[name=owner_name]")["value"] == resolution.owner_name
    assert form.select_one("[name=due_on]")["value"] == resolution.due_on.isoformat()
    assert "同意入库" in browse(secretary).get(address).text
    made = browse(secretary).post(address, GIVEN)
    assert made.status_code == 303
    page = browse(secretary).page(made.location)
    assert "补充材料" in page.h1.text
    assert "联盟决〔2026〕1号" in page.text
    assert "日照人力资源服务产业园" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("due_on", "2026-02-30"), ("due_on", "2020-01-01"), ("task", " "), ("unit", "city:nowhere")],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    browse, keep, secretary, park, field, value
):
    meeting = keep(make_held)
    answer = browse(secretary).post(f"/follow-ups/new?meeting={meeting.id}", GIVEN | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    kept = GIVEN["task"] if field != "task" else GIVEN["due_on"]
    assert kept in answer.text


def test_a_follow_up_of_nothing_is_not_found(browse, secretary):
    for query in ("meeting=4711", "item=1", "resolution=x", "meeting=-1", "other=1"):
        assert browse(secretary).get(f"/follow-ups/new?{query}").status_code == 404, query


def test_another_units_follow_up_is_not_there_by_its_number(browse, own, other, editor):
    for path in ("", "/edit"):
        assert browse(other).get(f"{own.address}{path}").status_code == 404
    for step in ("report", "block", "unblock", "done", "cancel", "reopen", "agenda"):
        assert browse(other).post(f"{own.address}/{step}", {"reason": "x"}).status_code == 404
    assert own.task not in browse(other).get("/follow-ups?state=all").text
    assert browse(editor).get(own.address).status_code == 200
    assert own.task in browse(editor).get("/follow-ups").text


def test_of_two_secretaries_the_second_keeps_both_texts(browse, own, secretary, now):
    page = browse(secretary).page(f"{own.address}/edit")
    version = page.select_one("[name=version]")["value"]
    browse(secretary).post(f"{own.address}/edit", GIVEN | {"version": version, "task": "先改的"})
    sent = GIVEN | {"version": version, "task": "后改的"}
    answer = browse(secretary).post(f"{own.address}/edit", sent)
    assert answer.status_code == 409
    assert "先改的" in answer.text
    assert "后改的" in answer.text
    assert now(own).task == "先改的"
    again = GIVEN | {"version": str(now(own).version), "task": "后改的"}
    assert browse(secretary).post(f"{own.address}/edit", again).status_code == 303


def test_an_owner_reports_with_a_record_found_by_its_words(browse, keep, own, editor, now):
    record = keep(make_record, title="海洋人才共享实验室")
    words = {"text": "已完成", "number": "海洋 实验室", "then": "find"}
    found = browse(editor).post(f"{own.address}/report", words)
    assert found.status_code == 200
    assert f'value="{record.number}"' in found.text
    assert "已完成" in found.text
    sent = {"text": "已完成", "number": "海洋 实验室", "record": record.number}
    assert browse(editor).post(f"{own.address}/report", sent).status_code == 303
    assert "海洋人才共享实验室" in browse(editor).get(own.address).text


def test_words_that_are_no_number_are_offered_for_choice(browse, keep, own, editor, app):
    record = keep(make_record, title="海洋人才共享实验室")
    answer = browse(editor).post(f"{own.address}/report", {"text": "好", "number": "海洋"})
    assert answer.status_code == 422
    assert f'value="{record.number}"' in answer.text
    with app.app_context():
        assert reports_of(db.session.merge(own)) == []


def test_a_file_is_evidence_and_leaves_the_site_only_for_readers(
    browse, keep, own, editor, other, secretary, app, now
):
    files = {"text": "见附件", "files": [(BytesIO("完成情况".encode()), "情况.txt")]}
    sent = browse(editor).post(f"{own.address}/report", files, content_type="multipart/form-data")
    assert sent.status_code == 303
    with app.app_context():
        id = db.session.scalar(select(MeetingFile.id))
    with browse(editor).get(f"/follow-ups/files/{id}") as answer:
        assert answer.data.decode() == "完成情况"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert browse(other).get(f"/follow-ups/files/{id}").status_code == 404
    assert browse().get(f"/follow-ups/files/{id}").location.startswith("/sign-in")
    assert browse(secretary).post(f"{own.address}/done").status_code == 303
    assert now(own).state is FollowUpState.DONE


def test_a_file_that_is_refused_leaves_nothing_behind(browse, own, editor, app):
    files = {"text": "见附件", "files": [(BytesIO(b"MZ"), "a.exe"), (BytesIO(b"x"), "b.txt")]}
    answer = browse(editor).post(f"{own.address}/report", files, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "a.exe" in answer.text
    assert "见附件" in answer.text
    with app.app_context():
        assert reports_of(db.session.merge(own)) == []


def test_clearing_the_store_leaves_evidence_where_it_is(
    browse, own, editor, app, cabinet, tmp_path
):
    files = {"text": "见附件", "files": [(BytesIO(b"proof"), "b.txt")]}
    browse(editor).post(f"{own.address}/report", files, content_type="multipart/form-data")
    long_ago = (utcnow() - 9 * DAY).timestamp()
    for path in (p for p in (tmp_path / "files").rglob("*") if p.is_file()):
        os.utime(path, (long_ago, long_ago))
    kept = dict(cabinet.store.held())
    with app.app_context():
        app.extensions["kb_handlers"]["clear-files"]({}, None)
        assert dict(cabinet.store.held()) == kept
    assert "0 removed" in app.test_cli_runner().invoke(args=["kb", "clear-files"]).output
    assert len(kept) == 1


def test_overdue_is_a_word_beside_the_state(browse, keep, secretary):
    late = {"due_on": today() - DAY, "state": FollowUpState.BLOCKED, "reason": "待批"}
    keep(make_follow_up, task="逾期又受阻", **late)
    keep(make_follow_up, task="今日到期", due_on=today())
    page = browse(secretary).page("/follow-ups?state=overdue")
    (line,) = page.select(".queue tbody tr")
    first, second = (badge.text for badge in line.select(".badge"))
    assert first == "受阻"
    assert "逾期" in second
    assert "待批" in line.text


def test_the_list_is_narrowed_by_state_unit_body_and_day(browse, keep, secretary, own):
    keep(make_follow_up, task="秘书处的事", due_on=today() + 40 * DAY)
    keep(make_follow_up, task="已办的事", state=FollowUpState.DONE)

    def tasks(query):
        return [
            a.text for a in browse(secretary).page(f"/follow-ups?{query}").select(".queue th a")
        ]

    assert tasks("") == ["补充两项材料", "秘书处的事"]
    assert tasks("state=done") == ["已办的事"]
    assert tasks("unit=member:rizhao-park") == ["补充两项材料"]
    assert tasks("unit=secretariat") == ["秘书处的事"]
    assert tasks("due=later") == ["秘书处的事"]
    assert tasks("due=soon&body=council") == ["补充两项材料"]
    assert tasks("body=nobody") == []
    assert tasks("state=rubbish&due=rubbish&page=99") == ["补充两项材料", "秘书处的事"]


def test_the_list_as_a_workbook_has_the_readers_lines_only(browse, keep, own, other, secretary):
    def lines(who):
        data = browse(who).get("/follow-ups.xlsx").data
        return [row[0] for row in load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]

    assert lines(secretary)[1:] == ["补充两项材料"]
    assert lines(other)[1:] == []


def test_the_sheet_to_print_is_grouped_by_unit_the_overdue_first(browse, keep, own, secretary):
    keep(make_follow_up, task="晚了", due_on=today() - DAY)
    keep(make_follow_up, task="不急", due_on=today() - 9 * DAY, state=FollowUpState.DONE)
    page = browse(secretary).page("/follow-ups/sheet")
    assert [h2.contents[0].strip() for h2 in page.select("h2")] == [
        "秘书处",
        "日照人力资源服务产业园",
    ]
    assert [th.text for th in page.select("tbody th")] == ["晚了", "补充两项材料"]


def test_a_meeting_opens_with_resolutions_and_what_is_open(browse, keep, own, secretary, app):
    before = keep(make_held)
    resolution = keep(make_decided, before, title="同意换届", number="联盟决〔2026〕2号")
    facts = {"resolution_id": resolution.id, "state": FollowUpState.DONE}
    keep(make_follow_up, before, task="公示名单", **facts)
    keep(make_follow_up, before, task="发聘书", resolution_id=resolution.id)
    meeting = keep(make_meeting)
    page = browse(secretary).page(f"/meetings/{meeting.id}/follow-ups")
    assert "同意换届" in page.select_one(".progress").text
    assert "已办结1项，共2项" in page.select_one(".progress").text
    open_ones = [a.text for a in page.select(".duty__task")]
    assert sorted(open_ones) == ["发聘书", "补充两项材料"]


def test_a_stranger_to_the_body_sees_only_their_own_lines_there(browse, keep, own, editor, other):
    keep(make_decided, title="内部决议")
    meeting = keep(make_meeting, state="convened")
    address = f"/meetings/{meeting.id}/follow-ups"
    assert own.task in browse(editor).get(address).text
    assert own.task not in browse(other).get(address).text
    assert "内部决议" not in browse(other).get(address).text


def test_a_planned_meeting_and_an_experts_look_are_not_found(browse, keep, editor):
    planned, convened = keep(make_meeting), keep(make_meeting, state="convened")
    expert = keep(make_user, Role.EXPERT)
    assert browse(editor).get(f"/meetings/{planned.id}/follow-ups").status_code == 404
    assert browse(expert).get(f"/meetings/{convened.id}/follow-ups").status_code == 404


def test_the_button_brings_it_to_the_agenda_once(browse, keep, own, secretary, app):
    meeting = keep(make_meeting)
    for _ in range(2):
        browse(secretary).post(f"/meetings/{meeting.id}/follow-ups/carry")
    browse(secretary).post(f"{own.address}/agenda", {"meeting": str(meeting.id)})
    with app.app_context():
        rows = db.session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
        assert [row.carries_over for row in rows] == [True, False]


def test_my_work_shows_what_my_unit_has_to_see_to(browse, own, editor, other):
    section = browse(editor).page("/my").select_one("[aria-labelledby=my-follow-ups]")
    assert own.task in section.text
    assert browse(other).page("/my").select_one("[aria-labelledby=my-follow-ups]") is None
