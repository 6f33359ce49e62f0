"""Markdown as people write it: safe HTML, plain text, and the headings.

Raw HTML is shown as it was typed. Whoever writes a heading, link or image cannot reach out of
the text: see `_Limited` for what is changed, and the lists below for what may be in the result.
"""

import re
import threading
from collections import Counter
from html import unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

from kb.errors import DomainError
from kb.text.markdown_limits import TOO_DEEP, refuse
from kb.text.paragraphs import blocks

_TAGS = {"a", "em", "strong", "code", "br", "img", "p", "pre", "blockquote", "hr"} | {
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6")
}
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
} | {f"h{level}": {"id"} for level in range(2, 7)}
_SCHEMES = {"http", "https", "mailto", "tel"}


class HostileMarkdown(DomainError):
    """This source would take too long to render; the message says what to change."""


class Heading(NamedTuple):
    level: int
    """2 to 6, as in the rendered text."""
    text: str
    id: str


def render(source: str) -> Markup:
    """Safe HTML of a source; at most a second for anything that is not refused.

    Raises `HostileMarkdown` with the sentence of `refuse(source)`.
    """
    if (simple := blocks(source)) is not None:
        return _joined(simple)
    return Markup(  # Sanitised: this is the one place where HTML becomes trusted.
        nh3.clean(
            _parsed(source)[0],
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel=None,
        )
    )


def _joined(simple: list[tuple[int, str]]) -> Markup:
    """Blocks of characters that HTML has no other meaning for, as the parser gives them."""
    taken: Counter[str] = Counter()
    return Markup(
        "\n".join(
            f'<h{level} id="{escape(_anchor(text, taken))}">{escape(text)}</h{level}>'
            if level
            else f"<p>{escape(text)}</p>"
            for level, text in simple
        )
    )


def headings(source: str) -> list[Heading]:
    """The headings in order, with the ids that `render` gives them; raises like `render`."""
    return _parsed(source)[1]


def _parsed(source: str) -> tuple[str, list[Heading]]:
    reason = refuse(source)
    if reason is not None:
        raise HostileMarkdown(reason)
    parser = _parser()
    try:
        return parser.convert(source), parser.treeprocessors["finish"].found
    except RecursionError:  # Emphasis in emphasis in emphasis, which the guard does not count.
        raise HostileMarkdown(TOO_DEEP) from None


_kept = threading.local()


def _parser() -> Markdown:
    """This thread's parser, as new: to build one takes longer than to render a short text."""
    parser = getattr(_kept, "parser", None)
    if parser is None:
        parser = _kept.parser = Markdown(
            extensions=["fenced_code", "sane_lists", "tables", _Limited()],
            extension_configs={"tables": {"use_align_attribute": True}},
        )
    return parser.reset()


class _Limited(Extension):  # type: ignore[misc]  # The library ships no types.
    """No raw HTML, headings below the page's own, images only from here."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        finish = _Finish(md)
        # After `unescape` (0), when text is what the reader will see.
        md.treeprocessors.register(finish, "finish", -10)
        md.registerExtension(finish)  # What `reset` makes as new.


class _Finish(Treeprocessor):  # type: ignore[misc]  # The library ships no types.
    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.reset()

    def reset(self) -> None:
        self.found: list[Heading] = []
        self.taken: Counter[str] = Counter()
        self.down = 0

    def run(self, root: Element) -> None:
        # A text that uses `#` stands where the page's own title does: all its headings move down.
        self.down = 0 if root.find(".//h1") is None else 1
        for element in root.iter():
            if element.tag == "a":
                _mark_external(element)
            elif element.tag == "img" and not _is_own_file(element.get("src", "")):
                element.tag = "em"
                element.text = element.get("alt", "")
            elif re.fullmatch("h[1-6]", element.tag):
                self._place(element)

    def _place(self, heading: Element) -> None:
        level = min(int(heading.tag[1]) + self.down, 6)
        text = " ".join(unescape("".join(heading.itertext())).split())
        anchor = _anchor(text, self.taken)
        heading.tag = f"h{level}"
        heading.set("id", anchor)
        self.found.append(Heading(level, text, anchor))


def _anchor(text: str, taken: Counter[str]) -> str:
    """The id of a heading, unlike those that are taken."""
    slug = re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:80] or "section"
    taken[slug] += 1
    if taken[slug] > 1:
        slug = f"{slug}--{taken[slug]}"  # Two hyphens: no slug of a text has them.
    return f"user-content-{slug}"


def _mark_external(link: Element) -> None:
    if re.match(r"\s*(?:https?:|[/\\]{2})", link.get("href", ""), re.IGNORECASE):
        link.set("rel", "noopener nofollow")


def _is_own_file(address: str) -> bool:
    return address.startswith("/files/") and ".." not in address and "\\" not in address


_MARKS = (
    (re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^\n]*$", re.M), ""),
    (re.compile(r"^ {0,3}\[[^\[\]\n]{1,200}\]:[^\n]*$", re.M), ""),  # reference definitions
    (re.compile(r"^[ |:=*_-]{2,200}$", re.M), ""),  # rules, underlines, rows below table heads
    (
        re.compile(
            r"^[ \t]{0,40}(?:(?:>|[*+-][ \t]|[0-9]{1,9}\.[ \t]|\#{1,6}(?=[ \t]))[ \t]{0,9}){1,20}",
            re.M,
        ),
        "",
    ),
    (re.compile(r"!?\[([^\[\]]{0,300})\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,100}\])"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>"), r"\1"),
    (re.compile(r"(?<!\\)(?:\*+(?=\S)|(?<=\S)\*+|`+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w))"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    (re.compile(r"[^\S\n]+"), " "),
    (re.compile(r" ?\|[ |]*"), " "),
    (re.compile(r" ?\n[ \n]*"), "\n"),
)


def plain(source: str) -> str:
    """The text without its marks, for search and snippets. Never raises; linear in the length."""
    for pattern, replacement in _MARKS:
        source = pattern.sub(replacement, source)
    return unescape(source).strip() if "&" in source else source.strip()
