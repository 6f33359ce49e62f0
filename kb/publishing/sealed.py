"""Sealed: kinds that are written in a place of their own and never change once readers see them.

The doors that all kinds share are closed to them (`permissions.SEALED`); here are the two that
are left: the draft, which its place keeps up to date, and the one publication.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.accounts.users import User
from kb.db import db
from kb.publishing import audit, bulk, telling
from kb.publishing.permissions import SEALED, is_staff, require
from kb.publishing.records import Record
from kb.publishing.revisions import apply, encode

Contents = Sequence[tuple[Record, Mapping[str, Any]]]


def draft(record: Record, author: User, content: Mapping[str, Any]) -> None:
    """Begin it, or bring it up to date. Raises Conflict for a published one."""
    require(is_staff(author))
    is_new = record.id is None
    if is_new:
        record.author = author
        db.session.add(record)
    apply(record, encode(content))
    db.session.flush()
    if is_new:
        audit.log(author, "create", record.title, record.id)
        db.session.flush()


def publish(contents: Contents, reviewer: User) -> None:
    """Give them their numbers and let readers see them, once and for all."""
    require(is_staff(reviewer) and all(_kind(record) in SEALED for record, _ in contents))
    bulk.publish_directly(contents, reviewer)
    for record, _content in contents:
        audit.log(reviewer, "publish", record.title, record.id)
        telling.published(record, reviewer, is_new=True)
    db.session.flush()


def _kind(record: Record) -> str:
    return str(type(record).__mapper_args__["polymorphic_identity"])
