"""Printed: the record of a draw (抽取记录) and the letter of appointment (聘书) as documents."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from kb.alliance.cities import City
from kb.clock import local
from kb.db import db
from kb.empowerment.draws import Draw
from kb.empowerment.letters import AppointmentLetter
from kb.empowerment.pool import WHOLE_GROUP, Reason
from kb.empowerment.reading_draws import Entry, StoodBack
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

ISSUER = "联盟秘书处"
ALLIANCE = "胶东暨蓝区人力资源服务产业（园区）发展联盟"
"""Who appoints; its seal goes over the name."""
ROOM_TO_SIGN = 12
"""Millimetres."""
METHOD = (
    "抽取办法（V1）：专家按编号排列并给出序号（001起）。“种子”由系统随机密钥和见证人口令组成，以竖线“|”"
    "相连。对每位专家，将“种子|序号”按UTF-8编码计算SHA-256，得到64位小写十六进制的“签”。先按在办咨询件数"
    "由少到多排列，件数相同的按签由小到大排列；自上而下依次抽出，所在市已达每市上限的跳过；抽完一遍人数"
    "仍不足的，每市上限加一，从头再抽其余专家，直至抽满。"
)
"""As a discipline office can follow it by hand with any SHA-256 tool; `lots.draw` does the same."""
_REASONS = {
    Reason.LEFT: "不再担任",
    Reason.PAUSED: "暂停接受咨询",
    Reason.LOCKED: "账号停用",
    Reason.ASKER: "系提问人本人",
    Reason.ASKED: "本次咨询已邀请",
    Reason.OWN_UNIT: "属提出单位（本单位回避）",
    Reason.OFFICE: "在提出单位席位任职",
    Reason.TIE: "与提出单位有申报的利益关系",
    Reason.LOAD: "在办咨询已达上限",
    Reason.RECENT: "近期已被抽取",
}


def record_document(
    draw: Draw, entries: Sequence[Entry], excluded: Sequence[StoodBack] | None = None
) -> OfficialDocument:
    """The record for everybody; with `excluded` that of the secretariat, with names and reasons."""
    cities = city_names()
    blocks: list[Block] = [*_facts(draw), Heading(1, "一、抽取办法"), Paragraph(METHOD)]
    blocks += [Heading(1, "二、抽取结果"), *_result(draw, entries, cities)]
    blocks += [Heading(1, "三、备选专家"), _pool(entries, cities)]
    if excluded is not None:
        blocks += [Heading(1, "四、回避与排除（内部留存，不公开）"), *_excluded(excluded)]
    else:
        count = len(draw.excluded)
        blocks.append(
            Paragraph(
                f"另有{count}位专家因回避、任务饱满等原因未列入，名单和原因由联盟秘书处留存。"
            )
        )
    signed = (("抽取人", "见证人", "监督人"), ("", "", ""))
    blocks += [Gap(), Table(signed, (1, 1, 1), height=ROOM_TO_SIGN), Gap()]
    day = written(local(draw.drawn_at or draw.fixed_at).date())
    blocks.append(Signature(ISSUER, day))
    title = "专家抽取记录（内部）" if excluded is not None else "专家抽取记录"
    note = f"（已作废：{draw.annulled_because}）" if draw.annulled_at else ""
    name = f"{draw.number}{title}"
    return OfficialDocument(title, tuple(blocks), number=draw.number, note=note, name=name)


def _facts(draw: Draw) -> list[Block]:
    most = f"每市不超过{draw.most_of_city}人" if draw.most_of_city else "不限每市人数"
    fields = "、".join(_field(name) for name in draw.areas) or "不限"
    lines = [
        f"抽取事由：{draw.purpose}",
        f"专业领域：{fields}",
        f"抽取人数：{draw.wanted}人，{most}",
        f"备选专家：{len(draw.pool)}人，名单校验码（SHA-256）：{draw.digest}",
        f"密钥校验码（SHA-256）：{draw.commitment}",
        f"名单固定时间：{_moment(draw.fixed_at)}",
    ]
    if draw.drawn_at is not None:
        lines += [
            f"见证人：{draw.witness}；见证人口令：{draw.words}",
            f"系统密钥：{draw.secret}",
            f"抽取时间：{_moment(draw.drawn_at)}",
        ]
    return [Paragraph(line, is_addressee=True) for line in lines]


def _field(name: str) -> str:
    return f"{name.removesuffix(WHOLE_GROUP)}（全部）" if name.endswith(WHOLE_GROUP) else name


def _moment(instant: object) -> str:
    """`2026年3月5日 09:05`."""
    there = local(instant)  # type: ignore[arg-type]  # an aware datetime of the draw
    return f"{written(there.date())} {there:%H:%M}"


def _result(draw: Draw, entries: Sequence[Entry], cities: Mapping[str, str]) -> list[Block]:
    if draw.drawn_at is None:
        return [Paragraph("名单已固定，尚未抽取。")]
    taken = sorted((one for one in entries if one.order), key=lambda one: one.order or 0)
    rows: list[tuple[str, ...]] = [("次序", "序号", "编号", "姓名", "市")]
    rows += [(str(one.order), one.place, *_who(one), cities.get(one.city, "—")) for one in taken]
    told: list[Block] = [Table(tuple(rows), (1.5, 1.5, 4, 3, 2))]
    result = draw.result(draw.seed)
    if result.is_raised:
        told.append(
            Paragraph(f"备选名单中符合条件的市不足，每市上限放宽至{result.most_of_city}人。")
        )
    return told


def _pool(entries: Sequence[Entry], cities: Mapping[str, str]) -> Table:
    rows: list[tuple[str, ...]] = [("序号", "编号", "姓名", "市", "在办", "签（前16位）")]
    for one in entries:
        told = (one.place, *_who(one), cities.get(one.city, "—"), str(one.load))
        rows.append((*told, one.ticket[:16] or "—"))
    return Table(tuple(rows), (1.5, 3.6, 2.4, 1.8, 1.4, 4.6))


def _who(entry: Entry) -> tuple[str, str]:
    expert = entry.expert
    return (expert.number or "", expert.title) if expert is not None else ("—", "不公开")


def _excluded(excluded: Sequence[StoodBack]) -> list[Block]:
    if not excluded:
        return [Paragraph("无。")]
    rows: list[tuple[str, ...]] = [("编号", "姓名", "原因")]
    for one in excluded:
        detail = f"（{one.detail}）" if one.detail else ""
        rows.append((one.number, one.name, f"{_REASONS[one.reason]}{detail}"))
    return [Table(tuple(rows), (3, 3, 8), left=(2,))]


def letter_document(letter: AppointmentLetter) -> OfficialDocument:
    """The letter of appointment: whom, as what, from when to when."""
    first, last = written(letter.starts_on), letter.ends_on
    term = f"聘期自{first}至{written(last)}" if last else f"聘期自{first}起"
    note = f"（已作废：{letter.void_because}）" if letter.void_because else ""
    return OfficialDocument(
        title="聘　书",
        number=letter.number,
        note=note,
        blocks=(
            Gap(),
            Paragraph(f"{letter.name}：", is_addressee=True),
            Paragraph(f"兹聘请您担任{letter.body}{letter.post}，{term}。"),
            Paragraph("特发此证。"),
            Gap(),
            Gap(),
            Signature(ALLIANCE, written(letter.issued_on)),
        ),
        name=f"聘书 {letter.number} {letter.name}",
    )


def city_names() -> dict[str, str]:
    """In Chinese, by slug: papers are in Chinese whoever prints them."""
    return {city.slug: city.name for city in db.session.scalars(select(City))}
