"""Paragraphs: Markdown that has no marks but headings, rendered without the parser.

Most texts of most records are that: they come out exactly as from the parser, in a hundredth of
its time. What is not certainly plain is left to the parser.
"""

import re

_PUNCTUATION = "，。；：？！、“”‘’（）《》〈〉【】％—…·"  # Chinese, as meant.
_CHARACTER = r"0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff" + _PUNCTUATION
_LINE = rf"(?![0-9]+\.)[{_CHARACTER}](?:[{_CHARACTER} ,./%()+-]*[{_CHARACTER},./%()])?"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_HEADING = re.compile(rf"(\#{{2,6}}) ({_LINE})")
_BLANK = re.compile(r"\n{2,}")
LONGEST, MOST_LINES = 100_000, 5_000
"""Whether more than that is refused, the parser's guard says."""


def blocks(source: str) -> list[tuple[int, str]] | None:
    """The text in blocks, each with its level: 0 of a paragraph, 2 to 6 of a heading. None where
    anything is in it that could mean something else.
    """
    if len(source) > LONGEST or source.count("\n") > MOST_LINES:
        return None
    found = []
    for block in _BLANK.split(source.strip("\n")):
        heading = _HEADING.fullmatch(block)
        if heading is None and _PARAGRAPH.fullmatch(block) is None:
            return None
        found.append((len(heading[1]), heading[2]) if heading else (0, block))
    return found
