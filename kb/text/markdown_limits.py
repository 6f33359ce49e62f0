"""Which Markdown is refused before it is parsed, because the parser would take too long on it.

Python-Markdown looks again at the rest of a paragraph for many marks it meets, so its time grows
with marks x length of the paragraph, and with nesting. All of it is estimated here in one linear
pass. The limits are measured: what passes is rendered within a second (`tests/text`).
"""

import re
from collections.abc import Iterator

N_ = str  # Marks a sentence for the translators; who shows it looks it up.

TOO_LONG = N_("The text is longer than 200,000 characters. Please split it into several texts.")
TOO_MANY_LINES = N_("The text has more than 10,000 lines. Please split it into several texts.")
TOO_DEEP = N_(
    "Lists or quotations are nested more than 20 deep. Please make the structure flatter."
)
TOO_TANGLED = N_(
    "A paragraph has too many marks such as * _ [ ` <. "
    "Please separate paragraphs by blank lines or remove marks."
)
TABLE_TOO_LARGE = N_("A table has more than 20,000 cells. Please attach it as a spreadsheet.")
UNCLOSED_CODE = N_(
    "Many code blocks are opened with ``` or ~~~ and never closed. Please close them."
)

_LENGTH = 200_000
_LINES = 10_000
_DEPTH = 20
_CELLS = 20_000
_MARKS = 40_000
_UNCLOSED = 20
_SCANNING = 80_000_000
"""Characters that the parser may look at again for marks in running text, in units of 5 ns."""
_CUTTING = 20_000_000
"""Characters that it may look at again for headings and rules within paragraphs."""

_DROPPED = {2: None, 3: None}
"""The parser takes these two characters out before it looks for marks."""

_COSTS = {"[": 20, "`": 4, "*": 1, "_": 1, "<": 1, "&": 1, "\\": 1}
"""What a mark may cost for each character of its paragraph; measured at its worst."""

_BLANK = re.compile(r"\n[ \t]*\n")
_NESTING = re.compile(r"[ \t]*(?:(?:>|[*+-][ \t]|[0-9]+\.[ \t])[ \t]*)+", re.ASCII)
_NESTED = re.compile(r">|[*+-][ \t]|[0-9]+\.[ \t]")
_RULE = re.compile(r"[ ]{0,3}(?:-[ ]{0,2}|\*[ ]{0,2}|_[ ]{0,2})+$")
_BREAK = re.compile(r"^[ ]{0,3}(?:#|>|=|(?:[-*_][ ]{0,2}){3}|[-]+[ ]*$)", re.MULTILINE)
_SEPARATOR = re.compile(r"[ |:-]*-[ |:-]*")
_BULLET = re.compile(r"^(?= {0,3}[*+-] )", re.MULTILINE)
_NUMBER = re.compile(r"^(?= {0,3}[0-9]+\. )", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


def refuse(source: str) -> str | None:
    """The sentence (an English msgid) that says why this source is refused, or None."""
    if len(source) > _LENGTH:
        return TOO_LONG
    source = source.translate(_DROPPED).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    lines = source.split("\n")
    if len(lines) > _LINES:
        return TOO_MANY_LINES
    if any(_depth(line) > _DEPTH for line in lines):
        return TOO_DEEP
    if _unclosed_fences(source) > _UNCLOSED:
        return UNCLOSED_CODE
    return _refuse_blocks(_BLANK.split(source))


def _depth(line: str) -> int:
    """How many lists and quotations this line can open or be in."""
    nesting = _NESTING.match(line)
    if nesting is None or _RULE.match(line):
        return 0
    indent = len(line) - len(line.lstrip())
    return indent // 4 + len(_NESTED.findall(nesting.group()))


def _unclosed_fences(source: str) -> int:
    fences = [(found.group(1), found.group(2).strip()) for found in _FENCE.finditer(source)]
    last_bare = {fence: at for at, (fence, info) in enumerate(fences) if not info}
    return sum(last_bare.get(fence, -1) <= at for at, (fence, _) in enumerate(fences)) - len(
        last_bare
    )


def _refuse_blocks(blocks: list[str]) -> str | None:
    scanning = cutting = marks = 0
    for block in blocks:
        if _cells(block) > _CELLS:
            return TABLE_TOO_LARGE
        cutting += len(_BREAK.findall(block)) * len(block)
        for unit in _units(block):
            counts = {mark: unit.count(mark) for mark in _COSTS}
            marks += sum(counts.values())
            # The parser keeps code and escapes as placeholders, which make the text longer.
            length = len(unit) + 15 * (counts["`"] + counts["\\"])
            scanning += sum(counts[mark] * _COSTS[mark] for mark in _COSTS) * length
        if scanning > _SCANNING or cutting > _CUTTING or marks > _MARKS:
            return TOO_TANGLED
    return None


def _cells(block: str) -> int:
    if "|" not in block:
        return 0
    lines = block.split("\n")
    return max(line.count("|") for line in lines) * len(lines)


def _units(block: str) -> Iterator[str]:
    """The stretches that the parser certainly treats one by one: items, cells, or the block."""
    lines = block.split("\n", 2)
    if _BULLET.match(block):
        yield from _BULLET.split(block)
    elif _NUMBER.match(block):
        yield from _NUMBER.split(block)
    elif len(lines) > 1 and _is_table(lines[0], lines[1]):
        yield from block.split("\n")
    else:
        yield block


def _is_table(head: str, separator: str) -> bool:
    plain = not re.search(r"[`\\]", head)
    columns = head.strip(" ").strip("|").count("|")
    return bool(
        plain
        and columns
        and _SEPARATOR.fullmatch(separator)
        and separator.strip(" ").strip("|").count("|") == columns
    )
