"""Changed: field by field, how two contents of a record differ."""

from typing import Any

from kb.catalog.kind import RecordKind
from kb.publishing.records import Record
from kb.text.differences import compare


def changed_fields(
    kind: RecordKind, record: Record, content: dict[str, Any]
) -> list[dict[str, Any]]:
    """Field by field, how this content differs from what readers see."""
    changes = []
    for name in record.content_fields:
        before, after = worded(getattr(record, name)), worded(content.get(name))
        if before != after:
            label = str(kind.field_label(name))
            changes.append({"label": label, "runs": compare(before, after)})
    return changes


def worded(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(worded(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(str(item) for item in value.values() if item and item is not True)
    return "" if value is None else str(value)
