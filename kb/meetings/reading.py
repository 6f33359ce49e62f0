"""Reading: old minutes as a proposal of what they say, for somebody to confirm.

Pure: text in, values out. What is not found stays empty; nothing is made up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from kb.meetings import reading_days as moments
from kb.meetings.reading_actions import Action, actions
from kb.meetings.reading_items import NUMBER, Decision, Item, decisions, items
from kb.meetings.reading_lines import Line, lines
from kb.meetings.reading_people import Kind, Person, named, people

_CHAIRED = re.compile(
    r"(?:主持人|会议主持|主持)\s*[：:]\s*([^；;。]+?)(?=\s+\S{2,4}[：:]|[；;。]|$)"
)
_CHAIRS = (
    re.compile(r"(?:会议|全会)?由([^，。；]{2,60}?)(?:同志)?主持"),
    re.compile(r"(?:^|[，。；日午])([^，。；]{2,60}?)(?:同志)?(?:在[^，。；]{2,30}?)?主持"),
)
_PLACED = re.compile(
    r"(?:会议|召开|开会)?地\s*点\s*[：:]\s*([^；;。]+?)(?=\s+\S{2,4}[：:]|[；;。]|$)"
)
_PLACE = re.compile(
    r"在([^，。；]{2,40}?)(?:以[^，。]{2,10}方式|(?:顺利|隆重|胜利|组织|主持)*)(?:召开|举行|举办|开幕)"
)
_WHEN = re.compile(r"(?:会议|召开|开会)?(?:时\s*间|日\s*期)\s*[：:]\s*(.+)")
_TITLE = re.compile(r"(?:会议纪要|纪要|会议记录|会议决议)(?:（[^）]*）)?$")
_HELD = re.compile(r"(?:召开|举行|主持召开)(?:了)?([^，。；]{4,50}?(?:会议|全会|大会|例会))")
_NAMED = re.compile(r"([^，。；日午]{4,50}?(?:会议|全会|大会|例会))(?:在|以|于)")
_BODIES = {
    "secretariat": "秘书处|秘书长",
    "committee": "专家咨询|专家委|委员会",
    "council": "理事|全会|大会|全体会议|联席会议",
}


@dataclass(frozen=True)
class Reading:
    """What old minutes seem to say."""

    title: str = ""
    number: str = ""
    body: str = ""
    """Kind of the body: council, secretariat, committee."""
    day: date | None = None
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    chair: str = ""
    people: tuple[Person, ...] = ()
    items: tuple[Item, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    found: dict[str, str] = field(default_factory=dict)
    """By field: the line of the file that it was read from."""


def read(markdown: str) -> Reading:
    """What a text says that was minutes once."""
    text = lines(markdown)
    found: dict[str, str] = {}
    number = _number(text, found)
    title = _title(text, found)
    day, begins, ends = _moment(text, number, found)
    return Reading(
        title=title,
        number=number,
        body=_body(title, text),
        day=day,
        begins=begins,
        ends=ends,
        place=_place(text, found),
        chair=_chair(text, found),
        people=tuple(people(text)),
        items=tuple(items(text)),
        decisions=tuple(decisions(text)),
        actions=tuple(actions(text, day)),
        found=found,
    )


def _flat(text: Sequence[Line]) -> list[str]:
    """Lines of text; of a row of a table, each label with what stands right of it."""
    flat: list[str] = []
    for line in text:
        if not line.cells:
            flat.append(line.text)
        else:
            pairs = zip(line.cells[::2], line.cells[1::2], strict=False)
            flat += [f"{label.replace(' ', '').rstrip('：:')}：{value}" for label, value in pairs]
    return flat


def _number(text: Sequence[Line], found: dict[str, str]) -> str:
    for line in text[:15]:
        match = NUMBER.search(line.text)
        if match and len(line.text) < 40:
            found["number"] = line.text
            head = re.split(r"[〔［\[【（(]20", match[0])[0]
            return f"{head}〔{match[1]}〕{int(match[2])}号"
        issue = re.fullmatch(r"[（(]?第\s*([一二三四五六七八九十\d]+)\s*[期号][）)]?", line.text)
        if issue:
            found["number"] = line.text
            return f"第{moments.number(issue[1])}{line.text.strip('（）()')[-1]}"
    return ""


def _title(text: Sequence[Line], found: dict[str, str]) -> str:
    """The fullest of the first lines that end as titles of minutes do, else from the first
    sentence.
    """
    first = [line.text for line in text[:12] if not line.cells]
    named = [line for line in first if len(line) <= 70 and _TITLE.search(line) and "。" not in line]
    if named:
        best = max(named, key=len)
        place = first.index(best)
        if (
            len(best) <= 6
            and place
            and len(first[place - 1]) <= 50
            and not NUMBER.search(first[place - 1])
        ):
            best = f"{first[place - 1]}{best}"  # Set in two lines.
        found["title"] = best
        return re.sub(r"\s+", "", best)
    for line in first:
        if match := _HELD.search(line) or _NAMED.search(line):
            found["title"] = line
            return f"{match[1].removeprefix('了')}纪要"
    return ""


def _body(title: str, text: Sequence[Line]) -> str:
    first = "".join(line.text for line in text[:4] if len(line.text) < 40)
    for head in (title, first):
        for kind, words in _BODIES.items():
            if re.search(words, head):
                return kind
    return "council"


def _moment(
    text: Sequence[Line], number: str, found: dict[str, str]
) -> tuple[date | None, time | None, time | None]:
    """Day, beginning and end: from a label, else from the first sentence with a day in it."""
    given = re.search(r"20\d\d", number)
    year = int(given[0]) if given else None
    flat = _flat(text)
    labelled = [match[1] for line in flat if (match := _WHEN.search(line))]
    held = [line for line in flat if re.search(r"召开|举行|主持|会议", line) and "印发" not in line]
    for line in (*labelled, *held, *flat):
        if days := moments.days(line, year):
            part = (
                re.split(r"地\s*点", line)[0]
                if line in labelled
                else line[: line.find("。") + 1] or line
            )
            times = moments.times(part)
            found["day"] = line[:200]
            begins, ends, *_rest = (*times, None, None)
            return days[0], begins, ends
    return None, None, None


def _place(text: Sequence[Line], found: dict[str, str]) -> str:
    for pattern in (_PLACED, _PLACE):
        for line in _flat(text):
            if match := pattern.search(line):
                found["place"] = line[:200]
                return match[1].strip(" ，、")
    return ""


def _chair(text: Sequence[Line], found: dict[str, str]) -> str:
    """The name alone, where one can be told from the unit."""
    for pattern in (_CHAIRED, *_CHAIRS):
        for line in _flat(text):
            if match := pattern.search(line):
                found["chair"] = line[:200]
                who = named(match[1].strip(), Kind.PRESENT)
                return who[-1].name if who else match[1].strip()
    return ""
