"""Asking: a question to the expert advisory committee, in its asker's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import today
from kb.db import db
from kb.empowerment import inquiry_files
from kb.empowerment.consultations import ConsultationState, Inquiry, Secrecy
from kb.empowerment.inquiry_files import InquiryFile
from kb.empowerment.rights import (
    OPEN,
    inquiry_is_asker,
    inquiry_may_ask,
    inquiry_may_change,
    inquiry_may_run,
)
from kb.empowerment.stepping import begin, log, needed, staff, tell
from kb.errors import DomainError
from kb.libraries import expertise
from kb.publishing import drafts
from kb.publishing.events import Event
from kb.publishing.numbering import take
from kb.publishing.permissions import require
from kb.publishing.reception import Limits, Received

SERIES = "咨询"
DRAFT = "inquiry"
"""What the unsaved text of such a form is kept under."""
LATEST_DAY = date(2100, 12, 31)


@dataclass(frozen=True)
class Question:
    """What somebody asks, as the form has it."""

    title: str
    question: str
    area: str = ""
    """Chinese name of an area of the experts' tree; empty where none fits."""
    secrecy: Secrecy = Secrecy.CONFIDENTIAL
    wished_on: date | None = None
    """The day by which an answer is wished, in Asia/Shanghai."""
    may_be_named: bool = False


def ask(question: Question, asker: User, form_key: str = "") -> Inquiry:
    """Put it to the secretariat, which is told. Sent twice with one key, it is asked once.

    Takes the next number, as 咨询2026-0001. Raises DomainError where something is missing.
    """
    require(inquiry_may_ask(asker))
    _check(question)
    key = f"{asker.id}:{form_key}"[:100] if form_key else None
    known = _of_form(key)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            made = _make(question, asker, key)
    except IntegrityError:
        # Of two sent at once the slower one finds what the other has made.
        known = _of_form(key)
        if known is None:
            raise
        return known
    if form_key:
        drafts.discard(asker, form_key)
    log(asker, "ask-inquiry", made)
    tell(staff(), asker, Event.INQUIRY_ASKED, made, name=asker.display_name)
    db.session.flush()
    return made


def _check(question: Question) -> None:
    if not question.title.strip() or not question.question.strip():
        raise DomainError(_("Write a title and the question."))
    if question.area and question.area not in expertise.area_names():
        raise DomainError(_("Choose one of the areas."))
    if question.wished_on is not None and (problem := day_problem(question.wished_on)):
        raise DomainError(problem)


def day_problem(day: date) -> str:
    """Why nobody can answer by this day; empty where they can."""
    if day < today():
        return str(_("This day is past. Choose a later one."))
    return str(_("This day lies too far ahead.")) if day > LATEST_DAY else ""


def _make(question: Question, asker: User, key: str | None) -> Inquiry:
    member = db.session.scalar(select(Member).where(Member.slug == asker.member))
    year = today().year
    made = Inquiry(**vars(question), asker_id=asker.id, form_key=key)
    made.member_slug = member.slug if member else None
    made.city_slug = member.city_slug if member else asker.city
    made.reference = f"{SERIES}{year}-{take(SERIES, year, 1)[0]:04d}"
    db.session.add(made)
    db.session.flush()
    return made


def _of_form(key: str | None) -> Inquiry | None:
    return db.session.scalar(select(Inquiry).where(Inquiry.form_key == key)) if key else None


def change(inquiry: Inquiry, person: User, question: Question, version: int) -> None:
    """Other words, until the secretariat has scoped it. Raises Conflict for a stale `version`."""
    require(inquiry_is_asker(person, inquiry))
    begin(inquiry, {ConsultationState.ASKED}, version)
    is_same_day = question.wished_on == inquiry.wished_on
    _check(question if not is_same_day else Question(**(vars(question) | {"wished_on": None})))
    for name, value in vars(question).items():
        setattr(inquiry, name, value)
    log(person, "change-inquiry", inquiry)
    db.session.flush()


def attach(inquiry: Inquiry, person: User, received: Sequence[Received], limits: Limits) -> None:
    """Files that belong to the question; the secretariat decides which of them experts see."""
    require(inquiry_may_change(person, inquiry) or _may_add(person, inquiry))
    inquiry_files.add(inquiry, None, person, received, limits)
    log(person, "change-inquiry", inquiry, files=[file.name for file in received])
    db.session.flush()


def _may_add(person: User, inquiry: Inquiry) -> bool:
    return inquiry_may_run(person) and inquiry.state in OPEN


def remove(file: InquiryFile, person: User) -> None:
    """Take a file of the question away; its content goes with the next clearing of the store."""
    require(file.counsel_id is None and inquiry_may_change(person, file.inquiry))
    log(person, "change-inquiry", file.inquiry, removed=file.name)
    db.session.delete(file)
    db.session.flush()


def take_back(inquiry: Inquiry, person: User, reason: str) -> None:
    """Nobody needs the answer any more. Raises Conflict once experts have been invited."""
    require(inquiry_is_asker(person, inquiry))
    begin(inquiry, OPEN)
    inquiry.state, inquiry.reason = ConsultationState.TAKEN_BACK, needed(reason)
    log(person, "take-back-inquiry", inquiry, reason=inquiry.reason)
    tell(staff(), person, Event.INQUIRY_TAKEN_BACK, inquiry)
    db.session.flush()
