"""Files on the pages: attach, describe, remove, download; and what nobody should send."""

import errno
import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from documents import case_study, pdf, photo
from make import make_attachment, make_member, make_record, make_user

from kb.accounts.users import Role, by_email
from kb.db import db
from kb.jobs import worker
from kb.libraries.case_studies import CaseStudy
from kb.libraries.projects import Project
from kb.publishing.attachments import Attachment
from kb.publishing.records import Visibility

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}';.txt"


def record_of(email, **given):
    return make_record(Project, author=by_email(email), **given)


def file_of(record, email, *words, **given):
    return make_attachment(db.session.get(Project, record.id), by_email(email), *words, **given)


@pytest.fixture
def draft(keep, editor):
    return keep(record_of, editor.email, published=False, member="rizhao-park")


@pytest.fixture
def home(draft):
    return f"/libraries/projects/draft-{draft.id}"


@pytest.fixture
def desk(browse, editor):
    """The one browser of the editor, so that it keeps what it is told."""
    return browse(editor)


@pytest.fixture
def upload(browse, desk, home):
    """`upload((name, content), ...)`: what the site answers to these files."""

    def run(*files, address=home, who=None, **options):
        data = {"files": [(BytesIO(content), name) for name, content in files]}
        browser = browse(who) if who else desk
        return browser.post(f"{address}/attachments", data, **options)

    return run


@pytest.fixture
def attached(app):
    """`attached()`: name and id of all files, newest last."""

    def run():
        with app.app_context():
            rows = db.session.query(Attachment).order_by(Attachment.id)
            return {row.name: row.id for row in rows}

    return run


@pytest.fixture
def stranger(keep, park):
    keep(make_member, "qingdao-park", "青岛人力资源服务产业园")
    return keep(make_user, Role.PARK_EDITOR, member="qingdao-park")


def test_files_are_attached_and_listed_with_who_and_when(desk, upload, home, editor):
    answer = upload(("案例.docx", case_study()), ("报告.pdf", pdf("park")), ("大厅.jpg", photo()))
    assert answer.status_code == 303
    page = desk.page(answer.location)
    assert len(page.select(".alert--success")) == 3
    page = desk.page(home)
    assert [link.text for link in page.select(".file__name")] == [
        "大厅.jpg",
        "案例.docx",
        "报告.pdf",
    ]
    assert editor.name in page.select_one(".file__line").text
    assert page.select_one(".gallery img")["alt"] == "大厅.jpg"


def test_a_refused_file_is_named_and_the_others_are_taken(desk, upload, attached):
    answer = upload(("页.html", b"<html>"), ("说明.txt", b"text"))
    page = desk.page(answer.location)
    assert list(attached()) == ["说明.txt"]
    assert [alert.text.strip() for alert in page.select(".alert--success")]
    assert "页.html" in page.select_one(".alert--error").text


@pytest.mark.parametrize(
    "files", [[("页.html", b"<html>")], [("空.txt", b"")], [("a/", b"x")], [("假.pdf", b"MZ")]]
)
def test_when_nothing_can_be_taken_the_page_says_why(upload, attached, files):
    answer = upload(*files)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert attached() == {}


def test_an_upload_without_a_file_asks_for_one(browse, home, editor):
    answer = browse(editor).post(f"{home}/attachments", {"files": (BytesIO(b""), "")})
    assert answer.status_code == 422


