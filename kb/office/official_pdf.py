"""Official documents as PDF, with the characters that they use inside the file.

The same layout as in Word: `official_layout` has the measures. Everything is in points.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from fpdf import FPDF
from fpdf.enums import TextMode, WrapMode
from fpdf.fonts import FontFace

from kb.office import official
from kb.office import official_layout as layout
from kb.office.line_breaking import broken
from kb.office.official import OfficialDocument
from kb.office.official_layout import PAGE, POINTS_A_MM, Face, Style
from kb.office.typefaces import Typeface, typefaces

LEFT, TOP = PAGE.binding * POINTS_A_MM, PAGE.top * POINTS_A_MM
WIDE, HIGH = PAGE.type_width * POINTS_A_MM, PAGE.type_height * POINTS_A_MM
BOTTOM = PAGE.bottom * POINTS_A_MM
RISE = 0.86
"""From the top of a character down to its foot line, in its height."""
THICKER = 0.022
"""How much a heavy face is drawn thicker, in its height, where the shipped one stands in."""
PADDING = 3


def pdf(document: OfficialDocument, folder: str = "") -> bytes:
    """The document as PDF. `folder`: the offices' own typefaces, see `typefaces`."""
    sheet = _Sheet(typefaces(folder))
    sheet.set_title(document.title)
    sheet.set_lang("zh-CN")
    sheet.add_page()
    _head(sheet, document)
    for block in document.blocks:
        _block(sheet, block)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """The pages, with their numbers."""

    def __init__(self, faces: Mapping[Face, Typeface]) -> None:
        paper = (PAGE.width * POINTS_A_MM, PAGE.height * POINTS_A_MM)
        super().__init__(unit="pt", format=paper)
        self.faces = faces
        self.families: dict[Face, str] = {}
        self.is_thick = False
        loaded: dict[str, str] = {}
        for face, typeface in faces.items():
            file = str(typeface.file)
            if file not in loaded:
                loaded[file] = f"face{len(loaded)}"
                self.add_font(loaded[file], fname=file)
            self.families[face] = loaded[file]
        self.set_margins(LEFT, TOP, paper[0] - LEFT - WIDE)
        self.set_auto_page_break(True, BOTTOM)
        self.c_margin = 0

    def footer(self) -> None:
        """`— 1 —`, on odd pages at the right, on even ones at the left, a character in."""
        style = layout.FOLIO
        self.take(style)
        number = f"— {self.page_no()} —"
        room = self.get_string_width(number)
        odd = self.page_no() % 2
        across = LEFT + WIDE - style.size - room if odd else LEFT + style.size
        down = TOP + HIGH + PAGE.number_below * POINTS_A_MM + style.size * (RISE - 0.5)
        self.text(across, down, number)

    def take(self, style: Style, face: Face | None = None) -> Typeface:
        """Write as this style from now on."""
        chosen = face or style.face
        typeface = self.faces[chosen]
        self.set_font(self.families[chosen], size=style.size)
        colour = (255, 0, 0) if style.colour else (0, 0, 0)
        self.set_text_color(*colour)
        self.set_draw_color(*colour)
        self.is_thick = chosen.is_strong and typeface.is_stand_in
        return typeface

    def down(self, pitch: float) -> float:
        """Where the next line of this height begins; on a new page when this one is full."""
        if self.y + pitch > TOP + HIGH + 0.5:
            self.add_page()
        top = self.y
        self.set_y(top + pitch)
        return top

    def say(self, text: str, across: float, top: float, pitch: float, spacing: float = 0) -> None:
        """One line of text, in the middle of its height."""
        size = self.font_size_pt
        way = TextMode.FILL_STROKE if self.is_thick else TextMode.FILL
        with self.local_context(text_mode=way, line_width=size * THICKER):
            self.set_char_spacing(spacing)
            self.text(across, top + (pitch - size) / 2 + size * RISE, text)


def _head(sheet: _Sheet, document: OfficialDocument) -> None:
    if document.mark:
        style = replace(layout.MARK, size=layout.mark_size(document.mark))
        sheet.set_y(TOP + layout.MARK_ABOVE * POINTS_A_MM)
        _lines(sheet, replace(style, pitch=style.size * 1.2), document.mark)
        _gap(sheet)
    if document.number:
        _lines(sheet, layout.NUMBER, document.number)
    if document.mark:
        _between(sheet, layout.ISSUED_BY, document.issuer, document.day)
        sheet.set_draw_color(255, 0, 0)
        sheet.set_line_width(1.5)
        sheet.line(LEFT, sheet.y + 5, LEFT + WIDE, sheet.y + 5)
        _gap(sheet)
    _lines(sheet, layout.TITLE, document.title)
    if document.note:
        _lines(sheet, layout.NOTE, document.note)
    _gap(sheet)


HEADINGS = {1: layout.HEADING_1, 2: layout.HEADING_2}


