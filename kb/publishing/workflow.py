"""Workflow: a record's steps from draft to public, each with its right, rule and audit line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import attachments, audit, embargo, telling
from kb.publishing.numbering import give_numbers
from kb.publishing.permissions import fixed, may_create, may_edit, may_review, require
from kb.publishing.records import Record
from kb.publishing.reviews import require_other_eyes, require_ready, require_unclaimed, weigh
from kb.publishing.revisions import (
    OPEN,
    Revision,
    State,
    apply,
    encode,
    latest,
    live,
    proposal,
    touch,
)


def create(
    model: type[Record], author: User, content: Mapping[str, Any], key: str | None = None
) -> Record:
    """A new record that only its author, their unit and the staff see, with its first draft."""
    require(may_create(author, model))
    content = {**content, **fixed(model, author, None)}
    record = model(author=author, key=key)
    db.session.add(record)
    apply(record, encode(content))
    db.session.flush()
    db.session.add(proposal(record, 1, author, content))
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
    content = {**content, **fixed(type(record), author, record)}
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
    revision = proposal(record, number, author, content)
    db.session.add(revision)
    if record.published_at is None:
        apply(record, revision.content)
    touch(record)
    audit.log(author, "save", record.title, record.id, revision=number)
    db.session.flush()
    return revision


def submit(record: Record, author: User) -> None:
    """Hand the open draft to the secretariat. Raises Unready for one that lacks what it needs."""
    require(may_edit(author, record))
    revision = _open(record, State.DRAFT, State.RETURNED)
    require_ready(record, author, revision.content)
    seen = live(record) if record.published_at else {}
    revision.submitted_at, revision.claimed_by = utcnow(), None
    revision.added, revision.removed = weigh(seen, seen | revision.content)
    _move(revision, author, "submit", State.SUBMITTED)
    db.session.flush()
    telling.submitted(record, author)


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
    telling.returned(record, reviewer, reason)


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
    attachments.settle(record)
    if record.number is None:
        give_numbers(record.number_prefix, [record])
    record.published_at = published_at
    record.withdrawn_at, record.withdrawal_reason = None, ""
    if before["title"] != record.title:
        names = {"before": before["title"], "after": record.title}
        audit.log(reviewer, "rename", record.title, record.id, **names)
    db.session.flush()
    telling.published(record, reviewer, is_new)


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
    telling.withdrawn(record, reviewer, reason)


def restore(record: Record, reviewer: User) -> None:
    """Give a withdrawn record back to its readers, as it was."""
    require(may_review(reviewer, record))
    if record.withdrawn_at is None:
        raise Conflict(_("This record is not withdrawn."))
    record.withdrawn_at, record.withdrawal_reason = None, ""
    audit.log(reviewer, "restore", record.title, record.id)
    db.session.flush()
    telling.restored(record, reviewer)


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
    touch(record)


def _supersede_published(record: Record) -> None:
    live = select(Revision).where(
        Revision.record_id == record.id, Revision.state == State.PUBLISHED
    )
    for revision in db.session.scalars(live):
        revision.state = State.SUPERSEDED
