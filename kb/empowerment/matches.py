"""Matches: how well an offer meets a need, in points that can be explained. Knows no database.

Nothing is said as a reason that does not hold: each one names the fact that it stands on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from math import log, sqrt

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.empowerment.resources import Resource
from kb.text.folding import fold
from kb.text.segmenting import words

SHOWN = 3
"""Suggestions for one posting."""
ENOUGH = 0.38
"""Points, of 1 at most, below which nothing is suggested."""
ALIKE = 0.04
"""So much the words must say at least: of the same kind is nearly everything in a long list."""
BESIDE = 0.6
"""What has less than this share of the best one's points is not shown beside it."""
KIND, FIELD, WORDS, SAME_CITY, NEAR = 0.30, 0.06, 0.50, 0.04, 0.02
"""Points for each fact; those for words grow up to here as the texts grow alike."""
PAIR = 0.5
"""A pair of signs within a word counts so much of the word."""
FULL = 0.20
"""Texts as alike as this (cosine) get all points for words."""
HEAVY = 2.0
"""A word of title or field counts so many times."""
NEIGHBOURS: Mapping[str, frozenset[str]] = {
    "qingdao": frozenset({"yantai", "weifang", "rizhao"}),
    "yantai": frozenset({"qingdao", "weifang", "weihai"}),
    "weifang": frozenset({"qingdao", "yantai", "rizhao", "dongying"}),
    "weihai": frozenset({"yantai"}),
    "rizhao": frozenset({"qingdao", "weifang"}),
    "binzhou": frozenset({"dongying"}),
    "dongying": frozenset({"weifang", "binzhou"}),
}
"""Cities with a common border."""
_GENERAL = """
企业 单位 公司 机构 人员 员工 人才 服务 提供 需要 希望 寻找 园区 产业 产业园 产业园区 人力资源
人力资源服务 人力 资源 可以 合作 支持 项目 工作 专业 每年 每期 每季度 每学期 左右 以上 面向 对接
办理 需求 供给 免费 长期 开展 管理 组织 进行 使用 相关 计划 急需 缺口 本地 全市 中小企业 小微企业
多家 包括 以及 或者 我们 七市 青岛 烟台 潍坊 威海 日照 滨州 东营 青岛市 烟台市 潍坊市 威海市
日照市 滨州市 东营市 可供 最好 参加 承接 欢迎 愿意 首次 承办 发放 方案 问题 内容 了解 想要 准备
没有 不少 不超过 最高 每次 三年 半年 一年 两年 三个月 六个月 个月 两个 三个 十五 一百 二百 三百
两百
"""
GENERAL = frozenset(_GENERAL.split())
"""Words that tell nothing of what is offered or needed."""

Groups = Mapping[str, Sequence[str]]
"""Words that mean the same, by each folded word."""


class Fact(StrEnum):
    KIND = "kind"
    FIELD = "field"
    WORDS = "words"
    SAME_CITY = "same_city"
    NEAR = "near"
    VALID = "valid"

    @property
    def label(self) -> LazyString:
        return FACT_LABELS[self]


FACT_LABELS = {
    Fact.KIND: _l("Same kind of resource"),
    Fact.FIELD: _l("Same field"),
    Fact.WORDS: _l("Both speak of"),
    Fact.SAME_CITY: _l("Same city"),
    Fact.NEAR: _l("Neighbouring cities"),
    Fact.VALID: _l("Both still valid"),
}


@dataclass(frozen=True)
class Side:
    """One posting, as far as a match asks for it."""

    id: int | str
    resource: Resource
    field: str
    city: str | None
    title: str
    body: str
    valid_until: date | None = None


@dataclass(frozen=True)
class Reason:
    fact: Fact
    words: tuple[str, ...] = ()
    """What both have, as it stands in the one asked about; behind = as the other says it."""


@dataclass(frozen=True)
class Match:
    id: int | str
    points: float
    reasons: tuple[Reason, ...]


