"""Official documents as Word: a .docx that a Chinese office opens, edits and prints as it is."""

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm, Twips
from docx.text.paragraph import Paragraph as Line

from kb.office import official, official_styles
from kb.office import official_layout as layout
from kb.office.official import OfficialDocument, printable
from kb.office.official_layout import PAGE, Face, Style

_LEFT_OUT = ("theme", "customXml", "stylesWithEffects", "numbering", "thumbnail", "webSettings")
_NAMES = nsdecls("w")
_DASH = "—"


def word(document: OfficialDocument) -> bytes:
    """The document as a .docx."""
    made = _blank(document)
    _lay_out(made.sections[0])
    _head(made, document)
    for block in document.blocks:
        _block(made, block)
    for section in made.sections:
        _number_pages(section)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _blank(document: OfficialDocument) -> Document:
    """An empty document with the styles of the official layout and nothing else's."""
    made = docx.Document()
    package = made.part.package
    for source in (made.part.rels, package.rels):
        for key, relation in list(source.items()):
            if any(relation.reltype.endswith(name) for name in _LEFT_OUT):
                del source[key]
    _replace(made, RELATIONSHIP_TYPE.STYLES, official_styles.styles())
    _replace(made, RELATIONSHIP_TYPE.SETTINGS, official_styles.settings())
    fonts = made.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts._blob = official_styles.font_table()  # The library has no door for a plain part.
    facts = made.core_properties
    facts.title, facts.author, facts.language = document.title, document.issuer, "zh-CN"
    facts.comments, facts.revision = "", 1
    facts.created = facts.modified = datetime.now(UTC).replace(tzinfo=None)
    return made


def _replace(made: Document, relation: str, content: bytes) -> None:
    """Give a part that the library has read as XML another content."""
    part: Any = made.part.part_related_by(relation)
    root = part.element
    for child in list(root):
        root.remove(child)
    for child in list(parse_xml(content)):
        root.append(child)


def _lay_out(section: Section) -> None:
    """Paper, margins, and the grid of 22 lines of 28 characters."""
    section.page_width, section.page_height = Mm(PAGE.width), Mm(PAGE.height)
    section.top_margin, section.bottom_margin = Mm(PAGE.top), Mm(PAGE.bottom)
    section.left_margin, section.right_margin = Mm(PAGE.binding), Mm(PAGE.right)
    section.header_distance = Mm(15)
    half_a_line = layout.FOLIO.size * 1.3 / 2 / layout.POINTS_A_MM
    section.footer_distance = Mm(PAGE.bottom - PAGE.number_below - half_a_line)
    section.start_type = WD_SECTION.NEW_PAGE
    properties = section._sectPr
    for grid in properties.xpath("w:docGrid"):
        properties.remove(grid)
    grid = f'w:type="linesAndChars" w:linePitch="{PAGE.grid_lines}"'
    properties.append(parse_xml(f"<w:docGrid {_NAMES} {grid}/>"))


