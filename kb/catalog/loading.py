"""Loading: many records at once from files, again and again without harm.

Rows are known by their key. What people edited on the site since is kept.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from kb.accounts.users import User
from kb.catalog.kind import Kinds, RecordKind
from kb.catalog.loaded import LoadedItem, edited_since, replaced_by, retire
from kb.catalog.sources import Row
from kb.db import db
from kb.publishing import audit, bulk, links
from kb.publishing.links import Relation
from kb.publishing.records import Record
from kb.text.folding import clean

BATCH = 200
TURN, PAUSE = 1.0, 0.12
"""Seconds of writing after which all others get their turn, and how long. On SQLite whoever waits
to write looks every tenth of a second: between two batches he would hardly ever find it free.
"""


class Result(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Wanted:
    """A row that is to be published, with the record that takes its content."""

    row: Row
    record: Record
    content: Mapping[str, Any]
    item: LoadedItem | None


@dataclass
class Report:
    counts: Counter[Result] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    """Place and reason of every row that was refused or kept, and of every link."""
    seen: set[str] = field(default_factory=set)
    """The keys that have stood in a row so far."""

    def note(self, result: Result, row: Row, reason: str = "") -> None:
        self.counts[result] += 1
        if reason:
            self.refusals.append(f"{row.place}: {reason}")


def load(
    rows: Iterator[Row],
    kinds: Kinds,
    loader: User,
    progress: Callable[[int], object] | None = None,
) -> Report:
    """Publish these rows, batch by batch; each batch is committed. Bad rows are reported."""
    report, linked = Report(), []
    turn_ends = time.monotonic() + TURN
    for batch in _batches(rows):
        loader = db.session.merge(loader)
        linked += _load_batch(batch, kinds, loader, report)
        db.session.commit()
        db.session.expunge_all()
        if progress:
            progress(len(batch))
        if time.monotonic() > turn_ends:
            time.sleep(PAUSE)
            turn_ends = time.monotonic() + TURN
    loader = db.session.merge(loader)
    for row in linked:
        _link(row, loader, report)
        report.refusals += retire(row, _key(row), loader)
    audit.log(loader, "load", counts=dict(report.counts))
    db.session.commit()
    return report


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _load_batch(batch: Sequence[Row], kinds: Kinds, loader: User, report: Report) -> list[Row]:
    """Publish what is new or changed. The rows that name others, for when these are all there."""
    keys = {_key(row) for row in batch}
    items = select(LoadedItem).where(LoadedItem.key.in_(keys))
    known = {item.key: item for item in db.session.scalars(items)}
    taken = set(db.session.scalars(select(Record.key).where(Record.key.in_(keys)))) - set(known)
    wanted: list[Wanted] = []
    for row in batch:
        key = _key(row)
        problem = row.problem or _problem(row, key, kinds)
        if not problem and key in report.seen:
            problem = f"key: {key} stands twice"
        elif not problem and key in taken:
            problem = f"key: {key} belongs to another record"
        if problem:
            report.note(Result.REFUSED, row, problem)
            continue
        report.seen.add(key)
        one = _wanted(row, key, kinds, known.get(key), report)
        if one is not None:
            wanted.append(one)
    contents = [(one.record, one.content) for one in wanted]
    for one, revision in zip(wanted, bulk.publish_directly(contents, loader), strict=True):
        item = one.item or LoadedItem(key=one.record.key, record_id=one.record.id)
        item.digest, item.revision = one.row.digest, revision.number
        db.session.add(item)
    return [row for row in batch if _is_tied(row) and _key(row) in report.seen]


def _is_tied(row: Row) -> bool:
    """It names other records, which must be there first."""
    return bool(row.values.get("links") or replaced_by(row))


def _key(row: Row) -> str:
    return clean(str(row.values.get("key", ""))).strip()


def _problem(row: Row, key: str, kinds: Kinds) -> str:
    """What is wrong with the row before its content is looked at."""
    if not key or len(key) > 200:
        return "key: a row needs a key of at most 200 characters"
    if str(row.values.get("kind")) not in kinds.by_name:
        return f"kind: one of {', '.join(kinds.by_name)}"
    wanted = row.values.get("links", [])
    if not (isinstance(wanted, list) and all(isinstance(one, dict) for one in wanted)):
        return "links: a list of objects with `relation` and `to`"
    return ""


def _wanted(
    row: Row, key: str, kinds: Kinds, item: LoadedItem | None, report: Report
) -> Wanted | None:
    """What is to be published, or nothing when the row is the same, kept or refused."""
    if item is not None and item.digest == row.digest:
        report.note(Result.SAME, row)
        return None
    if item is not None and edited_since(item):
        report.note(Result.KEPT, row, "kept as it was edited on the site")
        return None
    kind = kinds.by_name[str(row.values["kind"])]
    record = db.session.get(kind.model, item.record_id) if item else None
    if item is not None and record is None:
        report.note(Result.REFUSED, row, f"key: {key} is of another kind")
        return None
    form = kind.form(formdata=_form_data(row, kind), meta={"csrf": False})
    if not form.validate():
        reasons = [f"{name}: {' '.join(map(str, found))}" for name, found in form.errors.items()]
        report.note(Result.REFUSED, row, "; ".join(reasons))
        return None
    report.note(Result.CHANGED if record else Result.NEW, row)
    return Wanted(row, record or kind.model(key=key), form.content, item)


def _form_data(row: Row, kind: RecordKind) -> MultiDict[str, str]:
    """The row as a browser would have sent it, so that one form knows all rules."""
    values = dict(row.values)
    if "body" in values and kind.model.headings:
        values |= divided(str(values.pop("body")), kind)
    data: MultiDict[str, str] = MultiDict()
    for name in kind.model.content_fields:
        value = values.get(name)
        if isinstance(value, list):
            text = [str(item) for item in value]
            data.setlist(name, text if name == "themes" else ["，".join(text)])
        elif value is not None:
            data[name] = str(value)
    return data


def divided(body: str, kind: RecordKind) -> dict[str, str]:
    """One running text by the kind's headings; what stands before the first belongs to it."""
    parts: dict[str, list[str]] = {}
    current = next(iter(kind.model.headings.values()))
    for line in body.splitlines():
        heading = line.removeprefix("## ").strip() if line.startswith("## ") else ""
        if heading in kind.model.headings:
            current = kind.model.headings[heading]
        else:
            parts.setdefault(current, []).append(line)
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _link(row: Row, loader: User, report: Report) -> None:
    """Also for rows that are the same as before: the other end may be new."""
    origin = db.session.scalar(select(Record).where(Record.key == _key(row)))
    if origin is None:
        return  # The row was refused, as the report says already.
    for wanted in row.values.get("links", ()):
        relation, key = str(wanted.get("relation")), clean(str(wanted.get("to")))
        target = db.session.scalar(select(Record).where(Record.key == key))
        known = relation in {known.value for known in Relation}
        if target is None or target is origin or not known:
            report.refusals.append(f"{row.place}: link {relation} to {key}: not known")
            continue
        links.link(origin, target, Relation(relation), loader)
