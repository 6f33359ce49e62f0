"""Comparing: how two contents of a record differ, field by field, in words that people read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kb.catalog.kind import RecordKind
from kb.catalog.naming import Naming
from kb.publishing.revisions import decode
from kb.text.differences import Run, compare

NAMED = {"city": "city", "member": "member", "themes": "theme"}
"""Fields that hold keys, and what names them."""


@dataclass(frozen=True)
class Difference:
    """One field: what it is called, and the runs that lead from the old text to the new one."""

    name: str
    label: str
    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        return any(kind != "same" for kind, _text in self.runs)

    @property
    def added(self) -> int:
        return self._count("added")

    @property
    def removed(self) -> int:
        return self._count("removed")

    def _count(self, wanted: str) -> int:
        return sum(len(text) for kind, text in self.runs if kind == wanted)


def differences(
    kind: RecordKind, naming: Naming, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """Every field that one of the two contents fills, in the order of the form."""
    old, new = decode(kind.model, before), decode(kind.model, after)
    found = []
    for name in _in_order(kind):
        texts = worded(name, old.get(name), naming), worded(name, new.get(name), naming)
        if any(texts):
            label = str(kind.field_label(name))
            if isinstance(new.get(name), list):
                runs = _listed(name, old.get(name) or [], new[name], naming)
            else:
                runs = _runs(name, new.get(name), *texts)
            found.append(Difference(name, label, tuple(runs)))
    return found


def _runs(name: str, value: object, before: str, after: str) -> list[Run]:
    """By characters; of what was chosen from a list, the whole words."""
    chosen = name in NAMED or isinstance(value, StrEnum | int | date)
    if chosen and before != after:
        return [run for run in (("removed", before), ("added", after)) if run[1]]
    return compare(before, after)


def _listed(name: str, before: list[Any], after: list[Any], naming: Naming) -> list[Run]:
    """Of a list what stayed, went and came; its order says nothing."""
    parts = {
        "same": [one for one in after if one in before],
        "removed": [one for one in before if one not in after],
        "added": [one for one in after if one not in before],
    }
    return [(kind, f"{worded(name, one, naming)} ") for kind, all in parts.items() for one in all]


def _in_order(kind: RecordKind) -> Iterable[str]:
    """As the form has them: what the model alone holds is compared nowhere."""
    return (name for name in kind.model.content_fields if hasattr(kind.form, name))


def worded(name: str, value: object, naming: Naming) -> str:
    """A value of a content field as people read it: labels instead of keys."""
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return "、".join(worded(name, one, naming) for one in value)
    label = getattr(value, "label", None)
    if label is not None:
        return str(label)
    return naming.value(NAMED[name], str(value)) if name in NAMED else str(value)
