"""Proposal: what was read from old minutes, as the form shows it, keeps it and gives it back."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from kb.alliance.bodies import Body, all_bodies
from kb.clock import today
from kb.meetings.reading import Reading
from kb.meetings.reading_lines import lines
from kb.meetings.reading_people import Kind, Person, people
from kb.meetings.taking_in import Confirmed

LABELS = {
    Kind.PRESENT: "出席",
    Kind.OBSERVER: "列席",
    Kind.LEAVE: "请假",
    Kind.ABSENT: "缺席",
    Kind.CLERK: "记录",
}
SPARE = 2
"""Empty rows to write into; every saving brings new ones."""
LONG_AGO = timedelta(days=365)
"""What was to be done is taken for done when it was due before that."""
ROWS: dict[str, dict[str, Any]] = {
    "items": {"title": "", "outcome": "", "is_closed": False},
    "decisions": {"number": "", "text": "", "is_closed": False},
    "actions": {"task": "", "owner": "", "due": None, "is_open": False},
}
MAIN = {"items": "title", "decisions": "text", "actions": "task"}
"""Without this field a row is none."""


def proposed(read: Reading) -> dict[str, Any]:
    """The form's content as the file has it."""
    body = next((one for one in all_bodies() if one.kind.value == read.body), None)
    single = ("title", "number", "day", "begins", "ends", "place", "chair")
    return {
        **{name: getattr(read, name) for name in single},
        "body_id": body.id if body else None,
        "attendance": "\n".join(attendance(read.people)),
        "items": [
            {"title": one.title, "outcome": one.outcome, "is_closed": False} for one in read.items
        ],
        "decisions": [
            {"number": one.number, "text": one.text, "is_closed": False} for one in read.decisions
        ],
        "actions": [
            {"task": one.task, "owner": one.owner, "due": one.due, "is_open": _is_open(one.due)}
            for one in read.actions
        ],
    }


def _is_open(due: date | None) -> bool:
    return due is not None and due > today() - LONG_AGO


def attendance(found: Sequence[Person]) -> list[str]:
    """A line for each kind of attendance: 出席：王海（青岛市人社局）、李强."""
    told: dict[Kind, list[str]] = {}
    for one in found:
        told.setdefault(one.kind, []).append(f"{one.name}（{one.duty}）" if one.duty else one.name)
    return [f"{LABELS[kind]}：{'、'.join(told[kind])}" for kind in LABELS if kind in told]


def with_spare_rows(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with empty rows at the end of each list."""
    spare = {
        name: [*content[name], *[dict(row) for _n in range(SPARE)]] for name, row in ROWS.items()
    }
    return {**content, **spare}


def without_empty_rows(content: Mapping[str, Any]) -> dict[str, Any]:
    filled = {
        name: [{key: row[key] for key in ROWS[name]} for row in content[name] if row[MAIN[name]]]
        for name in ROWS
    }
    return {**content, **filled}


def frozen(content: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON takes it."""
    return {name: _frozen(value) for name, value in without_empty_rows(content).items()}


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: _frozen(held) for key, held in row.items()} for row in value]
    return value.isoformat() if isinstance(value, date | time) else value


def thawed(held: Mapping[str, Any]) -> dict[str, Any]:
    """What `frozen` has made, as the form takes it."""
    found = dict(held)
    found["day"] = date.fromisoformat(held["day"]) if held["day"] else None
    for name in ("begins", "ends"):
        found[name] = time.fromisoformat(held[name]) if held[name] else None
    found["actions"] = [
        {**row, "due": date.fromisoformat(row["due"]) if row["due"] else None}
        for row in held["actions"]
    ]
    return found


def confirmed(content: Mapping[str, Any], body: Body) -> Confirmed:
    """The form's content as `take_in` wants it."""
    told = without_empty_rows(content)
    single = ("title", "number", "day", "begins", "ends", "place", "chair")
    return Confirmed(
        body=body,
        people=people(lines(told["attendance"])),
        items=told["items"],
        decisions=told["decisions"],
        actions=told["actions"],
        **{name: told[name] for name in single},
    )
