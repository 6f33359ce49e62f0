"""Bulk: many records written in one step, as a table or a folder brings them.

Of each record the newest revisions are read once for all; nobody is told of every single one.
Files that wait go on waiting: nobody has looked at them with these words.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict
from kb.publishing import audit, tags
from kb.publishing.numbering import give_numbers
from kb.publishing.permissions import fixed, may_create, may_edit, may_review, require
from kb.publishing.records import Record
from kb.publishing.reviews import require_ready, weigh
from kb.publishing.revisions import (
    OPEN,
    Revision,
    State,
    apply,
    live,
    proposal,
    standing,
    touch,
)

Contents = Sequence[tuple[Record, Mapping[str, Any]]]
"""Records, new ones or old ones, each with what it shall hold."""


def publish_directly(contents: Contents, reviewer: User) -> list[Revision]:
    """Write and publish all of them; a revision for each."""
    revisions = []
    with db.session.no_autoflush:
        known = tags.book(content for _record, content in contents)
        before_all = standing(record for record, _content in contents)
        for record, content in contents:
            require(may_review(reviewer, record))
            before = before_all.get(record.id, [])
            for revision in before:
                revision.state = State.SUPERSEDED
            revisions.append(proposal(record, _next(before), reviewer, content))
            _publish(record, revisions[-1], known)
        for prefix, records in groupby(sorted(_unnumbered(contents), key=_prefix), key=_prefix):
            give_numbers(prefix, list(records))
    db.session.flush()
    return revisions


def republish(record: Record, author: User, content: Mapping[str, Any]) -> Revision:
    """A published record with a new version at once. Whose right that is, the caller has asked."""
    [*before] = standing([record])[record.id]
    for revision in before:
        revision.state = State.SUPERSEDED
    made = proposal(record, _next(before), author, content)
    _publish(record, made, tags.book([content]))
    touch(record)
    db.session.flush()
    return made


def submit_directly(contents: Contents, author: User) -> list[Revision]:
    """Write all of them and hand them to the secretariat. Raises Conflict for one under review."""
    revisions = []
    with db.session.no_autoflush:
        known = tags.book(content for _record, content in contents)
        before_all = standing(record for record, _content in contents)
        for record, content in contents:
            old = record if record.id else None
            require(may_edit(author, record) if old else may_create(author, type(record)))
            before = before_all.get(record.id, [])
            own = {**content, **fixed(type(record), author, old)}
            revisions.append(proposal(record, _next(before), author, own))
            _submit(record, revisions[-1], before, known)
    db.session.flush()
    for revision in revisions:
        audit.log(author, "submit", revision.content.get("title", ""), revision.record_id)
    db.session.flush()
    return revisions


def _publish(record: Record, revision: Revision, known: tags.Book) -> None:
    if record.id is None:
        record.author = revision.author
    revision.state, revision.decided_at = State.PUBLISHED, utcnow()
    revision.reviewer = revision.author
    db.session.add_all((record, revision))
    apply(record, revision.content, known)
    record.published_at = record.published_at or utcnow()


def _submit(
    record: Record, revision: Revision, before: Sequence[Revision], known: tags.Book
) -> None:
    if record.id is None:
        record.author = revision.author
    else:
        touch(record)
    for other in before:
        if other.state is State.SUBMITTED:
            raise Conflict(_("This record is under review."))
        if other.state in OPEN:
            other.state = State.SUPERSEDED
    seen = live(record) if record.published_at else {}
    revision.state, revision.submitted_at = State.SUBMITTED, utcnow()
    revision.added, revision.removed = weigh(seen, seen | revision.content)
    db.session.add_all((record, revision))
    if record.published_at is None:
        apply(record, revision.content, known)
    if revision.author is not None:
        require_ready(record, revision.author, revision.content)


def _next(before: Sequence[Revision]) -> int:
    return before[-1].number + 1 if before else 1


def _unnumbered(contents: Contents) -> list[Record]:
    return [record for record, _content in contents if record.number is None]


def _prefix(record: Record) -> str:
    return record.number_prefix
