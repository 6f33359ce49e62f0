"""Settling: an inquiry is answered when somebody has answered and nobody is waited for."""

from kb.clock import utcnow
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Inquiry, Reply
from kb.empowerment.stepping import counsels_of, staff, tell
from kb.publishing.events import Event


def settle(inquiry: Inquiry) -> None:
    """Move it on if the last of the experts has answered or dropped out; its asker is told.

    Where nobody has answered it stays with the experts: the secretariat picks others.
    """
    counsels = counsels_of(inquiry)
    has_answer = any(counsel.reply is Reply.ANSWERED for counsel in counsels)
    is_waiting = any(counsel.is_pending for counsel in counsels)
    if inquiry.state is ConsultationState.WITH_EXPERTS and has_answer and not is_waiting:
        inquiry.state = ConsultationState.ANSWERED
        inquiry.answered_at = inquiry.answered_at or utcnow()
        tell([inquiry.asker, *staff()], None, Event.INQUIRY_ANSWERED, inquiry)
    db.session.flush()
