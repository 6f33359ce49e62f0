"""The styles, typefaces and settings of official documents as Word writes them down.

They replace those of the library's own template whole: no theme is left, as theme fonts beat named
ones, and nothing of another language's defaults.
"""

from xml.sax.saxutils import quoteattr

from kb.office import official_layout as layout
from kb.office.official_layout import FACES, PAGE, STYLES, Face, Style

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT_SCHEMES = ("ascii", "hAnsi", "eastAsia", "cs")
"""All four are set, so that quotes, dashes and digits stand in the face of their text."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def faces(face: Face) -> str:
    """`w:rFonts`; the hint gives quotes and dashes, which scripts share, to the Chinese face."""
    named = " ".join(f"w:{scheme}={quoteattr(face.name)}" for scheme in FONT_SCHEMES)
    return f'<w:rFonts w:hint="eastAsia" {named}/>'


def style_id(style: Style) -> str:
    return f"kb{STYLES.index(style)}" if style is not layout.BODY else "Normal"


def spacing(style: Style) -> str:
    """Distance between lines and above: fixed everywhere but in tables and the page number."""
    before = layout.twips(style.before)
    if style.pitch < 0:
        return f'<w:spacing w:before="{before}" w:after="0" w:line="240" w:lineRule="auto"/>'
    line = round(style.pitch * layout.TWIPS_A_POINT) or PAGE.grid_lines
    return f'<w:spacing w:before="{before}" w:after="0" w:line="{line}" w:lineRule="exact"/>'


def indents(style: Style) -> str:
    """In characters, with the twips of a character of this size beside them."""
    parts = {"left": style.left, "right": style.right, "firstLine": style.indent}
    given = " ".join(
        f'w:{side}Chars="{count * 100}" w:{side}="{in_twips(count, style)}"'
        for side, count in parts.items()
    )
    return f"<w:ind {given}/>"


def in_twips(characters: int, style: Style) -> int:
    return round(characters * style.size * layout.TWIPS_A_POINT)


def run(style: Style, face: Face | None = None, size: float = 0) -> str:
    """`w:rPr` of this style, for a style or for a run that stands out."""
    points = round((size or style.size) * 2)
    colour = f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    tight = PAGE.tightening(style.size) if style.size == layout.SIZE_3 else 0
    return (
        f"<w:rPr>{faces(face or style.face)}{colour}"
        f'<w:spacing w:val="{tight}"/>'
        f'<w:kern w:val="0"/><w:sz w:val="{points}"/><w:szCs w:val="{points}"/></w:rPr>'
    )


def _style(style: Style) -> str:
    is_body = style is layout.BODY
    outline = f'<w:outlineLvl w:val="{style.level - 1}"/>' if style.level else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id(style)}"'
        f"{' w:default=' + quoteattr('1') if is_body else ''}>"
        f"<w:name w:val={quoteattr(style.name)}/>"
        f"{'' if is_body else '<w:basedOn w:val=' + quoteattr('Normal') + '/>'}<w:qFormat/>"
        f"<w:pPr>{'<w:keepNext/>' if style.with_next else ''}"
        '<w:widowControl w:val="0"/>'
        f"{'<w:snapToGrid w:val=' + quoteattr('0') + '/>' if style.pitch < 0 else ''}"
        f"{_east_asian() if is_body else ''}{spacing(style)}{indents(style)}"
        f'<w:jc w:val="{style.align}"/>{outline}</w:pPr>{run(style)}</w:style>'
    )


def _east_asian() -> str:
    """Chinese rules of the line end; no extra room between Chinese and digits, which would push
    a line out of its 28 characters.
    """
    return '<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'


def styles() -> bytes:
    """The part `styles.xml`."""
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{faces(layout.BODY.face)}{language}</w:rPr>"
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>"
    )
    made = "".join(_style(style) for style in STYLES)
    return f'{_HEAD}<w:styles xmlns:w="{MAIN}">{defaults}{made}{table}</w:styles>'.encode()


def font_table() -> bytes:
    """The part `fontTable.xml`: each face with what may stand in for it."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(face.name)}>"
        f"<w:altName w:val={quoteattr(','.join(face.substitutes))}/>"
        f'<w:charset w:val="86"/><w:family w:val="{face.family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for face in FACES
    )
    return f'{_HEAD}<w:fonts xmlns:w="{MAIN}">{fonts}</w:fonts>'.encode()


def settings() -> bytes:
    """The part `settings.xml`: left and right pages differ, punctuation is not squeezed."""
    compatible = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="{value}"/>'
        for name, value in {"compatibilityMode": 15, "enableOpenTypeFeatures": 1}.items()
    )
    return (
        f'{_HEAD}<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:spaceForUL/><w:useFELayout/>{compatible}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    ).encode()
