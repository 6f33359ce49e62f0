"""Members in by Excel: template, upload, what the rows would do, writing them, for the staff."""

from datetime import date
from io import BytesIO

import pytest
from make import make_city, make_member, make_record, make_user
from openpyxl import Workbook, load_workbook

from kb.accounts.users import Role
from kb.alliance import members, reference
from kb.alliance.members import Member, MemberKind
from kb.config import ROOT
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing.audit import AuditEvent

HOME = "/members/exchange"
NAME = "日照人力资源服务产业园"


def xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def send(browser, data):
    files = {"file": (BytesIO(data), "成员.xlsx")}
    return browser.post(HOME, files, content_type="multipart/form-data")


@pytest.fixture
def upload(browse, staff):
    """`upload(rows...)`: the answer to sending these rows as a table of members."""
    return lambda *rows: send(browse(staff), xlsx(*rows))


@pytest.fixture
def counts(browse, staff):
    """How many rows of an upload are wrong, new, changed and the same."""

    def run(answer):
        assert answer.status_code == 303, answer.text
        return [int(tab.text) for tab in browse(staff).page(answer.location).select(".tabs small")]

    return run


def found(app, slug) -> Member | None:
    with app.app_context():
        return db.session.query(Member).filter_by(slug=slug).one_or_none()


def test_from_the_template_to_the_page_of_a_new_member(app, browse, staff, park, counts):
    browser = browse(staff)
    assert browser.page("/members").select_one(f"a[href='{HOME}']")
    book = load_workbook(BytesIO(browser.get(f"{HOME}/template.xlsx").data))
    sheet = book.worksheets[0]
    heads = [str(cell.value).strip("*") for cell in sheet[1]]
    given = {
        "单位名称": "潍坊人力资源产业园",
        "单位类型": "产业园",
        "城市": "日照市",
        "发起单位": "是",
    }
    given |= {"加入日期": "2022年3月1日", "其他名称": "潍坊产业园"}
    for heading, value in given.items():
        sheet.cell(3, heads.index(heading) + 1, value)
    file = BytesIO()
    book.save(file)
    sent = send(browser, file.getvalue())
    assert counts(sent) == [0, 1, 0, 0]
    assert "潍坊人力资源产业园" not in browse().get("/members").text
    written = browser.post(f"{sent.location}/write")
    assert written.status_code == 303
    member = found(app, "wei-fang-ren-li-zi-yuan-chan-ye-yuan")
    assert (member.kind, member.city_slug, member.is_founder) == (MemberKind.PARK, "rizhao", True)
    assert member.joined_on == date(2022, 3, 1)
    assert "weifangchanyeyuan" in member.sound
    assert "潍坊人力资源产业园" in browse().get(f"/members/{member.slug}").text


def test_a_change_is_shown_by_cell_and_is_on_the_pages_at_once(
    app, browse, keep, staff, park, upload, counts
):
    project = keep(make_record, Project, member=park.slug)
    pages = ("/members", f"/members/{park.slug}", f"/libraries/projects/{project.number}")
    assert all(NAME in browse().get(address).text for address in pages)
    sent = upload(["编号", "单位名称", "来源"], [park.slug, "日照新园区", "公告"])
    assert counts(sent) == [0, 0, 1, 0]
    page = browse(staff).page(f"{sent.location}?show=changed")
    changes = {dt.text: dt.find_next("dd") for dt in page.select(".finding dt")}
    assert changes.keys() == {"单位名称", "来源"}
    assert changes["来源"].select_one("ins").text == "公告"
    browse(staff).post(f"{sent.location}/write")
    member = found(app, park.slug)
    # What the table has no columns for stays.
    assert (member.kind, member.city_slug) == (park.kind, park.city_slug)
    assert all("日照新园区" in browse().get(address).text for address in pages)
    assert browse().get("/suggest?q=rzxyq").json["suggestions"][0]["text"] == "日照新园区"
    with app.app_context():
        line = db.session.query(AuditEvent).filter_by(action="import").one()
        assert (line.subject, line.user_id) == ("成员.xlsx", staff.id)
        assert line.detail["changes"][f"{park.slug} 来源"] == ["", "公告"]
    assert "公告" in browse(staff).get("/admin/audit").text


@pytest.mark.parametrize("code", ["zh", "en"])
def test_what_goes_out_comes_back_unchanged_in_both_languages(app, browse, staff, code):
    with app.app_context():
        reference.load(ROOT / "content")
        make_member("left", "=SUM(1)", left_on=date(2024, 1, 31), aliases="甲 乙")
        db.session.commit()
        count = len(members.in_order())
    browser = browse(staff)
    browser.get(f"/language/{code}")
    sent = send(browser, browser.get("/members.xlsx").data)
    tabs = browser.page(sent.location).select(".tabs small")
    assert [int(tab.text) for tab in tabs] == [0, 0, 0, count]
    template = send(browser, browser.get(f"{HOME}/template.xlsx").data)
    # The example is not read, and no heading is unknown.
    assert not browser.page(template.location).select(".finding, .alert")
    assert browser.post(f"{sent.location}/write").status_code == 409


def test_headings_and_choices_are_read_in_english_too(app, browse, staff, park, upload):
    sent = upload(
        ["Name of the organisation", "Kind of organisation", "Founder"],
        ["Weihai Talent", "Park", "no"],
    )
    browse(staff).post(f"{sent.location}/write")
    assert found(app, "weihai-talent").kind is MemberKind.PARK