def _number_pages(section: Section) -> None:
    """`— 1 —`: on odd pages at the right, on even ones at the left, a character in."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        for child in list(line._p):
            line._p.remove(child)
        room = official_styles.in_twips(1, layout.FOLIO)
        indent = f'<w:ind w:{side}Chars="100" w:{side}="{room}"/><w:jc w:val="{side}"/>'
        line._p.append(parse_xml(f"<w:pPr {_NAMES}>{_named(layout.FOLIO)}{indent}</w:pPr>"))
        _say(line, layout.FOLIO, f"{_DASH} ")
        number = f"<w:r>{official_styles.run(layout.FOLIO)}<w:t>1</w:t></w:r>"
        line._p.append(parse_xml(f'<w:fldSimple {_NAMES} w:instr=" PAGE ">{number}</w:fldSimple>'))
        _say(line, layout.FOLIO, f" {_DASH}")


def _head(made: Document, document: OfficialDocument) -> None:
    """Mark, number and the red rule where there is a mark; then the title."""
    if document.mark:
        size = layout.mark_size(document.mark)
        line = _line(made, layout.MARK, document.mark, size=size)
        pitch = round(size * 1.2 * layout.TWIPS_A_POINT)
        above = layout.twips(layout.MARK_ABOVE)
        _set(line, f'<w:spacing w:before="{above}" w:line="{pitch}" w:lineRule="exact"/>')
        _line(made, layout.BODY)
    if document.number:
        _line(made, layout.NUMBER, document.number)
    if document.mark:
        line = _line(made, layout.ISSUED_BY, f"{document.issuer}\t{document.day}")
        edge = layout.twips(PAGE.type_width)
        _set(
            line,
            f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{layout.RED}"/>'
            f'</w:pBdr><w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>',
        )
        _line(made, layout.BODY)
    _line(made, layout.TITLE, document.title)
    if document.note:
        _line(made, layout.NOTE, document.note)
    _line(made, layout.BODY)


HEADINGS = {1: layout.HEADING_1, 2: layout.HEADING_2}


def _block(made: Document, block: official.Block) -> None:
    if isinstance(block, official.Heading):
        _line(made, HEADINGS.get(block.level, layout.HEADING_3), block.text)
    elif isinstance(block, official.Paragraph):
        _line(made, layout.ADDRESSEE if block.is_addressee else layout.TEXT, block.text)
    elif isinstance(block, official.Names):
        _names(made, block)
    elif isinstance(block, official.Table):
        _table(made, block)
    elif isinstance(block, official.Signature):
        _line(made, layout.SIGNATURE, block.unit)
        _line(made, layout.SIGNATURE, block.day)
    elif isinstance(block, official.Imprint):
        _imprint(made, block)
    elif isinstance(block, official.Break):
        _set(_line(made, layout.BODY), "<w:pageBreakBefore/>")
    else:
        _line(made, layout.BODY)


def _names(made: Document, block: official.Names) -> None:
    """The label in black with a full-width colon; further lines begin below the first name."""
    label = f"{block.label}："
    line = _line(made, layout.NAMES)
    _say(line, layout.NAMES, label, face=layout.LABEL)
    _say(line, layout.NAMES, block.text)
    left, hanging = layout.NAMES.left + len(label), len(label)
    room, back = (official_styles.in_twips(count, layout.NAMES) for count in (left, hanging))
    _set(
        line,
        f'<w:ind w:leftChars="{left * 100}" w:left="{room}"'
        f' w:hangingChars="{hanging * 100}" w:hanging="{back}"/>',
    )


def _table(made: Document, block: official.Table) -> None:
    """Ruled, with a head on every page; rows are as high as their text and never torn apart."""
    table = made.add_table(rows=len(block.rows), cols=len(block.widths))
    table.autofit = False
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {_NAMES}>{edges}</w:tblBorders>"))
    unit = layout.twips(PAGE.type_width) / sum(block.widths)
    for place, share in enumerate(block.widths):
        table.columns[place].width = Twips(round(unit * share))
    for number, cells in enumerate(block.rows):
        row = table.rows[number]
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {_NAMES}/>"))
        if block.height and number:
            high = layout.twips(block.height)
            properties.append(parse_xml(f'<w:trHeight {_NAMES} w:val="{high}" w:hRule="atLeast"/>'))
        if number == 0:
            properties.append(parse_xml(f"<w:tblHeader {_NAMES}/>"))
        for place, text in enumerate(cells):
            cell = row.cells[place]
            cell.width = Twips(round(unit * block.widths[place]))
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {_NAMES} w:val="center"/>'))
            style = layout.CELL if number else layout.CELL_HEAD
            line = _styled(cell.paragraphs[0], style)
            _say(line, style, text)
            if number and place in block.left:
                _set(line, '<w:jc w:val="left"/>')


def _imprint(made: Document, block: official.Imprint) -> None:
    """The last lines, between two rules, with a thin one between them."""
    edge = layout.twips(PAGE.type_width) - official_styles.in_twips(1, layout.IMPRINT)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>'
    rule = '<w:{} w:val="single" w:sz="{}" w:space="3" w:color="000000"/>'.format
    first = rule("top", 8)
    if block.copies:
        line = _line(made, layout.IMPRINT, block.copies)
        _set(line, f"<w:keepNext/><w:pBdr>{first}</w:pBdr>")
        first = rule("top", 4)
    line = _line(made, layout.IMPRINT, f"{block.unit}\t{block.day}")
    _set(line, f"<w:pBdr>{first}{rule('bottom', 8)}</w:pBdr>{tab}")


# ---- Lines ----


def _named(style: Style) -> str:
    return f'<w:pStyle w:val="{official_styles.style_id(style)}"/>'


def _line(made: Document, style: Style, text: str = "", size: float = 0) -> Line:
    line = _styled(made.add_paragraph(), style)
    if text:
        _say(line, style, text, size=size)
    return line


def _styled(line: Line, style: Style) -> Line:
    properties = line._p.get_or_add_pPr()
    properties.insert(0, parse_xml(_named(style).replace("/>", f" {_NAMES}/>")))
    return line


_ORDER = ("pStyle", "keepNext", "pageBreakBefore", "pBdr", "tabs", "spacing", "ind", "jc")
"""Word reads the properties of a paragraph only in this order."""


def _set(line: Line, properties: str) -> None:
    """Give this paragraph what its style has not."""
    held = line._p.get_or_add_pPr()
    for child in list(parse_xml(f"<w:pPr {_NAMES}>{properties}</w:pPr>")):
        held.append(child)
    held[:] = sorted(held, key=lambda child: _ORDER.index(child.tag.rpartition("}")[2]))


def _say(line: Line, style: Style, text: str, face: Face | None = None, size: float = 0) -> None:
    """A run that names its faces itself: no style of another template changes it when the text
    is pasted elsewhere.
    """
    made = line.add_run(printable(text))
    made._r.insert(
        0,
        parse_xml(
            official_styles.run(style, face, size).replace("<w:rPr>", f"<w:rPr {_NAMES}>", 1)
        ),
    )