def test_the_script_gets_only_the_part_that_changes(upload, browse, home, editor):
    answer = upload(("说明.txt", b"text"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "data-files" in answer.text
    beside = browse(editor).get(f"{home}/attachments", headers={"HX-Request": "true"})
    assert "说明.txt" in beside.text
    assert f'data-files-of="{home}/attachments"' in browse(editor).get(f"{home}/edit").text


def test_a_file_comes_back_letter_for_letter_as_something_to_save(browse, upload, editor, attached):
    name = "会议纪要（第三次）.txt"
    upload((name, "内容".encode()))
    answer = browse(editor).get(f"/files/{attached()[name]}/download", buffered=True)
    assert answer.data == "内容".encode()
    given = answer.headers["Content-Disposition"]
    assert given.startswith("attachment;")
    assert unquote(re.search(r"filename\*=UTF-8''(\S+)", given)[1]) == name
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_hostile_name_is_only_a_name(browse, upload, home, editor, attached):
    upload((HOSTILE, b"x"))
    page = browse(editor).page(home)
    assert not page.select("img[src=x]")
    assert HOSTILE in [link.text for link in page.select(".file__name")]
    for id in attached().values():
        answer = browse(editor).get(f"/files/{id}/download", buffered=True)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


class TestDoors:
    @pytest.fixture
    def doors(self, upload, attached):
        upload(("大厅.jpg", photo()))
        upload(("大厅.jpg", photo((32, 32))))
        return [
            f"/files/{id}/{door}"
            for id in range(1, 3)
            for door in ("download", "picture", "thumbnail")
        ]

    def test_a_drafts_files_are_opened_by_its_author_and_the_staff(
        self, browse, doors, editor, staff
    ):
        for door in doors:
            for user in (editor, staff):
                assert browse(user).get(door, buffered=True).status_code == 200, door

    def test_to_all_others_they_do_not_exist(self, browse, doors, stranger, keep):
        expert = keep(make_user, Role.EXPERT)
        for door in [*doors, "/files/999/download", f"/files/{'9' * 30}/download"]:
            for user in (None, stranger, expert):
                assert browse(user).get(door, buffered=True).status_code == 404, door

    def test_another_park_does_not_attach_describe_or_remove(
        self, browse, doors, upload, stranger, home
    ):
        assert upload(("又.txt", b"x"), who=stranger).status_code == 404
        for order in ("remove", "keep", "describe"):
            address = f"{home}/attachments/2/{order}"
            assert browse(stranger).post(address).status_code == 404
            assert browse().post(address).status_code == 303
        assert browse(stranger).get(f"{home}/attachments").status_code == 404

    def test_a_file_is_not_changed_through_another_record(self, browse, doors, stranger, keep):
        own = keep(record_of, stranger.email, published=False)
        address = f"/libraries/projects/draft-{own.id}/attachments/2/remove"
        assert browse(stranger).post(address).status_code == 404


class TestPublished:
    @pytest.fixture
    def made(self, keep, staff, cabinet):
        """A published record with a file for everybody and one for the alliance."""
        record = keep(record_of, staff.email)
        public = keep(file_of, record, staff.email, cabinet, "公开.txt", b"open")
        inside = keep(
            file_of,
            record,
            staff.email,
            cabinet,
            "内部.txt",
            b"inside",
            visibility=Visibility.ALLIANCE,
        )
        return record, public, inside

    def test_a_visitor_reads_what_is_public_and_sees_no_more(self, browse, made):
        record, public, inside = made
        page = browse().page(f"/libraries/projects/{record.number}")
        assert [link.text for link in page.select(".file__name")] == ["公开.txt"]
        assert not page.select("[data-files] form")
        assert browse().get(f"/files/{public.id}/download", buffered=True).data == b"open"
        assert browse().get(f"/files/{inside.id}/download", buffered=True).status_code == 404

    def test_a_member_reads_what_is_for_the_alliance(self, browse, made, stranger):
        assert (
            browse(stranger).get(f"/files/{made[2].id}/download", buffered=True).data == b"inside"
        )

    def test_a_public_file_is_sent_once_and_in_parts(self, browse, made):
        address = f"/files/{made[1].id}/download"
        first = browse().get(address, buffered=True)
        assert "no-store" not in first.headers["Cache-Control"]
        again = browse().get(
            address, buffered=True, headers={"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304
        part = browse().get(address, buffered=True, headers={"Range": "bytes=1-2"})
        assert (part.status_code, part.data) == (206, b"pe")

    def test_a_text_is_no_picture(self, browse, made):
        for door in ("picture", "thumbnail"):
            assert browse().get(f"/files/{made[1].id}/{door}", buffered=True).status_code == 404

    def test_without_its_content_a_row_is_a_missing_page(self, browse, made, cabinet):
        cabinet.store.remove(made[1].sha256)
        assert browse().get(f"/files/{made[1].id}/download", buffered=True).status_code == 404

    def test_what_is_added_waits_for_the_next_publication(self, browse, upload, made, staff):
        address = f"/libraries/projects/{made[0].number}"
        upload(("新.txt", b"new"), address=address, who=staff)
        assert "新.txt" not in browse().get(address, buffered=True).text
        assert browse(staff).page(address).select(".badge--sand")
        for step in ("submit", "publish"):
            browse(staff).post(f"{address}/{step}")
        assert "新.txt" in browse().get(address, buffered=True).text

    def test_what_is_removed_stays_until_then_and_can_be_kept(self, browse, made, staff):
        address = f"/libraries/projects/{made[0].number}"
        orders = f"{address}/attachments/{made[1].id}"
        browse(staff).post(f"{orders}/remove")
        assert "公开.txt" in browse().get(address, buffered=True).text
        browse(staff).post(f"{orders}/keep")
        browse(staff).post(f"{orders}/remove")
        for step in ("submit", "publish"):
            browse(staff).post(f"{address}/{step}")
        assert "公开.txt" not in browse().get(address, buffered=True).text
        assert browse().get(f"/files/{made[1].id}/download", buffered=True).status_code == 404

    def test_caption_readers_and_place_are_said_by_the_staff(self, browse, made, staff):
        orders = f"/libraries/projects/{made[0].number}/attachments/{made[1].id}/describe"
        words = {"caption": "  章程\n全文 ", "visibility": "alliance", "position": "9" * 30}
        assert browse(staff).post(orders, words).status_code == 303
        assert browse().get(f"/files/{made[1].id}/download", buffered=True).status_code == 404
        assert "章程 全文" in browse(staff).get(f"/libraries/projects/{made[0].number}").text
        for wrong in ({"visibility": "all"}, {"visibility": "public", "caption": "长" * 301}):
            assert browse(staff).post(orders, wrong).status_code == 422

    def test_files_of_a_withdrawn_record_are_gone_with_it(self, browse, made, staff):
        browse(staff).post(f"/libraries/projects/{made[0].number}/withdraw", {"reason": "有误"})
        assert browse().get(f"/files/{made[1].id}/download", buffered=True).status_code == 404
        assert browse(staff).get(f"/files/{made[1].id}/download", buffered=True).status_code == 200


class TestBodies:
    def test_a_full_disk_keeps_nothing_and_says_so(self, upload, attached, cabinet, monkeypatch):
        def full(*_given):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("kb.publishing.stores.os.fsync", full)
        assert upload(("甲.txt", b"text")).status_code == 503
        assert attached() == {}
        assert not list(cabinet.store.held())
        monkeypatch.undo()
        assert upload(("甲.txt", b"text")).status_code == 303

    def test_a_body_of_64_mib_is_refused(self, upload, attached):
        assert upload(("大.txt", bytes(64 << 20))).status_code == 413
        assert attached() == {}

    def test_only_the_views_for_files_take_large_bodies_and_only_from_people(self, browse, editor):
        large = {"title": "x", "file": (BytesIO(bytes(5 << 20)), "a.txt")}
        assert browse(editor).post("/libraries/projects/new", large).status_code == 413
        large = {"files": (BytesIO(bytes(5 << 20)), "a.txt")}
        assert browse().post("/libraries/projects/from-word", large).status_code == 413

    def test_thousands_of_parts_are_refused(self, browse, home, editor):
        data = {f"field{number}": "x" for number in range(5000)}
        data["files"] = (BytesIO(b"x"), "a.txt")
        assert browse(editor).post(f"{home}/attachments", data).status_code == 413

    def test_a_file_above_the_limit_is_named(self, upload):
        answer = upload(("大.txt", b"x" * ((20 << 20) + 1)))
        assert answer.status_code == 422
        assert "大.txt" in answer.text


class TestSearch:
    @pytest.fixture
    def search(self, app, browse, drain):
        """`search(words, user)`: the hits, after the work in the background."""

        def run(words, user=None):
            with app.app_context():
                while worker.work_once(app.extensions["kb_handlers"]):
                    pass
            drain()
            return browse(user).page("/search", query_string={"q": words}).select(".hit")

        return run

    def published(self, browse, upload, home, staff, *files):
        upload(*files)
        for step in ("submit", "publish"):
            browse(staff).post(f"{home}/{step}")

    def test_a_word_in_a_file_finds_the_record_and_names_the_file(
        self, browse, upload, home, staff, search
    ):
        self.published(browse, upload, home, staff, ("做法.docx", case_study()))
        (hit,) = search("共享用工平台")
        assert "做法.docx" in hit.select_one(".hit__file").text
        assert "共享" in [found.text for found in hit.select("mark")]

    def test_a_word_of_the_record_itself_needs_no_file(self, browse, upload, home, staff, search):
        self.published(browse, upload, home, staff, ("说明.txt", "园区共享实验室".encode()))
        (hit,) = search("共享实验室")
        assert not hit.select(".hit__file")

    def test_a_word_of_a_file_for_some_is_found_by_nobody(
        self, browse, upload, home, staff, search, attached
    ):
        upload(("说明.txt", "深海牧场".encode()))
        words = {"visibility": "alliance"}
        browse(staff).post(f"{home}/attachments/{attached()['说明.txt']}/describe", words)
        for step in ("submit", "publish"):
            browse(staff).post(f"{home}/{step}")
        assert search("深海牧场") == []
        assert search("深海牧场", staff) == []

    def test_a_file_that_goes_is_found_no_more(self, browse, upload, home, staff, search, app):
        self.published(browse, upload, home, staff, ("说明.txt", "深海牧场".encode()))
        assert len(search("深海牧场")) == 1
        with app.app_context():
            record = db.session.query(Project).one()
            address = f"/libraries/projects/{record.number}"
        browse(staff).post(f"{address}/attachments/1/remove")
        for step in ("submit", "publish"):
            browse(staff).post(f"{address}/{step}")
        assert search("深海牧场") == []

    def test_without_an_index_the_database_looks_into_files_too(
        self, browse, upload, home, staff, search, tmp_path
    ):
        self.published(browse, upload, home, staff, ("说明.txt", "深海牧场".encode()))
        search("深海牧场")
        for path in (tmp_path / "index").rglob("current"):
            path.unlink()
        (hit,) = browse().page("/search?q=深海牧场").select(".hit")
        assert hit.select(".hit__file")


class TestWordIn:
    ADDRESS = "/libraries/case-studies/from-word"

    @pytest.fixture
    def look(self, browse, editor):
        return lambda content, name="做法.docx", who=editor: browse(who).post(
            self.ADDRESS, {"file": (BytesIO(content), name)}
        )

    def ticket(self, answer):
        return re.search(r'name="ticket" value="([^"]+)"', answer.text)[1]

    def begin(self, browse, editor, look, **given):
        words = {"ticket": self.ticket(look(case_study())), "title": "灵活用工案例"} | given
        return browse(editor).post(f"{self.ADDRESS}/draft", words)

    def test_the_look_shows_the_parts_and_saves_nothing(self, look, app, attached):
        answer = look(case_study())
        assert answer.status_code == 200
        for words in ("日照园区灵活用工服务", "建立共享用工平台。", "57.73万", "data:image/webp"):
            assert words in answer.text
        with app.app_context():
            assert db.session.query(CaseStudy).count() == 0

    def test_the_draft_has_each_part_in_its_field_and_pictures_beside_it(
        self, browse, editor, look, app, attached
    ):
        answer = self.begin(browse, editor, look, keep="1")
        assert answer.status_code == 303
        assert answer.location.endswith("/edit")
        assert list(attached()) == ["做法-1.png", "做法.docx"]
        with app.app_context():
            draft = db.session.query(CaseStudy).one()
            assert (draft.title, draft.member) == ("灵活用工案例", editor.member)
            assert draft.background == "企业用工季节性强。"
            assert draft.practice.startswith("建立共享用工平台。")
            assert "| 2025 | 57.73万 |" in draft.practice
            assert draft.results == "服务企业三百家。"
            assert "![服务大厅](/files/1/picture)" in draft.practice
        page = browse(editor).page(answer.location.removesuffix("/edit"))
        assert page.select_one("article img")["src"] == "/files/1/picture"

    def test_without_the_tick_the_word_file_is_not_attached(self, browse, editor, look, attached):
        self.begin(browse, editor, look)
        assert list(attached()) == ["做法-1.png"]

    def test_the_look_of_somebody_else_begins_nothing(self, browse, stranger, editor, look):
        words = {"ticket": self.ticket(look(case_study())), "title": "x"}
        assert browse(stranger).post(f"{self.ADDRESS}/draft", words).status_code == 409
        words["ticket"] += "x"
        assert browse(editor).post(f"{self.ADDRESS}/draft", words).status_code == 409
        assert browse(editor).post(f"{self.ADDRESS}/draft").status_code == 409

    @pytest.mark.parametrize(
        ("name", "content"),
        [("旧.doc", b"x"), ("假.docx", b"x"), ("空.docx", b""), ("", b"")],
    )
    def test_another_file_is_refused_with_its_reason(self, look, name, content):
        answer = look(content, name)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text

    def test_a_visitor_is_led_to_the_sign_in(self, browse):
        assert browse().get(self.ADDRESS).status_code == 303
