"""Telling: who learns of a step of the workflow. Nobody is told of what they did themselves.

Records loaded or imported many at once (`bulk.publish_directly`) are told to nobody: hundreds
of notices about what has been there for years are no news. A table that waits for review is one.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from kb.accounts.users import STAFF, User
from kb.clock import utcnow
from kb.db import db
from kb.jobs.queue import enqueue
from kb.publishing.audit import AuditEvent
from kb.publishing.events import Event
from kb.publishing.notices import notify, settle
from kb.publishing.records import Record
from kb.publishing.revisions import latest
from kb.publishing.subscriptions import followers


def submitted(record: Record, author: User) -> None:
    """The reviewers have something to do."""
    staff = db.session.scalars(select(User).where(User.role.in_(STAFF)))
    notify(_without(author, staff), Event.SUBMITTED, record)


def table_submitted(name: str, count: int, author: User) -> None:
    """The reviewers hear once of a whole table."""
    staff = db.session.scalars(select(User).where(User.role.in_(STAFF)))
    facts = {"title": name, "count": str(count), "href": "/workbench"}
    notify(_without(author, staff), Event.TABLE_SUBMITTED, None, **facts)


def returned(record: Record, reviewer: User, reason: str) -> None:
    """Who wrote and who submitted it learns what to correct."""
    settle(record, Event.SUBMITTED)
    notify(_without(reviewer, writers(record)), Event.RETURNED, record, reason=reason.strip())


def published(record: Record, reviewer: User, is_new: bool) -> None:
    """Its writers at once; who follows it, or what it is new in, by a job of its own, which waits
    for the end of an embargo.
    """
    settle(record, Event.SUBMITTED)
    notify(_without(reviewer, writers(record)), Event.PUBLISHED, record)
    told = {"record": record.id, "by": reviewer.id, "is_new": is_new}
    wait = (record.published_at or utcnow()) - utcnow()
    enqueue("followers", told, delay=max(wait, timedelta(0)))


def withdrawn(record: Record, reviewer: User, reason: str) -> None:
    people = _without(reviewer, [*writers(record), *followers(record)])
    notify(people, Event.WITHDRAWN, record, reason=reason.strip())


def restored(record: Record, reviewer: User) -> None:
    notify(_without(reviewer, [*writers(record), *followers(record)]), Event.RESTORED, record)


def writers(record: Record) -> list[User]:
    """Whose record it is, who wrote its newest version, and who submitted that last."""
    newest = latest(record)
    lines = select(AuditEvent.user_id).where(
        AuditEvent.record_id == record.id, AuditEvent.action == "submit"
    )
    last = db.session.scalar(lines.order_by(AuditEvent.id.desc()).limit(1))
    submitter = db.session.get(User, last) if last is not None else None
    found = (record.author, newest.author if newest else None, submitter)
    return [person for person in found if person is not None]


def _without(actor: User, people: Iterable[User]) -> list[User]:
    return [person for person in people if person.id != actor.id]
