"""Importing: a table is taken in, looked at, and written whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from kb.accounts.users import User
from kb.catalog import findings
from kb.catalog.batches import KEPT, BatchState, ImportBatch
from kb.catalog.exchange import NUMBER_KEY, Headings
from kb.catalog.findings import Finding, Result
from kb.catalog.kind import RecordKind, Tabled
from kb.catalog.site import site
from kb.clock import utcnow
from kb.db import db, reading
from kb.errors import Conflict, DomainError, NotAllowed
from kb.jobs.queue import enqueue
from kb.office.workbooks import Line, freeze
from kb.publishing import audit, bulk, telling
from kb.publishing.permissions import is_staff, may_exchange, require
from kb.publishing.records import Record
from kb.web.languages import language, speaking

AT_ONCE = 200
"""Rows that are worked on while the person waits; more go into the background."""


def receive(kind: RecordKind, uploader: User, lines: Sequence[Line], file_name: str) -> ImportBatch:
    """Keep a table that was uploaded, and look at it, or have it looked at when it is long."""
    require(may_exchange(uploader))
    batch = take_in(kind, uploader, lines, file_name)
    check(batch, uploader)
    return batch


def take_in(kind: Tabled, uploader: User, lines: Sequence[Line], file_name: str) -> ImportBatch:
    """Keep the rows as they are; the caller has seen to it that this person may bring them."""
    db.session.execute(delete(ImportBatch).where(ImportBatch.created_at < utcnow() - KEPT))
    rows = [{"line": line.number, "cells": [freeze(cell) for cell in line.cells]} for line in lines]
    batch = ImportBatch(
        kind=kind.name, user=uploader, file_name=file_name[:200], given={"rows": rows}
    )
    db.session.add(batch)
    db.session.flush()
    audit.log(uploader, "upload", batch.file_name, kind=kind.name, rows=len(rows) - 1)
    return batch


def check(batch: ImportBatch, uploader: User) -> None:
    """Look at the rows again, with the records as they are now."""
    require(may_exchange(uploader) and batch.user_id == uploader.id)
    if batch.state is BatchState.DONE or batch.state is BatchState.WRITING:
        raise Conflict(_("This table has been written already."))
    batch.language, batch.problem = language(), ""
    batch.state = BatchState.CHECKING
    db.session.flush()
    if len(batch.given["rows"]) > AT_ONCE:
        batch.job_id = enqueue("check_import", {"batch": batch.id}, f"import-{batch.id}").id
    else:
        keep(batch, *_look(batch, lambda done, total: None))
    db.session.flush()


def _look(
    batch: ImportBatch, tell: Callable[[int, int], None]
) -> tuple[dict[str, Any], dict[str, int], str]:
    """The findings as JSON, how many of each, and why there are none."""
    kind = site().kinds.by_name[batch.kind]
    return packed(lambda: findings.find(kind, batch.lines, batch.user, tell))


def packed(
    find: Callable[[], tuple[Headings, list[Finding]]],
) -> tuple[dict[str, Any], dict[str, int], str]:
    """What was found, as a batch keeps it, or why nothing was."""
    try:
        columns, found = find()
    except DomainError as problem:
        return {}, {}, str(problem)
    counts = {str(result): sum(f.result is result for f in found) for result in Result}
    places = {str(place): name for place, name in columns.fields.items()}
    if columns.number is not None:
        places[str(columns.number)] = NUMBER_KEY
    rows = [finding.plain() for finding in found]
    return {"rows": rows, "columns": places, "unknown": list(columns.unknown)}, counts, ""


def keep(batch: ImportBatch, found: dict[str, Any], counts: dict[str, int], problem: str) -> None:
    """The findings are there for the person to see."""
    batch.found, batch.counts, batch.problem = found, counts, problem
    batch.state = BatchState.READY


def write(batch: ImportBatch, author: User, publishes: bool) -> None:
    """Write all rows, or none; long tables in the background. A second time changes nothing."""
    require(may_exchange(author) and batch.user_id == author.id)
    if publishes and not is_staff(author):
        raise NotAllowed(_("Only the secretariat publishes without review."))
    if batch.state is BatchState.DONE or batch.state is BatchState.WRITING:
        return
    refuse_unready(batch)
    batch.publishes, batch.problem = publishes, ""
    if batch.writes > AT_ONCE:
        batch.state = BatchState.WRITING
        batch.job_id = enqueue("write_import", {"batch": batch.id}, f"import-{batch.id}").id
    else:
        _write(batch, author)
    db.session.flush()


def refuse_unready(batch: ImportBatch) -> None:
    """Raise Conflict when rows are wrong, or there is nothing to write."""
    if batch.state is not BatchState.READY or batch.count(Result.WRONG) or not batch.writes:
        raise Conflict(_("This table cannot be written as it is. Look at the wrong rows first."))


def _write(batch: ImportBatch, author: User) -> None:
    kind = site().kinds.by_name[batch.kind]
    wanted = [f for f in batch.findings if f.result in (Result.NEW, Result.CHANGED)]
    records = findings.by_number(kind, {f.number for f in wanted if f.number})
    _refuse_stale(wanted, records)
    contents = [(records.get(f.number) or kind.model(), f.content) for f in wanted]
    if batch.publishes:
        bulk.publish_directly(contents, author)
    else:
        bulk.submit_directly(contents, author)
        telling.table_submitted(batch.file_name, len(contents), author)
    batch.state = BatchState.DONE
    audit.log(author, "import", batch.file_name, kind=kind.name, **batch.counts)


def _refuse_stale(wanted: Sequence[Finding], records: Mapping[str, Record]) -> None:
    """Raise Conflict when a record is no longer as the person has seen it in the findings."""
    # A change that began with a file leaves the version as it is.
    open_changes = findings.under_way_of(records.values())
    fresh = {
        (number, record.version)
        for number, record in records.items()
        if record.id not in open_changes
    }
    stale = [f.number for f in wanted if f.number and (f.number, f.version) not in fresh]
    refuse_changed(stale)


def refuse_changed(stale: Sequence[str]) -> None:
    """Raise Conflict when there are any of these, which others have changed meanwhile."""
    if stale:
        numbers = "、".join(stale[:5])
        raise Conflict(
            _(
                "Somebody has changed %(count)s of these records meanwhile (%(numbers)s). Nothing "
                "is written. Check the table again.",
                count=len(stale),
                numbers=numbers,
            )
        )


# ---- In the background ----


def check_job(payload: Mapping[str, Any], progress: Callable[[int, int], None]) -> None:
    """Look at a long table without a transaction that would keep others from writing."""

    def tell(done: int, total: int) -> None:
        db.session.rollback()
        progress(done, total)

    with reading():
        batch = db.session.get(ImportBatch, payload["batch"])
        if batch is None or batch.state is not BatchState.CHECKING:
            return
        with speaking(batch.language):
            looked = _look(batch, tell)
        db.session.rollback()
    keep(batch, *looked)


def write_job(payload: Mapping[str, Any], _progress: Callable[[int, int], None]) -> None:
    """Write a long table in one transaction; a refusal is noted for the person."""
    locked = select(ImportBatch).where(ImportBatch.id == payload["batch"]).with_for_update()
    batch = db.session.scalar(locked)
    if batch is None or batch.state is not BatchState.WRITING:
        return
    with speaking(batch.language):
        try:
            _write(batch, batch.user)
        except DomainError as problem:
            db.session.rollback()
            batch.state, batch.problem = BatchState.READY, str(problem)
