"""Official documents as Word: a .docx that a Chinese office opens, edits and prints as it is."""

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.section import Section
from docx.shared import Mm, Twips

from kb.office import official, official_styles
from kb.office import official_layout as layout
from kb.office.official import OfficialDocument
from kb.office.official_layout import PAGE
from kb.office.word_lines import NAMES, give, line_of, named, say, styled

_LEFT_OUT = ("theme", "customXml", "stylesWithEffects", "numbering", "thumbnail", "webSettings")
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
    properties.append(parse_xml(f"<w:docGrid {NAMES} {grid}/>"))


def _number_pages(section: Section) -> None:
    """`— 1 —`: on odd pages at the right, on even ones at the left, a character in."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        for child in list(line._p):
            line._p.remove(child)
        room = official_styles.in_twips(1, layout.FOLIO)
        indent = f'<w:ind w:{side}Chars="100" w:{side}="{room}"/><w:jc w:val="{side}"/>'
        line._p.append(parse_xml(f"<w:pPr {NAMES}>{named(layout.FOLIO)}{indent}</w:pPr>"))
        say(line, layout.FOLIO, f"{_DASH} ")
        number = f"<w:r>{official_styles.run(layout.FOLIO)}<w:t>1</w:t></w:r>"
        line._p.append(parse_xml(f'<w:fldSimple {NAMES} w:instr=" PAGE ">{number}</w:fldSimple>'))
        say(line, layout.FOLIO, f" {_DASH}")


def _head(made: Document, document: OfficialDocument) -> None:
    """Mark, number and the red rule where there is a mark; then the title."""
    if document.mark:
        size = layout.mark_size(document.mark)
        line = line_of(made, layout.MARK, document.mark, size=size)
        pitch = round(size * 1.2 * layout.TWIPS_A_POINT)
        above = layout.twips(layout.MARK_ABOVE)
        give(line, f'<w:spacing w:before="{above}" w:line="{pitch}" w:lineRule="exact"/>')
        line_of(made, layout.BODY)
    if document.number:
        line_of(made, layout.NUMBER, document.number)
    if document.mark:
        line = line_of(made, layout.ISSUED_BY, f"{document.issuer}\t{document.day}")
        edge = layout.twips(PAGE.type_width)
        give(
            line,
            f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{layout.RED}"/>'
            f'</w:pBdr><w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>',
        )
        line_of(made, layout.BODY)
    line_of(made, layout.TITLE, document.title)
    if document.note:
        line_of(made, layout.NOTE, document.note)
    line_of(made, layout.BODY)


HEADINGS = {1: layout.HEADING_1, 2: layout.HEADING_2}


def _block(made: Document, block: official.Block) -> None:
    if isinstance(block, official.Heading):
        line_of(made, HEADINGS.get(block.level, layout.HEADING_3), block.text)
    elif isinstance(block, official.Title):
        line_of(made, layout.TITLE, block.text)
    elif isinstance(block, official.Paragraph):
        line_of(made, layout.ADDRESSEE if block.is_addressee else layout.TEXT, block.text)
    elif isinstance(block, official.Names):
        _names(made, block)
    elif isinstance(block, official.Table):
        _table(made, block)
    elif isinstance(block, official.Signature):
        give(line_of(made, layout.SIGNATURE, block.unit), "<w:keepNext/>")
        line_of(made, layout.SIGNATURE, block.day)
    elif isinstance(block, official.Imprint):
        _imprint(made, block)
    elif isinstance(block, official.Break):
        give(line_of(made, layout.BODY), "<w:pageBreakBefore/>")
    else:
        line_of(made, layout.BODY)


def _names(made: Document, block: official.Names) -> None:
    """The label in black with a full-width colon; further lines begin below the first name."""
    label = f"{block.label}："
    line = line_of(made, layout.NAMES)
    say(line, layout.NAMES, label, face=layout.LABEL)
    say(line, layout.NAMES, block.text)
    left, hanging = layout.NAMES.left + len(label), len(label)
    room, back = (official_styles.in_twips(count, layout.NAMES) for count in (left, hanging))
    give(
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
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {NAMES}>{edges}</w:tblBorders>"))
    unit = layout.twips(PAGE.type_width) / sum(block.widths)
    for place, share in enumerate(block.widths):
        table.columns[place].width = Twips(round(unit * share))
    for number, cells in enumerate(block.rows):
        row = table.rows[number]
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {NAMES}/>"))
        if block.height and number:
            high = layout.twips(block.height)
            properties.append(parse_xml(f'<w:trHeight {NAMES} w:val="{high}" w:hRule="atLeast"/>'))
        if number == 0:
            properties.append(parse_xml(f"<w:tblHeader {NAMES}/>"))
        for place, text in enumerate(cells):
            cell = row.cells[place]
            cell.width = Twips(round(unit * block.widths[place]))
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {NAMES} w:val="center"/>'))
            style = layout.CELL if number else layout.CELL_HEAD
            line = styled(cell.paragraphs[0], style)
            say(line, style, text)
            if number and place in block.left:
                give(line, '<w:jc w:val="left"/>')


def _imprint(made: Document, block: official.Imprint) -> None:
    """The last lines, between two rules, with a thin one between them."""
    edge = layout.twips(PAGE.type_width) - official_styles.in_twips(1, layout.IMPRINT)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>'
    rule = '<w:{} w:val="single" w:sz="{}" w:space="3" w:color="000000"/>'.format
    first = rule("top", 8)
    if block.copies:
        line = line_of(made, layout.IMPRINT, block.copies)
        give(line, f"<w:keepNext/><w:pBdr>{first}</w:pBdr>")
        first = rule("top", 4)
    line = line_of(made, layout.IMPRINT, f"{block.unit}\t{block.day}")
    give(line, f"<w:pBdr>{first}{rule('bottom', 8)}</w:pBdr>{tab}")
