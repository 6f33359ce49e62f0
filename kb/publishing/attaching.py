"""Attaching: who may add, describe and remove a record's files, and when readers see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.jobs.queue import enqueue
from kb.publishing import audit
from kb.publishing.attachments import (
    CURRENT,
    READ_FILE,
    Attachment,
    Reading,
    Standing,
    of_record,
)
from kb.publishing.permissions import is_staff, may_edit, require
from kb.publishing.reception import Limits, Received
from kb.publishing.records import Record, Visibility
from kb.publishing.revisions import OPEN, Revision, State, latest, snapshot


class TooMuch(DomainError):
    """The record would have too many files, or too large ones; the sentence says which."""


@dataclass(frozen=True)
class Description:
    """What people say about a file."""

    caption: str = ""
    visibility: Visibility = Visibility.PUBLIC
    position: int | None = None
    """Place among the record's files; None is at the end."""


def attach(record: Record, author: User, received: Received, limits: Limits) -> Attachment:
    """Add the file, or a new version of the one of this name; the same file once more is nothing.

    A version takes over what was said about the one before. Raises Conflict while a change is
    under review, DomainError when the record would have too many or too large files.
    """
    _open_change(record, author)
    current = of_record(record, *CURRENT)
    before = max(
        (each for each in current if each.name == received.name),
        key=lambda each: each.edition,
        default=None,
    )
    if before is not None and _is_the_same(before, received):
        return before
    replaced = before if before is not None and before.standing is Standing.PENDING else None
    _check([each for each in current if each is not replaced], received, limits)
    if replaced is not None:
        replaced.standing = Standing.REPLACED
    made = _made(record, author, received, before)
    made.position = before.position if before else 1 + max((e.position for e in current), default=0)
    db.session.add(made)
    db.session.flush()
    if made.is_read:
        enqueue(READ_FILE, {"attachment": made.id}, key=f"{READ_FILE}-{made.id}")
    audit.log(author, "attach", record.title, record.id, file=made.name, edition=made.edition)
    return made


def _is_the_same(before: Attachment, received: Received) -> bool:
    return before.sha256 == received.sha256 and before.standing is not Standing.LEAVING


def _check(current: list[Attachment], received: Received, limits: Limits) -> None:
    if len(current) >= limits.count:
        raise TooMuch(
            _("A record has at most %(count)s files. Remove one first.", count=limits.count)
        )
    if sum(each.size for each in current) + received.size > limits.record:
        raise TooMuch(
            _(
                "The files of a record have at most %(size)s MiB together. Remove one first.",
                size=limits.record >> 20,
            )
        )


def _made(
    record: Record, author: User, received: Received, before: Attachment | None
) -> Attachment:
    highest = select(func.max(Attachment.edition)).where(
        Attachment.record_id == record.id, Attachment.name == received.name
    )
    made = Attachment(
        record=record,
        name=received.name,
        edition=1 + (db.session.scalar(highest) or 0),
        type=received.type,
        size=received.size,
        sha256=received.sha256,
        thumbnail=received.thumbnail,
        width=received.width,
        height=received.height,
        uploader=author,
        visibility=before.visibility if before else Visibility.PUBLIC,
        caption=before.caption if before else "",
    )
    made.reading = Reading.WAITING if made.is_read else Reading.NONE
    return made


def remove(attachment: Attachment, author: User) -> None:
    """Take it away: at once if no reader has seen it, else with the next publication."""
    record = attachment.record
    _open_change(record, author)
    if attachment.standing is Standing.PENDING:
        attachment.standing = Standing.REMOVED
    elif attachment.standing is Standing.LIVE:
        attachment.standing = Standing.LEAVING
    else:
        raise Conflict(_("This file is removed already."))
    audit.log(author, "detach", record.title, record.id, file=attachment.name)
    db.session.flush()


def keep(attachment: Attachment, author: User) -> None:
    """Take back a removal that is not published yet."""
    record = attachment.record
    _open_change(record, author)
    if attachment.standing is not Standing.LEAVING:
        raise Conflict(_("The removal of this file cannot be taken back any more."))
    attachment.standing = Standing.LIVE
    audit.log(author, "attach", record.title, record.id, file=attachment.name)
    db.session.flush()


def may_describe(user: User | None, attachment: Attachment) -> bool:
    """Whoever edits says what waits; what readers see already is described by the staff alone."""
    pending = attachment.standing is Standing.PENDING
    current = attachment.standing in CURRENT
    return current and may_edit(user, attachment.record) and (pending or is_staff(user))


def describe(attachment: Attachment, author: User, about: Description) -> None:
    """Say what it shows, who may read it, and where it stands among the others."""
    require(may_describe(author, attachment))
    if not is_staff(author):
        _open_change(attachment.record, author)  # Not while it is under review.
    before = {"caption": attachment.caption, "visibility": attachment.visibility}
    attachment.caption, attachment.visibility = about.caption, about.visibility
    if about.position is not None:
        attachment.position = about.position
    after: Mapping[str, str] = {"caption": about.caption, "visibility": about.visibility}
    subject = f"{attachment.record.title}: {attachment.name}"
    audit.log(author, "describe", subject, attachment.record_id, before=before, after=after)
    db.session.flush()


def _open_change(record: Record, author: User) -> None:
    """Files change with a draft. Of a published record one is begun, with the words as they are.

    The record's version stays, so that a form that is open beside it can still be saved.
    """
    require(may_edit(author, record))
    # Two who attach at once come one after the other, so that the limits hold.
    db.session.scalar(select(Record.id).where(Record.id == record.id).with_for_update())
    newest = latest(record)
    if newest is not None and newest.state is State.SUBMITTED:
        raise Conflict(_("This change is under review. It can be edited once it is decided."))
    if newest is not None and newest.state in OPEN:
        return
    number = newest.number + 1 if newest else 1
    content = newest.content if newest else snapshot(record)
    db.session.add(Revision(record=record, number=number, author=author, content=content))
    audit.log(author, "save", record.title, record.id, revision=number)
    db.session.flush()
