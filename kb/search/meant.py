"""Meant: what somebody probably wanted to type, when it finds far more than what was typed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from kb.search import spelling
from kb.search.engine import Engine, EngineUnavailable, Node, Order, Phrase, Query
from kb.search.finding import every_word
from kb.search.index import Index
from kb.search.query import QueryTooLong, parse
from kb.search.sounds import by_sound
from kb.search.synonyms import expanded, groups
from kb.text import pinyin
from kb.text.folding import clean, fold
from kb.text.segmenting import Token, words

FEW = 20
"""Of so many records nobody asks whether something else was meant."""
FAR_MORE = 10
"""So many times as much must another spelling find, and at least so many records."""
NEAR = 4
"""So many near words are tried for each piece of what was typed."""
LONGEST_QUESTION = 16
"""Characters of a question in which one word is looked at though others find something."""
MOST_TRIED = 16
"""So many spellings are looked for."""
MOST_WORDS = 12
WIDEST = 4
"""So many neighbouring words are taken for one that was cut wrongly: 人才公遇 is 人才, 公, 遇."""
SOUNDS = 5
"""One that sounds the same is meant as probably as one with so many times its records."""


@dataclass(frozen=True)
class Meant:
    text: str
    total: int
    """Records that it finds."""


@dataclass(frozen=True)
class _Spelling:
    """The whole of what was typed, with `near` where `piece` stood."""

    text: str
    piece: str
    near: str

    @property
    def sounds(self) -> bool:
        return spelling.sound_alike(self.piece, self.near)


Understanding = Callable[[Node], Node]
"""Makes of a parsed question what is searched for: with synonyms, and values by their names."""


def nearer(
    index: Index,
    text: str,
    query: Query,
    total: int,
    understand: Understanding = expanded,
    *,
    whole: bool = False,
) -> Meant | None:
    """Another spelling of `text` that finds far more for this reader than its `total`, which may
    be known to have every word of it.

    Near words come from what everybody may read, and count only where this reader finds something.
    """
    try:
        asking = _Asking(index.engine(), query, understand)
        if total >= FEW:
            is_question = every_word(query.node) != query.node
            if not is_question or len(text) > LONGEST_QUESTION:
                return asking.homophone(text)
            if whole or asking.own:
                return None
        return _best(asking, text, total)
    except (EngineUnavailable, QueryTooLong):
        return None


def _best(asking: "_Asking", text: str, total: int) -> Meant | None:
    # What was found by its sound alone counts as found.
    own = asking.own or (total if asking.is_heard else 0)
    tried: dict[_Spelling, tuple[int, int]] = {}
    for other in islice(_spellings(asking.engine, text), MOST_TRIED):
        found = asking.count(other.text)
        tried[other] = (found * (SOUNDS if other.sounds else 1), found)
    if not tried:
        return None
    best = max(tried, key=tried.__getitem__)
    found = tried[best][1]
    if found >= FAR_MORE * max(own, 1) or (not own and found > (0 if best.sounds else total)):
        return Meant(best.text, found)
    best = max((one for one in tried if one.sounds), key=tried.__getitem__, default=best)
    if tried[best][1] >= own and asking.is_slip(best):
        found = tried[best][1] or asking.widely(best.text)
        return Meant(best.text, found) if found else None
    return None


class _Asking:
    """Asks how much this reader finds, within the filters of what was asked."""

    def __init__(self, engine: Engine, query: Query, understand: Understanding) -> None:
        self.engine = engine
        self._understand = understand
        self.is_heard = by_sound(query.node) != query.node
        """Whether letters of the query may be meant as sounds."""
        self._query = replace(query, facets=(), order=Order.NEWEST, offset=0, limit=0)

    @cached_property
    def own(self) -> int:
        """Records with every word of what was typed."""
        return self._total(every_word(self._query.node))

    def count(self, text: str) -> int:
        """Records with every word of this."""
        return self._total(every_word(self._understand(parse(text))))

    def widely(self, text: str) -> int:
        """The same where some words are enough."""
        return self._total(self._understand(parse(text)))

    def homophone(self, text: str) -> Meant | None:
        """A word that sounds like the whole, where the whole stands nowhere: 零工是场 finds what
        has 零工 and 场, but 零工市场 was meant.
        """
        piece = fold(clean(text)).strip()
        if piece in groups():
            return None
        for near in self.engine.similar_words(piece, NEAR):
            if near != piece and self.is_slip(_Spelling(near, piece, near)):
                return Meant(near, self.count(near))
        return None

    def is_slip(self, other: _Spelling) -> bool:
        """Whether what was typed stands nowhere so, and what sounds like it does."""
        unlike = not other.sounds or self._total(Phrase(other.piece))
        return not unlike and self._total(Phrase(other.near)) > 0

    def _total(self, node: Node) -> int:
        return self.engine.search(replace(self._query, node=node)).total


def _spellings(engine: Engine, text: str) -> Iterator[_Spelling]:
    """Other spellings of the whole, each once, with one piece replaced."""
    text = clean(text)
    seen: set[str] = set()
    folded = fold(text)
    for start, end in _pieces(folded):
        piece = folded[start:end]
        found = [*engine.similar_words(piece, NEAR), *_near_synonyms(piece)]
        if piece.isascii():
            found.append(_spelled(engine, piece))
        for near in found:
            if near and near not in (*seen, piece):
                seen.add(near)
                yield _Spelling(text[:start] + near + text[end:], piece, near)


def _near_synonyms(piece: str) -> list[str]:
    """Words of synonyms that are near, as the index may only have the others of their group."""
    near = _by_key(tuple(groups()))
    keys = spelling.lookups(piece)
    return [word for key in keys for word in near.get(key, ()) if word != piece]


@lru_cache(maxsize=2)
def _by_key(known: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Words by what their keys have before the bar, and the bar."""
    found: dict[str, list[str]] = {}
    for word in known:
        for key in spelling.keys(word):
            found.setdefault(key[: key.index("|") + 1], []).append(word)
    return found


def _pieces(folded: str) -> list[tuple[int, int]]:
    """Words and runs of neighbouring words, the longest first."""
    tokens: list[Token] = []
    for token in words(folded):
        if not tokens or token.start >= tokens[-1].end:  # Else it is a part of the one before.
            tokens.append(token)
    tokens = tokens[:MOST_WORDS]
    breaks = [left.end != right.start for left, right in pairwise(tokens)]
    found = []
    for first in range(len(tokens)):
        for last in range(first, min(first + WIDEST, len(tokens))):
            if any(breaks[first:last]):
                break
            found.append((tokens[first].start, tokens[last].end))
    return sorted(found, key=lambda piece: piece[0] - piece[1])


def _spelled(engine: Engine, letters: str) -> str:
    """Words that are spoken as these letters, as few as possible: `rencaigongyu` is 人才公寓."""
    ends = [0]
    for part in pinyin.cut(letters):
        ends.append(ends[-1] + len(part))
    if not 3 <= len(ends) <= MOST_WORDS or not letters.isalpha():
        return ""
    best: dict[int, list[str]] = {0: []}
    for place, end in enumerate(ends[1:], 1):
        for start in ends[max(0, place - WIDEST) : place - 1]:
            if start in best and (end not in best or len(best[start]) + 1 < len(best[end])):
                spoken = letters[start:end]
                near = islice(engine.similar_words(spoken, 1), 1)
                for word in near:
                    if not word.isascii() and spelling.sound_alike(spoken, word):
                        best[end] = [*best[start], word]
    return "".join(best.get(ends[-1], ()))
