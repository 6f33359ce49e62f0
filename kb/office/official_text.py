"""Running text for official documents: Markdown as blocks in the order of the page."""

import re
from html.parser import HTMLParser

from kb.office.official import Block, Heading, Names, Paragraph, Table
from kb.text.markdown import render

_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_LABELLED = re.compile(r"^(主持|出席|列席|请假|缺席|记录)(?:人员|人|单位)?\s*[：:]\s*(\S.*)$", re.S)
_DIGITS = "〇一二三四五六七八九"
WIDEST = 24
"""Characters of a cell that count for the width of its column."""


def blocks(source: str) -> list[Block]:
    """The blocks of a text in Markdown. Raises as `kb.text.markdown.render` does.

    `##` is a heading 一、 and gets its number where no heading of the text has one. Lines that
    begin with 出席： and the like become names.
    """
    reader = _Reader()
    reader.feed(str(render(source)))
    reader.close()
    return _numbered(reader.found)


def _numbered(found: list[Block]) -> list[Block]:
    first = [block.text for block in found if isinstance(block, Heading) and block.level == 1]
    if any(_NUMBERED.match(text) for text in first):
        return found
    number, made = 0, list[Block]()
    for block in found:
        if isinstance(block, Heading) and block.level == 1:
            number += 1
            block = Heading(1, f"{chinese(number)}、{block.text}")
        made.append(block)
    return made


def chinese(number: int) -> str:
    """一 to 九十九, as headings count."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    begin = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return begin + (_DIGITS[ones] if ones else "")


class _Reader(HTMLParser):
    """Reads the HTML that this site makes of Markdown, which is well formed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Block] = []
        self._text: list[str] = []
        self._counts: list[int | None] = []
        """Of the lists that we are in: the last number, or None where there are none."""
        self._rows: list[list[str]] = []
        self._prefix = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self._end_line(0)
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._prefix = self._next_number()
        elif tag == "tr":
            self._rows.append([])
        elif tag == "br":
            self._end_line(0)
        elif tag == "img":
            self._text.append(f"（图：{dict(attrs).get('alt') or '见原件'}）")
        elif tag not in ("em", "strong", "a", "code"):
            self._text = []

    def handle_data(self, data: str) -> None:
        self._text.append(data.replace("\n", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._rows[-1].append("".join(self._text).strip())
            self._text = []
        elif tag == "table":
            self._end_table()
        elif tag in ("ul", "ol"):
            self._end_line(0)
            self._counts.pop()
        elif tag in ("p", "li", "pre", "blockquote"):
            self._end_line(0)
        elif re.fullmatch("h[2-6]", tag):
            self._end_line(int(tag[1]) - 1)

    def _next_number(self) -> str:
        if not self._counts or self._counts[-1] is None:
            return ""
        self._counts[-1] += 1
        return f"{self._counts[-1]}."

    def _end_line(self, level: int) -> None:
        words = "".join(self._text).strip()
        self._text = []
        if not words or self._rows:
            return
        text, self._prefix = f"{self._prefix}{words}", ""
        labelled = _LABELLED.match(text)
        if level:
            self.found.append(Heading(min(level, 3), text))
        elif labelled:
            self.found.append(Names(labelled[1], labelled[2]))
        else:
            self.found.append(Paragraph(text))

    def _end_table(self) -> None:
        rows = [row for row in self._rows if row]
        self._rows = []
        if not rows:
            return
        width = max(len(row) for row in rows)
        cells = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
        shares = tuple(
            float(min(WIDEST, max(3, *(len(row[place]) for row in cells))))
            for place in range(width)
        )
        self.found.append(Table(cells, shares))
