"""Official documents: the measures of GB/T 9704—2012 are in the file, whatever program opens it."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from pypdf import PdfReader

from kb.office import official_files
from kb.office import official_layout as layout
from kb.office.official import (
    Gap,
    Heading,
    Imprint,
    Names,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    as_values,
    from_values,
)
from kb.office.official_pdf import pdf
from kb.office.official_word import word
from kb.office.refusals import Unfit

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")
TASKS = Table((("序号", "事项"), ("1", "编制“十五五”方案\n并报理事会审议" * 9)), (1, 6), left=(1,))
MINUTES = OfficialDocument(
    mark="理事会会议纪要",
    number="联盟纪〔2026〕1号",
    issuer="联盟秘书处",
    day="2026年3月10日",
    title="第二届理事会第一次全体会议纪要",
    blocks=(
        Paragraph("各成员单位：", is_addressee=True),
        Paragraph("会议审议了“1+7+N”活动计划——共3项议题……并形成如下意见。" * 12),
        Paragraph("七市" * 60),
        Heading(1, "一、关于年度活动计划"),
        Heading(2, "（一）高峰论坛"),
        TASKS,
        Names("出席", "青岛市人力资源和社会保障局王海、烟台市人力资源和社会保障局李强"),
        Names("列席", "山东大学刘洋"),
        Gap(),
        Signature("联盟秘书处", "2026年3月10日"),
        Imprint("分送：各成员单位。", "联盟秘书处", "2026年3月10日印发"),
    ),
)


@pytest.fixture(scope="module")
def made():
    return word(MINUTES)


def part(made, name):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def given(found, *names):
    return tuple(found.get(f"{W}{name}") for name in names)


def line_with(made, text):
    lines = part(made, "document").iter(f"{W}p")
    return next(p for p in lines if text in "".join(p.itertext()))


def test_the_page_is_a4_with_the_type_area_of_the_standard(made):
    section = next(part(made, "document").iter(f"{W}sectPr"))
    assert given(section.find(f"{W}pgSz"), "w", "h") == ("11906", "16838")
    margins = given(section.find(f"{W}pgMar"), "top", "left", "right", "bottom")
    assert [round(int(twips) / 1440 * 25.4) for twips in margins] == [37, 28, 26, 35]
    assert 210 - 28 - 26 == 156
    assert 297 - 37 - 35 == 225


def test_a_page_has_22_lines_of_28_characters(made):
    grid = next(part(made, "document").iter(f"{W}docGrid"))
    kind, pitch = given(grid, "type", "linePitch")
    assert kind == "linesAndChars"
    assert int(layout.twips(225) / int(pitch)) == 22
    tight = int(
        next(part(made, "styles").iter(f"{W}style")).find(f".//{W}spacing[@{W}val]").get(f"{W}val")
    )
    assert int(layout.twips(156) / (16 * 20 + tight)) == 28


def test_every_run_names_its_face_for_all_scripts_and_no_theme_is_left(made):
    for name in ("document", "styles", "footer1", "footer2"):
        fonts = list(part(made, name).iter(f"{W}rFonts"))
        assert fonts
        for font in fonts:
            assert len(set(given(font, "ascii", "hAnsi", "eastAsia"))) == 1
            assert given(font, "hint") == ("eastAsia",)
            assert not [key for key in font.attrib if "Theme" in key]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not [name for name in archive.namelist() if "theme" in name]
        assert b"w:asciiTheme" not in archive.read("word/styles.xml")


@pytest.mark.parametrize(
    ("text", "face", "points"),
    [
        ("理事会会议纪要", "方正小标宋简体", "104"),
        ("第二届理事会第一次全体会议纪要", "方正小标宋简体", "44"),
        ("联盟纪〔2026〕1号", "仿宋_GB2312", "32"),
        ("会议审议了", "仿宋_GB2312", "32"),
        ("一、关于年度", "黑体", "32"),
        ("（一）高峰论坛", "楷体_GB2312", "32"),
        ("列席：", "黑体", "32"),
        ("印发", "仿宋_GB2312", "28"),
    ],
)
def test_each_part_stands_in_the_face_and_size_of_the_standard(made, text, face, points):
    run = next(line_with(made, text).iter(f"{W}r"))
    assert given(run.find(f".//{W}rFonts"), "eastAsia") == (face,)
    assert given(run.find(f".//{W}sz"), "val") == (points,)


def test_names_follow_their_label_in_the_face_of_the_text(made):
    label, names = line_with(made, "列席：").iter(f"{W}r")
    assert ["".join(each.itertext()) for each in (label, names)] == ["列席：", "山东大学刘洋"]
    assert given(names.find(f".//{W}rFonts"), "eastAsia") == ("仿宋_GB2312",)


def test_the_mark_is_red_and_begins_35_mm_below_the_type_area(made):
    line = line_with(made, "理事会会议纪要")
    assert given(line.find(f".//{W}color"), "val") == ("FF0000",)
    assert given(line.find(f".//{W}spacing[@{W}before]"), "before") == (str(layout.twips(35)),)


def test_a_long_mark_is_made_smaller_until_it_fits_a_line():
    long = "胶东暨蓝区人力资源服务产业联盟会议纪要"
    assert layout.MARK_SMALLEST <= layout.mark_size(long) < layout.mark_size("会议纪要")
    assert layout.mark_size(long) * len(long) <= 156 * layout.POINTS_A_MM * 1.12


def test_text_has_fixed_lines_and_tables_have_none(made):
    styles = {
        given(style.find(f"{W}name"), "val")[0]: style
        for style in part(made, "styles").iter(f"{W}style")
    }
    assert given(styles["公文正文"].find(f".//{W}spacing"), "lineRule") == ("exact",)
    assert given(styles["表格文字"].find(f".//{W}spacing"), "lineRule") == ("auto",)
    table = next(part(made, "document").iter(f"{W}tbl"))
    assert {given(p.find(f".//{W}pStyle"), "val") for p in table.iter(f"{W}p")} <= {
        (styles[name].get(f"{W}styleId"),) for name in ("表格文字", "表头")
    }


def test_page_numbers_stand_between_dashes_outside_on_both_pages(made):
    assert part(made, "settings").find(f"{W}evenAndOddHeaders") is not None
    sides = {
        given(part(made, name).find(f".//{W}jc"), "val")[0]: "".join(part(made, name).itertext())
        for name in ("footer1", "footer2")
    }
    assert sides == {"right": "— 1 —", "left": "— 1 —"}
    assert given(part(made, "footer1").find(f".//{W}sz"), "val") == ("28",)


def test_fall_backs_are_named_for_every_face(made):
    fonts = {given(font, "name")[0]: font for font in part(made, "fontTable")}
    assert set(fonts) == {face.name for face in layout.FACES}
    assert "FangSong" in given(fonts["仿宋_GB2312"].find(f"{W}altName"), "val")[0]


def test_the_library_reads_its_own_file_again(made):
    again = Document(io.BytesIO(made))
    assert again.paragraphs[0].text == "理事会会议纪要"
    assert [p.style.name for p in again.paragraphs if "高峰论坛" in p.text] == ["Heading 2"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_sets_28_characters_in_a_line(made, tmp_path):
    (tmp_path / "made.docx").write_bytes(made)
    own = f"-env:UserInstallation=file://{tmp_path}/office"
    order = [SOFFICE, own, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*order, str(tmp_path / "made.docx")], check=True, capture_output=True, timeout=120
    )
    pages = PdfReader(tmp_path / "made.pdf").pages
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    text = "".join(page.extract_text() for page in pages).replace(" ", "")
    assert "联盟纪〔2026〕1号" in text
    assert max(len(line) for line in text.splitlines() if "七市七市" in line) == 28


def test_every_character_of_a_pdf_can_be_read_back():
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(MINUTES))).pages)
    plain = "".join(text.split())
    for piece in MINUTES.texts():
        for sign in "".join(piece.split()):
            assert sign in plain
    assert "会议审议了“1+7+N”活动计划——共3项议题……并形成如下意见。" in plain
    assert "〓" not in plain


def test_a_pdf_holds_its_typeface_and_a_page_of_it_22_lines():
    document = replace(MINUTES, mark="", number="", blocks=(Paragraph("会议" * 14 * 60),))
    reader = PdfReader(io.BytesIO(pdf(document)))
    font = next(iter(reader.pages[0]["/Resources"]["/Font"].values())).get_object()
    inside = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    assert {"/FontFile2", "/FontFile3"} & set(inside)
    lines = [line for line in reader.pages[1].extract_text().splitlines() if "会议" in line]
    assert [len(lines), len(lines[0])] == [22, 28]


def test_a_character_that_no_typeface_has_is_marked_and_breaks_nothing():
    document = OfficialDocument("会议纪要", (Paragraph("𰻝字与\x0b控制符"),))
    text = PdfReader(io.BytesIO(pdf(document))).pages[0].extract_text()
    assert "〓字与控制符" in text
    assert "𰻝字与控制符" in "".join(
        p.text for p in Document(io.BytesIO(word(document))).paragraphs
    )


def test_the_offices_own_typeface_is_taken_where_there_is_one(tmp_path):
    (tmp_path / "simfang.ttf").write_bytes(b"no font at all")
    assert pdf(MINUTES, str(tmp_path)).startswith(b"%PDF")


def test_a_document_is_the_same_after_the_way_to_another_process():
    assert from_values(json.loads(json.dumps(as_values(MINUTES)))) == MINUTES


def test_a_child_draws_what_this_process_would_draw():
    assert text_of_pdf(official_files.pdf(MINUTES)) == text_of_pdf(pdf(MINUTES))
    first, second = official_files.words([MINUTES, replace(MINUTES, title="另一份")])
    assert lines_of(first) == lines_of(word(MINUTES))
    assert "另一份" in lines_of(second)


def test_a_document_beyond_all_measure_is_refused_and_the_site_goes_on():
    endless = OfficialDocument("议程", (Paragraph("七市" * 16_000_000),))
    with pytest.raises(Unfit):
        official_files.word(endless)


def test_no_process_of_the_site_holds_what_is_seldom_wanted():
    seldom = "{'fpdf', 'fontTools', 'docx', 'alembic', 'pypdf', 'mammoth'}"
    code = f"import sys, wsgi; print(sorted({seldom} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "[]\n", done.stderr


def text_of_pdf(made):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def lines_of(made):
    return [line.text for line in Document(io.BytesIO(made)).paragraphs]
