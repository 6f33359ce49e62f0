"""Lines of a Word document: paragraphs and runs that carry their own face and size."""

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as Line

from kb.office import official_styles
from kb.office.official import printable
from kb.office.official_layout import Face, Style

NAMES = nsdecls("w")
"""For pieces of XML that stand alone."""


def named(style: Style) -> str:
    return f'<w:pStyle w:val="{official_styles.style_id(style)}"/>'


def line_of(made: Document, style: Style, text: str = "", size: float = 0) -> Line:
    line = styled(made.add_paragraph(), style)
    if text:
        say(line, style, text, size=size)
    return line


def styled(line: Line, style: Style) -> Line:
    properties = line._p.get_or_add_pPr()
    properties.insert(0, parse_xml(named(style).replace("/>", f" {NAMES}/>")))
    return line


_ORDER = ("pStyle", "keepNext", "pageBreakBefore", "pBdr", "tabs", "spacing", "ind", "jc")
"""Word reads the properties of a paragraph only in this order."""


def give(line: Line, properties: str) -> None:
    """Give this paragraph what its style has not."""
    held = line._p.get_or_add_pPr()
    for child in list(parse_xml(f"<w:pPr {NAMES}>{properties}</w:pPr>")):
        held.append(child)
    held[:] = sorted(held, key=lambda child: _ORDER.index(child.tag.rpartition("}")[2]))


def say(line: Line, style: Style, text: str, face: Face | None = None, size: float = 0) -> None:
    """A run that names its faces itself: no style of another template changes it when the text
    is pasted elsewhere.
    """
    made = line.add_run(printable(text))
    made._r.insert(
        0,
        parse_xml(official_styles.run(style, face, size).replace("<w:rPr>", f"<w:rPr {NAMES}>", 1)),
    )
