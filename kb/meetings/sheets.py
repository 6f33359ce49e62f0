"""Sheets: the lists of a meeting that people sign or carry with them."""

from collections.abc import Mapping, Sequence

from kb.clock import today
from kb.meetings.documents import ISSUER, ROOM_TO_SIGN, SPARE_ROWS, span, where
from kb.meetings.followups import FollowUp, FollowUpState
from kb.meetings.invitations import Capacity, Invitation
from kb.meetings.meetings import Meeting
from kb.meetings.units import divided
from kb.office.official import (
    Block,
    Gap,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    written,
)

_STATES = {
    FollowUpState.OPEN: "办理中",
    FollowUpState.BLOCKED: "受阻",
    FollowUpState.DONE: "已办结",
    FollowUpState.CANCELLED: "已取消",
}


def attendance_sheet(meeting: Meeting, invitations: Sequence[Invitation]) -> OfficialDocument:
    """Sign-in sheet (签到表), with room for those whom nobody has invited."""
    rows = [("序号", "单位", "姓名", "职务", "签名")]
    for number, one in enumerate(invitations, start=1):
        unit, post = divided(one.duty)
        rows.append((str(number), unit, one.name, post or _capacity(one), ""))
    start = len(rows)
    rows += [(str(number), "", "", "", "") for number in range(start, start + SPARE_ROWS)]
    return OfficialDocument(
        title=f"{meeting.title}签到表",
        blocks=(
            Paragraph(f"时间：{span(meeting)}", is_addressee=True),
            Paragraph(f"地点：{where(meeting)}", is_addressee=True),
            Table(tuple(rows), (2, 7, 3, 4.2, 3.8), left=(1,), height=ROOM_TO_SIGN),
        ),
    )


def _capacity(one: Invitation) -> str:
    return {Capacity.OBSERVER: "列席", Capacity.GUEST: "列席", Capacity.CLERK: "记录"}.get(
        one.capacity, ""
    )


def follow_up_list(
    meeting: Meeting, follow_ups: Sequence[FollowUp], units: Mapping[str, str]
) -> OfficialDocument:
    """List of what is to be done (督办单). `units`: names of cities and members by slug."""
    rows: list[tuple[str, ...]] = [("序号", "督办事项", "责任单位", "完成时限", "办理情况")]
    rows += [_task(number, one, units) for number, one in enumerate(follow_ups, start=1)]
    intro = f"{meeting.title}议定的督办事项如下，请各责任单位按时限办理并报送结果。"
    table = Table(tuple(rows), (1.8, 6, 3.4, 5, 3.8), left=(1,))
    nothing = Paragraph(f"{meeting.title}没有督办事项。")
    told: tuple[Block, ...] = (Paragraph(intro), table) if follow_ups else (nothing,)
    return OfficialDocument(
        title=f"{meeting.title}督办单",
        blocks=(*told, Gap(), Signature(ISSUER, written(today()))),
    )


def _task(number: int, one: FollowUp, units: Mapping[str, str]) -> tuple[str, ...]:
    numbered = one.resolution.number if one.resolution is not None else None
    source = f"（{numbered}）" if numbered else ""
    unit = units.get(one.owner_member or "") or units.get(one.owner_city or "") or ISSUER
    owner = f"{unit}\n{one.owner_name}" if one.owner_name else unit
    due = written(one.due_on) if one.due_on else "长期"
    late = "（逾期）" if one.is_overdue(today()) else ""
    return (str(number), f"{one.task}{source}", owner, due, f"{_STATES[one.state]}{late}")
