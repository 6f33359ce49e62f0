"""Merging: what a person typed beside what somebody else saved meanwhile, field by field."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.catalog.kind import RecordKind
from kb.publishing.records import Record
from kb.publishing.revisions import decode, latest, numbered, snapshot
from kb.text.differences import Run, compare
from kb.text.folding import clean
from kb.text.merging import merge
from kb.web.fields import Form

MINE, THEIRS, EDITED = "mine", "theirs", "edited"


@dataclass(frozen=True)
class Difference:
    """One field that two people left differently."""

    control: Any
    """A form field that holds the proposal."""
    mine: list[str]
    """What was typed, as a browser sends it."""
    runs: list[Run]
    """From what stands there now to what was typed."""
    pick: str
    """`mine`, `theirs` or `edited`: what is proposed."""
    merged: bool
    """Whether the proposal holds both changes."""

    @property
    def offered(self) -> str:
        return _offered(sent(self.control.data, self.control))


@dataclass(frozen=True)
class Merging:
    """Everything that `catalog/merge.html` draws."""

    form: Form
    differences: list[Difference]
    revision: int
    """The number of the revision that the other text is."""

    @property
    def agreed(self) -> list[tuple[str, str]]:
        """Name and value of what stands in all other fields."""
        apart = {difference.control.name for difference in self.differences} | {"csrf_token"}
        return [
            (control.name, value)
            for control in self.form
            if control.name not in apart
            for value in sent(control.data, control)
        ]


def prepare(kind: RecordKind, record: Record, mine: Mapping[str, Any], opened: int) -> Merging:
    """Both texts with a proposal; `opened` is the revision that the writer began with."""
    newest, before = latest(record), numbered(record, opened)
    theirs = decode(kind.model, newest.content if newest else snapshot(record))
    base = decode(kind.model, before.content) if before else None
    proposals = {
        name: _proposal(base.get(name) if base else None, mine[name], theirs.get(name), base)
        for name in kind.model.content_fields
    }
    form = kind.form(formdata=None, data={name: one[1] for name, one in proposals.items()})
    differences = []
    for name, (pick, _value) in proposals.items():
        control = form[name]
        typed = sent(mine[name], control)
        if typed == sent(theirs.get(name), control):
            continue
        runs = compare(_shown(control, theirs.get(name)), _shown(control, mine[name]))
        differences.append(Difference(control, typed, runs, pick, pick == EDITED))
    return Merging(form, differences, newest.number if newest else 0)


def _proposal(before: Any, mine: Any, theirs: Any, base: object) -> tuple[str, Any]:
    if base is not None and sent(mine) == sent(before):
        return THEIRS, theirs
    if base is None or sent(theirs) == sent(before):
        return MINE, mine
    if isinstance(mine, list):
        kept = [one for one in mine if one in theirs or one not in before]
        return EDITED, kept + [one for one in theirs if one not in mine and one not in before]
    if isinstance(mine, str) and not isinstance(mine, StrEnum):
        both = merge(before or "", mine, theirs or "")
        if both is not None:
            return EDITED, both
    return MINE, mine


def decided(given: MultiDict[str, str], kind: RecordKind, record: Record) -> MultiDict[str, str]:
    """The form as somebody decided it on the page of both texts; any other form as it is.

    What was typed into the box of a field counts more than a choice that was not changed.
    """
    names = kind.model.content_fields
    picks = {name: given[f"choose-{name}"] for name in names if f"choose-{name}" in given}
    if not picks:
        return given
    seen = numbered(record, number(given.get("base", "")))
    theirs = decode(kind.model, seen.content if seen else snapshot(record))
    form, controls = MultiDict(given), kind.form(formdata=None)
    for name, pick in picks.items():
        untouched = _offered(given.getlist(name)) == given.get(f"offered-{name}")
        if untouched and pick == MINE:
            form.setlist(name, given.getlist(f"mine-{name}"))
        elif untouched and pick == THEIRS:
            form.setlist(name, sent(theirs.get(name), controls[name]))
    return form


def number(given: str) -> int:
    """A number out of a form; 0, which nothing has, when it is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def sent(value: Any, control: Any = None) -> list[str]:
    """A value as a browser sends it; rows, as an expert's works, as their field writes them."""
    if isinstance(value, list) and value and isinstance(value[0], dict) and control is not None:
        # No copy of it: a field that is copied is bound to no form.
        before = control.data
        control.process_data(value)
        words, control.data = control._value(), before
        return [words]
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if isinstance(value, StrEnum):
        return [value.value]
    if isinstance(value, date):
        return [value.isoformat()]
    return ["" if value is None else str(value)]


def _offered(values: Sequence[str]) -> str:
    """A short sign of what a box held when it was shown."""
    words = "\0".join(sorted(clean(value).strip() for value in values if value))
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()


def _shown(control: Any, value: Any) -> str:
    """A value in words."""
    values = sent(value, control)
    if hasattr(control, "iter_choices"):
        labels = {str(option[0]): str(option[1]) for option in control.iter_choices()}
        values = [labels.get(one, one) for one in values if one]
    return "、".join(values)
