"""Advice: which experts fit a problem that a park describes, each with the reasons in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import or_, select

from kb.accounts.users import User
from kb.db import db
from kb.libraries import expertise
from kb.libraries.experts import Availability, Expert
from kb.publishing.links import RecordLink
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record
from kb.search.engine import Everything, Node, Query, Some, Word
from kb.search.finding import find
from kb.search.index import Index
from kb.search.plain_words import STOP_WORDS
from kb.text.folding import clean, fold
from kb.text.segmenting import words
from kb.web.languages import in_english

LONGEST = 500
MOST_WORDS, MOST_EXPERTS, MOST_LINKED = 24, 20, 30
_COMMON = """
园区 企业 公司 单位 机构 问题 需要 希望 帮助 专家 情况 工作 进行 目前 存在 没有 很多 比较 如果 因为
所以 但是 而且 并且 一些 一个 我园 本园 今年 去年 以及 方面 人员 服务 困难 解决
need help expert park company problem we our us how
"""
SAYS_NOTHING = frozenset(_COMMON.split())
"""Words of nearly every problem."""


@dataclass
class Advised:
    """One expert, and why."""

    expert: Expert
    score: float = 0
    reasons: list[tuple[str, str]] = field(default_factory=list)
    """A sentence, and where it leads or nothing."""

    @property
    def is_available(self) -> bool:
        return self.expert.availability is Availability.OPEN

    def add(self, score: float, sentence: str, href: str = "") -> None:
        self.score += score
        self.reasons.append((sentence, href))


def advise(
    index: Index, problem: str, reader: User | None, slugs: Mapping[str, str]
) -> list[Advised]:
    """The experts this reader may see who fit best; who is not available comes last.

    `slugs` are the addresses of the libraries by kind, for the links of the reasons.
    """
    telling = _telling(problem)
    named = expertise.named_in(problem)
    areas = {area.name for area in named}
    near = {area.name for area in expertise.areas() if area.group in {one.group for one in named}}
    linked = _linked(index, telling, reader)
    candidates = set(linked) | set(_experts(index, _some(telling), {}, reader))
    if near:
        traits = {"trait": frozenset(f"areas={name}" for name in near)}
        candidates |= set(_experts(index, Everything(), traits, reader))
    readable = select(Expert).where(Expert.id.in_(candidates), readable_by(reader))
    advised = [Advised(expert) for expert in db.session.scalars(readable)]
    for one in advised:
        _weigh_areas(one, areas, near)
        _weigh_texts(one, telling)
        for record in linked.get(one.expert.id, ())[:3]:
            href = f"/{slugs[record.kind]}/{record.number}"
            one.add(3, _("With them: \u201c%(title)s\u201d", title=record.title), href)
    fitting = [one for one in advised if one.reasons]
    fitting.sort(key=lambda one: (not one.is_available, -one.score, one.expert.id))
    return fitting[:MOST_EXPERTS]


def _telling(problem: str) -> list[str]:
    """The words of the problem that could tell one expert from another, folded."""
    found = (token.text for token in words(fold(clean(problem))))
    wanted = (word for word in found if len(word) > 1 and word not in STOP_WORDS | SAYS_NOTHING)
    return list(dict.fromkeys(wanted))[:MOST_WORDS]


def _some(telling: Sequence[str]) -> Node | None:
    return Some(tuple(Word(word) for word in telling)) if telling else None


def _experts(
    index: Index, node: Node | None, more: Mapping[str, frozenset[str]], reader: User | None
) -> Sequence[int]:
    return _search(index, node, {"kind": frozenset({"expert"}), **more}, reader)


def _search(
    index: Index, node: Node | None, filters: Mapping[str, frozenset[str]], reader: User | None
) -> Sequence[int]:
    if node is None:
        return ()
    query = Query(node=node, audiences=audiences(reader), filters=filters, limit=100)
    return find(index, query, reader).ids


def _linked(
    index: Index, telling: Sequence[str], reader: User | None
) -> Mapping[int, Sequence[Record]]:
    """Fitting cases, outcomes and projects by the experts that they are linked with."""
    kinds = {"kind": frozenset({"case_study", "outcome", "project"})}
    # Two words at least: one alone stands in half of all records.
    node = Some(tuple(Word(w) for w in telling), minimum=min(2, len(telling))) if telling else None
    ids = set(_search(index, node, kinds, reader)[:MOST_LINKED])
    rows = db.session.scalars(
        select(RecordLink).where(or_(RecordLink.from_id.in_(ids), RecordLink.to_id.in_(ids)))
    ).all()
    readable = select(Record).where(Record.id.in_(ids), readable_by(reader))
    records = {record.id: record for record in db.session.scalars(readable)}
    found: dict[int, list[Record]] = {}
    for row in rows:
        for here, there in ((row.from_id, row.to_id), (row.to_id, row.from_id)):
            if here in records:
                found.setdefault(there, []).append(records[here])
    return found


def _weigh_areas(one: Advised, named: set[str], near: set[str]) -> None:
    labels = expertise.area_names()
    own = list(one.expert.areas or ())
    hits = [name for name in own if name in named]
    if hits:
        one.add(5 * len(hits), _("Area: %(areas)s", areas=_listed(labels[n] for n in hits)))
    elif beside := [name for name in own if name in near]:
        sentence = _("Near to it: %(areas)s", areas=_listed(labels[n] for n in beside))
        one.add(1, sentence)


def _weigh_texts(one: Advised, telling: Sequence[str]) -> None:
    """Works that have a word of the problem in their title, and what the biography mentions."""
    expert, told = one.expert, set[str]()
    for work in expert.works or ():
        title = fold(work["title"])
        found = {word for word in telling if word in title}
        if found:
            told |= found
            one.add(2, _("Work: \u201c%(title)s\u201d", title=work["title"]))
    written = fold(f"{expert.expertise}\n{expert.summary}\n{expert.body}")
    rest = [word for word in telling if word in written and word not in told]
    if rest:
        score = min(len(rest), 4) * 0.8
        one.add(score, _("The profile mentions: %(words)s", words=_listed(rest[:6])))


def _listed(names: Iterable[str]) -> str:
    return (", " if in_english() else "、").join(names)
