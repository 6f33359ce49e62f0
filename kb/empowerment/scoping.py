"""Scoping: the secretariat words what experts are asked, or says why a question is not taken on."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Inquiry
from kb.empowerment.inquiry_files import files_of
from kb.empowerment.rights import OPEN, inquiry_may_run
from kb.empowerment.stepping import begin, log, needed, tell
from kb.errors import DomainError
from kb.libraries import expertise
from kb.publishing.events import Event
from kb.publishing.permissions import require


@dataclass(frozen=True)
class Scope:
    """What experts read; nothing else of the question reaches them."""

    title: str
    text: str
    area: str = ""
    passes_question: bool = False
    """Beside it the asker's own words."""
    files: Collection[int] = ()
    """Ids of the asker's files that are passed on."""


def scope(inquiry: Inquiry, secretary: User, scope: Scope, version: int | None = None) -> None:
    """Word it for the experts, as often as need be until they are invited.

    Raises Conflict when somebody has changed it since `version`.
    """
    require(inquiry_may_run(secretary))
    begin(inquiry, OPEN, version)
    if not scope.title.strip() or not scope.text.strip():
        raise DomainError(_("Write the title and the text that the experts see."))
    if scope.area and scope.area not in expertise.area_names():
        raise DomainError(_("Choose one of the areas."))
    inquiry.scope_title, inquiry.scope = scope.title.strip(), scope.text.strip()
    inquiry.area, inquiry.passes_question = scope.area, scope.passes_question
    inquiry.state, inquiry.scoped_at = ConsultationState.SCOPED, utcnow()
    wanted = set(scope.files)
    for file in files_of(inquiry):
        file.is_passed_on = file.counsel_id is None and file.id in wanted
    log(secretary, "scope-inquiry", inquiry)
    db.session.flush()


def decline(inquiry: Inquiry, secretary: User, reason: str) -> None:
    """It is not taken on; the asker reads why."""
    require(inquiry_may_run(secretary))
    begin(inquiry, OPEN)
    inquiry.state, inquiry.reason = ConsultationState.DECLINED, needed(reason)
    log(secretary, "decline-inquiry", inquiry, reason=inquiry.reason)
    tell([inquiry.asker], secretary, Event.INQUIRY_NOT_TAKEN, inquiry, reason=inquiry.reason)
    db.session.flush()
