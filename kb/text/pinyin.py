"""How names and titles are spoken: full pinyin, initials, and the key that sorts them."""

import re
from collections.abc import Iterator

from kb.text.folding import fold
from kb.text.readings import SPOKEN, spoken
from kb.text.segmenting import words

_PART = re.compile("|".join(sorted(SPOKEN, key=len, reverse=True)) + r"|[a-z0-9]+|[^\W_]")


def full(text: str) -> str:
    """All syllables in one run: `日照` becomes `rizhao`; `v` stands for `ü`, signs go."""
    return "".join(_syllables(text))


def initials(text: str) -> str:
    """The first letter of every syllable or Latin word: `日照` becomes `rz`; numbers stay."""
    return "".join(part if part.isdigit() else part[0] for part in _syllables(text))


def sort_key(text: str) -> str:
    """What titles are sorted by: their syllables and Latin words in lower case, blanks between."""
    return " ".join(_syllables(text))


def _syllables(text: str) -> Iterator[str]:
    folded, end = fold(text), 0
    for word in words(folded):
        if word.start >= end:  # Otherwise it is a part of the word before.
            end = word.end
            for part in _PART.findall(word.text):
                yield from spoken(part)
