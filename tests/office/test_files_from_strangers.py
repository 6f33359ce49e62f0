"""What is inside a file decides; hostile ones are refused in a child process with limits."""

import base64
import io
import struct
import zipfile
import zlib

import pytest
from documents import (
    DRAWING,
    case_study,
    packed,
    paragraph,
    pdf,
    photo,
    picture,
    relations,
    slides,
    word,
    workbook,
)
from PIL import Image

from kb.office import confined
from kb.office.file_types import FileType
from kb.office.refusals import Refusal, Unfit

OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def put(tmp_path):
    """`put(content)`: the path of a file with it."""

    def run(content):
        path = tmp_path / "given"
        path.write_bytes(content)
        return str(path)

    return run


@pytest.fixture
def recognised(put):
    return lambda name, content: confined.run(
        "kb.office.file_types:recognised", path=put(content), name=name
    )["type"]


def bomb():
    out = io.BytesIO(word(paragraph("内容")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/filler.bin", bytes(90 * 1024 * 1024))
    return out.getvalue()


def crowd():
    return packed(
        {f"word/{number}.xml": "" for number in range(6000)} | {"[Content_Types].xml": ""}
    )


def _sized(png, width, height):
    """The same file, promising another size."""
    head = b"IHDR" + struct.pack(">II", width, height) + png[24:29]
    return png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:]


def remote(type, target):
    return word(
        paragraph("x"), more={"word/_rels/x.xml.rels": relations(rId1=(type, target, True))}
    )


@pytest.mark.parametrize(
    ("name", "content", "type"),
    [
        ("案例.docx", case_study(), FileType.DOCX),
        ("表.XLSX", workbook("园区"), FileType.XLSX),
        ("汇报.pptx", slides("园区"), FileType.PPTX),
        ("文件.pdf", pdf("park"), FileType.PDF),
        ("旧.doc", OLD + "WordDocument".encode("utf-16-le"), FileType.DOC),
        ("旧.xls", OLD + "Workbook".encode("utf-16-le"), FileType.XLS),
        ("说明.txt", "园区".encode("gb18030"), FileType.TXT),
        ("说明.md", "# 园区".encode(), FileType.MD),
        ("表.csv", "城市,年份\n日照,2025".encode("utf-8-sig"), FileType.CSV),
        ("照片.jpeg", picture("JPEG"), FileType.JPEG),
        ("照片.png", picture("JPEG"), FileType.JPEG),
        ("图.webp", picture("WEBP"), FileType.WEBP),
        ("图.gif", picture("GIF"), FileType.GIF),
    ],
)
def test_what_offices_send_is_recognised(recognised, name, content, type):
    assert recognised(name, content) == type


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("页.html", b"<html>", Refusal.TYPE),
        ("图.svg", b"<svg onload=alert(1)>", Refusal.TYPE),
        ("程序.exe", b"MZ", Refusal.TYPE),
        ("无后缀", b"x", Refusal.TYPE),
        ("空.pdf", b"", Refusal.EMPTY),
        ("页.pdf", b"<html><script>", Refusal.CONTENT),
        ("页.txt", b"  <!DOCTYPE html><script>", Refusal.CONTENT),
        ("图.txt", b"<svg onload=alert(1)>", Refusal.CONTENT),
        ("程序.txt", b"MZ\0\0\0", Refusal.CONTENT),
        ("图.jpg", b"<svg onload=alert(1)>", Refusal.CONTENT),
        ("程序.docx", b"MZ" + bytes(600), Refusal.CONTENT),
        ("压缩.docx", packed({"a.txt": "x"}), Refusal.DAMAGED),
        ("表.docx", workbook("x"), Refusal.CONTENT),
        ("网页.xls", b"<table><tr><td>1", Refusal.CONTENT),
        ("旧.doc", OLD + "Workbook".encode("utf-16-le"), Refusal.CONTENT),
        ("宏.doc", OLD + "WordDocument_VBA_PROJECT".encode("utf-16-le"), Refusal.MACROS),
        ("宏.docx", word(more={"word/vbaProject.bin": b"x"}), Refusal.MACROS),
        ("实体.docx", word(before=ENTITIES), Refusal.CONTENT),
        ("炸弹.docx", bomb(), Refusal.TOO_MUCH),
        ("多.docx", crowd(), Refusal.TOO_MUCH),
        ("模板.docx", remote("attachedTemplate", "https://evil.example/a.dotm"), Refusal.REMOTE),
        ("共享.docx", remote("image", "file://evil/share/a.png"), Refusal.REMOTE),
        ("共享.docx", remote("oleObject", "\\\\evil\\share\\a.doc"), Refusal.REMOTE),
    ],
)
def test_what_is_no_office_file_is_refused(recognised, name, content, refusal):
    with pytest.raises(Unfit) as found:
        recognised(name, content)
    assert found.value.refusal is refusal


def test_a_template_on_the_own_disk_is_harmless(recognised):
    local = remote("attachedTemplate", "file:///C:/Users/wang/Normal.dotm")
    assert recognised("公文.docx", local) == FileType.DOCX


