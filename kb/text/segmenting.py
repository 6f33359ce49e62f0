"""The words of a text and its smallest pieces, each with the place where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import rjieba

from kb.text.folding import fold

_NAMES = """
七市 蓝区 胶东 胶东经济圈 胶东五市 胶东暨蓝区 山东半岛蓝色经济区
胶东暨蓝区人力资源服务产业(园区)发展联盟 胶东暨蓝区人力资源服务产业园区发展联盟
胶东暨蓝区人力资源服务产业发展联盟 人力资源服务产业(园区)发展联盟 人力资源服务产业发展联盟
人力资源服务产业园 人力资源服务产业园区 人力资源产业园 人力资源产业园区 人力资源服务业
人力资源服务机构 人力资源服务 人力资源社会保障局 人力资源和社会保障局 人力资源和社会保障厅
人社局 人社厅 产业园 产业园区 零工市场 人才集团
轮值主席 轮值主席单位 轮值制 轮值表 理事会 理事会全会 秘书处 成员单位 入盟单位 入驻机构
专家咨询委员会 共建项目库 项目库 专家库 成果库 典型案例 科研成果 应用场景
活动机制 赋能机制 合作伙伴 政产学研才金服用奖赛 一体化发展
1+7+n 1+3+x
青岛市 烟台市 潍坊市 威海市 日照市 滨州市 东营市
"""
NAMES = tuple(_NAMES.split())
"""What the alliance calls its own things."""


class Token(NamedTuple):
    """A run of characters: `text` is what stands from `start` to before `end`."""

    text: str
    start: int
    end: int


class Segmenter:
    """Cuts texts into words; knows `names` beside the general dictionary."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        folded = {_EDGES.sub("", fold(name)) for name in names}
        known = sorted(folded - {""}, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, known)) or r"(?!)")
        self._parts = {name: _parts_of_name(name, known) for name in known}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def words(self, text: str) -> list[Token]:
        """The words of a folded text in reading order; signs and blanks are left out.

        A name or a Latin compound (`medicare.gov`) is followed by its own parts, which overlap
        it: skip what starts before the end of the last whole word to have each character once.
        """
        plain = list(_plain_words(text))
        ends = [word.end for word in plain]
        found: list[Token] = []
        done = 0
        match = self._names.search(text)
        while match:
            start, end = match.span()
            first, last = bisect_right(ends, start), bisect_right(ends, end - 1)
            if _splits(plain[first], start) or _splits(plain[last], end):
                shorter = self._names.match(text, start, end - 1)
                match = shorter or self._names.search(text, start + 1)
                continue
            found += _with_parts(plain[done:first])
            if plain[first].start < start:
                found.append(_cut(text, plain[first].start, start))
            found.append(Token(match.group(), start, end))
            found += (_cut(text, start + a, start + b) for a, b in self._parts[match.group()])
            done = last + 1
            if plain[last].end > end:  # What is left of this word may open the next name.
                done = last
                plain[last] = _cut(text, end, plain[last].end)
            match = self._names.search(text, end)
        return found + _with_parts(plain[done:])


def pieces(text: str) -> list[Token]:
    """Every character and every pair of neighbours of Chinese runs, and whole Latin words.

    Whoever looks for a substring of two characters or more finds it by these, wherever the
    words are cut. Reading order; expects a folded text.
    """
    found: list[Token] = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        if match.lastgroup != "chinese":
            found += _with_parts([Token(match.group(), start, end)])
            continue
        for at in range(start, end):
            found.append(Token(text[at], at, at + 1))
            if at + 1 < end:
                found.append(Token(text[at : at + 2], at, at + 2))
    return found


def terms(text: str) -> list[str]:
    """The texts of `pieces` without the compounds: `日照HR` gives 日, 日照, 照, hr.

    The same run of characters gives the same run of terms. Without a token for each it takes a
    third of the time, which is most of the time of indexing.
    """
    found: list[str] = []
    for match in _RUN.finditer(text):
        run = match.group()
        if match.lastgroup == "chinese":
            found += [piece for pair in pairwise(run) for piece in (pair[0], "".join(pair))]
            found.append(run[-1])
        else:
            compound, *parts = _with_parts([Token(run, 0, len(run))])
            found += [part.text for part in parts] or [compound.text]
    return found


_CHINESE = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
"""What is written without blanks: ideographs, kana, and Hangul with them."""

_LETTERS = rf"[^\W_{_CHINESE}]{{1,64}}"  # Longer runs are no words and too long for an index.
_RUN = re.compile(
    rf"(?P<chinese>[{_CHINESE}]+)"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3}){1,9}(?:\.[0-9]{1,32})?(?![0-9]|,[0-9]))"
    rf"|(?P<latin>{_LETTERS}(?:[-._'@&+]{_LETTERS}){{0,15}}(?:\+\+|\#)?)"
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_LETTER_RUN = re.compile(_LETTERS)
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")


def _plain_words(text: str) -> Iterator[Token]:
    """Words one after the other, without names and without parts."""
    for match in _RUN.finditer(text):
        start = match.start()
        if match.lastgroup != "chinese":
            yield Token(match.group(), start, match.end())
            continue
        for word, a, b in rjieba.tokenize(match.group()):
            yield Token(word, start + a, start + b)


def _with_parts(plain: Iterable[Token]) -> list[Token]:
    """The words, each compound followed by what it is made of; numbers stay whole."""
    found: list[Token] = []
    for word in plain:
        found.append(word)
        if not word.text.isalnum() and not _NUMBER.fullmatch(word.text):
            found += (
                Token(part.group(), word.start + part.start(), word.start + part.end())
                for part in _LETTER_RUN.finditer(word.text)
            )
    return found


def _splits(word: Token, at: int) -> bool:
    """Whether a cut at this place breaks a real word, as 七市 would in 第七市场."""
    within = word.start < at < word.end
    return within and (word.text.isascii() or rjieba.has_word(word.text))


def _cut(text: str, start: int, end: int) -> Token:
    return Token(text[start:end], start, end)


def _parts_of_name(name: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words of a name stand in it, and the shorter names that it contains."""
    plain = _with_parts(_plain_words(name))
    spans = {(word.start, word.end) for word in plain}
    starts, ends = {word.start for word in plain}, {word.end for word in plain}
    for shorter in known:
        for match in re.finditer(re.escape(shorter), name):
            if match.start() in starts and match.end() in ends:
                spans.add(match.span())
    return sorted(spans - {(0, len(name))}, key=lambda span: (span[0], -span[1]))


_ALLIANCE = Segmenter(NAMES)


def words(text: str) -> list[Token]:
    """The words of a folded text, with the alliance's own names (see `Segmenter.words`)."""
    return _ALLIANCE.words(text)


def is_word(text: str) -> bool:
    """Whether a folded text is a word of the dictionary or one of the alliance's names."""
    return text in _ALLIANCE or bool(rjieba.has_word(text))