def test_wrong_rows_are_said_and_come_back_with_their_reasons(
    app, browse, staff, park, upload, counts
):
    sent = upload(
        ["编号", "单位名称", "单位类型", "城市", "加入日期", "退出日期"],
        ["nobody", "甲", "产业园", "", "", ""],
        [park.slug, NAME, "产业园", "火星", "", ""],
        [park.slug, NAME, "产业园", "", "", ""],
        ["", "", "", "", "", ""],
        ["", NAME, "产业园", "", "", ""],
        ["", "乙", "城堡", "", "", ""],
        ["", "丙", "产业园", "", "2024-01-02", "2024-01-01"],
        ["", "丁", "产业园", "", "", ""],
        ["", "丁", "产业园", "", "", ""],
    )
    assert counts(sent) == [7, 1, 0, 0]
    sheet = load_workbook(
        BytesIO(browse(staff).get(f"{sent.location}/reasons.xlsx").data)
    ).worksheets[0]
    reasons = [str(row[6].value) for row in sheet.iter_rows(min_row=2)]
    parts = ("编号", "火星", "两次", "已有", "城堡", "退出日期", "None", "已有")
    assert [part in reason for part, reason in zip(parts, reasons, strict=True)] == [True] * 8
    assert browse(staff).post(f"{sent.location}/write").status_code == 409
    assert found(app, "ding") is None


def test_a_member_that_changed_meanwhile_refuses_the_whole_table(
    app, browse, staff, park, upload, counts
):
    sent = upload(
        ["编号", "单位名称", "单位类型"],
        [park.slug, "日照新园区", "产业园"],
        ["", "潍坊园区", "产业园"],
    )
    with app.app_context():
        db.session.query(Member).filter_by(slug=park.slug).one().name = "有人改过"
        db.session.commit()
    answer = browse(staff).post(f"{sent.location}/write")
    assert answer.status_code == 409
    assert park.slug in answer.text
    assert found(app, park.slug).name == "有人改过"
    assert found(app, "wei-fang-yuan-qu") is None
    browse(staff).post(f"{sent.location}/check")
    assert counts(sent) == [0, 1, 1, 0]
    browse(staff).post(f"{sent.location}/write")
    assert found(app, park.slug).name == "日照新园区"


def test_a_table_checked_in_one_language_is_written_in_the_other(app, browse, staff, park, upload):
    sent = upload(["编号", "单位名称", "单位类型"], [park.slug, "日照新园区", "高校"])
    browser = browse(staff)
    browser.get("/language/en")
    assert browser.post(f"{sent.location}/write").status_code == 303
    assert found(app, park.slug).kind is MemberKind.UNIVERSITY


def test_twice_clicked_and_twice_sent_is_once(app, browse, staff, park, upload, counts):
    rows = (["单位名称", "单位类型"], ["潍坊园区", "产业园"])
    sent, other = upload(*rows), upload(*rows)
    for _time in range(2):
        assert browse(staff).post(f"{sent.location}/write").status_code == 303
    assert browse(staff).post(f"{other.location}/write").status_code == 409
    assert counts(upload(*rows)) == [1, 0, 0, 0]
    with app.app_context():
        assert db.session.query(Member).filter_by(name="潍坊园区").count() == 1


def test_names_that_sound_alike_get_addresses_of_their_own():
    assert members.free_slug("日照", {"ri-zhao", "ri-zhao-2"}) == "ri-zhao-3"
    assert members.free_slug("exchange", set()) == "exchange-2"
    assert members.free_slug("！？", set()) == "member"
    assert len(members.free_slug("日照" * 100, set())) <= members.LONGEST_SLUG


@pytest.mark.parametrize("data", [b"GIF89a", b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" * 200])
def test_a_file_that_is_no_table_is_refused(app, browse, staff, data):
    assert send(browse(staff), data).status_code == 422


def test_too_long_a_table_is_told_to_be_divided(upload):
    answer = upload(["单位名称"], *[[f"成员{n}"] for n in range(5_001)])
    assert answer.status_code == 422
    assert "5,000" in answer.text


def test_only_the_staff_bring_members_in(browse, keep, editor, staff, upload):
    sent = upload(["单位名称", "单位类型"], ["潍坊园区", "产业园"])
    addresses = (HOME, f"{HOME}/template.xlsx", sent.location, f"{sent.location}/reasons.xlsx")
    for role in (Role.EXPERT, Role.COUNCIL_MEMBER, Role.PROVINCIAL_OBSERVER):
        person = keep(make_user, role)
        assert browse(person).get(HOME).status_code == 403
    for address in addresses:
        assert browse(editor).get(address).status_code == 403
        assert browse().get(address).location.startswith("/sign-in")
    for address in (HOME, f"{sent.location}/check", f"{sent.location}/write"):
        assert browse(editor).post(address).status_code == 403
    assert not browse(editor).page("/members").select(f"a[href='{HOME}']")
    # A table of another person of the staff, and of records, is not there.
    assert browse(keep(make_user)).get(sent.location).status_code == 404
    assert browse(staff).get(f"/libraries/projects{sent.location[8:]}").status_code == 404


def test_cities_that_are_not_there_are_refused_by_name(browse, keep, staff, upload, counts):
    keep(make_city)
    assert counts(upload(["单位名称", "单位类型", "城市"], ["甲", "产业园", "济南"])) == [
        1,
        0,
        0,
        0,
    ]
