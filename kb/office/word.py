"""Word in: a .docx as Markdown, with its pictures beside it."""

import io
import re
from typing import Any

import mammoth
import nh3
from markdownify import MarkdownConverter

from kb.office import pictures
from kb.office.extraction import tidy
from kb.office.file_types import recognised
from kb.office.refusals import Unfit

PICTURE = "picture:"
"""The address of a picture in the Markdown: `picture:1`, until it has one of its own."""
MOST_PICTURES = 20
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='列表段落'] => p:fresh
"""
_TAGS = {"a", "p", "br", "em", "strong", "img", "ol", "ul", "li", "blockquote"} | {
    *("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6")
}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
_SCHEMES = {"http", "https", "mailto", "tel", PICTURE.rstrip(":")}


def converted(path: str) -> dict[str, Any]:
    """`markdown` and `pictures` (as `pictures.drawn` gives them). Raises Unfit."""
    recognised(path, "upload.docx")
    found: list[dict[str, Any]] = []

    def take(image: Any) -> dict[str, str]:
        with image.open() as content:
            drawn = _drawn(content.read()) if len(found) < MOST_PICTURES else None
        if drawn is None:
            return {"src": ""}
        found.append(drawn)
        alt = " ".join(str(image.alt_text or "").split())[:100]
        return {"src": f"{PICTURE}{len(found)}", "alt": re.sub(r"[\[\]()]", " ", alt)}

    with open(path, "rb") as file:
        html = mammoth.convert_to_html(
            io.BytesIO(file.read()),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(take),
        ).value
    return {"markdown": markdown(html), "pictures": found}


def _drawn(content: bytes) -> dict[str, Any] | None:
    """The picture, or None for what no browser shows (EMF, WMF) or is no picture."""
    try:
        return pictures.drawn(content)
    except Unfit:
        return None


class _Markdown(MarkdownConverter):
    """Markdown as people here write it."""

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Also in headings and tables, where the library leaves only the words."""
        return f"![{el.get('alt', '')}]({el['src']})" if el.get("src") else ""


def markdown(html: str) -> str:
    """Cleaned HTML as Markdown."""
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    made = _Markdown(
        heading_style="ATX", bullets="-", table_infer_header=True, newline_style="SPACES"
    ).convert(clean)
    # The signs between blocks stay; only what no database takes goes.
    lines = (tidy(line) if not line.startswith(" ") else line for line in made.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