def _block(sheet: _Sheet, block: official.Block) -> None:
    if isinstance(block, official.Heading):
        _lines(sheet, HEADINGS.get(block.level, layout.HEADING_3), block.text)
    elif isinstance(block, official.Title):
        _lines(sheet, layout.TITLE, block.text)
    elif isinstance(block, official.Paragraph):
        _lines(sheet, layout.ADDRESSEE if block.is_addressee else layout.TEXT, block.text)
    elif isinstance(block, official.Names):
        _names(sheet, block)
    elif isinstance(block, official.Table):
        _table(sheet, block)
    elif isinstance(block, official.Signature):
        _lines(sheet, replace(layout.SIGNATURE, with_next=True), block.unit)
        _lines(sheet, layout.SIGNATURE, block.day)
    elif isinstance(block, official.Imprint):
        _imprint(sheet, block)
    elif isinstance(block, official.Break):
        sheet.add_page()
    else:
        _gap(sheet)


def _gap(sheet: _Sheet) -> None:
    sheet.down(PAGE.line_pitch)


def _lines(sheet: _Sheet, style: Style, text: str) -> None:
    """A paragraph in lines of the type area."""
    text = sheet.take(style).written(text).replace("\n", "")
    pitch = style.pitch if style.pitch > 0 else PAGE.line_pitch
    left, room = style.left * style.size, WIDE - (style.left + style.right) * style.size
    first = style.indent * style.size
    if style.with_next and sheet.y + 2 * pitch > TOP + HIGH + 0.5:
        sheet.add_page()  # Not a heading alone at the foot of a page.
    found = list(broken(text, room - first, room, partial(_measured, sheet, style)))
    for number, line in enumerate(found):
        inset = first if number == 0 else 0
        wide = sheet.get_string_width(line)
        spare = room - inset - wide
        is_full = style.align == "both" and number < len(found) - 1
        tight = spare < 0 and len(line) > 1
        spacing = spare / (len(line) - 1) if len(line) > 1 and (is_full or tight) else 0
        shift = {"center": spare / 2, "right": spare}.get(style.align, 0)
        across = LEFT + left + inset + (0 if spacing else shift)
        sheet.say(line, across, sheet.down(pitch), pitch, spacing)


def _measured(sheet: _Sheet, style: Style, text: str) -> float:
    """How wide it is when its characters are as near to each other as the layout allows."""
    tight = PAGE.tightening(style.size) / layout.TWIPS_A_POINT if style.size == layout.SIZE_3 else 0
    return float(sheet.get_string_width(text)) + tight * max(len(text) - 1, 0)


def _names(sheet: _Sheet, block: official.Names) -> None:
    """The label in black; further lines begin below the first name."""
    style, label = layout.NAMES, f"{block.label}："
    size, pitch = style.size, PAGE.line_pitch
    across = LEFT + (style.left + len(label)) * size
    room = LEFT + WIDE - across
    text = sheet.take(style).written(block.text)
    found = list(broken(text, room, room, partial(_measured, sheet, style))) or [""]
    for number, line in enumerate(found):
        top = sheet.down(pitch)
        if number == 0:
            written = sheet.take(style, layout.LABEL).written(label)
            sheet.say(written, LEFT + style.left * size, top, pitch)
        sheet.take(style)
        spare = room - sheet.get_string_width(line)
        full = len(line) > 1 and (spare < 0 or number < len(found) - 1)
        sheet.say(line, across, top, pitch, spare / (len(line) - 1) if full else 0)


def _between(sheet: _Sheet, style: Style, left: str, right: str) -> None:
    """One line with something at both ends."""
    face = sheet.take(style)
    pitch = PAGE.line_pitch
    top, inset = sheet.down(pitch), style.left * style.size
    sheet.say(face.written(left), LEFT + inset, top, pitch)
    written = face.written(right)
    end = LEFT + WIDE - style.right * style.size
    sheet.say(written, end - sheet.get_string_width(written), top, pitch)


def _table(sheet: _Sheet, block: official.Table) -> None:
    """Ruled, with its head again on each page; rows are as high as their text."""
    style = layout.CELL
    face = sheet.take(style)
    aligns = ["LEFT" if place in block.left else "CENTER" for place in range(len(block.widths))]
    sheet.set_draw_color(0, 0, 0)
    sheet.set_line_width(0.5)
    middle = ["CENTER"] * len(aligns)
    with sheet.table(
        align="LEFT",
        width=WIDE,
        col_widths=block.widths,
        text_align=aligns,
        wrapmode=WrapMode.CHAR,
        line_height=style.size * 1.4,
        padding=PADDING,
        headings_style=FontFace(family=sheet.families[layout.CELL_HEAD.face], emphasis=None),
        min_row_height=block.height * POINTS_A_MM or None,
    ) as table:
        for cells in block.rows:
            row = table.row()
            for text, align in zip(cells, aligns if table.rows[1:] else middle, strict=True):
                row.cell(face.written(text), align=align)


def _imprint(sheet: _Sheet, block: official.Imprint) -> None:
    """The last lines, between two rules, with a thin one between them."""
    needed = PAGE.line_pitch * (2 if block.copies else 1)
    if sheet.y + needed > TOP + HIGH:
        sheet.add_page()
    for number, (left, right) in enumerate([(block.copies, ""), (block.unit, block.day)]):
        if not left and not right:
            continue
        _rule(sheet, 0.5 if number and block.copies else 1)
        _between(sheet, layout.IMPRINT, left, right)
    _rule(sheet, 1)


def _rule(sheet: _Sheet, thick: float) -> None:
    sheet.set_draw_color(0, 0, 0)
    sheet.set_line_width(thick)
    sheet.line(LEFT, sheet.y, LEFT + WIDE, sheet.y)
