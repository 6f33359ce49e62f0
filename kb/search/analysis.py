"""What of a document goes into an index, and how a run of typed characters is looked for there.

Both adapters take their terms from here, so both find the same things. Every text becomes one row
of terms, joined by blanks, because Tantivy runs no Python tokeniser.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.search import spelling
from kb.search.beginnings import beginnings, each_name, exact, word_keys
from kb.search.engine import Document
from kb.text import segmenting
from kb.text.folding import clean, fold

VERSION = 4
"""To be raised when the same document gives other terms: indexes are then built anew."""

WEIGHTS = {"title": 5, "number": 5, "names": 2, "tags": 2, "summary": 2}
"""How many mentions in the running text one in these fields is worth. So often it stands in the
row of all texts: to look into each field by itself when asked takes five times as long.
"""

FIELDS = ("title", "number", "names", "tags")
"""Rows of terms by themselves, for whoever asks for a field, and for suggestions."""

TYPED_WHOLE = 3.0
"""Weight of what was typed side by side and stands so in the record."""

EXACT = 1000.0
"""Added for the record whose title or number is just what was typed: it comes first."""

NEARBY = 1.0
"""Added for a record of the reader's own city: less than any rare word weighs."""

TEXTS = {
    "": "text",
    "title": "title",
    "number": "number",
    "names": "names",
    "tag": "tags",
}
"""The row of terms where a public field looks; without a field it is all of the document."""

VALUES = ("kind", "city", "year")
"""Public fields that are looked up as a value, not as text."""

_FREQUENT = """
人力资本 人力资源部 劳务派遣 劳动力 高层次人才 大学生 毕业生 高校毕业生 灵活用工 就业创业 职业技能
公共服务 服务平台 示范区 开发区 孵化器 招聘会 数字化 信息化 数字经济 海洋经济 高质量发展 供应链
"""

_COMPOUNDS = {"人力资源服务", "人力资源服务业", "产业园区", "服务产业园"}
"""As frequent, though each is two words."""

KNOWN = _COMPOUNDS | frozenset(
    word.text
    for name in (*segmenting.NAMES, *_FREQUENT.split())
    for word in segmenting.words(fold(name))
    if 3 <= len(word.text) <= 8 and word.text.isalpha() and not word.text.isascii()
)
"""Long words that half of all documents hold. Wherever one stands it is a term by itself, because
to compare the places of its characters takes ten times as long.
"""

_CALLED = {
    "city": {
        "qingdao": "青岛 Qingdao",
        "yantai": "烟台 Yantai",
        "weifang": "潍坊 Weifang",
        "weihai": "威海 Weihai",
        "rizhao": "日照 Rizhao",
        "binzhou": "滨州 Binzhou",
        "dongying": "东营 Dongying",
    },
    "kind": {
        "project": "项目",
        "expert": "专家",
        "outcome": "成果",
        "case_study": "典型案例",
        "activity": "活动",
        "topic": "研究课题",
        "partner": "合作伙伴",
        "minutes": "会议纪要",
        "consultation": "专家咨询",
    },
}
"""What people call a record's city and kind, whose own text often has no need to say so."""

_GAP = "|"
"""Stands between two fields in the row of all texts, so that no phrase reaches across."""


@dataclass(frozen=True)
class Terms:
    """The rows of one document, each a text of terms joined by blanks."""

    text: str
    title: str
    number: str
    names: str
    tags: str
    exact: str
    starts: str
    """Beginnings of titles and names, from each of their words on: as written, spoken, initials."""
    near: str
    """Keys for words that sound or look alike (see `spelling`) and for tags as far as they are
    typed (see `beginnings`); of public documents only, as a corrected word must not tell of what
    the reader may not see.
    """