class Matcher:
    """Ready to match any posting against these; `groups` are synonyms."""

    def __init__(self, others: Iterable[Side], day: date, groups: Groups | None = None) -> None:
        self._groups = _canonical(groups or {})
        self._day = day
        self._spelt: dict[str, dict[str, str]] = {}
        self._others = [each for each in others if is_valid(each, day)]
        self._counts = {each.id: self._counted(each) for each in self._others}
        self._seen = Counter(chain.from_iterable(self._counts.values()))
        self._weighed = {id: self._weights(counts) for id, counts in self._counts.items()}

    def best(self, own: Side, limit: int = SHOWN) -> list[Match]:
        """The best, never more than `limit`, none that has too little for it."""
        if not is_valid(own, self._day):
            return []
        weights = self._weights(self._counted(own))
        found = (self._match(own, weights, other) for other in self._others)
        fitting = sorted(filter(None, found), key=lambda match: (-match.points, str(match.id)))
        return [match for match in fitting[:limit] if match.points >= BESIDE * fitting[0].points]

    def _match(self, own: Side, weights: Mapping[str, float], other: Side) -> Match | None:
        likeness = _cosine(weights, self._weighed[other.id])
        if likeness < ALIKE:
            return None
        facts, points = [], WORDS * min(likeness / FULL, 1.0)
        if own.resource is other.resource:
            facts.append(Reason(Fact.KIND))
            points += KIND
        if shared := self._shared(own.field, other.field):
            facts.append(Reason(Fact.FIELD, shared))
            points += FIELD
        if own.city and own.city == other.city:
            facts.append(Reason(Fact.SAME_CITY))
            points += SAME_CITY
        elif own.city and other.city in NEIGHBOURS.get(own.city, ()):
            facts.append(Reason(Fact.NEAR))
            points += NEAR
        shared = self._shared(_text(own), _text(other))
        if points < ENOUGH or not shared:
            return None
        facts.append(Reason(Fact.WORDS, shared))
        if own.valid_until and other.valid_until:
            facts.append(Reason(Fact.VALID))
        return Match(other.id, round(points, 3), tuple(facts))

    def _shared(self, own: str, other: str, most: int = 4) -> tuple[str, ...]:
        """Words that both have, the rarest first; with = between those that only mean the same."""
        ours, theirs = self._spellings(own), self._spellings(other)
        common = sorted(ours.keys() & theirs.keys(), key=lambda word: (self._seen[word], word))
        return tuple(
            ours[word] if ours[word] == theirs[word] else f"{ours[word]} = {theirs[word]}"
            for word in common[:most]
        )

    def _spellings(self, text: str) -> dict[str, str]:
        """Each word by what stands for all that mean the same."""
        if text not in self._spelt:
            found, plain = {word: word for word in _words(text)}, fold(text)
            for word, canonical in self._groups.items():
                if word in found or (not word.isascii() and word in plain):
                    found.pop(word, None)
                    found[canonical] = word
            self._spelt[text] = found
        return self._spelt[text]

    def _counted(self, side: Side) -> Counter[str]:
        counts: Counter[str] = Counter()
        for text, weight in ((f"{side.title} {side.field}", HEAVY), (side.body, 1.0)):
            for word in self._spellings(text):
                counts[word] += weight  # type: ignore[assignment]  # weights, not whole numbers
            for piece in _pairs(text):
                counts[piece] += weight * PAIR  # type: ignore[assignment]  # the same
        return counts

    def _weights(self, counts: Mapping[str, float]) -> dict[str, float]:
        """By rarity, of length 1 altogether."""
        total = len(self._others) + 1
        raw = {
            word: sqrt(count) * log(1 + total / (0.5 + self._seen[word]))
            for word, count in counts.items()
        }
        length = sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / length for word, value in raw.items()}


def is_valid(side: Side, day: date) -> bool:
    """To its last day; without one it stands until it is withdrawn."""
    return side.valid_until is None or side.valid_until >= day


def telling_words(text: str) -> list[str]:
    """The words that tell what a text is about, the longest first."""
    return sorted(_words(text), key=lambda word: (-len(word), word))


def _text(side: Side) -> str:
    return f"{side.title}\n{side.field}\n{side.body}"


@lru_cache(maxsize=8_000)
def _words(text: str) -> frozenset[str]:
    """The words of two signs and more that tell what it is about."""
    found = (token.text for token in words(fold(text)))
    return frozenset(w for w in found if len(w) > 1 and w not in GENERAL and not w.isdigit())


@lru_cache(maxsize=8_000)
def _pairs(text: str) -> frozenset[str]:
    """Pairs of signs within the words, so that 焊工班 and 焊工 have something in common."""
    found = (word for word in _words(text) if len(word) > 2 and not word.isascii())
    return frozenset(word[at : at + 2] for word in found for at in range(len(word) - 1))


def _canonical(groups: Groups) -> dict[str, str]:
    """By each folded word the one that stands for its group."""
    named = ((word, fold(group[0])) for word, group in groups.items() if group)
    return {word: first for word, first in named if word not in GENERAL}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    few, many = sorted((one, other), key=len)
    return sum(value * many.get(word, 0.0) for word, value in few.items())
