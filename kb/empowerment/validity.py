"""Validity: until when a posting holds, its renewal, and who is told that it ends."""

from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import STAFF, User
from kb.alliance import rules
from kb.clock import today
from kb.db import db
from kb.empowerment.exchange_rights import may_renew
from kb.empowerment.postings import Poster, Posting
from kb.empowerment.units import of_posting, people_of
from kb.errors import Conflict
from kb.publishing import audit, bulk
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import require
from kb.publishing.records import Record
from kb.publishing.revisions import OPEN, decode, latest, live


class Validity(StrEnum):
    STANDING = "standing"
    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"

    @property
    def label(self) -> LazyString:
        return VALIDITY_LABELS[self]


VALIDITY_LABELS = {
    Validity.STANDING: _l("Standing, until it is withdrawn"),
    Validity.VALID: _l("Valid"),
    Validity.SOON: _l("Expires soon"),
    Validity.EXPIRED: _l("Expired"),
}


def validity(posting: Posting, day: date, reminder: int | None = None) -> Validity:
    """How it stands on this day (Asia/Shanghai). On its last day it still holds.

    `reminder`: so many days before that it ends soon; who asks of many asks the charter once.
    """
    if posting.valid_until is None:
        return Validity.STANDING
    if posting.valid_until < day:
        return Validity.EXPIRED
    before = rules.posting_reminder(day) if reminder is None else reminder
    soon = posting.valid_until - timedelta(days=before) <= day
    return Validity.SOON if soon else Validity.VALID


def days_left(posting: Posting, day: date) -> int:
    """Days until the last one; 0 on it, and where there is none."""
    return max(0, (posting.valid_until - day).days) if posting.valid_until else 0


def renewed_until(day: date) -> date:
    """The last day of what is renewed or begun on this one."""
    return day + timedelta(days=rules.posting_validity(day))


def renew(posting: Posting, person: User) -> None:
    """Let it hold for another length of time from today, without a review: not a word changes.

    Raises Conflict for one that is not out or that somebody is changing, who then sets the day.
    """
    require(may_renew(person, posting))
    db.session.refresh(posting, with_for_update=True)
    if posting.published_at is None or posting.withdrawn_at is not None:
        raise Conflict(_("Only a published offer or need can be renewed."))
    newest = latest(posting)
    if newest is not None and newest.state in OPEN:
        raise Conflict(_("A change of it is under way. Set the new last day there and submit it."))
    if posting.valid_until is None:
        raise Conflict(_("It stands without end: nothing has to be renewed."))
    before, until = posting.valid_until, renewed_until(today())
    if before >= until:
        raise Conflict(_("It has been renewed already."))
    content = decode(Posting, live(posting)) | {"valid_until": until}
    bulk.republish(posting, person, content)
    days = {"before": before.isoformat(), "after": until.isoformat()}
    audit.log(person, "renew", posting.title, posting.id, **days)
    db.session.flush()


def remind(day: date) -> int:
    """Tell posters once before their postings end and once after; of how many they were told.

    A day on which nothing ran is made up for; a new last day begins anew.
    """
    soon = day + timedelta(days=rules.posting_reminder(day))
    rows = (
        select(Posting)
        .join(Poster)
        .where(Record.published_at.is_not(None), Record.withdrawn_at.is_(None))
        .where(Posting.valid_until <= soon)
        .where(Poster.ended_on.is_distinct_from(Posting.valid_until))
        .options(joinedload(Posting.poster))
    )
    told = [
        posting for posting in db.session.scalars(rows.order_by(Posting.id)) if _due(posting, day)
    ]
    for posting in told:
        _tell(posting, day)
    db.session.flush()
    return len(told)


def _due(posting: Posting, day: date) -> bool:
    assert posting.poster is not None
    assert posting.valid_until is not None
    return posting.valid_until < day or posting.poster.warned_of != posting.valid_until


def _tell(posting: Posting, day: date) -> None:
    assert posting.poster is not None
    assert posting.valid_until is not None
    last = posting.valid_until
    event = Event.POSTING_ENDED if last < day else Event.POSTING_ENDS
    notify(posters(posting), event, posting, day=last.isoformat())
    posting.poster.warned_of = last
    if last < day:
        posting.poster.ended_on = last


def posters(posting: Posting) -> list[User]:
    """Who answers for it: all who act for its unit, else its author, else the secretariat."""
    people = list(people_of(of_posting(posting)))
    author = posting.author
    if author is not None and author.active and author not in people and author.role not in STAFF:
        people.append(author)
    if people:
        return people
    return list(db.session.scalars(select(User).where(User.active, User.role.in_(STAFF))))
