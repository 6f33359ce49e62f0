"""Compiling: the text of minutes, put together from what the meeting left behind.

Minutes are written in Chinese, whoever works on them; so these words are no texts of the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.clock import local
from kb.meetings.agenda import AgendaItem
from kb.meetings.followups import FollowUp, FollowUpState
from kb.meetings.invitations import THERE, Attendance, Capacity, Invitation
from kb.meetings.meetings import Manner, Meeting
from kb.meetings.resolutions import Resolution, Result, Voting

OPENING = "opening"
"""Key of what stands before the items."""
_DIGITS = "零一二三四五六七八九"
_RESULTS = {Result.PASSED: "通过", Result.REJECTED: "未通过", Result.NO_QUORUM: "未达到法定人数"}
_MANNERS = {Manner.ONLINE: "以视频方式召开", Manner.WRITTEN: "以书面方式进行"}


@dataclass(frozen=True)
class Material:
    """All that minutes are made of; the names are those of cities and members by their slug."""

    meeting: Meeting
    items: Sequence[AgendaItem]
    invitations: Sequence[Invitation]
    resolutions: Sequence[Resolution]
    follow_ups: Sequence[FollowUp]
    cities: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Passage:
    """One section as compiled."""

    key: str
    heading: str
    text: str
    item_id: int | None = None
    is_closed: bool = False


def compiled(material: Material) -> list[Passage]:
    """The sections in their order: opening, one for each item, and what belongs to none."""
    passages = [Passage(OPENING, "", _opening(material))]
    for number, item in enumerate(material.items, start=1):
        passages += _of_item(material, number, item)
    known = {item.id for item in material.items}
    rest = _Told(
        [one for one in material.resolutions if one.item_id not in known],
        [one for one in material.follow_ups if _item_of(one) not in known],
    )
    for closed in (False, True):
        if text := rest.words(material, _closed_is(closed)):
            key = "rest-closed" if closed else "rest"
            passages.append(Passage(key, "其他事项", text, is_closed=closed))
    return passages


def _of_item(material: Material, number: int, item: AgendaItem) -> list[Passage]:
    """One section; what of an open item is closed stands in a second one of its own."""
    told = _Told(
        [one for one in material.resolutions if one.item_id == item.id],
        [one for one in material.follow_ups if _item_of(one) == item.id],
    )
    heading, key = f"{in_chinese(number)}、{item.title}", f"item-{item.id}"
    wanted = _every if item.is_closed else _closed_is(False)
    text = _paragraphs(_discussed(item), told.words(material, wanted))
    passages = [Passage(key, heading, text, item.id, item.is_closed)]
    if not item.is_closed and (inside := told.words(material, _closed_is(True))):
        passages.append(Passage(f"{key}-closed", "", inside, item.id, True))
    return passages


def _item_of(follow_up: FollowUp) -> int | None:
    if follow_up.item_id is None and follow_up.resolution is not None:
        return follow_up.resolution.item_id
    return follow_up.item_id


Wanted = Callable[[Resolution | FollowUp], bool]


def _every(_one: Resolution | FollowUp) -> bool:
    return True


def _closed_is(closed: bool) -> Wanted:
    def matches(one: Resolution | FollowUp) -> bool:
        parent = one.resolution if isinstance(one, FollowUp) else None
        return (one.is_closed or (parent is not None and parent.is_closed)) is closed

    return matches


@dataclass(frozen=True)
class _Told:
    resolutions: Sequence[Resolution]
    follow_ups: Sequence[FollowUp]

    def words(self, material: Material, wanted: Wanted) -> str:
        decided = [one for one in self.resolutions if one.voting is Voting.CLOSED and wanted(one)]
        tasks = [
            _task(material, one)
            for one in self.follow_ups
            if one.state is not FollowUpState.CANCELLED and wanted(one)
        ]
        lists = ["会议明确以下督办事项：\n\n" + "\n".join(tasks)] if tasks else []
        return _paragraphs(*(_resolution(one) for one in decided), *lists)


def _opening(material: Material) -> str:
    meeting, there = material.meeting, material.invitations
    seats = [one for one in there if one.has_vote]
    came = sum(one.attendance in THERE for one in seats)
    counted = f"会议应到{len(seats)}人，实到{came}人。" if seats and came else ""
    return _paragraphs(_when_and_where(material, meeting) + counted, *_attendance(there))


def _when_and_where(material: Material, meeting: Meeting) -> str:
    begins, ends = local(meeting.starts_at), local(meeting.ends_at)
    last = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{_day(ends.date())}{ends:%H:%M}"
    city = material.cities.get(meeting.city_slug or "", "")
    where = f"在{meeting.place or city}召开" if meeting.place or city else "召开"
    where = _MANNERS.get(meeting.manner, where)
    return f"{_day(begins.date())}{begins:%H:%M}至{last}，{meeting.title}{where}。"


def _attendance(invitations: Sequence[Invitation]) -> list[str]:
    """出席, 请假, 缺席, 列席, 记录: each a line of names with their units."""
    lines: dict[str, list[str]] = {}
    for one in invitations:
        label = _label(one)
        if label:
            lines.setdefault(label, []).append(_named(one))
    order = ("出席", "请假", "缺席", "列席", "记录")
    return [f"{label}：{'、'.join(lines[label])}" for label in order if label in lines]


def _label(one: Invitation) -> str:
    if one.attendance in THERE:
        others = {Capacity.OBSERVER: "列席", Capacity.GUEST: "列席", Capacity.CLERK: "记录"}
        return others.get(one.capacity, "出席")
    if one.capacity is not Capacity.MEMBER:
        return ""
    return {Attendance.LEAVE: "请假", Attendance.ABSENT: "缺席"}.get(one.attendance, "")


def _named(one: Invitation) -> str:
    if one.attendance is Attendance.SUBSTITUTE and one.substitute_name:
        duty = f"{one.substitute_duty}，" if one.substitute_duty else ""
        return f"{one.substitute_name}（{duty}代{one.name}）"
    return f"{one.name}（{one.duty}）" if one.duty else one.name


def _discussed(item: AgendaItem) -> str:
    heard = f"会议听取了{item.presenter}的汇报。" if item.presenter else "会议讨论了本议题。"
    agreed = f"会议议定：{_sentence(item.outcome)}" if item.outcome.strip() else ""
    return _paragraphs(heard, item.notes.strip(), agreed)


def _resolution(one: Resolution) -> str:
    name = f"决议 {one.number}" if one.number else f"表决事项 {one.title}"
    words = one.text.strip() or one.title
    quoted = "\n".join(f"> {line}".rstrip() for line in (*words.splitlines(), "", _votes(one)))
    return f"### {name}\n\n{quoted}"


def _votes(one: Resolution) -> str:
    counts = {
        "赞成": one.votes_for,
        "反对": one.votes_against,
        "弃权": one.abstentions,
        "回避": one.recusals,
    }
    told = [f"{label} {count} 票" for label, count in counts.items() if count]
    result = _RESULTS[one.result] if one.result else ""
    return "，".join(part for part in ("、".join(told), result) if part) + "。"


def _task(material: Material, one: FollowUp) -> str:
    unit = material.members.get(one.owner_member or "") or material.cities.get(one.owner_city or "")
    owner = " ".join(part for part in (unit or "秘书处", one.owner_name) if part)
    due = f"，{_day(one.due_on)}前完成" if one.due_on else ""
    return f"- {one.task.rstrip('。')}（责任单位：{owner}{due}）。"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text[-1] in "。！？；" else f"{text}。"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def in_chinese(number: int) -> str:
    """一 to 九十九, as items of official papers are numbered."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    before = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return before + (_DIGITS[ones] if ones else "")