class TestPictures:
    def drawn(self, path):
        found = confined.run("kb.office.pictures:redrawn", path=path)
        return found, Image.open(io.BytesIO(base64.b64decode(found["data"])))

    def test_a_photo_stands_upright_and_tells_nothing_of_its_place(self, put):
        found, made = self.drawn(put(photo((640, 480))))
        assert made.size == (480, 640)
        assert not made.getexif()
        assert b"SecretCamera" not in base64.b64decode(found["data"])

    def test_a_large_picture_becomes_as_large_as_a_screen(self, put):
        found, made = self.drawn(put(picture("PNG", (4000, 3000))))
        assert (found["width"], found["height"]) == made.size == (2560, 1920)
        small = Image.open(io.BytesIO(base64.b64decode(found["thumbnail"])))
        assert small.size == (480, 360)
        assert small.format == "WEBP"

    @pytest.mark.parametrize(
        "content",
        [picture("PNG")[:-30] + b"\0" * 10, b"\xff\xd8\xff" + b"x" * 100, b"GIF89a"],
    )
    def test_a_broken_picture_is_refused(self, put, content):
        with pytest.raises(Unfit) as found:
            self.drawn(put(content))
        assert found.value.refusal is Refusal.DAMAGED

    def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(self, put):
        with pytest.raises(Unfit) as found:
            self.drawn(put(_sized(picture("PNG"), 20_000, 20_000)))
        assert found.value.refusal is Refusal.TOO_MUCH


@pytest.mark.parametrize(
    ("type", "content", "words"),
    [
        ("docx", case_study(), ["共享用工平台", "57.73万"]),
        ("xlsx", workbook("海洋牧场", "蓝区"), ["海洋牧场", "蓝区"]),
        ("pptx", slides(*(f"第{n}页" for n in range(1, 12))), ["第1页\n第2页", "第10页\n第11页"]),
        ("pdf", pdf("Talent park 2026"), ["Talent park 2026"]),
        ("txt", "园区\0说明".encode("gb18030"), ["园区 说明"]),
    ],
)
def test_the_text_inside_is_read(put, type, content, words):
    found = confined.run("kb.office.extraction:extracted", path=put(content), type=type)["text"]
    for word_found in words:
        assert word_found in found
    assert "dudu" not in found


def test_what_a_program_shows_twice_is_read_once(put):
    twice = (
        "<mc:AlternateContent xmlns:mc='m'><mc:Choice><w:p><w:r><w:t>文本框</w:t></w:r></w:p>"
        "</mc:Choice><mc:Fallback><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    found = confined.run("kb.office.extraction:extracted", path=put(word(twice)), type="docx")
    assert found["text"] == "文本框"


class TestWord:
    def converted(self, path):
        return confined.run("kb.office.word:converted", path=path)

    def test_headings_tables_links_and_pictures_become_markdown(self, put):
        found = self.converted(put(case_study()))
        assert found["markdown"].startswith("# 日照园区灵活用工服务\n\n# 一、项目背景\n\n企业")
        assert "**二、主要做法**" in found["markdown"]
        assert "| 2025 | 57.73万 |" in found["markdown"]
        assert "![服务大厅](picture:1)" in found["markdown"]
        assert "[园区网站](https://www.rizhao.example.cn/)" in found["markdown"]
        assert len(found["pictures"]) == 1

    def test_a_picture_that_lies_elsewhere_is_not_fetched(self, put):
        linked = DRAWING.replace("r:embed", "r:link")
        path = put(
            word(
                paragraph("文字"),
                linked,
                more={
                    "word/_rels/document.xml.rels": relations(
                        rId5=("image", "file:///etc/hostname", True)
                    )
                },
            )
        )
        found = self.converted(path)
        assert found == {"markdown": "文字", "pictures": []}

    def test_a_link_that_runs_a_script_is_only_its_words(self, put):
        hostile = word(
            "<w:p><w:hyperlink r:id='rId6'><w:r><w:t>点</w:t></w:r></w:hyperlink></w:p>",
            more={
                "word/_rels/document.xml.rels": relations(
                    rId6=("hyperlink", "javascript:alert(1)", True)
                )
            },
        )
        assert "javascript" not in self.converted(put(hostile))["markdown"]


class TestTheChild:
    """Tasks are named like functions, so any function of any library shows what is possible."""

    def test_it_has_so_much_memory_and_no_more(self):
        with pytest.raises(Unfit) as found:
            confined.run("secrets:token_hex", nbytes=1_000_000_000)
        assert found.value.refusal is Refusal.TOO_MUCH

    @pytest.mark.parametrize(
        ("task", "given"),
        [
            ("subprocess:check_output", {"args": ["true"]}),
            ("socket:create_connection", {"address": ["127.0.0.1", 80]}),
            ("socket:getaddrinfo", {"host": "localhost", "port": 80}),
        ],
    )
    def test_it_reaches_no_network_and_starts_no_program(self, task, given):
        with pytest.raises(Unfit):
            confined.run(task, **given)

    def test_it_knows_no_setting_of_the_site(self, monkeypatch):
        monkeypatch.setenv("KB_SECRET_KEY", "geheim" * 8)
        assert confined.run("os.path:expandvars", path="$KB_SECRET_KEY") == "$KB_SECRET_KEY"
