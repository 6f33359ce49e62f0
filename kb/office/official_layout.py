"""The layout of official documents: every measure of GB/T 9704—2012 that this site sets.

One table, so that local practice (the standard leaves some of it open for 纪要) is changed here and
nowhere else. Millimetres, points and characters as the standard gives them; Word counts twips.
"""

from dataclasses import dataclass

TWIPS_A_POINT = 20
POINTS_A_MM = 72 / 25.4


def twips(mm: float) -> int:
    """Twentieths of a point, rounded."""
    return round(mm * POINTS_A_MM * TWIPS_A_POINT)


@dataclass(frozen=True)
class Face:
    """A typeface by its name in Word, what stands in for it, and the files that hold it."""

    name: str
    substitutes: tuple[str, ...]
    """Other names of it and what is like it, best first; Word takes them for `altName`."""
    files: tuple[str, ...]
    """Names of its files as offices install them."""
    is_strong: bool = False
    """A heavy face: drawn thicker where only the shipped one is there."""
    family: str = "roman"
    """Its kind in Word's words, for programs that know none of the names."""


SMALL_TITLE = Face(
    "方正小标宋简体",
    ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Noto Serif CJK SC"),
    ("FZXBSJW.TTF", "FZXiaoBiaoSong-B05S.ttf", "方正小标宋简体.ttf"),
    is_strong=True,
)
IMITATION_SONG = Face(
    "仿宋_GB2312",
    ("仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC"),
    ("FangSong_GB2312.ttf", "仿宋_GB2312.ttf", "simfang.ttf", "SIMFANG.TTF"),
)
REGULAR_SCRIPT = Face(
    "楷体_GB2312",
    ("楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC"),
    ("KaiTi_GB2312.ttf", "楷体_GB2312.ttf", "simkai.ttf", "SIMKAI.TTF"),
)
BLACK = Face(
    "黑体",
    ("SimHei", "STHeiti", "Noto Sans CJK SC"),
    ("simhei.ttf", "SIMHEI.TTF"),
    is_strong=True,
    family="swiss",
)
SONG = Face(
    "宋体",
    ("SimSun", "STSong", "Noto Serif CJK SC"),
    ("simsun.ttf", "simsun.ttc", "SIMSUN.TTC"),
)
FACES = (SMALL_TITLE, IMITATION_SONG, REGULAR_SCRIPT, BLACK, SONG)
"""Latin letters and digits stand in the face of the text around them."""


@dataclass(frozen=True)
class Page:
    """A4 with the type area in its place."""

    width: float = 210
    height: float = 297
    top: float = 37
    """天头, mm."""
    binding: float = 28
    """订口, the left edge, mm."""
    type_width: float = 156
    type_height: float = 225
    lines: int = 22
    characters: int = 28
    number_below: float = 7
    """From the type area down to the dashes of the page number, mm."""

    @property
    def right(self) -> float:
        return self.width - self.binding - self.type_width

    @property
    def bottom(self) -> float:
        return self.height - self.top - self.type_height

    @property
    def line_pitch(self) -> float:
        """Points from line to line."""
        return self.type_height * POINTS_A_MM / self.lines

    @property
    def character_pitch(self) -> float:
        """Points from character to character."""
        return self.type_width * POINTS_A_MM / self.characters

    @property
    def grid_lines(self) -> int:
        """Twips: `w:linePitch`. Rounded down, so that the last line still fits."""
        return int(self.line_pitch * TWIPS_A_POINT)

    def tightening(self, size: float) -> int:
        """Twips between characters of this size, so that 28 of size 3 fill a line: 16 points are
        a little more than a 28th of 156 mm.

        Not as `w:charSpace` of the grid: LibreOffice gives a character that is wider than its cell
        two of them.
        """
        return int(min(0.0, self.character_pitch - size) * TWIPS_A_POINT - 0.999)


@dataclass(frozen=True)
class Style:
    """How one kind of paragraph is set."""

    name: str
    """In Word; `heading 1` and the like are the built-in ones, which its outline knows."""
    face: Face
    size: float
    """Points: 22 is size 2 (二号), 16 size 3 (三号), 14 size 4 (四号)."""
    align: str = "both"
    indent: int = 0
    """Characters that the first line goes in."""
    left: int = 0
    """Characters that all lines go in."""
    right: int = 0
    colour: str = ""
    before: float = 0
    """Millimetres above."""
    level: int = 0
    """In the outline, from 1."""
    with_next: bool = False
    pitch: float = 0
    """Points from line to line; 0: that of the page."""


PAGE = Page()
RED = "FF0000"
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
MARK_ABOVE = 35
"""From the top of the type area to the top of the mark (纪要标志), mm."""
MARK_LARGEST, MARK_SMALLEST = 52, 26
"""Points: the mark is as large as one line allows."""

MARK = Style("公文标志", SMALL_TITLE, MARK_LARGEST, "center", colour=RED, before=MARK_ABOVE)
NUMBER = Style("发文字号", IMITATION_SONG, SIZE_3, "center")
ISSUED_BY = Style("编发单位", IMITATION_SONG, SIZE_3, "left")
TITLE = Style("Title", SMALL_TITLE, SIZE_2, "center", with_next=True, pitch=35)
NOTE = Style("题注说明", REGULAR_SCRIPT, SIZE_3, "center", with_next=True)
BODY = Style("Normal", IMITATION_SONG, SIZE_3)
TEXT = Style("公文正文", IMITATION_SONG, SIZE_3, indent=2)
ADDRESSEE = Style("主送机关", IMITATION_SONG, SIZE_3)
HEADING_1 = Style("heading 1", BLACK, SIZE_3, indent=2, level=1, with_next=True)
HEADING_2 = Style("heading 2", REGULAR_SCRIPT, SIZE_3, indent=2, level=2, with_next=True)
HEADING_3 = Style("heading 3", IMITATION_SONG, SIZE_3, indent=2, level=3, with_next=True)
NAMES = Style("参会人员", IMITATION_SONG, SIZE_3, left=2)
LABEL = BLACK
"""Of 出席, 请假, 列席."""
SIGNATURE = Style("署名", IMITATION_SONG, SIZE_3, "right", right=4)
CELL = Style("表格文字", IMITATION_SONG, SIZE_4, "center", pitch=-1)
"""Without a fixed pitch: a line of a table is as high as its text."""
CELL_HEAD = Style("表头", BLACK, SIZE_4, "center", pitch=-1)
IMPRINT = Style("版记", IMITATION_SONG, SIZE_4, "left", left=1, right=1)
FOLIO = Style("footer", SONG, SIZE_4, "left", pitch=-1)
"""The page number."""
STYLES = (
    *(BODY, MARK, NUMBER, ISSUED_BY, TITLE, NOTE, TEXT, ADDRESSEE),
    *(HEADING_1, HEADING_2, HEADING_3, NAMES, SIGNATURE, CELL, CELL_HEAD, IMPRINT, FOLIO),
)


def mark_size(text: str) -> float:
    """Points: so that the mark stands in one line of the type area, within its bounds."""
    room = PAGE.type_width * POINTS_A_MM
    return max(MARK_SMALLEST, min(MARK_LARGEST, int(room / max(len(text), 1))))