def terms(document: Document) -> Terms:
    titles = [title for title in (document.title, document.title_en) if title]
    tags = [*document.facets.get("tag", ()), *document.facets.get("theme", ())]
    rows = {
        "title": _rows(titles),
        "number": row(document.number),
        "names": row(document.names),
        "tags": _rows(tags),
        "summary": row(document.summary),
    }
    folded = {
        "title": _GAP.join(titles),
        "names": document.names,
        "tags": _GAP.join(tags),
        "summary": document.summary,
        "body": document.body,
        "attached": document.attached,
    }
    known = {name: " ".join(_known_in(fold(clean(text)))) for name, text in folded.items()}
    rows = {name: _joined([terms, known.get(name, "")]) for name, terms in rows.items()}
    running = [row(document.body), row(document.attached), known["body"], known["attached"]]
    called = [
        row(names[value])
        for facet, names in _CALLED.items()
        for value in document.facets.get(facet, ())
        if value in names
    ]
    counted = [terms for name, terms in rows.items() for _ in range(WEIGHTS[name])]
    return Terms(
        text=_joined([*counted, *running, *called]),
        exact=" ".join(filter(None, map(exact, [*titles, document.number]))),
        starts=" ".join(beginnings(titles, each_name(document.names))),
        near=" ".join(_near(document, titles, tags) if document.audience == "public" else ()),
        **{name: rows[name] for name in FIELDS},
    )


def _known_in(folded: str) -> Iterator[str]:
    """Each known word as often as it stands there, whatever it is a part of."""
    for word in KNOWN:
        if word in folded:
            yield from [word] * folded.count(word)


def is_known(text: str) -> bool:
    """Whether this is a term by itself in the rows of texts."""
    return fold(clean(text)) in KNOWN


def row(text: str) -> str:
    """The terms of one text in order."""
    return " ".join(run(text))


def run(text: str) -> list[str]:
    """The terms of one text, see `segmenting.terms`."""
    return segmenting.terms(fold(clean(text)))


def where_whole(typed: str) -> str:
    """The row where all that was typed counts more when it stands there just so: words with
    blanks between them are looked for in titles only, as they seldom stand so in a sentence.
    """
    return "title" if " " in typed else "text"


def sparse(found: list[str]) -> list[tuple[int, str]]:
    """As few terms of a run as hold all its characters, with their places in the run.

    Pairs where possible, as they are rarer than characters: 日照青 gives 日照 (1) and 照青 (3).
    """
    chosen: list[tuple[int, str]] = []
    held = False
    for at, term in enumerate(found):
        if is_pair(found, at):
            continue
        if held:
            held = False
        elif is_pair(found, at + 1):
            chosen.append((at + 1, found[at + 1]))
            held = True
        elif is_pair(found, at - 1):  # The last of an odd number, with the one before it.
            chosen.append((at - 1, found[at - 1]))
        else:
            chosen.append((at, term))
    return chosen


def dense(found: list[str]) -> list[str]:
    """Terms of a run that stand at consecutive places, where each pair takes the place of the
    character it begins with: 日照青hr gives 日照, 照青, 青, hr.
    """
    chosen = [
        term for at, term in enumerate(found) if is_pair(found, at) or not is_pair(found, at + 1)
    ]
    # The last character is in the pair before it.
    return chosen[:-1] if is_pair(found, len(found) - 2) else chosen


def is_pair(found: list[str], at: int) -> bool:
    """Whether the term here is the pair that begins with the character before it in the run."""
    if not 0 < at < len(found):
        return False
    before, term = found[at - 1], found[at]
    return len(before) == 1 and len(term) == 2 and term[0] == before and not term.isascii()


def _rows(texts: Iterable[str]) -> str:
    return _joined(map(row, texts))


def _joined(rows: Iterable[str]) -> str:
    return f" {_GAP} ".join(filter(None, rows))


def _near(document: Document, titles: list[str], tags: list[str]) -> set[str]:
    texts = [segmenting.words(fold(clean(text))) for text in titles + tags]
    others = [segmenting.words(fold(clean(text))) for text in (document.names, document.summary)]
    words = {word.text for text in texts + others for word in text}
    words.update(map(exact, tags))
    pairs = {key for text in texts for key in spelling.pair_keys(text)}
    return pairs | word_keys(tags) | {key for word in words for key in spelling.keys(word)}
