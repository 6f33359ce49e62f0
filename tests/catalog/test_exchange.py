"""Excel in: template, upload, what the rows would do, writing them, for staff and park editors."""

from io import BytesIO

import pytest
from make import make_attachment, make_record, make_user
from openpyxl import Workbook, load_workbook

from kb.accounts.users import Role, by_email
from kb.catalog import importing
from kb.catalog.batches import BatchState, ImportBatch
from kb.db import db
from kb.jobs.worker import work_once
from kb.libraries.kinds import CASE_STUDIES, EXPERTS, OUTCOMES, PROJECTS
from kb.libraries.projects import Project
from kb.publishing import bulk, workflow
from kb.publishing.records import Record
from kb.publishing.revisions import Revision, State, latest

each_table = pytest.mark.parametrize(
    "kind", [PROJECTS, EXPERTS, OUTCOMES, CASE_STUDIES], ids=lambda kind: kind.name
)
HOME = "/libraries/projects/exchange"


def xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def opened(answer):
    assert answer.status_code == 200, answer.text
    return load_workbook(BytesIO(answer.data))


@pytest.fixture
def upload(browse):
    """`upload(user, rows...)`: the answer to sending these rows as a table of projects."""

    def run(user, *rows, home=HOME, **options):
        data = {"file": (BytesIO(xlsx(*rows)), "项目.xlsx")}
        return browse(user).post(home, data, content_type="multipart/form-data", **options)

    return run


@pytest.fixture
def project(keep, park):
    return keep(make_record, Project, title="共享实验室", city="rizhao", tags=["共建"])


def words(page):
    return page.select_one("main").get_text(" ", strip=True)


@each_table
def test_the_template_has_every_field_in_both_languages_and_is_taken_back(
    app, browse, staff, park, kind
):
    for code in ("zh", "en"):
        browser = browse(staff)
        browser.get(f"/language/{code}")
        answer = browser.get(f"/{kind.slug}/exchange/template.xlsx")
        assert ("filename*=UTF-8''" in answer.headers["Content-Disposition"]) == (code == "zh")
        book = opened(answer)
        sheet = book.worksheets[0]
        assert sheet.max_column == len(kind.model.content_fields) + 1
        assert sheet.freeze_panes == "A2"
        assert sheet.data_validations.dataValidation
        assert book.worksheets[1].max_row > len(kind.model.content_fields)
        data = {"file": (BytesIO(answer.data), "t.xlsx")}
        sent = browser.post(f"/{kind.slug}/exchange", data, content_type="multipart/form-data")
        # The example is not read, and no heading is unknown.
        page = browser.page(sent.location)
        assert not page.select(".finding, .alert")


def test_rows_are_new_changed_the_same_or_wrong(browse, upload, staff, project):
    answer = upload(
        staff,
        ["编号", "标题", "城市", "阶段"],
        [None, "海上风电实训", "日照", "签约"],
        [project.number, "共享实验室二期", "日照市", None],
        [None, None, "火星", "签约"],
    )
    assert answer.status_code == 303
    page = browse(staff).page(answer.location)
    assert [int(tab.text) for tab in page.select(".tabs small")] == [1, 1, 1, 0]
    assert "第 4 行" in words(page)
    assert "火星" in page.select_one(".finding .field__errors").text
    changed = browse(staff).page(f"{answer.location}?show=changed")
    assert changed.select_one(".finding ins").text == "二期"


def test_a_table_that_is_the_record_itself_changes_nothing(browse, upload, staff, project):
    answer = upload(
        staff, ["Number", "TITLE", "tags"], [project.number.lower(), project.title, "共建"]
    )
    page = browse(staff).page(answer.location)
    assert [int(tab.text) for tab in page.select(".tabs small")] == [0, 0, 0, 1]
    assert not page.select("form[action$=write]")


@pytest.mark.parametrize("day", ["2021-12-02", "2021年12月2日", "2021/12/2", "20211202", 44532])
def test_a_day_may_be_written_in_many_ways(app, browse, upload, staff, park, day):
    answer = upload(staff, ["标题", "落地日期"], ["海上风电实训", day])
    browse(staff).post(f"{answer.location}/write", {"publish": "1"})
    with app.app_context():
        assert db.session.query(Project).one().landed_on.isoformat() == "2021-12-02"


