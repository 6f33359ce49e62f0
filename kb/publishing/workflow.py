"""Workflow: a record's steps from draft to public, each with its right, rule and audit line."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from kb.accounts.users import User
from kb.clock import local, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit, embargo, tags
from kb.publishing.numbering import next_numbers
from kb.publishing.permissions import may_create, may_edit, may_review, require
from kb.publishing.records import Record
from kb.publishing.reviews import require_other_eyes, require_unclaimed, weigh
from kb.publishing.revisions import OPEN, Revision, State, apply, encode, latest, live


def create(
    model: type[Record], author: User, content: Mapping[str, Any], key: str | None = None
) -> Record:
    """A new record that only its author and the staff see, with its first draft."""
    require(may_create(author))
    record = model(author=author, key=key)
    db.session.add(record)
    apply(record, encode(content))
    db.session.flush()
    db.session.add(_revision(record, 1, author, content))
    audit.log(author, "create", record.title, record.id)
    db.session.flush()
    return record


def save(
    record: Record, author: User, content: Mapping[str, Any], version: int | None = None
) -> Revision:
    """Propose new content. The public face stays; a record never published shows the draft.

    `version` is the record's version when the form was opened: another one raises Conflict.
    """
    require(may_edit(author, record))
    if version is not None and version != record.version:
        raise Conflict(
            _("Somebody else has saved this record meanwhile. Compare both texts, then save again.")
        )
    before = latest(record)
    if before is not None and before.state is State.SUBMITTED:
        raise Conflict(_("This change is under review. It can be edited once it is decided."))
    number = before.number + 1 if before else 1
    if before is not None and before.state in OPEN:
        before.state = State.SUPERSEDED
    revision = _revision(record, number, author, content)
    db.session.add(revision)
    if record.published_at is None:
        apply(record, revision.content)
    _touch(record)
    audit.log(author, "save", record.title, record.id, revision=number)
    db.session.flush()
    return revision


def submit(record: Record, author: User) -> None:
    """Hand the open draft to the secretariat."""
    require(may_edit(author, record))
    revision = _open(record, State.DRAFT, State.RETURNED)
    seen = live(record) if record.published_at else {}
    revision.submitted_at, revision.claimed_by = utcnow(), None
    revision.added, revision.removed = weigh(seen, seen | revision.content)
    _move(revision, author, "submit", State.SUBMITTED)
    db.session.flush()


def send_back(record: Record, reviewer: User, reason: str) -> None:
    """Return the submitted revision; the author learns why."""
    require(may_review(reviewer, record))
    if not reason.strip():
        raise DomainError(_("Say why it goes back, so that the author can correct it."))
    revision = _open(record, State.SUBMITTED)
    require_unclaimed(reviewer, revision)
    revision.reason = reason
    _decide(revision, reviewer, "return", State.RETURNED, reason=reason)
    db.session.flush()


def publish(record: Record, reviewer: User, note: str = "", publish_on: date | None = None) -> None:
    """Readers see the submitted revision from now on; the first time it gets its number.

    `publish_on` keeps a new record back until that day begins in Asia/Shanghai.
    """
    require(may_review(reviewer, record))
    revision = _open(record, State.SUBMITTED)
    require_unclaimed(reviewer, revision)
    require_other_eyes(reviewer, revision)
    before, is_new = live(record), record.published_at is None
    published_at = embargo.end(record, publish_on)
    _supersede_published(record)
    revision.note = note
    changes = {} if is_new else audit.changes(before, before | revision.content)
    _decide(revision, reviewer, "publish", State.PUBLISHED, note=note, changes=changes)
    apply(record, revision.content)
    if record.number is None:
        _number(record.number_prefix, [record])
    record.published_at = published_at
    record.withdrawn_at, record.withdrawal_reason = None, ""
    if before["title"] != record.title:
        names = {"before": before["title"], "after": record.title}
        audit.log(reviewer, "rename", record.title, record.id, **names)
    db.session.flush()


def withdraw(record: Record, reviewer: User, reason: str) -> None:
    """Take a published record from the readers; its page keeps the reason and the date."""
    require(may_review(reviewer, record))
    if record.published_at is None or record.withdrawn_at is not None:
        raise Conflict(_("Only a published record can be withdrawn."))
    if not reason.strip():
        raise DomainError(_("Say why it is withdrawn; readers of old links will see the reason."))
    record.withdrawn_at, record.withdrawal_reason = utcnow(), reason.strip()
    audit.log(reviewer, "withdraw", record.title, record.id, reason=reason)
    db.session.flush()


def restore(record: Record, reviewer: User) -> None:
    """Give a withdrawn record back to its readers, as it was."""
    require(may_review(reviewer, record))
    if record.withdrawn_at is None:
        raise Conflict(_("This record is not withdrawn."))
    record.withdrawn_at, record.withdrawal_reason = None, ""
    audit.log(reviewer, "restore", record.title, record.id)
    db.session.flush()


def publish_directly(
    contents: Sequence[tuple[Record, Mapping[str, Any]]], reviewer: User
) -> list[Revision]:
    """Write and publish many records in one step, new ones or old ones; a revision for each."""
    revisions = []
    with db.session.no_autoflush:
        known = tags.book(content for _record, content in contents)
        for record, content in contents:
            require(may_review(reviewer, record))
            revisions.append(_published_at_once(record, content, reviewer, known))
        for prefix, records in groupby(sorted(_unnumbered(contents), key=_prefix), key=_prefix):
            _number(prefix, list(records))
    db.session.flush()
    return revisions


def _published_at_once(
    record: Record, content: Mapping[str, Any], reviewer: User, known: tags.Book
) -> Revision:
    number = 1
    if record.id is None:
        record.author = reviewer
        db.session.add(record)
    elif (before := latest(record)) is not None:
        number = before.number + 1
        _supersede_published(record)
        if before.state in OPEN:
            before.state = State.SUPERSEDED
    revision = _revision(record, number, reviewer, content)
    revision.state, revision.reviewer, revision.decided_at = State.PUBLISHED, reviewer, utcnow()
    db.session.add(revision)
    apply(record, revision.content, known)
    record.published_at = record.published_at or utcnow()
    return revision


def _unnumbered(contents: Sequence[tuple[Record, Mapping[str, Any]]]) -> list[Record]:
    return [record for record, _content in contents if record.number is None]


def _prefix(record: Record) -> str:
    return record.number_prefix


def _revision(record: Record, number: int, author: User, content: Mapping[str, Any]) -> Revision:
    return Revision(record=record, number=number, author=author, content=encode(content))


def _number(prefix: str, records: Sequence[Record]) -> None:
    """Give them their numbers; where there is no prefix, the key is the number."""
    if prefix:
        numbers = next_numbers(prefix, local(utcnow()).year, len(records))
    else:
        numbers = [record.key or f"page-{record.id}" for record in records]
    for record, number in zip(records, numbers, strict=True):
        record.number = number


def _open(record: Record, *states: State) -> Revision:
    """The newest revision, which must be in one of these states."""
    revision = latest(record)
    if revision is None or revision.state not in states:
        raise Conflict(_("This step is not possible now. Reload the page to see where it stands."))
    return revision


def _decide(revision: Revision, reviewer: User, action: str, after: State, **detail: Any) -> None:
    revision.reviewer, revision.decided_at = reviewer, utcnow()
    _move(revision, reviewer, action, after, **detail)


def _move(revision: Revision, user: User, action: str, after: State, **detail: Any) -> None:
    """Bring the revision to its next state, with an audit line."""
    record = revision.record
    audit.log(user, action, record.title, record.id, revision=revision.number, **detail)
    revision.state = after
    _touch(record)


def _touch(record: Record) -> None:
    """A step counts as a change, so that of two people stepping at once only one succeeds.

    For readers nothing changes: `updated_at` is the time of what they see.
    """
    flag_modified(record, "updated_at")


def _supersede_published(record: Record) -> None:
    live = select(Revision).where(
        Revision.record_id == record.id, Revision.state == State.PUBLISHED
    )
    for revision in db.session.scalars(live):
        revision.state = State.SUPERSEDED
