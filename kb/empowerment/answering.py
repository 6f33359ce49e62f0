"""Answering: an expert says whether they can, and answers. None sees what another has written."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment import inquiry_files, ladder
from kb.empowerment.consultations import PENDING, ConsultationState, Counsel, Reply
from kb.empowerment.rights import counsel_is_own
from kb.empowerment.settling import settle
from kb.empowerment.stepping import begin, log, needed, staff, tell
from kb.errors import Conflict, DomainError
from kb.publishing.events import Event
from kb.publishing.permissions import require
from kb.publishing.reception import Limits, Received

RUNNING = (ConsultationState.WITH_EXPERTS, ConsultationState.ANSWERED)
ANSWERABLE = PENDING | {Reply.GIVEN_UP, Reply.ANSWERED}
"""Late is better than never; and who has answered may correct it until the question is closed."""


@dataclass(frozen=True)
class Given:
    """An expert's answer."""

    text: str
    may_be_published: bool = False


def accept(counsel: Counsel, expert: User) -> None:
    """The expert will answer by the day; the secretariat is told."""
    _begin(counsel, expert, {Reply.INVITED})
    counsel.reply, counsel.accepted_at = Reply.ACCEPTED, utcnow()
    # Steps of the ladder whose days are past are not made up for: the expert has answered the call.
    counsel.rung = ladder.reached(counsel, today())
    log(expert, "accept-counsel", counsel.inquiry)
    tell(staff(), expert, Event.COUNSEL_ACCEPTED, counsel.inquiry, name=counsel.expert.title)
    db.session.flush()


def decline(counsel: Counsel, expert: User, reason: str) -> None:
    """The expert cannot or must not answer; the secretariat picks another one."""
    _begin(counsel, expert, PENDING | {Reply.GIVEN_UP})
    counsel.reply, counsel.reason = Reply.DECLINED, needed(reason)
    log(expert, "decline-counsel", counsel.inquiry, reason=counsel.reason)
    said = {"name": counsel.expert.title, "reason": counsel.reason}
    tell(staff(), expert, Event.COUNSEL_DECLINED, counsel.inquiry, **said)
    db.session.flush()
    settle(counsel.inquiry)


def answer(counsel: Counsel, expert: User, given: Given, version: int | None = None) -> None:
    """Answer, or correct the answer; after the day it counts as late. The asker is told.

    Raises Conflict when the question is closed, or for a stale `version`.
    """
    _begin(counsel, expert, ANSWERABLE, version)
    if counsel.inquiry.consultation_id is not None:
        raise Conflict(_("The answer is published and stays as it is."))
    if not given.text.strip():
        raise DomainError(_("Write the answer."))
    is_first = counsel.reply is not Reply.ANSWERED
    counsel.text, counsel.may_be_published = given.text.strip(), given.may_be_published
    if is_first:
        counsel.reply, counsel.answered_at = Reply.ANSWERED, utcnow()
        counsel.accepted_at = counsel.accepted_at or counsel.answered_at
    log(expert, "answer-counsel", counsel.inquiry)
    inquiry = counsel.inquiry
    people = [inquiry.asker, *staff()]
    tell(people, expert, Event.COUNSEL_GIVEN, inquiry, name=counsel.expert.title)
    db.session.flush()
    settle(inquiry)


def attach(counsel: Counsel, expert: User, received: Sequence[Received], limits: Limits) -> None:
    """Files that belong to the answer."""
    _begin(counsel, expert, ANSWERABLE)
    inquiry_files.add(counsel.inquiry, counsel, expert, received, limits)


def _begin(
    counsel: Counsel,
    expert: User,
    replies: frozenset[Reply] | set[Reply],
    version: int | None = None,
) -> None:
    """Of two at once the second meets what the first has done."""
    require(counsel_is_own(expert, counsel))
    begin(counsel.inquiry, RUNNING)
    db.session.refresh(counsel, with_for_update=True)
    if version is not None and counsel.version != version:
        raise Conflict(_("Somebody has changed this meanwhile. Both versions are shown."))
    if counsel.reply not in replies:
        state = counsel.reply.label
        raise Conflict(_("This cannot be done now: your part is “%(state)s”.", state=state))
