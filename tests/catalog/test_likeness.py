"""More like this: what tells of the same as a record, and what a new one may repeat."""

import pytest
from make import form_data, make_case, make_record, make_user

from kb.accounts.users import Role
from kb.catalog.duplicates import in_text
from kb.db import db
from kb.libraries.kinds import CASE_STUDIES, PROJECTS
from kb.libraries.projects import Project
from kb.publishing import links
from kb.publishing.links import Relation
from kb.publishing.records import Record
from kb.search.alike import asking

TEXT = (
    "蓝领学院由园区与企业共建，每年分四批招收青年工人，先在校学习两个月，再到车间轮岗，由师傅带教。"
)
OTHER = "园区引进机构十三家，新建零工驿站两处，全年服务求职者八千余人次，办招聘会四十场。"


def alike(browser, record, path="libraries/projects"):
    return [one.get_text() for one in shown(browser, record, path).select(".linked a")]


def shown(browser, record, path="libraries/projects"):
    return browser.page(f"/{path}/{record.number}/alike")


@pytest.fixture
def record(keep):
    return keep(make_record, Project, title="海洋蓝领实训中心", tags=["蓝领"])


def test_the_likest_of_all_libraries_come_first_without_the_record_itself(
    browse, keep, record, drain
):
    keep(make_case, title="海洋蓝领实训中心怎样办", tags=["蓝领"])
    keep(make_record, Project, title="蓝领公寓")
    keep(make_record, Project, title="数字档案", summary="")
    drain()
    found = alike(browse(), record)
    assert found[0] == "海洋蓝领实训中心怎样办"
    assert not {"海洋蓝领实训中心", "数字档案"} & set(found)


def test_it_says_what_both_have(browse, keep, record, drain):
    keep(make_case, title="海洋蓝领实训", tags=["蓝领", "别的"])
    drain()
    assert "同有：蓝领" in shown(browse(), record).select_one(".linked small").get_text()


def test_what_is_linked_already_is_left_out(app, browse, keep, record, staff, drain):
    other = keep(make_record, Project, title="海洋蓝领实训中心二期")
    with app.app_context():
        ends = db.session.get(Record, record.id), db.session.get(Record, other.id)
        links.link(*ends, Relation.CITES, db.session.merge(staff))
        db.session.commit()
    drain()
    assert alike(browse(), record) == []


def test_nobody_is_told_of_what_they_may_not_read(browse, keep, record, staff, drain):
    keep(make_record, Project, title="海洋蓝领实训中心内部稿", visibility="council")
    drain()
    assert alike(browse(), record) == []
    assert alike(browse(keep(make_user, Role.EXPERT)), record) == []
    assert alike(browse(staff), record) == ["海洋蓝领实训中心内部稿"]


def test_without_an_index_there_is_nothing_like_it(browse, record):
    assert "没有相似的记录" in shown(browse(), record).get_text()


def test_the_record_leads_there_and_a_script_gets_the_list_alone(browse, record, drain):
    drain()
    page = browse().page(f"/libraries/projects/{record.number}")
    way = page.select_one("[data-alike]")
    assert way.a["href"] == way["data-alike"]
    fragment = browse().get(way["data-alike"], headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "相似记录" in fragment


def test_an_empty_header_puts_no_fragment_in_the_place_of_the_page(browse, record):
    page = f"/libraries/projects/{record.number}/alike"
    browse().get(page, headers={"HX-Request": ""})
    assert "<html" in browse().get(page).text


@pytest.mark.parametrize("title", ["", "的", "2021", "、。"])
def test_what_tells_nothing_asks_nothing(title):
    assert asking(title) is None


class TestTextsThatAreThereAlready:
    @pytest.fixture(autouse=True)
    def there(self, keep, park, drain):
        keep(make_record, Project, title="蓝领学院", body=TEXT, summary="")
        drain()

    def said(self, title, text):
        return {"title": title, "summary": "", "body": text}

    @pytest.mark.parametrize(
        ("title", "text", "found"),
        [
            ("工学交替的新做法", TEXT.replace("四批", "三批"), True),
            (
                "蓝领学院的做法",
                OTHER,
                False,
            ),
            ("工学交替的新做法", TEXT[:20], False),
            ("2024年工学交替", TEXT, False),
        ],
    )
    def test_a_text_is_known_whatever_its_title(self, app, staff, title, text, found):
        with app.test_request_context():
            twins = in_text(PROJECTS, self.said(title, text), db.session.merge(staff))
            assert bool(twins) is found

    def test_another_library_is_another_thing(self, app, staff):
        with app.test_request_context():
            said = {"title": "工学交替", "summary": TEXT}
            assert in_text(CASE_STUDIES, said, db.session.merge(staff)) == []

    def test_the_author_is_warned_with_the_reason_and_may_go_on(self, browse, editor):
        data = form_data(PROJECTS, title="工学交替的新做法", summary="", body=TEXT)
        warned = browse(editor).post("/libraries/projects/new", data)
        assert warned.status_code == 422
        assert "正文相似" in warned.text
        assert "蓝领学院" in warned.text
        made = browse(editor).post("/libraries/projects/new", data | {"anyway": "1"})
        assert made.status_code == 302
