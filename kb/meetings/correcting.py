"""Correcting: what those who attended want changed in the circulated draft, and the answers."""

from collections.abc import Sequence
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import minuting
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Correction, CorrectionState, Minutes
from kb.meetings.rights import may_run
from kb.meetings.sections import MinutesSection, sections_of
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_known, require
from kb.web.languages import speaking


class Decision(StrEnum):
    """What the secretary does with a correction."""

    TAKE = "take"
    BY_HAND = "by_hand"
    DECLINE = "decline"

    @property
    def label(self) -> LazyString:
        return DECISION_LABELS[self]


DECISION_LABELS = {
    Decision.TAKE: _l("Take it over: replace the passage"),
    Decision.BY_HAND: _l("Taken over already, in other words"),
    Decision.DECLINE: _l("Do not take it over"),
}


def may_correct(user: User | None, meeting: Meeting) -> bool:
    """Attended, and the last day is not over in Asia/Shanghai."""
    circulated = meeting.state is MeetingState.CIRCULATED and meeting.corrections_until is not None
    in_time = circulated and today() <= (meeting.corrections_until or today())
    return in_time and is_known(user) and minuting.attended(user, meeting)


def corrections_of(record: Minutes) -> Sequence[Correction]:
    """All of them, in the order in which they came."""
    rows = select(Correction).where(Correction.minutes_id == record.id).order_by(Correction.id)
    return db.session.scalars(rows.options(joinedload(Correction.author))).all()


def propose(meeting: Meeting, author: User, place: str, text: str) -> Correction:
    """Ask for other words: `place` is the passage meant, quoted; `text` what should stand there."""
    record = minuting.of(meeting)
    if record is None or not minuting.attended(author, meeting):
        raise NotAllowed(
            _("Only those who attended propose corrections. Tell the secretariat what is wrong.")
        )
    if not may_correct(author, meeting):
        raise Conflict(_("The time for corrections is over. Tell the secretariat what is wrong."))
    if not text.strip():
        raise DomainError(_("Write what should stand there."))
    made = Correction(minutes=record, author=author, place=place.strip(), text=text.strip())
    db.session.add(made)
    audit.log(author, "propose correction", meeting.title, record.id)
    db.session.flush()
    return made


def passage(correction: Correction) -> MinutesSection | None:
    """The one section that holds the quoted passage, once; None where it is not that clear."""
    if not correction.place:
        return None
    holding = [one for one in sections_of(correction.minutes) if correction.place in one.text]
    clear = len(holding) == 1 and holding[0].text.count(correction.place) == 1
    return holding[0] if clear else None


def decide(
    correction: Correction, secretary: User, decision: Decision, answer: str, version: int
) -> None:
    """Take it over or decline it with an answer, which its author reads."""
    meeting = correction.minutes.meeting
    assert meeting is not None
    require(may_run(secretary, meeting))
    if correction.version != version or correction.state is not CorrectionState.OPEN:
        raise Conflict(_("This correction has been decided meanwhile. Reload the page."))
    if meeting.state is not MeetingState.CIRCULATED:
        raise Conflict(_("These minutes are signed. They do not change any more."))
    if decision is Decision.DECLINE and not answer.strip():
        raise DomainError(_("Say why it is not taken over; its author reads the answer."))
    if decision is Decision.TAKE:
        _replace(correction, secretary)
    taken = decision is not Decision.DECLINE
    correction.state = CorrectionState.TAKEN if taken else CorrectionState.DECLINED
    correction.answer, correction.decided_at = answer.strip(), utcnow()
    detail = {"decision": decision.value, "answer": correction.answer}
    audit.log(secretary, "decide correction", meeting.title, correction.minutes_id, **detail)
    db.session.flush()
    _tell(correction, meeting)


def _replace(correction: Correction, secretary: User) -> None:
    section = passage(correction)
    if section is None:
        raise Conflict(
            _("The quoted passage does not stand in the text exactly once. Edit the section.")
        )
    text = section.text.replace(correction.place, correction.text)
    minuting.save_section(section, secretary, section.heading, text, section.version)


def _tell(correction: Correction, meeting: Meeting) -> None:
    if correction.author is None:
        return
    with speaking(correction.author.language):
        words = str(correction.state.label)
    outcome = f"{words} {correction.answer}".strip()
    facts = {"title": meeting.title, "outcome": outcome, "href": minuting.address(meeting)}
    notify([correction.author], Event.CORRECTION_ANSWERED, None, **facts)
