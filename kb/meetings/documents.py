"""Documents: what a meeting brings to paper, as values that Word, PDF and print pages are made of.

They are Chinese, whoever asks for them: they are the alliance's papers, not pages of the site.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from kb.clock import local, today
from kb.meetings.agenda import AgendaItem
from kb.meetings.invitations import THERE, Attendance, Capacity, Invitation
from kb.meetings.meetings import Manner, Meeting
from kb.meetings.minutes import Minutes, Part
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.office import official_text
from kb.office.official import (
    Block,
    Break,
    Gap,
    Heading,
    Imprint,
    Names,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    Title,
    written,
)

ISSUER = "联盟秘书处"
DRAFT = "（草案）"
COPIES = "分送：各成员单位。"
ROOM_TO_SIGN = 11
"""Millimetres of a row that is filled in by hand."""
SPARE_ROWS = 6
_WEEK = "一二三四五六日"
_MANNERS = {Manner.ONLINE: "线上（视频）", Manner.WRITTEN: "书面表决"}
_RESULTS = {Result.PASSED: "通过", Result.REJECTED: "未通过", Result.NO_QUORUM: "未达到法定人数"}
PRESENT, ON_LEAVE, ABSENT, OBSERVING, WRITING = "出席", "请假", "缺席", "列席", "记录"


# ---- Minutes ----


def minutes_document(
    record: Minutes, invitations: Sequence[Invitation], is_draft: bool
) -> OfficialDocument:
    """Minutes (纪要): the text, then who was there, then to whom it goes."""
    meeting = record.meeting
    body = meeting.body.name if meeting is not None else ""
    text = official_text.blocks(record.body)
    names = [block for block in text if isinstance(block, Names)]
    rest = [block for block in text if not isinstance(block, Names)]
    if not any(block.label == PRESENT for block in names):
        names = list(attendance(invitations))
    day = _day_of(record)
    blocks = [*rest, Gap(), *names, Gap()] if names else [*rest, Gap()]
    ended = Imprint(COPIES, ISSUER, f"{written(day)}印发")
    part = "（公开部分）" if record.part is Part.PUBLIC else ""
    return OfficialDocument(
        mark=f"{body}会议纪要" if body else "会议纪要",
        number=record.document_number,
        issuer=ISSUER,
        day=written(day),
        title=record.title,
        note=DRAFT if is_draft else "",
        blocks=(*blocks, ended),
        name=f"{record.title}{part}{DRAFT if is_draft else ''}",
    )


def _day_of(record: Minutes) -> date:
    """When it was signed; before that, or in the archive, the day it was published or held."""
    if record.signed_at is not None:
        return local(record.signed_at).date()
    held = record.meeting.day if record.meeting is not None else today()
    return record.published_on or held


def attendance(invitations: Iterable[Invitation]) -> Iterator[Names]:
    """出席, 请假, 缺席, 列席, 记录: units and names, in the order of the invitations."""
    lines: dict[str, list[str]] = {}
    for one in invitations:
        if label := _label(one):
            lines.setdefault(label, []).append(_named(one))
    for label in (PRESENT, ON_LEAVE, ABSENT, OBSERVING, WRITING):
        if label in lines:
            yield Names(label, "、".join(lines[label]))


def _label(one: Invitation) -> str:
    if one.attendance in THERE:
        others = {Capacity.MEMBER: PRESENT, Capacity.CLERK: WRITING}
        return others.get(one.capacity, OBSERVING)
    absent = {Attendance.LEAVE: ON_LEAVE, Attendance.ABSENT: ABSENT}
    return absent.get(one.attendance, "") if one.capacity is Capacity.MEMBER else ""


def _named(one: Invitation) -> str:
    """Unit, then name, as the standard has it."""
    if one.attendance is Attendance.SUBSTITUTE and one.substitute_name:
        return f"{one.substitute_duty or one.duty}{one.substitute_name}（代{one.name}）"
    return f"{one.duty}{one.name}"


# ---- Notice ----


def notice_document(meeting: Meeting, items: Sequence[AgendaItem]) -> OfficialDocument:
    """Notice of a meeting (会议通知), with the slip to answer on (回执)."""
    sent = local(meeting.convened_at).date() if meeting.convened_at else today()
    year = meeting.day.year
    opening = f"经研究，定于{year}年{meeting.day.month}月{meeting.day.day}日召开{meeting.title}。"
    parts: list[tuple[str, list[Block]]] = [
        ("会议时间", [Paragraph(f"{span(meeting)}。")]),
        ("会议地点", [Paragraph(f"{where(meeting)}。")]),
    ]
    if items:
        parts.append(("会议议程", list(_agenda(items))))
    wishes = [Paragraph(line.strip()) for line in meeting.notice_text.splitlines() if line.strip()]
    if meeting.answer_until:
        wishes.append(Paragraph(f"请于{written(meeting.answer_until)}前将会议回执报送{ISSUER}。"))
    if wishes:
        parts.append(("有关要求", list(wishes)))
    blocks: list[Block] = [
        Paragraph("各成员单位、各参会人员：", is_addressee=True),
        Paragraph(f"{opening}现将有关事项通知如下："),
    ]
    for number, (heading, told) in enumerate(parts, start=1):
        blocks += [Heading(1, f"{official_text.chinese(number)}、{heading}"), *told]
    blocks += [Gap(), Paragraph("附件：会议回执"), Gap(), Signature(ISSUER, written(sent))]
    return OfficialDocument(
        number=meeting.notice_number,
        title=f"关于召开{meeting.title}的通知",
        blocks=(*blocks, Break(), *_slip(meeting)),
    )


def _agenda(items: Sequence[AgendaItem]) -> Iterator[Block]:
    for number, item in enumerate(items, start=1):
        by = f"（汇报：{item.presenter}）" if item.presenter else ""
        yield Paragraph(f"{number}.{item.title}{by}")


def _slip(meeting: Meeting) -> Iterator[Block]:
    head = ("单位", "姓名", "职务", "联系电话", "是否参会", "备注")
    yield Paragraph("附件", is_addressee=True)
    yield Title("会议回执")
    yield Paragraph(f"会议名称：{meeting.title}", is_addressee=True)
    yield Table(
        (head, *[("",) * len(head)] * SPARE_ROWS), (5.5, 3, 3.5, 4.5, 4, 3), height=ROOM_TO_SIGN
    )
    yield Paragraph("注：不能参会的，请在备注栏写明请假事由或者代会人员。", is_addressee=True)


def span(meeting: Meeting) -> str:
    """`2026年3月5日（星期四）09:30至12:00`."""
    begins, ends = local(meeting.starts_at), local(meeting.ends_at)
    last = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{_dated(ends)}{ends:%H:%M}"
    return f"{_dated(begins)}{begins:%H:%M}至{last}"


def _dated(moment: datetime) -> str:
    return f"{written(moment.date())}（星期{_WEEK[moment.weekday()]}）"


def where(meeting: Meeting) -> str:
    manner = _MANNERS.get(meeting.manner, "")
    city = meeting.city.name if meeting.city is not None else ""
    place = meeting.place or city
    return "，".join(part for part in (place, manner) if part) or "另行通知"


# ---- Resolution ----


def resolution_document(one: Resolution) -> OfficialDocument:
    """A resolution (决议) with the count that carried it."""
    is_draft = one.result is not Result.PASSED
    decided = local(one.decided_at).date() if one.decided_at else None
    blocks: list[Block] = list(official_text.blocks(one.text or one.title))
    if one.voting is Voting.CLOSED and one.result is not None:
        blocks.append(Paragraph(f"表决结果：{votes(one)}"))
    if one.owner_name:
        due = f"，于{written(one.due_on)}前完成" if one.due_on else ""
        blocks.append(Paragraph(f"承办：{one.owner_name}{due}。"))
    signed = Signature(one.body.name, written(decided)) if decided else Signature(one.body.name, "")
    return OfficialDocument(
        mark=f"{one.body.name}决议",
        number=one.number or "",
        issuer=ISSUER,
        day=written(decided) if decided else "",
        title=one.title,
        note=DRAFT if is_draft else "",
        blocks=(*blocks, Gap(), signed),
        name=f"{one.number or '决议草案'} {one.title}",
    )


def votes(one: Resolution) -> str:
    """The counts as they were stored; none are told of resolutions out of the archive."""
    result = _RESULTS[one.result] if one.result is not None else ""
    if not one.entitled:
        return f"{result}。"
    counts = [
        f"应到{one.entitled}席，实到{one.present}席",
        f"赞成{one.votes_for}票，反对{one.votes_against}票，弃权{one.abstentions}票",
    ]
    if one.recusals:
        counts.append(f"回避{one.recusals}席")
    return f"{'；'.join(counts)}。{result}。"
