"""Spellings of one text brought together: width, case, script, and what scraping left behind."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain

from kb.text.readings import readings

_QUOTES = dict.fromkeys("‘’‚‛′`´＇", "'") | dict.fromkeys('“”„‟″〝〞〟「」『』"', '"')
_DASHES = dict.fromkeys("‐‑‒–—―−⸺─", "-")
_DOTS = dict.fromkeys("•‧・‣●", "·")
_SIGNS = _QUOTES | _DASHES | _DOTS | {"〜": "~", "∼": "~", "İ": "i", "ı": "i"}

_ELSEWHERE = (
    (0x20, 0x3400),  # letters, signs, kana
    (0xA640, 0xABFF),  # more letters
    (0xF900, 0x10000),  # compatibility ideographs, full and half width
    (0x1D400, 0x1D800),  # mathematical letters
    (0x1F100, 0x1F200),  # enclosed letters
    (0x2F800, 0x2FA20),  # compatibility ideographs
)
"""Code points that may be spellings of another one; the plain ideographs are in between."""


def fold(text: str) -> str:
    """The text as the index and a query see it, one character for one character.

    Half width, lower case, no accents, simplified characters, plain quotes. As the length stays,
    an offset in the result is an offset in `text`. Folding twice changes nothing more.
    """
    return text.translate(_FOLDED)


def spellings(folded: str) -> str:
    """All characters that `fold` makes one of these of: a text without them need not be folded to
    be looked through for these.
    """
    return "".join(_SPELLINGS.get(character, "") for character in folded)


def clean(text: str) -> str:
    """The text as it was meant: without injected pinyin, invisible and control characters.

    `聯(lián)盟` becomes `聯盟`; a bracket stays unless it holds a reading of the character before
    it. Line ends become a newline; tabs stay; every other kind of blank is a space; NFC.
    """
    # Most texts are clean: to see that takes a fifth of the time of making it so.
    if not text.replace("\n", "").isprintable() or _SELECTOR.search(text):
        text = text.replace("\r\n", "\n").translate(_CLEANED)
    text = unicodedata.normalize("NFC", text)
    return _ANNOTATED.sub(_without_reading, text) if "(" in text or "（" in text else text


_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Variation selectors are invisible, though Python calls them printable."""

_ANNOTATED = re.compile(
    r"([\u3400-\u9fff])((?:[(（][a-zɑɡāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}[)）])+)"
)


def _without_reading(found: re.Match[str]) -> str:
    character, brackets = found.groups()
    known = readings(character)
    while brackets:
        end = re.search("[)）]", brackets).end()  # type: ignore[union-attr]  # the pattern has one
        content = brackets[1 : end - 1]
        # One plain letter is rather a variable or a list mark, as in `阿(a)`.
        if content in "aeomn" or _toneless(content) not in known:
            break
        brackets = brackets[end:]
    return character + brackets


def _toneless(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable.translate({0x251: "a", 0x261: "g"}))
    return "".join(c for c in decomposed.replace("u\u0308", "v") if "a" <= c <= "z")


def _simplified() -> Iterator[tuple[str, str]]:
    """Traditional and simplified, as OpenCC's dictionary pairs them."""
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    for line in lines.splitlines():
        traditional, _, candidates = line.partition("\t")
        yield traditional, candidates.split()[0]


def _plain(character: str) -> str:
    """One character in lower case, half width and without accent, if that is one character."""
    plain = unicodedata.normalize("NFKC", character)
    plain = _SIGNS.get(character) or (plain if len(plain) == 1 else character)
    lower = plain.lower()
    plain = lower if len(lower) == 1 else plain
    base = unicodedata.normalize("NFD", plain)[0]
    return _SIGNS.get(plain) or (base if base.isascii() and base.isalpha() else plain)


def _folded() -> dict[int, str]:
    simplified = dict(_simplified())
    table = {}
    elsewhere = (chr(code) for first, end in _ELSEWHERE for code in range(first, end))
    for character in chain(elsewhere, simplified):
        plain = _plain(character)
        for _ in range(3):  # A simplified character may itself be listed as traditional.
            plain = simplified.get(plain, plain)
        if plain != character:
            table[ord(character)] = plain
    return table


def _cleaned() -> dict[int, str | None]:
    """What goes (None) and what becomes a blank or a newline."""
    table: dict[int, str | None] = {}
    for code in chain(range(0x20000), range(0xE0000, 0xE1000)):  # Ideographs in between.
        category = unicodedata.category(chr(code))
        if category in ("Cc", "Cf", "Cs"):
            table[code] = None
        elif category == "Zs":
            table[code] = " "
        elif category in ("Zl", "Zp"):
            table[code] = "\n"
    # Variation selectors are invisible too; U+FFFE and U+FFFF are no characters.
    for code in chain(range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), (0xFFFE, 0xFFFF)):
        table[code] = None
    del table[ord("\t")], table[ord("\n")]
    return table | {ord("\r"): "\n", 0x85: "\n"}


def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, plain in _FOLDED.items():
        found[plain] = found.get(plain, "") + chr(code)
    return found


_FOLDED = _folded()
_SPELLINGS = _spellings()
_CLEANED = _cleaned()
