"""Keeping: the work behind attachments that no page waits for: reading them, clearing the store."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from kb.clock import utcnow
from kb.db import Base, db, reading
from kb.jobs.worker import Handler, Progress
from kb.office import confined
from kb.office.refusals import Unfit
from kb.publishing.attachments import Attachment, Reading
from kb.publishing.reception import spooled
from kb.publishing.stores import Missing, Store

KEYS = frozenset({"sha256", "thumbnail"})
"""What columns are called that hold the key of a content in the store."""
YOUNG = timedelta(days=1)
"""What was brought since may belong to an upload that is not finished."""


def reader(store: Store, largest: int) -> Handler:
    """The handler of `read-file` jobs: the text of a file of at most `largest` bytes."""

    def read(payload: Mapping[str, object], _progress: Progress) -> None:
        attachment = db.session.get(Attachment, payload["attachment"])
        if attachment is None:
            return
        key, type = attachment.sha256, attachment.type
        db.session.rollback()  # What follows is slow, and holds no lock meanwhile.
        text, outcome = _text(store, key, type.value, largest)
        found = db.session.get(Attachment, payload["attachment"])
        if found is not None:
            found.text, found.reading = text, outcome

    return read


def _text(store: Store, key: str, type: str, largest: int) -> tuple[str, Reading]:
    """A file that cannot be read stays a file: it is only not found by its words."""
    try:
        with store.open(key) as content, spooled(content, largest) as file:
            found = confined.run("kb.office.extraction:extracted", path=file.name, type=type)
        return str(found["text"]), Reading.DONE
    except (Unfit, Missing):
        return "", Reading.FAILED


def cleaner(store: Store) -> Handler:
    """The handler of the daily job that clears the store."""

    def clean(_payload: Mapping[str, object], _progress: Progress) -> None:
        clear(store, utcnow() - YOUNG)

    return clean


def clear(store: Store, before: datetime) -> int:
    """Remove the contents that no row names and nobody has brought since `before`: how many."""
    kept = list(store.held())  # First: whatever is attached meanwhile is young, or named below.
    with reading():
        used = _named()
        db.session.rollback()
    # Asked again: what nobody named may have been brought once more meanwhile, and is young.
    now = dict(store.held())
    orphans = [key for key, _then in kept if key not in used and key in now and now[key] < before]
    for key in orphans:
        store.remove(key)
    return len(orphans)


def _named() -> set[str]:
    """Every content that any row names, in whatever table: such columns are called `sha256`, or
    `thumbnail`. A digest of something else does no harm here.
    """
    columns = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in KEYS
    ]
    return {key for column in columns for key in db.session.scalars(select(column)) if key}