def test_choices_are_read_by_label_in_both_languages_and_by_value(app, browse, upload, staff, park):
    answer = upload(
        staff,
        ["Title", "Stage", "主题", "标签", "Member", "Who may read it"],
        ["甲", "Signed", "Flexible employment", "共建;实验室", park.name, "alliance"],
        ["乙", "签约", "灵活用工", "共建、实验室", park.slug, "公开"],
    )
    browse(staff).post(f"{answer.location}/write", {"publish": "1"})
    with app.app_context():
        first, second = db.session.query(Project).order_by(Record.id)
        assert (first.stage, first.themes, first.tags) == (
            "signed",
            ["灵活用工"],
            ["共建", "实验室"],
        )
        assert (second.stage, second.themes, second.tags) == (first.stage, first.themes, first.tags)
        assert (first.visibility, second.visibility) == ("alliance", "public")
        assert first.member == second.member == park.slug


def test_what_staff_write_is_published_or_waits_as_they_choose(app, browse, upload, staff, project):
    rows = (["编号", "标题"], ["", "甲"], [project.number, "共享实验室二期"])
    sent = upload(staff, *rows)
    written = browse(staff).post(f"{sent.location}/write", {"publish": "1"})
    assert written.status_code == 303
    assert "新增 1 条，修改 1 条" in words(browse(staff).page(sent.location))
    with app.app_context():
        titles = {record.title: record.published_at for record in db.session.query(Project)}
        assert titles.keys() == {"甲", "共享实验室二期"}
        assert all(titles.values())
    sent = upload(staff, ["标题"], ["乙"])
    browse(staff).post(f"{sent.location}/write", {"publish": "0"})
    with app.app_context():
        made = db.session.query(Project).filter_by(title="乙").one()
        assert made.published_at is None
        assert latest(made).state is State.SUBMITTED


def test_a_park_editor_brings_in_what_is_their_own(app, browse, upload, editor, keep, project):
    own = keep(make_record, Project, title="自己的", member=editor.member)
    sent = upload(
        editor,
        ["编号", "标题", "成员单位"],
        ["", "甲", ""],
        [own.number, "自己的二期", editor.member],
    )
    page = browse(editor).page(sent.location)
    assert [int(tab.text) for tab in page.select(".tabs small")] == [0, 1, 1, 0]
    assert not page.select("[name=publish][value='1']")
    assert browse(editor).post(f"{sent.location}/write", {"publish": "1"}).status_code == 403
    browse(editor).post(f"{sent.location}/write")
    with app.app_context():
        made = db.session.query(Project).filter_by(title="甲").one()
        assert (made.member, latest(made).state) == (editor.member, State.SUBMITTED)
        assert db.session.get(Project, own.id).title == "自己的"
        assert latest(db.session.get(Project, own.id)).content["title"] == "自己的二期"


def test_a_park_editor_is_offered_no_table_of_what_they_do_not_begin(browse, editor, park):
    mine = browse(editor)
    assert mine.page("/libraries/projects").select('a[href$="/exchange"]')
    assert not mine.page("/libraries/experts").select('a[href$="/exchange"]')
    assert mine.get("/libraries/experts/exchange").status_code == 403


def test_a_park_editor_touches_nobody_elses(browse, upload, editor, keep, project):
    hidden = keep(make_record, Project, title="秘书处的", visibility="secretariat")
    sent = upload(
        editor,
        ["编号", "标题", "成员单位"],
        [project.number, "别人的", ""],
        [hidden.number, "看不见的", ""],
        ["XM-1999-0001", "没有的", ""],
    )
    page = browse(editor).page(sent.location)
    assert [int(tab.text) for tab in page.select(".tabs small")] == [3, 0, 0, 0]
    errors = [one.text for one in page.select(".field__errors li")]
    assert "本单位" in errors[0]
    # What they may not see is answered as if it did not exist.
    assert errors[1] == errors[2]


