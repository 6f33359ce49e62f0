"""Actions of old minutes: who does what until when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.meetings.reading_days import due
from kb.meetings.reading_items import bare
from kb.meetings.reading_lines import Line, sentences
from kb.meetings.reading_people import is_name
from kb.meetings.units import is_unit

_OWNED = re.compile(
    r"由([^，。；（）]{2,30}?)(?:具体)?(?:负责|牵头|承办|组织|会同|落实|起草|编制|汇总|承担|完成|在|于)"
)
_LABELLED = re.compile(
    r"(?:责任单位|牵头单位|承办单位|责任人|负责人|负责单位|责任)\s*[：:]\s*([^，。；）)]{2,40}?)(?=[，。；）)\s]|完成|时限|$)"
)
_ACTS = re.compile(
    r"^(?:请|要求)?([^，。；]{2,24}?(?:局|处|市|园|区|联盟|中心|办|会|单位|城市|大学))(?:要|应|须|负责|牵头)?"
    r"(?:于|在)([^，。；]{2,14}?(?:前|底))"
)
_LEAD = re.compile(r"^(?:会议)?(?:还|并)?(?:明确|要求|强调|指出|决定|议定|同意|确定)[，：:]?\s*")


@dataclass(frozen=True)
class Action:
    task: str
    owner: str = ""
    due: date | None = None


def actions(found: Sequence[Line], meeting: date | None) -> list[Action]:
    """Who does what until when: in sentences, and in tables with 责任单位."""
    return [*_of_tables(found, meeting), *_of_text(found, meeting)]


def _of_tables(found: Sequence[Line], meeting: date | None) -> Iterator[Action]:
    head: tuple[str, ...] = ()
    for line in found:
        if not line.cells:
            head = ()
        elif any(re.search("责任|牵头|承办|负责", cell) for cell in line.cells) and not head:
            head = line.cells
        elif head:
            row = dict(zip(head, line.cells, strict=False))
            task, owner, until = (
                next((text for label, text in row.items() if re.search(words, label)), "")
                for words in ("事项|任务|工作|内容", "责任|牵头|承办|负责", "时限|时间|期限")
            )
            if task:
                yield Action(task, owner, due(f"时限{until}前", meeting))


def _of_text(found: Sequence[Line], meeting: date | None) -> Iterator[Action]:
    for line in found:
        if line.cells:
            continue
        for part in sentences(bare(line.text)):
            owner = _owner(part)
            until = due(part, meeting)
            if owner and (until or _LABELLED.search(part) or _OWNED.search(part)):
                yield Action(_task(part), owner, until)


def _owner(part: str) -> str:
    for pattern in (_LABELLED, _OWNED, _ACTS):
        if match := pattern.search(_LEAD.sub("", part)):
            words = match[1].strip("，、 ")
            if "主持" not in part[: match.end() + 4] and not re.search(r"主持|组成|构成", words):
                return _unit(words)
    return ""


def _unit(words: str) -> str:
    """The unit at the beginning of 秘书处修改完善后; whatever ends as a unit or a name stays."""
    if is_unit(words) or any(is_name(words[-length:]) for length in (2, 3)):
        return words
    ends = (end for end in range(len(words) - 1, 1, -1) if is_unit(words[:end]))
    end = next(ends, None)
    return words[:end] if end else words


def _task(part: str) -> str:
    words = _LEAD.sub("", bare(part))
    words = re.sub(r"[（(]?(?:责任单位|牵头单位|责任人|完成时限|完成时间|时限).*$", "", words)
    return words.strip("，。；（( ")
