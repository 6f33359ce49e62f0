"""Member import: a table of members is taken in, looked at, and written whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import member_table, members, names
from kb.alliance.forms import YesNo
from kb.alliance.member_table import MEMBERS
from kb.alliance.members import Member, MemberKind
from kb.catalog import exchange, importing
from kb.catalog.batches import BatchState, ImportBatch
from kb.catalog.exchange import Headings, Labels, Reader
from kb.catalog.findings import Finding, Result
from kb.db import db
from kb.errors import Conflict
from kb.office.workbooks import Line
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.publishing.revisions import encode
from kb.text.folding import fold
from kb.web.languages import language, speaking


def receive(staff: User, lines: Sequence[Line], file_name: str) -> ImportBatch:
    """Keep a table that was uploaded, and look at it."""
    require(is_staff(staff))
    batch = importing.take_in(MEMBERS, staff, lines, file_name)
    check(batch, staff)
    return batch


def check(batch: ImportBatch, staff: User) -> None:
    """Look at the rows, with the members as they are now."""
    require(is_staff(staff) and batch.user_id == staff.id)
    if batch.state is BatchState.DONE:
        raise Conflict(_("This table has been written already."))
    batch.language = language()
    importing.keep(batch, *importing.packed(lambda: find(batch.lines)))
    db.session.flush()


def find(lines: Sequence[Line]) -> tuple[Headings, list[Finding]]:
    """What each row below the headings would do. Raises Unfit."""
    columns = exchange.headings(MEMBERS, lines[0])
    looking = _Looking(columns)
    rows = (line for line in lines[1:] if not looking.reader.is_example(line))
    return columns, [looking.at(line) for line in rows]


class _Looking:
    """One table against the members that are there."""

    def __init__(self, columns: Headings) -> None:
        self.reader = Reader(MEMBERS, columns)
        self.labels = Labels(MEMBERS)
        there = members.in_order()
        self.by_number = {member.slug.upper(): member for member in there}
        self.owners = {fold(member.name): member.slug for member in there}
        self.seen: set[str] = set()

    def at(self, line: Line) -> Finding:
        number = self.reader.number(line)
        member = self.by_number.get(number)
        finding = Finding(line.number, Result.NEW, member.slug if member else number.lower())
        if number and member is None:
            text = _("There is no such number here. Leave the cell empty for a new record.")
        elif number and number in self.seen:
            text = _("This number stands twice in the table.")
        else:
            self.seen.add(number)
            self._read(finding, line, member)
            return finding
        finding.refuse(text, exchange.NUMBER_KEY, str(exchange.NUMBER))
        return finding

    def _read(self, finding: Finding, line: Line, member: Member | None) -> None:
        present = member_table.content(member) if member else {}
        form, named = self.reader.form(line, present)
        if not form.validate():
            for name, texts in form.errors.items():
                label = str(MEMBERS.field_label(name))
                finding.refuse(" ".join(map(str, texts)), name, label)
        given = form.content
        finding.title = str(given["name"])
        self._keep_names_apart(finding, member)
        # Columns that are not in the table stay exactly as they are.
        held = present | {name: given[name] for name in named} if member else given
        finding.content = encode(held)
        if finding.result is Result.NEW and member:
            self._compare(finding, present, held)

    def _keep_names_apart(self, finding: Finding, member: Member | None) -> None:
        """A table that is sent twice would double the alliance."""
        own = member.slug if member else f"#{finding.line}"
        if finding.title and self.owners.setdefault(fold(finding.title), own) != own:
            text = _("There is a member of this name already, here or further up in the table.")
            finding.refuse(text, "name", str(MEMBERS.field_label("name")))

    def _compare(
        self, finding: Finding, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        for name, value in after.items():
            if before[name] != value:
                texts = [self.labels.text(name, one) for one in (before[name], value)]
                finding.changes.append([str(MEMBERS.field_label(name)), *texts])
        finding.result = Result.CHANGED if finding.changes else Result.SAME


def write(batch: ImportBatch, staff: User) -> None:
    """Write all rows, or none. A second time changes nothing."""
    require(is_staff(staff) and batch.user_id == staff.id)
    if batch.state is BatchState.DONE:
        return
    importing.refuse_unready(batch)
    # Whoever else brings members in waits here, and then looks at those of this table.
    there = db.session.scalars(
        select(Member).with_for_update().execution_options(populate_existing=True)
    )
    by_slug = {member.slug: member for member in there}
    _refuse_stale(batch)
    wanted = [f for f in batch.findings if f.result in (Result.NEW, Result.CHANGED)]
    for finding in wanted:
        slug = finding.number or members.free_slug(finding.content["name"], by_slug)
        member = by_slug.setdefault(slug, Member(slug=slug))
        _take_over(member, finding.content)
        db.session.add(member)
    batch.state = BatchState.DONE
    # Members have no revisions: this line is what remains of what they were.
    changes = {
        f"{finding.number} {label}": [before, after]
        for finding in wanted
        for label, before, after in finding.changes
    }
    audit.log(staff, "import", batch.file_name, kind="member", changes=changes, **batch.counts)
    db.session.flush()
    names.forget()


def _refuse_stale(batch: ImportBatch) -> None:
    """Raise Conflict when the rows would do something else now than what the person has seen."""
    with speaking(batch.language):
        _columns, now = find(batch.lines)
    pairs = zip(batch.findings, now, strict=True)
    importing.refuse_changed([new.number or new.title for old, new in pairs if old != new])


def _take_over(member: Member, content: Mapping[str, Any]) -> None:
    member.name, member.name_en = content["name"], content["name_en"]
    member.kind, member.city_slug = MemberKind(content["kind"]), content["city"]
    member.is_founder = content["is_founder"] == YesNo.YES
    member.joined_on, member.left_on = _day(content["joined_on"]), _day(content["left_on"])
    member.source = content["source"]
    members.rename(member, content["aliases"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
