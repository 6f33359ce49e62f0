"""Files as offices send them, made here: a Word text, a workbook, slides, a PDF, a photo."""

import io
import zipfile

from PIL import Image

OFFICE = "http://schemas.openxmlformats.org"
MAIN = f"{OFFICE}/wordprocessingml/2006/main"
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}" xmlns:a="{OFFICE}/drawingml/2006/main"'
    f' xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing"'
    f' xmlns:pic="{OFFICE}/drawingml/2006/picture"'
)
KIND = "application/vnd.openxmlformats-officedocument"


def packed(parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def types(main, part) -> str:
    return (
        f'<?xml version="1.0"?><Types xmlns="{OFFICE}/package/2006/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )


def relations(**targets) -> str:
    """`rId=(type, target, external?)`"""
    rows = "".join(
        f'<Relationship Id="{id}" Type="{RELATIONS}/{type}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if external else ''}/>"
        for id, (type, target, external) in targets.items()
    )
    return (
        '<?xml version="1.0"?>'
        f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{rows}</Relationships>'
    )


def paragraph(text, style="", bold=False) -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{styled}<w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def table(*rows) -> str:
    cells = (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="服务大厅"/><a:graphic>'
    f'<a:graphicData uri="{OFFICE}/drawingml/2006/picture"><pic:pic><pic:blipFill>'
    '<a:blip r:embed="rId5"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
)
LINK = '<w:p><w:hyperlink r:id="rId6"><w:r><w:t>园区网站</w:t></w:r></w:hyperlink></w:p>'


def word(*blocks, before="", more=None) -> bytes:
    """A .docx of these paragraphs and tables; `more` are further parts of the archive."""
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/></w:style>'.format
    parts = {
        "[Content_Types].xml": types(
            f"{KIND}.wordprocessingml.document.main+xml", "word/document.xml"
        ),
        "_rels/.rels": relations(rId1=("officeDocument", "word/document.xml", False)),
        "word/document.xml": f'<?xml version="1.0"?>{before}<w:document {NAMES}><w:body>'
        f"{''.join(blocks)}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            rId5=("image", "media/image1.png", False),
            rId6=("hyperlink", "https://www.rizhao.example.cn/", True),
        ),
        "word/styles.xml": f'<?xml version="1.0"?><w:styles {NAMES}>'
        f"{style('Title', 'Title')}{style('Heading1', 'heading 1')}</w:styles>",
        "word/media/image1.png": picture("PNG", (640, 480)),
    }
    return packed(parts | (more or {}))


def case_study() -> bytes:
    """A case study as a park writes it."""
    return word(
        paragraph("日照园区灵活用工服务", "Title"),
        paragraph("一、项目背景", "Heading1"),
        paragraph("企业用工季节性强。"),
        paragraph("二、主要做法", bold=True),
        paragraph("建立共享用工平台。"),
        table(("年份", "服务人次"), ("2025", "57.73万")),
        DRAWING,
        LINK,
        paragraph("三、成效", "Heading1"),
        paragraph("服务企业三百家。"),
    )


def workbook(*words) -> bytes:
    shared = "".join(f"<si><t>{text}</t><rPh><t>dudu</t></rPh></si>" for text in words)
    return packed(
        {
            "[Content_Types].xml": types(f"{KIND}.spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
            "xl/workbook.xml": "<workbook/>",
            "xl/sharedStrings.xml": f"<sst>{shared}</sst>",
        }
    )


def slides(*pages) -> bytes:
    made = {
        f"ppt/slides/slide{number}.xml": f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>{text}</a:t>'
        "</a:p></p:sld>"
        for number, text in enumerate(pages, start=1)
    }
    kind = f"{KIND}.presentationml.presentation.main+xml"
    return packed(
        {
            "[Content_Types].xml": types(kind, "ppt/presentation.xml"),
            "ppt/presentation.xml": "<p/>",
        }
        | made
    )


def pdf(text) -> bytes:
    """One page with one line of Latin letters."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj %s endobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    out += b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        begin,
    )
    return out


def picture(format="JPEG", size=(64, 48), colour="teal", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format, **options)
    return out.getvalue()


def photo(size=(64, 48)) -> bytes:
    """As a telephone takes it: turned on its side, with its place and its camera."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (35.0, 25.0, 0.0)}
    return picture("JPEG", size, exif=exif)
