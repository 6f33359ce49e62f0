"""Chapters: what a year has brought, as an official paper with the number of each source.

The paper is Chinese, as the alliance's papers are. It holds only what its reader may see.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.activities.activities import Activity, Precision, Progress
from kb.alliance import cities
from kb.board.programme.year import Year
from kb.board.scoreboard.counts import LINKS, Tally
from kb.empowerment.dockings import Docking
from kb.meetings.resolutions import Resolution
from kb.office.official import Block, Heading, OfficialDocument, Paragraph, Table, written
from kb.publishing.records import Record

ISSUER = "联盟秘书处"
NUMERALS = "一二三四五六七八九十"
NONE = "本年度没有记录。"


@dataclass(frozen=True)
class Material:
    """What a yearbook is made of; all of it readable by whoever asks."""

    year: int
    board: Year
    tally: Tally
    resolutions: Sequence[Resolution]
    activities: Sequence[Activity]
    """Held or reported ones, by day."""
    records: dict[str, Sequence[Record]]
    """Projects, outcomes, cases, consultations, articles in the media, by kind."""
    dockings: Sequence[Docking]
    names: dict[str, str]
    """Chinese names of members by slug."""


Chapter = tuple[str, str, list[Block]]
"""Key, title and text."""


def document(material: Material, wanted: Iterable[str], day: date) -> OfficialDocument:
    """The yearbook with the chapters wanted, each numbered anew."""
    keys = set(wanted)
    blocks: list[Block] = []
    chosen = [each for each in chapters(material) if each[0] in keys]
    for number, (_key, title, text) in enumerate(chosen):
        blocks += [Heading(1, f"{NUMERALS[number]}、{title}"), *text]
    source = f"本年鉴由联盟知识库{written(day)}根据已发布的记录汇编，各条后括注编号为其出处。"
    return OfficialDocument(
        title=f"联盟{material.year}年年鉴",
        blocks=(*blocks, Paragraph(source)),
        issuer=ISSUER,
        day=written(day),
    )


def chapters(material: Material) -> list[Chapter]:
    """All chapters, with those that have nothing saying so."""
    kinds = material.records
    return [
        ("council", "组织运行", _council(material)),
        ("programme", "“1+7+N”活动", _programme(material)),
        ("projects", "共建项目", _records(kinds["project"], material)),
        ("outcomes", "研究成果", _records(kinds["outcome"], material)),
        ("cases", "典型案例", _records(kinds["case_study"], material)),
        ("consultations", "专家咨询", _records(kinds["consultation"], material)),
        ("links", "资源对接", _links(material)),
        ("media", "媒体宣传", _records(kinds["article"], material)),
        ("figures", "主要数据", _figures(material)),
    ]


def _council(material: Material) -> list[Block]:
    plenaries = [each for each in material.board.plenaries if each.is_done]
    lines = [
        f"{written(each.day)}召开{each.title}（{each.minutes.rpartition('/')[2]}）。"
        for each in plenaries
    ]
    decided = [f"{each.title}（{each.number}）。" for each in material.resolutions if each.number]
    blocks: list[Block] = [Heading(2, "（一）理事会全会"), *_paragraphs(lines)]
    return [*blocks, Heading(2, "（二）决议"), *_paragraphs(decided)]


def _programme(material: Material) -> list[Block]:
    board = material.board
    opening = (
        f"理事会全会已发布纪要{board.plenaries_done}次；七市已报送总结的活动"
        f"{board.city_activities_done}场；各园区已报送总结的主题活动{board.park_activities_done}场。"
    )
    blocks: list[Block] = [Paragraph(opening)]
    by_city = [(city.slug, city.name) for city in cities.in_order()]
    number = 0
    for slug, name in by_city:
        own = [each for each in material.activities if each.city == slug]
        if own:
            blocks.append(Heading(2, f"（{NUMERALS[number]}）{name}"))
            blocks += [Paragraph(_activity(each)) for each in own]
            number += 1
    others = [each for each in material.activities if each.city not in dict(by_city)]
    return [*blocks, *(Paragraph(_activity(each)) for each in others)]


def _activity(activity: Activity) -> str:
    figures = "、".join(f"{each['label']}{each['text']}" for each in activity.figures or ())
    parts = [_when(activity), activity.place, activity.title]
    text = "，".join(part for part in parts if part)
    report = "" if activity.progress is Progress.REPORTED else "（尚未报送总结）"
    told = f"：{figures}" if figures else ""
    return f"{text}{told}（{activity.number}）{report}。"


def _when(activity: Activity) -> str:
    if activity.starts_on is None:
        return ""
    if activity.precision is Precision.MONTH:
        return f"{activity.starts_on.year}年{activity.starts_on.month}月"
    return written(activity.starts_on)


def _records(records: Sequence[Record], material: Material) -> list[Block]:
    lines = []
    for each in records:
        owner = material.names.get(each.member or "", "")
        source = f"；来源：{each.source}" if each.source else ""
        told = f"{each.summary.rstrip('。')}" if each.summary else ""
        parts = [f"{each.title}（{each.number}）", owner, told]
        lines.append("，".join(part for part in parts if part) + f"{source}。")
    return _paragraphs(lines)


def _links(material: Material) -> list[Block]:
    lines = [f"{each.title}（{each.number}）{_came_of(each)}。" for each in material.dockings]
    return _paragraphs(lines)


def _came_of(docking: Docking) -> str:
    parts = [
        docking.result_text.rstrip("。"),
        f"金额{docking.amount_yuan}元" if docking.amount_yuan else "",
        f"{docking.people}人" if docking.people else "",
        f"凭证：{docking.proof}" if docking.proof else "",
    ]
    told = "，".join(part for part in parts if part)
    return f"：{told}" if told else ""


def _figures(material: Material) -> list[Block]:
    tally, year = material.tally, material.year
    columns = (
        ("城市活动", "city_activities"),
        ("园区活动", "park_activities"),
        ("项目", "project"),
        ("成果", "outcome"),
        ("案例", "case_study"),
        ("对接", LINKS),
    )
    head = ("城市", *(label for label, _what in columns))
    rows = [
        (city.name, *(str(tally.of(what, year, city.slug)) for _label, what in columns))
        for city in cities.in_order()
    ]
    total = ("合计", *(str(tally.of(what, year)) for _label, what in columns))
    widths = (0.16, *(0.14 for _each in columns))
    return [Table(rows=(head, *rows, total), widths=widths)]


def _paragraphs(lines: Iterable[str]) -> list[Block]:
    return [*_numbered(lines)] or [Paragraph(NONE)]


def _numbered(lines: Iterable[str]) -> Iterator[Block]:
    for number, line in enumerate(lines, start=1):
        yield Paragraph(f"{number}. {line}")
