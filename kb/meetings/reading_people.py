"""People of old minutes: who was there, on leave or absent, with their units, in many notations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.meetings.reading_lines import Line
from kb.meetings.surnames import COMPOUND, NO_NAMES, SURNAMES
from kb.meetings.units import divided, is_unit


class Kind(StrEnum):
    PRESENT = "present"
    OBSERVER = "observer"
    LEAVE = "leave"
    ABSENT = "absent"
    CLERK = "clerk"


@dataclass(frozen=True)
class Person:
    kind: Kind
    name: str
    duty: str = ""
    """Unit and post."""


_WORDS = {
    Kind.OBSERVER: r"列席|旁听|特邀|邀请",
    Kind.LEAVE: r"请假|因故未?请假",
    Kind.ABSENT: r"缺席|未到|未出席",
    Kind.CLERK: r"记录|整理",
    Kind.PRESENT: r"出席|参会|参加|与会|到会|应到|出席会议|参加会议",
}
_TAIL = r"(?:会议|表决)?(?:的)?(?:人员|单位|人|领导|同志|代表|理事|委员|名单|情况|者)*(?:有|为)?"
_LABEL = re.compile("|".join(f"(?P<{kind.value}>{words})" for kind, words in _WORDS.items()))
_LABELLED = re.compile(rf"((?:{'|'.join(_WORDS.values())}){_TAIL})(?:（[^）]*）)?\s*[：:]")
OTHER_LABEL = re.compile(
    r"(?:会议)?(?:时间|地点|主持人?|主题|议题|议程|内容|题目|日期|抄送|分送|印发|发送|名称|签发|审核)\s*[：:]"
)
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|\d+[.．、)]|第[一二三四五]|议题)"
)
_PROSE = re.compile(
    r"(?:参加|出席|列席)会议的(?:领导|同志|人员|单位)?(?:还)?有\s*[：:]?\s*(.+?)(?:。|$)"
)
_ABSENCE = re.compile(r"([^，。；]{2,60}?)(因[^，。；]{1,10}?)?(请假|缺席)(?:。|，|；|$)")


def people(found: Sequence[Line]) -> list[Person]:
    """Everybody who is named in labels, tables and sentences of attendance; each once."""
    told: list[Person] = [*_of_tables(found), *_of_labels(found)]
    if not any(one.kind is Kind.PRESENT for one in told):
        told += _of_prose(found)
    if not any(one.kind in (Kind.LEAVE, Kind.ABSENT) for one in told):
        told += _of_absence(found)
    seen: dict[str, Person] = {}
    for one in told:
        seen.setdefault(one.name, one)
    return list(seen.values())


def _kind(label: str) -> Kind | None:
    for kind, words in _WORDS.items():
        if re.search(words, label):
            return kind
    return None


def _of_labels(found: Sequence[Line]) -> Iterator[Person]:
    kind: Kind | None = None
    for line in _flat(found):
        parts = list(_LABELLED.finditer(line))
        before = (
            line[: parts[0].start()].strip(" （(一二三四五六七八九十、.0123456789）)")
            if parts
            else ""
        )
        if parts and (not before or before.endswith("。") or OTHER_LABEL.match(line)):
            ends = [part.start() for part in parts[1:]] + [len(line)]
            for part, end in zip(parts, ends, strict=True):
                kind = _kind(part[1])
                text = OTHER_LABEL.split(line[part.end() : end])[0].partition("。")[0]
                yield from named(text, kind or Kind.PRESENT)
        elif (
            OTHER_LABEL.match(line) or _HEADING.match(line) or "。" in line[:-1] or len(line) > 120
        ):
            kind = None
        elif kind is not None:
            yield from named(line, kind)


def _flat(found: Sequence[Line]) -> Iterator[str]:
    """Lines of text; of a row, each label with what stands right of it."""
    for line in found:
        if not line.cells:
            yield line.text
            continue
        for label, value in zip(line.cells[::2], line.cells[1::2], strict=False):
            yield f"{label.replace(' ', '').rstrip('：:')}：{value}"


def _of_tables(found: Sequence[Line]) -> Iterator[Person]:
    """Rows below a head with 姓名."""
    head: tuple[str, ...] = ()
    kind = Kind.PRESENT
    for line in found:
        if not line.cells:
            head = ()
            kind = (_kind(line.text) or Kind.PRESENT) if len(line.text) < 20 else kind
            continue
        plain = tuple(cell.replace(" ", "") for cell in line.cells)
        if any("姓名" in cell for cell in plain):
            head = plain
        elif head:
            yield from _of_row(head, line.cells, kind)


def _of_row(head: Sequence[str], cells: Sequence[str], kind: Kind) -> Iterator[Person]:
    row = dict(zip(head, cells, strict=False))
    name = next((text for label, text in row.items() if "姓名" in label), "").replace(" ", "")
    if not _is_name(name):
        return
    wanted = ("单位", "部门", "职务", "职称")
    duty = "".join(text for label, text in row.items() if any(word in label for word in wanted))
    state = next(
        (t for label, t in row.items() if re.search("情况|备注|出席|考勤|身份", label)), ""
    )
    yield Person(_kind(state) or kind, name, duty)


def _of_prose(found: Sequence[Line]) -> Iterator[Person]:
    for line in found:
        for match in _PROSE.finditer(line.text):
            yield from named(match[1], _kind(match[0][:4]) or Kind.PRESENT)


def _of_absence(found: Sequence[Line]) -> Iterator[Person]:
    for line in found:
        for match in _ABSENCE.finditer(line.text):
            yield from named(match[1], Kind.LEAVE if match[3] == "请假" else Kind.ABSENT)


# ---- One list of names ----


def named(text: str, kind: Kind) -> list[Person]:
    """The people of one list: 王海（青岛市人社局）、青岛市人社局王海、李强 青岛：王海 ..."""
    found: list[Person] = []
    unit = ""
    text = re.sub(r"等(?:\d+|[一二三四五六七八九十]+)?(?:位|名|人|同志)*(?=[，。、；]|$)", "", text)
    for part in re.split(r"[；;。\n]|[，,、](?![^（(]{0,60}[）)])", text.replace("同志", "")):
        people, unit = _part(part.strip(), kind, unit)
        found += people
    return found


def _part(part: str, kind: Kind, unit: str) -> tuple[list[Person], str]:
    """The people of what stands between two commas, and the unit that goes on."""
    head, colon, rest = part.partition("：")
    if colon and rest:
        unit, part = head.strip(" （(一二三四五六七八九十、"), rest.strip()
    bracket = re.fullmatch(r"(.+?)\s*[（(]([^（）()]*)[）)]", part)
    if bracket and _is_name(bracket[1].replace(" ", "")):
        return [Person(kind, bracket[1].replace(" ", ""), bracket[2].strip())], ""
    if bracket:
        people, unit = _part(bracket[1], kind, unit)
        return people, unit
    words = part.split()
    if len(words) > 1 and _is_name(words[0]) and not any(_is_name(word) for word in words[1:]):
        return [Person(kind, words[0], "".join(words[1:]))], ""
    return _words(words, kind, unit)


def _words(words: Sequence[str], kind: Kind, unit: str) -> tuple[list[Person], str]:
    found: list[Person] = []
    is_first = len(words) > 1 and _is_name(words[0]) and is_unit(words[1])
    before = ""
    """Unit and post that stand before a name, with blanks between."""
    for word in words:
        if _is_name(word):
            found.append(Person(kind, word, "" if is_first else before or unit))
            unit, before = divided(before)[0] or unit, ""
        elif pair := _joined(word):
            found.append(Person(kind, pair[1], pair[0]))
            unit, before = divided(pair[0])[0], ""
        elif is_first and found and not found[-1].duty:
            found[-1] = replace(found[-1], duty=word)
        elif is_unit(word) or word[:2] in NO_NAMES:
            before += word
    return found, before or unit


def _joined(word: str) -> tuple[str, str] | None:
    """Unit and name of 青岛市人社局副局长王海."""
    for length in (2, 3, 4):
        head, tail = word[:-length], word[-length:]
        if head and _is_name(tail) and is_unit(head):
            return head, tail
    return None


def _is_name(text: str) -> bool:
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text) or text in NO_NAMES or text[:2] in NO_NAMES:
        return False
    compound = text[:2] in COMPOUND
    if len(text) == 4 or compound:
        return compound and len(text) > 2
    return text[0] in SURNAMES and not (len(text) == 3 and is_unit(text) and text[1:] != text)


is_name = _is_name
