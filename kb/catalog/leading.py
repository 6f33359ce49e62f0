"""Leading: from a found record to the place in it that answers, with its words marked there.

The way is a text fragment of the address, which browsers follow by themselves; whichever does not
know it opens the page, at its heading where there is one.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote

MOST_WORDS = 4
"""Different words that are marked on the page."""
BEFORE = 40
"""So many characters may stand before the word in its sentence to tell the place by them."""
_MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)
_BEFORE = re.compile(rf"(?<![\w…])\w{{1,{BEFORE}}}\Z")
"""Whole words only: browsers look for nothing else. Behind `…` a word may be cut."""


def led(hits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same hits, each with `place_href`."""
    for hit in hits:
        hit["place_href"] = hit["href"] + fragment(hit)
    return list(hits)


def fragment(hit: dict[str, Any]) -> str:
    """What comes behind the address of the record; nothing where no text answers."""
    if hit["found_in"]:
        return "#attachments"
    heading = hit["place"].id if hit["place"] else ""
    directives = "&".join(f"text={one}" for one in _directives(str(hit["snippet_html"])))
    if not directives:
        return f"#{heading}" if heading else ""
    return f"#{heading}:~:{directives}"


def _directives(snippet: str) -> list[str]:
    """The place first, by what stands before it, then each of the other words."""
    parts = [unescape(part) for part in _MARKED.split(snippet)]
    words = list(dict.fromkeys(parts[1::2]))[:MOST_WORDS]
    if not words:
        return []
    encoded = [_encoded(word) for word in words]
    before = _BEFORE.search(parts[0])
    return [f"{_encoded(before[0])}-,{encoded[0]}", *encoded] if before else encoded


@lru_cache(maxsize=512)
def _encoded(text: str) -> str:
    """`-` and `,` have a meaning in a directive."""
    return quote(text, safe="").replace("-", "%2D")
