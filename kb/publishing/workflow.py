"""Workflow: a record's steps from draft to public, each with its right, rule and audit line."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from kb.accounts.users import User
from kb.clock import local, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit, tags
from kb.publishing.numbering import next_numbers
from kb.publishing.permissions import may_create, may_edit, may_review, require
from kb.publishing.records import Record
from kb.publishing.revisions import OPEN, Revision, State, apply, encode, latest, standing


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
    _move(record, author, "submit", {State.DRAFT, State.RETURNED}, State.SUBMITTED)
    db.session.flush()


def send_back(record: Record, reviewer: User, reason: str) -> None:
    """Return the submitted revision; the author learns why."""
    require(may_review(reviewer, record))
    if not reason.strip():
        raise DomainError(_("Say why it goes back, so that the author can correct it."))
    revision = _move(record, reviewer, "return", {State.SUBMITTED}, State.RETURNED, reason)
    revision.reason = reason
    db.session.flush()


def publish(record: Record, reviewer: User, note: str = "") -> None:
    """Readers see the submitted revision from now on; the first time it gets its number."""
    require(may_review(reviewer, record))
    before = record.title
    revision = _move(record, reviewer, "publish", {State.SUBMITTED}, State.PUBLISHED, note)
    apply(record, revision.content)
    if record.number is None:
        _number(record.number_prefix, [record])
    record.published_at = record.published_at or utcnow()
    record.withdrawn_at, record.withdrawal_reason = None, ""
    if before != record.title:
        audit.log(reviewer, "rename", record.title, record.id, before=before, after=record.title)
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
        before_all = standing(record for record, _content in contents)
        for record, content in contents:
            require(may_review(reviewer, record))
            before = before_all.get(record.id, [])
            for revision in before:
                revision.state = State.SUPERSEDED
            revisions.append(_revision(record, _next(before), reviewer, content))
            _publish_at_once(record, revisions[-1], known)
        for prefix, records in groupby(sorted(_unnumbered(contents), key=_prefix), key=_prefix):
            _number(prefix, list(records))
    db.session.flush()
    return revisions


def _publish_at_once(record: Record, revision: Revision, known: tags.Book) -> None:
    if record.id is None:
        record.author = revision.author
    revision.state, revision.decided_at = State.PUBLISHED, utcnow()
    revision.reviewer = revision.author
    db.session.add_all((record, revision))
    apply(record, revision.content, known)
    record.published_at = record.published_at or utcnow()


def _next(before: Sequence[Revision]) -> int:
    return before[-1].number + 1 if before else 1


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


def _move(
    record: Record, user: User, action: str, before: set[State], after: State, note: str = ""
) -> Revision:
    """The newest revision, moved from one of these states to the next, with its audit line."""
    revision = latest(record)
    if revision is None or revision.state not in before:
        raise Conflict(_("This step is not possible now. Reload the page to see where it stands."))
    if after is State.PUBLISHED:
        _supersede_published(record)
        revision.reviewer, revision.decided_at, revision.note = user, utcnow(), note
    elif after is State.RETURNED:
        revision.reviewer, revision.decided_at = user, utcnow()
    audit.log(user, action, record.title, record.id, revision=revision.number, note=note)
    revision.state = after
    _touch(record)
    return revision


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


def submit_directly(
    contents: Sequence[tuple[Record, Mapping[str, Any]]], author: User
) -> list[Revision]:
    """Write many records, new ones or old ones, and hand them all to the secretariat."""
    revisions = []
    with db.session.no_autoflush:
        known = tags.book(content for _record, content in contents)
        before_all = standing(record for record, _content in contents)
        for record, content in contents:
            require(may_edit(author, record) if record.id else may_create(author))
            before = before_all.get(record.id, [])
            revisions.append(_revision(record, _next(before), author, content))
            _submit_at_once(record, revisions[-1], before, known)
    db.session.flush()
    for revision in revisions:
        audit.log(author, "submit", revision.content.get("title", ""), revision.record_id)
    db.session.flush()
    return revisions


def _submit_at_once(
    record: Record, revision: Revision, before: Sequence[Revision], known: tags.Book
) -> None:
    if record.id is None:
        record.author = revision.author
    else:
        _touch(record)
    for other in before:
        if other.state is State.SUBMITTED:
            raise Conflict(_("This record is under review."))
        if other.state in OPEN:
            other.state = State.SUPERSEDED
    revision.state = State.SUBMITTED
    db.session.add_all((record, revision))
    if record.published_at is None:
        apply(record, revision.content, known)
