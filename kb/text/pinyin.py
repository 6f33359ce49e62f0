"""How names and titles are spoken: full pinyin, initials, and the key that sorts them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.text.folding import fold
from kb.text.readings import SPOKEN, spoken
from kb.text.segmenting import words

_PART = re.compile("|".join(sorted(SPOKEN, key=len, reverse=True)) + r"|[a-z0-9]+|[^\W_]")


_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge",
    "朴": "piao", "翟": "zhai", "缪": "miao", "乐": "yue", "种": "chong", "秘": "bi", "任": "ren",
    "华": "hua", "燕": "yan", "覃": "qin", "逄": "pang",
}  # fmt: skip
"""What is spoken otherwise where a person is called so."""
_PERSON = re.compile(r"[^\W_a-z0-9]{2,4}(?![^\W_])")


def full(text: str) -> str:
    """All syllables in one run: `日照` becomes `rizhao`; `v` stands for `ü`, signs go."""
    return "".join(_syllables(text))


def initials(text: str) -> str:
    """The first letter of every syllable or Latin word: `日照` becomes `rz`; numbers stay."""
    return "".join(part if part.isdigit() else part[0] for part in _syllables(text))


def of_person(text: str) -> tuple[str, str] | None:
    """Full pinyin and initials of a text that begins as a person's name with such a surname does;
    None for every other text, and where the surname is spoken as always.
    """
    folded = fold(text)
    surname = _SURNAMES.get(folded[:1])
    if surname is None or full(folded[:1]) == surname or not _PERSON.match(folded):
        return None
    return surname + full(folded[1:]), surname[0] + initials(folded[1:])


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


_INITIAL = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINAL = (
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ue|ui|uo|ve"
    "|er|[aoeiuv]"
)
_SYLLABLE = re.compile(rf"(?:{_INITIAL})(?:{_FINAL})|[aeo](?:i|o|n|ng|r)?")
_LONGEST_SYLLABLE = 6


def cut(letters: str) -> tuple[str, ...]:
    """Typed letters as syllables and lone letters, as few as possible: `rizhaocyy` is ri, zhao, c,
    y, y.
    """
    return _cut(letters) if len(letters) <= MOST_LETTERS else (letters,)


MOST_LETTERS = 60


@lru_cache(maxsize=1000)
def _cut(letters: str) -> tuple[str, ...]:
    best: list[tuple[str, ...]] = [()]
    for end in range(1, len(letters) + 1):
        found = [(*best[end - 1], letters[end - 1])]
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            if _SYLLABLE.fullmatch(letters, start, end):
                found.append((*best[start], letters[start:end]))
        best.append(min(found, key=len))
    return best[-1]
