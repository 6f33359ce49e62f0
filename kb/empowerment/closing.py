"""Closing: answers are scored, experts say how it went, and the record says what came of it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.empowerment.consultations import CameOf, ConsultationState, Counsel, Inquiry, Reply
from kb.empowerment.rights import counsel_is_own, inquiry_is_asker, inquiry_may_see
from kb.empowerment.stepping import begin, counsels_of, log, staff, tell, tell_expert
from kb.errors import Conflict, DomainError
from kb.publishing.events import Event
from kb.publishing.links import RecordLink, Relation, link
from kb.publishing.permissions import may_read, may_relate, require
from kb.publishing.records import Record

KINDS: dict[CameOf, frozenset[str]] = {
    CameOf.TOPIC: frozenset({"topic"}),
    CameOf.PROJECT: frozenset({"project"}),
    CameOf.OUTCOME: frozenset({"outcome", "case_study"}),
    CameOf.POLICY: frozenset({"article"}),
}
"""Which records show it; of the others there is none."""
READ = (ConsultationState.WITH_EXPERTS, ConsultationState.ANSWERED, ConsultationState.CLOSED)
BEST = 5


@dataclass(frozen=True)
class Ending:
    """What came of a consultation."""

    came_of: CameOf
    record: Record | None = None
    text: str = ""
    score: int | None = None
    """Of the whole, 1 to 5; for the secretariat alone."""
    feedback: str = ""


def score(counsel: Counsel, person: User, value: int) -> None:
    """How useful this answer is, 1 to 5. Only the secretariat reads it."""
    require(inquiry_is_asker(person, counsel.inquiry))
    begin(counsel.inquiry, READ)
    if counsel.reply is not Reply.ANSWERED:
        raise Conflict(_("There is no answer to score yet."))
    _check_score(value)
    counsel.is_useful = value
    log(person, "score-counsel", counsel.inquiry, expert=counsel.expert.address)
    db.session.flush()


def _check_score(value: int) -> None:
    if not 1 <= value <= BEST:
        raise DomainError(_("Choose a score from 1 to 5."))


def feedback(counsel: Counsel, expert: User, text: str) -> None:
    """What the expert says of how it went. The asker and the secretariat read it."""
    require(counsel_is_own(expert, counsel))
    begin(counsel.inquiry, READ)
    if counsel.reply is not Reply.ANSWERED:
        raise Conflict(_("Answer first."))
    counsel.feedback = text.strip()
    log(expert, "thank-counsel", counsel.inquiry)
    db.session.flush()


def close(inquiry: Inquiry, person: User, ending: Ending, version: int | None = None) -> None:
    """Say what came of it; who has answered is thanked. The asker's side, or the staff for them.

    Raises Conflict while an answer is waited for, DomainError where record and result differ.
    """
    require(inquiry_may_see(person, inquiry))
    begin(inquiry, {ConsultationState.WITH_EXPERTS, ConsultationState.ANSWERED}, version)
    counsels = counsels_of(inquiry)
    if any(counsel.is_pending for counsel in counsels):
        raise Conflict(_("An answer is still waited for. The secretariat can end the waiting."))
    _check(ending, person)
    inquiry.came_of, inquiry.came_of_text = ending.came_of, ending.text.strip()
    inquiry.result, inquiry.score = ending.record, ending.score
    inquiry.feedback = ending.feedback.strip()
    inquiry.state, inquiry.closed_at = ConsultationState.CLOSED, utcnow()
    db.session.flush()
    relate(inquiry, person)
    log(person, "close-inquiry", inquiry, came_of=ending.came_of.value)
    outcome = str(ending.came_of.label)
    tell([inquiry.asker, *staff()], person, Event.INQUIRY_CLOSED, inquiry, outcome=outcome)
    for counsel in counsels:
        if counsel.reply is Reply.ANSWERED:
            tell_expert(counsel, Event.COUNSEL_THANKED, outcome=outcome)


def _check(ending: Ending, person: User) -> None:
    if ending.score is not None:
        _check_score(ending.score)
    kinds = KINDS.get(ending.came_of, frozenset())
    if ending.record is None:
        return
    if not may_read(person, ending.record):
        raise DomainError(_("There is no such record."))
    if ending.record.kind not in kinds:
        raise DomainError(_("This record is of another kind than what you have chosen."))


def relate(inquiry: Inquiry, person: User) -> None:
    """What came of it is linked with what was published of it, once both are there. Where the
    asker may not, it waits for the staff, who are told of the end.
    """
    record, consultation = inquiry.result, inquiry.consultation
    if record is not None and consultation is not None and may_relate(person, record):
        link(record, consultation, Relation.DERIVED_FROM, person)


def unrelated(inquiry: Inquiry) -> bool:
    """Both records are there, and nothing says yet that one comes from the other."""
    if inquiry.came_of_id is None or inquiry.consultation_id is None:
        return False
    row = select(RecordLink.id).where(
        RecordLink.from_id == inquiry.came_of_id, RecordLink.to_id == inquiry.consultation_id
    )
    return db.session.scalar(row.limit(1)) is None


def record_of(given: str, reader: User) -> Record | None:
    """The record of this number, or of the address that ends in it, if this person may read it."""
    number = given.strip().rstrip("/").rpartition("/")[2].upper()
    record = db.session.scalar(select(Record).where(Record.number == number)) if number else None
    return record if record is not None and may_read(reader, record) else None
