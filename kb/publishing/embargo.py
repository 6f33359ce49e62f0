"""Embargo: a record is approved now and its readers see it from the beginning of a day.

The end is the record's own `published_at`, in the future: every list compares it with the present
time, so nothing has to run at midnight.
"""

from datetime import date, datetime

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import local, midnight, today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.permissions import is_out, may_review, require
from kb.publishing.records import Record


def end(record: Record, publish_on: date | None) -> datetime:
    """When its readers may see a record that is published now; once out, a record stays out."""
    if publish_on is None:
        return record.published_at or utcnow()
    if is_out(record):
        raise DomainError(
            _("Readers see this record already: an embargo is for what is published first.")
        )
    if publish_on <= today():
        raise DomainError(_("Choose a day after today, or leave it empty to publish at once."))
    return midnight(publish_on)


def lasts(record: Record) -> bool:
    """Approved, and not yet for its readers."""
    return bool(record.published_at and not is_out(record) and not record.withdrawn_at)


def move(record: Record, reviewer: User, publish_on: date | None) -> None:
    """Let it end on another day; without a day, at once."""
    require(may_review(reviewer, record))
    before = record.published_at
    if before is None or not lasts(record):
        raise Conflict(_("This record is under no embargo."))
    after = end(record, publish_on) if publish_on else utcnow()
    record.published_at = after
    days = {"before": str(local(before).date()), "after": str(local(after).date())}
    audit.log(reviewer, "embargo", record.title, record.id, **days)
    db.session.flush()
