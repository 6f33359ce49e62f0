"""Lines of old minutes: the text of a Word file, tidied so that it can be read."""

import re
from dataclasses import dataclass

_FULL = {
    ord(wide): chr(ord(wide) - 0xFEE0)
    for wide in "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
}
_LABEL_GAPS = re.compile(r"^(?:[\u4e00-\u9fff] +){1,4}[\u4e00-\u9fff](?= *[：:])")
_SPACED_NAME = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)
_COLON = re.compile(r"(?<=[\u4e00-\u9fff）]):\s*")


LONGEST, MOST = 200_000, 5_000
"""Characters and lines that are read; minutes of a meeting have fewer."""
_STOPS = re.compile(r"[。；;\n](?![^（(]{0,200}[）)])")
"""Not those inside brackets."""


@dataclass(frozen=True)
class Line:
    """A paragraph, or a row of a table."""

    text: str
    cells: tuple[str, ...] = ()


def lines(markdown: str) -> list[Line]:
    """What a reader sees, a line each; rows of tables with their cells."""
    found = []
    for raw in markdown[:LONGEST].splitlines()[:MOST]:
        if raw.lstrip().startswith("|"):
            cells = tuple(_plain(cell) for cell in raw.strip().strip("|").split("|"))
            if any(cells) and not all(re.fullmatch(r"[-: ]*", cell) for cell in cells):
                found.append(Line(" ".join(cell for cell in cells if cell), cells))
        elif text := _plain(raw):
            found.append(Line(text))
    return found


def _plain(raw: str) -> str:
    """Without the signs of Markdown; full-width digits and letters as half-width ones."""
    text = re.sub(r"^\s*(?:#{1,6} |[-*+] |> ?)", "", raw)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\\([^\w\s])", r"\1", text.replace("**", "").replace("__", ""))
    text = text.translate(_FULL).replace("\u3000", " ").replace("\xa0", " ").strip()
    text = _LABEL_GAPS.sub(lambda found: found[0].replace(" ", ""), text)
    text = _COLON.sub("：", text)
    return _SPACED_NAME.sub(r"\1\2", text)


def sentences(text: str) -> list[str]:
    """Parts that end in a full stop or a semicolon, or with the line."""
    return [part.strip() for part in _STOPS.split(text) if part.strip()]
