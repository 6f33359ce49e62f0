"""Issuing: where secrecy and experts allow it, question and answer become a record for readers."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import local, today
from kb.db import db
from kb.empowerment.closing import relate
from kb.empowerment.consultations import (
    Consultation,
    ConsultationState,
    Counsel,
    Inquiry,
    Reply,
    Secrecy,
)
from kb.empowerment.rights import inquiry_may_run
from kb.empowerment.stepping import begin, counsels_of, log, tell, tell_expert
from kb.errors import Conflict, DomainError
from kb.publishing import sealed
from kb.publishing.events import Event
from kb.publishing.permissions import require
from kb.publishing.records import Visibility
from kb.text.markdown import plain

ISSUED = (ConsultationState.ANSWERED, ConsultationState.CLOSED)
LONGEST_SUMMARY = 200


@dataclass(frozen=True)
class Issue:
    """What readers get to read, as the secretariat has edited it."""

    title: str
    question: str
    answer: str
    is_public: bool = False
    """For everybody; else for the alliance."""


def willing(inquiry: Inquiry) -> list[Counsel]:
    """The answers whose experts allow publication."""
    answered = (each for each in counsels_of(inquiry) if each.reply is Reply.ANSWERED)
    return [counsel for counsel in answered if counsel.may_be_published]


def obstacle(inquiry: Inquiry) -> str:
    """Why it cannot be published; empty where it can."""
    if inquiry.consultation_id is not None:
        return str(_("It is published."))
    if inquiry.secrecy is Secrecy.CONFIDENTIAL:
        return str(_("The asker wants it kept confidential."))
    if inquiry.state not in ISSUED:
        return str(_("It is published once every expert has answered or is waited for no longer."))
    return "" if willing(inquiry) else str(_("No expert has allowed publication."))


def begun(inquiry: Inquiry) -> Issue:
    """What the secretariat begins with: the scope, and the answers that may be published."""
    answers = [counsel.text for counsel in willing(inquiry)]
    numbered = [f"## 意见{number}\n\n{text}" for number, text in enumerate(answers, start=1)]
    text = "\n\n".join(numbered) if len(answers) > 1 else "".join(answers)
    is_public = inquiry.secrecy is Secrecy.OPEN
    return Issue(inquiry.scope_title, inquiry.scope, text, is_public)


def publish(inquiry: Inquiry, secretary: User, issue: Issue) -> Consultation:
    """Give it a number and let readers see it, once and for all; nobody is named in it, but the
    asker's unit where it wants that. Raises Conflict where something forbids it.
    """
    require(inquiry_may_run(secretary))
    begin(inquiry, ISSUED)
    if reason := obstacle(inquiry):
        raise Conflict(reason)
    if issue.is_public and inquiry.secrecy is not Secrecy.OPEN:
        raise DomainError(_("The asker wants it read by the alliance only."))
    if not (issue.title.strip() and issue.question.strip() and issue.answer.strip()):
        raise DomainError(_("Write title, question and answer."))
    made = Consultation()
    sealed.publish([(made, _content(inquiry, issue))], secretary)
    inquiry.consultation = made
    db.session.flush()
    relate(inquiry, secretary)
    log(secretary, "publish-inquiry", inquiry, number=made.number)
    tell([inquiry.asker], secretary, Event.INQUIRY_PUBLISHED, inquiry)
    for counsel in willing(inquiry):
        tell_expert(counsel, Event.INQUIRY_PUBLISHED)
    return made


def _content(inquiry: Inquiry, issue: Issue) -> dict[str, Any]:
    named = inquiry.may_be_named
    day = local(inquiry.answered_at).date() if inquiry.answered_at else today()
    return {
        "title": issue.title.strip(),
        "title_en": "",
        "summary": plain(issue.question)[:LONGEST_SUMMARY],
        "summary_en": "",
        "city": inquiry.city_slug if named else None,
        "member": inquiry.member_slug if named else None,
        "year": day.year,
        "published_on": today(),
        "visibility": Visibility.PUBLIC if issue.is_public else Visibility.ALLIANCE,
        "source": "",
        "themes": [],
        "tags": [],
        "question": issue.question.strip(),
        "answer": issue.answer.strip(),
        "area": inquiry.area,
    }
