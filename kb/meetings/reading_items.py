"""Items, resolutions and actions of old minutes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.meetings.reading_lines import Line, sentences

LONGEST_TITLE = 80
_LEVELS = (
    re.compile(
        r"^(?:(?:议题|议程|议案)[一二三四五六七八九十\d]+|第[一二三四五六七八九十\d]+(?:项|个)(?:议题|议程|议案)?)"
        r"\s*[：:、.．]?\s*"
    ),
    re.compile(r"^[一二三四五六七八九十]{1,3}\s*[、.．]\s*"),
    re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]\s*"),
    re.compile(r"^(?:[（(]?\d{1,2}(?:[、．)）]|\.(?!\d))\s*|[一二三四五六七八九]是)"),
)
_FRAME = re.compile(
    r"^(?:会议)?(?:召开)?(?:时间|地点|日期|主持|出席|参会|参加|列席|请假|缺席|记录|到会|人员)"
    r"|^(?:基本情况|会议概况|概况|会议名称|抄送|分送|印发)"
)
_HOLDS_ITEMS = re.compile(
    r"^(?:会议)?(?:主要)?(?:内容|议题|议程|事项|议定事项|审议事项|议题情况|主要精神|讨论情况)(?:及.*)?[：:]?$"
)
_DECIDES = re.compile(
    r"^(?:会议)?(?:议定事项|决议|决定|决议事项|形成决议|会议决议|议定意见)[：:]?$"
)
_TASKS = re.compile(r"(?:下一步|督办|任务分工|工作安排|行动|重点工作|待办|会议要求|落实事项)")
_RESOLVED = re.compile(
    r"(?:会议|与会|全体|理事会)[^，。]{0,12}?(?:，)?(?:一致|原则|全票|投票|举手|表决|审议|讨论|研究|经)*"
    r"(?:决定|议定|同意|审议并?(?:一致|原则)?通过|(?:表决|一致|投票|全票)通过|批准)"
    r"|^(?:一致|原则)?(?:同意|决定|议定|审议通过|通过|批准)|(?:一致|表决|全票|审议|原则)通过"
)
_SUBJECT = re.compile(
    r"会议(?:集体)?(?:审议|听取|研究|讨论|学习|传达|审定|通报)(?:并)?(?:审议|讨论|学习|研究|通过|原则通过)?"
    r"(?:了)?\s*([^。；]{3,90})"
)
NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,10}[〔［\[【（(](20\d\d)[〕］\]】）)]\s*第?\s*(\d{1,4})\s*号"
)


@dataclass(frozen=True)
class Item:
    title: str
    outcome: str = ""


@dataclass(frozen=True)
class Decision:
    text: str
    number: str = ""


def level(text: str) -> int | None:
    """Which kind of number a line begins with: 议题一 0, 一、 1, （一） 2, 1. 3."""
    return next((place for place, found in enumerate(_LEVELS) if found.match(text)), None)


def bare(text: str) -> str:
    place = level(text)
    return text if place is None else _LEVELS[place].sub("", text, count=1).strip()


def items(found: Sequence[Line]) -> list[Item]:
    """What was on the agenda: the highest kind of number that is not the frame of the minutes."""
    text = [line.text for line in found if not line.cells]
    for wanted in (0, 1):
        heads = _heads(text, wanted)
        if heads:
            return [_item(text, place, end) for place, end in heads]
    inside = _within_section(text)
    return inside or _of_sentences(text)


def _heads(text: Sequence[str], wanted: int) -> list[tuple[int, int]]:
    """First and last line of each item with numbers of this kind."""
    places = [place for place, line in enumerate(text) if level(line) == wanted]
    ends = [*places[1:], len(text)][: len(places)]
    return [
        (place, end)
        for place, end in zip(places, ends, strict=True)
        if not _is_frame(bare(text[place]))
    ]


def _is_frame(words: str) -> bool:
    heads = (_FRAME, _HOLDS_ITEMS, _DECIDES)
    return any(head.match(words) for head in heads) or (
        len(words) < 14 and bool(_TASKS.search(words))
    )


def _item(text: Sequence[str], place: int, end: int) -> Item:
    title, rest = _title(bare(text[place]))
    body = [line for line in text[place + 1 : end] if not _ends(line)]
    return Item(title, "\n".join(part for part in (rest, *body) if part).strip())


def _ends(line: str) -> bool:
    return bool(
        re.match(r"(?:出席|列席|请假|缺席|记录|主持|抄送|分送|印发)[^，。]{0,8}[：:]", line)
    )


def _title(words: str) -> tuple[str, str]:
    """The heading, and what follows it in the same paragraph."""
    head, stop, rest = words.partition("。")
    if not stop or len(head) > LONGEST_TITLE:
        return words.rstrip("：:。；;")[:LONGEST_TITLE], "" if len(
            words
        ) <= LONGEST_TITLE else words
    return head.strip(), rest.strip()


def _within_section(text: Sequence[str]) -> list[Item]:
    """Numbered lines below 会议内容, 会议议题 and the like."""
    starts = [
        place
        for place, line in enumerate(text)
        if _HOLDS_ITEMS.match(bare(line)) or re.search(r"(?:纪要|事项|议题|意见)如下[：:]$", line)
    ]
    for start in starts:
        above = level(text[start])
        section = []
        for line in text[start + 1 :]:
            if above is not None and level(line) == above:
                break
            section.append(line)
        for wanted in (2, 3):
            heads = [place for place, line in enumerate(section) if level(line) == wanted]
            if heads:
                ends = [*heads[1:], len(section)]
                return [_item(section, a, b) for a, b in zip(heads, ends, strict=True)]
    return []


def _of_sentences(text: Sequence[str]) -> list[Item]:
    """会议审议了《……》: one item for each such sentence."""
    found = []
    for line in text:
        for part in re.split(r"。", line):
            if match := _SUBJECT.search(part):
                title = re.split(r"，(?:并|会议|认为|一致|决定|全票|原则|表决)", match[1])[0]
                found.append(Item(title.strip("，：: ")[:LONGEST_TITLE], part.strip()))
    return found


def decisions(found: Sequence[Line]) -> list[Decision]:
    """What was decided; lines below 决议如下： and under such a heading each are one."""
    made: list[Decision] = []
    inside: int | None = None
    for line in found:
        if line.cells:
            continue
        words = bare(line.text)
        if _DECIDES.match(words) or re.search(r"(?:决议|决定|议定|同意)(?:事项)?如下[：:]$", words):
            inside = -1 if level(line.text) is None else level(line.text)
            continue
        if inside is not None and (level(line.text) == inside or _ends(line.text)):
            inside = None
        numbered = level(line.text) in (2, 3) or bool(re.match(r"决议[一二三四五\d]", line.text))
        if inside is not None and numbered:
            made.append(_decision(words))
        else:
            _decided(made, line.text)
    return made


def _decided(made: list[Decision], text: str) -> None:
    """Add what these sentences decide; a number that stands alone belongs to the one before."""
    for each in sentences(text):
        number = NUMBER.search(each)
        if number and len(each) <= len(number[0]) + 4 and made:
            made[-1] = replace(made[-1], number=number[0])
        elif _RESOLVED.search(_undecorated(each)):
            made.append(_decision(each))


def _undecorated(text: str) -> str:
    return re.sub(r"^决议[一二三四五六七八九十\d]+\s*[：:、]?\s*", "", bare(text))


def _decision(text: str) -> Decision:
    number = NUMBER.search(text)
    return Decision(_undecorated(text).rstrip("。；;"), number[0] if number else "")
