"""Versions: an old content of a record, brought forward again as a new one."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit, bulk, workflow
from kb.publishing.permissions import may_edit, may_review, require
from kb.publishing.records import Record
from kb.publishing.revisions import Revision, State, decode, latest, live


def version(record: Record, number: int) -> Revision | None:
    """The revision of this number."""
    numbered = Revision.record_id == record.id, Revision.number == number
    return db.session.scalar(select(Revision).where(*numbered))


def propose_again(record: Record, author: User, number: int, note: str = "") -> Revision:
    """A new draft with the content of an old version; it is reviewed like any other."""
    require(may_edit(author, record))
    revision = workflow.save(record, author, _content(record, number))
    revision.note = _note(number, note)
    db.session.flush()
    return revision


def bring_back(record: Record, reviewer: User, number: int, note: str = "") -> Revision:
    """Let readers see an old version again at once, as a new version of its own."""
    require(may_review(reviewer, record))
    newest = latest(record)
    if record.published_at is None or record.withdrawn_at is not None:
        raise Conflict(_("Only a published record can be brought back."))
    if newest is not None and newest.state is State.SUBMITTED:
        raise Conflict(_("This change is under review. It can be edited once it is decided."))
    content, before = _content(record, number), live(record)
    [revision] = bulk.publish_directly([(record, content)], reviewer)
    revision.note = _note(number, note)
    detail = {"revision": revision.number, "note": revision.note}
    changes = audit.changes(before, revision.content)
    audit.log(reviewer, "bring-back", record.title, record.id, **detail, changes=changes)
    db.session.flush()
    return revision


def _content(record: Record, number: int) -> Mapping[str, Any]:
    old = version(record, number)
    if old is None:
        raise DomainError(_("There is no version %(number)s.", number=number))
    # What the kind has learnt since then stays as it is.
    return decode(type(record), live(record) | old.content)


def _note(number: int, note: str) -> str:
    return note.strip() or _("As version %(number)s.", number=number)
