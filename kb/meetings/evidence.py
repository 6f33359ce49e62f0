"""Evidence: what owners report on their follow-ups, and what proves it: a record, or files."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import STAFF, User
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings.files import MeetingFile
from kb.meetings.follow_up_rights import may_report
from kb.meetings.followups import FollowUp, FollowUpReport
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_out, may_read, readable_by, require
from kb.publishing.reception import Limits, Received
from kb.publishing.records import Record

MOST_FOUND = 10
"""Records that a search for evidence offers."""


@dataclass(frozen=True)
class Account:
    """What somebody reports, with its evidence."""

    text: str
    record: Record | None = None
    files: Sequence[Received] = ()


def report(follow_up: FollowUp, author: User, account: Account, limits: Limits) -> FollowUpReport:
    """Say how it stands. The secretariat is told. Raises Conflict once it is done or cancelled."""
    require(may_report(author, follow_up))
    if not follow_up.is_undone:
        raise Conflict(_("This follow-up has ended. The secretariat can reopen it."))
    if not account.text.strip():
        raise DomainError(_("Say in a sentence how it stands."))
    if account.record is not None and not may_read(author, account.record):
        raise DomainError(_("There is no such record."))
    _check(follow_up, account.files, limits)
    made = FollowUpReport(
        follow_up=follow_up, text=account.text.strip(), record=account.record, author=author
    )
    db.session.add(made)
    db.session.add_all(_row(made, author, each) for each in account.files)
    audit.log(author, "report-follow-up", follow_up.task, follow_up=follow_up.id)
    db.session.flush()
    _tell_staff(follow_up, author)
    return made


def _check(follow_up: FollowUp, files: Sequence[Received], limits: Limits) -> None:
    """As many files as a record may have, all of them together."""
    before = [file for of_one in files_of(reports_of(follow_up)).values() for file in of_one]
    if len(before) + len(files) > limits.count:
        raise DomainError(_("A follow-up has at most %(count)s files.", count=limits.count))
    total = sum(file.size for file in before) + sum(file.size for file in files)
    if total > limits.record:
        size = limits.record >> 20
        raise DomainError(_("The files of a follow-up have at most %(size)s MiB.", size=size))


def _row(made: FollowUpReport, author: User, received: Received) -> MeetingFile:
    return MeetingFile(
        report=made,
        name=received.name,
        type=received.type,
        size=received.size,
        sha256=received.sha256,
        is_closed=made.follow_up.is_closed,
        uploader=author,
    )


def _tell_staff(follow_up: FollowUp, author: User) -> None:
    staff = db.session.scalars(select(User).where(User.active, User.role.in_(STAFF)))
    others = [person for person in staff if person.id != author.id]
    facts = {"name": author.display_name, "title": follow_up.task, "href": follow_up.address}
    notify(others, Event.FOLLOW_UP_REPORTED, None, **facts)


def reports_of(follow_up: FollowUp) -> Sequence[FollowUpReport]:
    """The newest first."""
    rows = select(FollowUpReport).where(FollowUpReport.follow_up_id == follow_up.id)
    newest = rows.order_by(FollowUpReport.at.desc(), FollowUpReport.id.desc())
    loaded = (joinedload(FollowUpReport.record), joinedload(FollowUpReport.author))
    return db.session.scalars(newest.options(*loaded)).all()


def files_of(reports: Sequence[FollowUpReport]) -> dict[int, list[MeetingFile]]:
    """By the report's id, in the order of their coming."""
    ids = [report.id for report in reports]
    rows = select(MeetingFile).where(MeetingFile.report_id.in_(ids)).order_by(MeetingFile.id)
    found: dict[int, list[MeetingFile]] = {}
    for file in db.session.scalars(rows):
        found.setdefault(file.report_id or 0, []).append(file)
    return found


def has_proof(report: FollowUpReport) -> bool:
    """A file, or a record that readers can open: published, and not withdrawn since."""
    record = report.record
    if record is not None and is_out(record) and record.withdrawn_at is None:
        return True
    file = exists().where(MeetingFile.report_id == report.id)
    return bool(db.session.scalar(select(file)))


def found(words: str, reader: User) -> Sequence[Record]:
    """Published records that this reader may see, by number or by all words of their titles."""
    rows = select(Record).where(readable_by(reader))
    for word in words.split()[:6]:
        places = (Record.number, Record.title, Record.title_en)
        rows = rows.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    newest = rows.order_by(Record.published_at.desc(), Record.id.desc())
    return db.session.scalars(newest.limit(MOST_FOUND)).all()


def by_number(given: str, reader: User) -> Record | None:
    """The record of this number, or of the address that ends in it; None where there is none."""
    number = given.strip().rstrip("/").rpartition("/")[2].upper()
    record = db.session.scalar(select(Record).where(Record.number == number)) if number else None
    return record if record is not None and may_read(reader, record) else None