@pytest.mark.parametrize("role", [Role.EXPERT, Role.COUNCIL_MEMBER, Role.PROVINCIAL_OBSERVER])
def test_others_have_no_exchange(browse, keep, park, role):
    person = keep(make_user, role, member=park.slug)
    assert browse(person).get(HOME).status_code == 403
    assert browse(person).get(f"{HOME}/template.xlsx").status_code == 403
    assert browse(person).post(HOME).status_code == 403


def test_anothers_table_and_another_kinds_do_not_exist(browse, upload, staff, editor, keep):
    sent = upload(staff, ["标题"], ["甲"])
    for who, address in (
        (editor, sent.location),
        (keep(make_user), sent.location),
        (staff, sent.location.replace("projects", "experts")),
        (staff, "/about/exchange/1"),
    ):
        assert browse(who).get(address).status_code == 404, address
    for step in ("write", "check"):
        assert browse(editor).post(f"{sent.location}/{step}").status_code == 404
    assert browse(editor).get(f"{sent.location}/reasons.xlsx").status_code == 404


def test_nothing_is_written_while_a_row_is_wrong(app, browse, upload, staff, park):
    sent = upload(staff, ["标题", "年份"], ["甲", 2024], ["乙", 1800])
    assert not browse(staff).page(sent.location).select("form[action$=write]")
    assert browse(staff).post(f"{sent.location}/write", {"publish": "1"}).status_code == 409
    with app.app_context():
        assert db.session.query(Project).count() == 0


def test_the_file_with_reasons_keeps_the_table_and_can_be_corrected_and_sent_again(
    browse, upload, staff, park
):
    sent = upload(staff, ["备注", "标题", "年份"], ["随手记", "甲", 1800], [None, "乙", 2024])
    assert "备注" in words(browse(staff).page(sent.location))
    answer = browse(staff).get(f"{sent.location}/reasons.xlsx")
    book = opened(answer)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["备注", "标题", "年份", "错误原因"]
    assert [cell.value for cell in sheet[2]][:3] == ["随手记", "甲", 1800]
    assert "年份" in sheet["D2"].value
    assert sheet["C2"].fill.fgColor.rgb != sheet["C3"].fill.fgColor.rgb
    assert sheet["D3"].value is None
    sheet["C2"] = 1980
    file = BytesIO()
    book.save(file)
    file.seek(0)
    again = browse(staff).post(
        HOME, {"file": (file, "改.xlsx")}, content_type="multipart/form-data"
    )
    page = browse(staff).page(again.location)
    assert [int(tab.text) for tab in page.select(".tabs small")] == [0, 2, 0, 0]


def test_a_record_that_changed_since_the_check_refuses_the_whole_table(
    app, browse, upload, staff, project
):
    sent = upload(staff, ["编号", "标题"], [project.number, "二期"], ["", "甲"])
    with app.app_context():
        record, person = db.session.get(Project, project.id), by_email(staff.email)
        bulk.publish_directly([(record, {"title": "有人改过"})], person)
        db.session.commit()
    answer = browse(staff).post(f"{sent.location}/write", {"publish": "1"})
    assert answer.status_code == 409
    assert project.number in answer.text
    assert "没有写入" in answer.text
    with app.app_context():
        assert [one.title for one in db.session.query(Project)] == ["有人改过"]
    # The kept rows can be checked anew, and then they are written.
    browse(staff).post(f"{sent.location}/check")
    browse(staff).post(f"{sent.location}/write", {"publish": "1"})
    with app.app_context():
        assert {one.title for one in db.session.query(Project)} == {"二期", "甲"}


def test_twice_clicked_is_once(app, browse, upload, staff, park):
    sent = upload(staff, ["标题"], ["甲"])
    for _time in range(2):
        answer = browse(staff).post(f"{sent.location}/write", {"publish": "1"})
        assert answer.status_code == 303
    with app.app_context():
        assert db.session.query(Project).count() == 1
        assert db.session.query(Revision).count() == 1


def test_a_change_under_review_is_not_run_over(app, browse, upload, staff, editor, project):
    with app.app_context():
        record, person = db.session.get(Project, project.id), by_email(staff.email)
        workflow.save(record, person, {"title": "审核中"})
        workflow.submit(record, person)
        db.session.commit()
    sent = upload(staff, ["编号", "标题"], [project.number, "二期"])
    assert "未办结" in words(browse(staff).page(sent.location))


