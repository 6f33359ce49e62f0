"""Showcase: the application scenes and adoptions of a year, which draft the yearly showcase.

年度成果应用场景展示: the page, the Word draft and the words an activity begins with say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from kb.accounts.users import User
from kb.clock import today
from kb.db import db
from kb.libraries.adopting import honours
from kb.libraries.adoptions import Adoption
from kb.libraries.outcomes import Outcome, OutcomeType
from kb.office.official import (
    Block,
    Gap,
    Heading,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    written,
)
from kb.publishing.permissions import readable_by

ISSUER = "联盟秘书处"
MOST = 200
"""Scenes of one year that a page and a paper hold."""


@dataclass(frozen=True)
class Showcase:
    year: int
    scenes: Sequence[Outcome]
    adoptions: Sequence[Adoption]

    @property
    def title(self) -> str:
        return f"{self.year}年度成果应用场景展示"

    @property
    def is_empty(self) -> bool:
        return not self.scenes and not self.adoptions


def showcase(year: int, reader: User | None) -> Showcase:
    """What this reader may see: scenes by their day or year, adoptions by the day they began."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    dated = and_(Outcome.achieved_on >= first, Outcome.achieved_on <= last)
    by_year = and_(Outcome.achieved_on.is_(None), Outcome.year == year)
    scenes = (
        select(Outcome)
        .where(
            Outcome.outcome_type == OutcomeType.APPLICATION_SCENE,
            or_(dated, by_year),
            readable_by(reader),
        )
        .order_by(Outcome.city, Outcome.id)
        .limit(MOST)
    )
    return Showcase(year, db.session.scalars(scenes).all(), honours.in_year(year, reader))


def paper(shown: Showcase, units: Mapping[str, str]) -> OfficialDocument:
    """The Word draft. `units`: names of cities and members by slug."""
    blocks: list[Block] = [Paragraph(_opening(shown))]
    if shown.scenes:
        blocks.append(Heading(1, "一、成果应用场景"))
        for number, scene in enumerate(shown.scenes, start=1):
            blocks += _scene(number, scene, units)
    if shown.adoptions:
        heading = "二、案例采纳" if shown.scenes else "一、案例采纳"
        rows: list[tuple[str, ...]] = [("序号", "案例", "采纳单位", "采纳时间", "做法成效")]
        rows += [_row(number, each) for number, each in enumerate(shown.adoptions, start=1)]
        blocks += [Heading(1, heading), Table(tuple(rows), (1.6, 5, 4, 3.4, 6), left=(1, 2, 4))]
    blocks += [Gap(), Signature(ISSUER, written(today()))]
    return OfficialDocument(title=shown.title, blocks=tuple(blocks), note="（草案）")


def _opening(shown: Showcase) -> str:
    if shown.is_empty:
        return f"{shown.year}年暂无成果应用场景和已确认的案例采纳。"
    counts = f"成果应用场景{len(shown.scenes)}个，案例采纳{len(shown.adoptions)}项"
    return f"{shown.year}年，联盟共建知识库收录{counts}，汇总如下。各条均注明来源或记录编号。"


def _scene(number: int, scene: Outcome, units: Mapping[str, str]) -> list[Block]:
    named = (units.get(scene.member or ""), units.get(scene.city or ""), scene.authors)
    who = "；".join(dict.fromkeys(each for each in named if each))
    source = "，".join(each for each in (scene.number or "", scene.source) if each)
    told: list[Block] = [Heading(3, f"{number}. {scene.title}")]
    if who:
        told.append(Paragraph(f"单位：{who}。"))
    if scene.summary:
        told.append(Paragraph(scene.summary))
    return [*told, Paragraph(f"来源：{source}。")]


def _row(number: int, one: Adoption) -> tuple[str, ...]:
    case = f"{one.case.title}（{one.case.number}）"
    said = "\n".join(each for each in (one.scope, one.effort, one.result) if each)
    return (str(number), case, one.member.name, written(one.began_on), said)


def as_markdown(shown: Showcase, units: Mapping[str, str]) -> str:
    """The words with which an activity of it begins."""
    lines = [_opening(shown)]
    if shown.scenes:
        lines += ["", "## 成果应用场景", ""]
        lines += [
            f"- {each.title}（{each.number}{_of(units.get(each.member or ''))}）"
            for each in shown.scenes
        ]
    if shown.adoptions:
        lines += ["", "## 案例采纳", ""]
        lines += [
            f"- {each.member.name}采纳《{each.case.title}》（{each.case.number}）"
            for each in shown.adoptions
        ]
    return "\n".join(lines)


def _of(unit: str | None) -> str:
    return f"，{unit}" if unit else ""
