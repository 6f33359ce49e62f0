"""Findings: what each row of a table would do (make, change, nothing), or what is wrong in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from kb.accounts.users import User
from kb.catalog import exchange
from kb.catalog.exchange import Headings, Labels, Reader
from kb.catalog.kind import RecordKind
from kb.db import db
from kb.office.workbooks import Line
from kb.publishing.permissions import is_staff, may_edit, may_read, readable_by
from kb.publishing.records import Record
from kb.publishing.revisions import OPEN, Revision, encode, live, snapshot

CHUNK = 100
"""Rows that are looked at before the next word about the progress."""


class Result(StrEnum):
    WRONG = "wrong"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"

    @property
    def label(self) -> LazyString:
        return RESULT_LABELS[self]


RESULT_LABELS = {
    Result.WRONG: _l("Wrong"),
    Result.NEW: _l("New"),
    Result.CHANGED: _l("Changed"),
    Result.SAME: _l("Unchanged"),
}


@dataclass
class Finding:
    """About one row. Plain values, so that it can be kept as JSON."""

    line: int
    result: Result
    number: str = ""
    title: str = ""
    version: int = 0
    """Of the record that would change, as it was looked at."""
    content: dict[str, Any] = field(default_factory=dict)
    """What the record would hold, encoded."""
    changes: list[list[str]] = field(default_factory=list)
    """Label, old and new text of each cell that changes."""
    errors: list[list[str]] = field(default_factory=list)
    """Name of the column (empty: the whole row), its label, and a sentence."""
    note: str = ""

    @property
    def reason(self) -> str:
        """Everything that is wrong, in one cell."""
        return "\n".join(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """What is wrong, each with the name of its column."""
        return [
            _("%(label)s: %(text)s", label=label, text=text) for _name, label, text in self.errors
        ]

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def refuse(self, text: str, column: str = "", label: str = "") -> None:
        self.result = Result.WRONG
        self.errors.append([column, label, text])


def find(
    kind: RecordKind,
    lines: Sequence[Line],
    uploader: User,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Headings, list[Finding]]:
    """The findings of all rows below the headings. Raises Unfit."""
    columns = exchange.headings(kind, lines[0])
    looking = _Looking(kind, columns, uploader)
    found: list[Finding] = []
    for start in range(1, len(lines), CHUNK):
        found += looking.at(lines[start : start + CHUNK])
        tell(min(start + CHUNK, len(lines)) - 1, len(lines) - 1)
    return columns, found


class _Looking:
    """One table against the records that are there."""

    def __init__(self, kind: RecordKind, columns: Headings, uploader: User) -> None:
        self.kind = kind
        self.uploader = uploader
        self.reader = Reader(kind, columns)
        self.labels = Labels(kind)
        self.seen: set[str] = set()

    def at(self, lines: Sequence[Line]) -> Iterator[Finding]:
        lines = [line for line in lines if not self.reader.is_example(line)]
        numbers = {number for line in lines if (number := self.reader.number(line))}
        records = by_number(self.kind, numbers)
        under_way = under_way_of(records.values())
        made = []
        for line in lines:
            number = self.reader.number(line)
            record = records.get(number)
            finding = Finding(line.number, Result.NEW, number)
            made.append(finding)
            if number and not self._may_change(finding, record, under_way):
                continue
            self._read(finding, line, record)
        self._note_namesakes(made)
        return iter(made)

    def _may_change(
        self, finding: Finding, record: Record | None, under_way: frozenset[int]
    ) -> bool:
        twice = finding.number in self.seen
        self.seen.add(finding.number)
        label = str(exchange.NUMBER)
        if record is None or not may_read(self.uploader, record):
            text = _("There is no such number here. Leave the cell empty for a new record.")
        elif not may_edit(self.uploader, record):
            text = _("You may change records of your own organisation only.")
        elif twice:
            text = _("This number stands twice in the table.")
        elif record.withdrawn_at is not None:
            text = _("This record is withdrawn.")
        elif record.id in under_way:
            text = _("A change of this record is open already. It has to be decided first.")
        else:
            return True
        finding.refuse(text, exchange.NUMBER_KEY, label)
        return False

    def _read(self, finding: Finding, line: Line, record: Record | None) -> None:
        present = live(record) if record is not None else {}
        form, named = self.reader.form(line, present)
        if not form.validate():
            for name, texts in form.errors.items():
                label = str(self.kind.field_label(name))
                finding.refuse(" ".join(map(str, texts)), name, label)
        content = encode(form.content)
        finding.title = str(content.get("title") or "")
        self._keep_to_own(finding, content, record)
        finding.content = content
        if finding.result is Result.WRONG or record is None:
            return
        finding.version = record.version
        # A cell as the export gave it out changes nothing, though it may hide what is closed.
        shown = snapshot(record)
        names = {*named, "member"} & content.keys()
        finding.content = present | {
            name: content[name]
            for name in names
            if _comparable(content[name]) != _comparable(shown.get(name))
        }
        self._compare(finding, present)

    def _keep_to_own(
        self, finding: Finding, content: dict[str, Any], record: Record | None
    ) -> None:
        if is_staff(self.uploader):
            return
        if record is None and not content.get("member"):
            content["member"] = self.uploader.member
        if content.get("member") != self.uploader.member:
            label = str(self.kind.field_label("member"))
            finding.refuse(_("You may submit for your own organisation only."), "member", label)

    def _compare(self, finding: Finding, present: dict[str, Any]) -> None:
        for name, after in finding.content.items():
            before = present.get(name)
            if _comparable(before) != _comparable(after):
                label = str(self.kind.field_label(name))
                texts = [self.labels.text(name, value) for value in (before, after)]
                finding.changes.append([label, *texts])
        finding.result = Result.CHANGED if finding.changes else Result.SAME

    def _note_namesakes(self, made: Sequence[Finding]) -> None:
        """A table that is sent twice would double the library: say what is there already."""
        new = [finding for finding in made if finding.result is Result.NEW]
        query = select(Record.title, Record.number).where(
            Record.kind == self.kind.name,
            Record.title.in_({finding.title for finding in new}),
            readable_by(self.uploader),
        )
        there = dict(iter(db.session.execute(query)))
        for finding in new:
            if number := there.get(finding.title):
                finding.note = _("This title is there already: %(number)s", number=number)


def by_number(kind: RecordKind, numbers: set[str]) -> dict[str, Record]:
    """The records of this kind with these numbers, with their tags."""
    query = select(kind.model).where(kind.model.number.in_(numbers))
    found = db.session.scalars(query.options(selectinload(kind.model.tag_rows)))
    return {str(record.number): record for record in found}


def under_way_of(records: Iterable[Record]) -> frozenset[int]:
    """Which of these records have a change that nobody has decided yet."""
    ids = [record.id for record in records]
    query = select(Revision.record_id).where(Revision.record_id.in_(ids), Revision.state.in_(OPEN))
    return frozenset(db.session.scalars(query))


def _comparable(value: Any) -> Any:
    return sorted(value, key=str) if isinstance(value, list) else value