def test_a_change_that_begins_with_a_file_after_the_check_is_not_run_over(
    app, browse, upload, staff, project, cabinet
):
    sent = upload(staff, ["编号", "标题"], [project.number, "二期"])
    with app.app_context():
        record, person = db.session.get(Project, project.id), by_email(staff.email)
        make_attachment(record, person, cabinet, live=False)
        db.session.commit()
    assert browse(staff).post(f"{sent.location}/write", {"publish": "1"}).status_code == 409


def test_the_same_number_twice_and_a_known_title_are_noticed(browse, upload, staff, project):
    sent = upload(
        staff, ["编号", "标题"], [project.number, "一"], [project.number, "二"], ["", project.title]
    )
    page = browse(staff).page(sent.location)
    assert [int(tab.text) for tab in page.select(".tabs small")] == [1, 1, 1, 0]
    assert "两次" in words(page)
    new = browse(staff).page(f"{sent.location}?show=new")
    assert project.number in new.select_one(".finding").text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["标题", "Title"], ["甲", "乙"]], "两次"),
        ([["备注", "电话"], ["甲", "乙"]], "没有模板中的列名"),
    ],
)
def test_headings_that_cannot_be_understood_are_said(browse, upload, staff, park, rows, sentence):
    sent = upload(staff, *rows)
    assert sentence in words(browse(staff).page(sent.location))


def test_no_file_and_no_workbook_are_said_on_the_form(browse, staff):
    for given in (None, (BytesIO(b"GIF89a"), "x.xlsx"), (BytesIO(b""), "")):
        data = {"file": given} if given else {}
        answer = browse(staff).post(HOME, data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "field__errors" in answer.text


def test_a_long_table_is_checked_and_written_in_the_background(
    app, browse, upload, staff, park, monkeypatch
):
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    handlers = app.extensions["kb_handlers"]

    def work():
        with app.app_context():
            assert work_once(handlers)

    sent = upload(staff, ["标题"], *[[f"项目{n}"] for n in range(5)])
    page = browse(staff).page(sent.location)
    assert page.select_one("[data-waiting]")
    assert page.select_one("noscript meta[http-equiv=refresh]")
    work()
    page = browse(staff).page(sent.location)
    assert not page.select("[data-waiting], meta[http-equiv=refresh]")
    assert [int(tab.text) for tab in page.select(".tabs small")] == [0, 5, 0, 0]
    browse(staff).post(f"{sent.location}/write", {"publish": "1"})
    browse(staff).post(f"{sent.location}/write", {"publish": "1"})
    assert browse(staff).page(sent.location).select_one("[data-waiting]")
    work()
    with app.app_context():
        assert not work_once(handlers)
        assert db.session.query(Project).count() == 5
        assert db.session.query(ImportBatch).one().state is BatchState.DONE


def test_a_refusal_in_the_background_is_told_on_the_page(
    app, browse, upload, staff, project, monkeypatch
):
    monkeypatch.setattr(importing, "AT_ONCE", 0)
    handlers = app.extensions["kb_handlers"]
    sent = upload(staff, ["编号", "标题"], [project.number, "二期"])
    with app.app_context():
        while work_once(handlers):
            pass
    browse(staff).post(f"{sent.location}/write", {"publish": "1"})
    with app.app_context():
        record, person = db.session.get(Project, project.id), by_email(staff.email)
        bulk.publish_directly([(record, {"title": "有人改过"})], person)
        db.session.commit()
        while work_once(handlers):
            pass
    assert project.number in browse(staff).page(sent.location).select_one(".alert--error").text
    with app.app_context():
        assert db.session.get(Project, project.id).title == "有人改过"


def test_an_expert_without_a_name_is_wrong(browse, upload, staff, park):
    sent = upload(staff, ["姓名", "单位"], ["", "某大学"], home="/libraries/experts/exchange")
    assert browse(staff).page(sent.location).select_one(".finding .field__errors")
