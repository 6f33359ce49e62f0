"""Desk: the lists of inquiries: whose they are, how old, and what each waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.clock import local
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Counsel, Inquiry, Reply, Secrecy
from kb.empowerment.rights import inquiries_seen_by
from kb.libraries.personal import ExpertPerson
from kb.web.filters import long_date


class Shelf(StrEnum):
    """Which of them a list shows."""

    OPEN = "open"
    CLOSED = "closed"
    ENDED = "ended"

    @property
    def label(self) -> LazyString:
        return SHELF_LABELS[self]

    @property
    def states(self) -> frozenset[ConsultationState]:
        return SHELVES[self]


SHELF_LABELS = {
    Shelf.OPEN: _l("Under way"),
    Shelf.CLOSED: _l("Consultation closed"),
    Shelf.ENDED: _l("Not taken on, taken back"),
}
ENDED = frozenset({ConsultationState.DECLINED, ConsultationState.TAKEN_BACK})
SHELVES = {
    Shelf.OPEN: frozenset(ConsultationState) - ENDED - {ConsultationState.CLOSED},
    Shelf.CLOSED: frozenset({ConsultationState.CLOSED}),
    Shelf.ENDED: ENDED,
}


@dataclass(frozen=True)
class Line:
    inquiry: Inquiry
    days: int
    """Since it was asked."""
    next: str
    """What it waits for, in a few words."""
    is_late: bool
    """An answer is overdue."""


def counts(reader: User) -> dict[Shelf, int]:
    """How many this person sees of each."""
    query = select(Inquiry.state, func.count()).where(inquiries_seen_by(reader))
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Inquiry.state))}
    return {shelf: sum(found.get(state, 0) for state in shelf.states) for shelf in Shelf}


def query(reader: User, shelf: Shelf) -> Select[Inquiry]:
    """What is open the oldest first, the rest the newest first."""
    rows = select(Inquiry).where(inquiries_seen_by(reader), Inquiry.state.in_(shelf.states))
    order = Inquiry.id if shelf is Shelf.OPEN else Inquiry.id.desc()
    return rows.order_by(order).options(joinedload(Inquiry.asker))


def lines(inquiries: Sequence[Inquiry], day: date) -> list[Line]:
    """Two queries in all, however many there are."""
    ids = [inquiry.id for inquiry in inquiries]
    parts: dict[int, list[Counsel]] = {}
    for counsel in db.session.scalars(select(Counsel).where(Counsel.inquiry_id.in_(ids))):
        parts.setdefault(counsel.inquiry_id, []).append(counsel)
    return [_line(inquiry, parts.get(inquiry.id, []), day) for inquiry in inquiries]


def _line(inquiry: Inquiry, counsels: Sequence[Counsel], day: date) -> Line:
    late = any(each.is_pending and each.due_on < day for each in counsels)
    days = (day - local(inquiry.asked_at).date()).days
    is_open = inquiry.state in Shelf.OPEN.states
    return Line(inquiry, days, next_step(inquiry, counsels), late and is_open)


def next_step(inquiry: Inquiry, counsels: Sequence[Counsel]) -> str:
    """What has to be done next, by whom."""
    if inquiry.state is ConsultationState.ASKED:
        return str(_("The secretariat scopes it"))
    if inquiry.state is ConsultationState.SCOPED:
        return str(_("The secretariat picks experts"))
    if inquiry.state is ConsultationState.WITH_EXPERTS:
        return _waiting(counsels)
    if inquiry.state is ConsultationState.ANSWERED:
        return str(_("The asker says what came of it"))
    return _to_publish(inquiry, counsels)


def _waiting(counsels: Sequence[Counsel]) -> str:
    pending = [each for each in counsels if each.is_pending]
    if not pending:
        return str(_("The secretariat picks other experts"))
    last = max(each.due_on for each in pending)
    many = ngettext("%(num)s answer", "%(num)s answers", len(pending))
    return str(_("Waits for %(answers)s by %(day)s", answers=many, day=long_date(last)))


def _to_publish(inquiry: Inquiry, counsels: Sequence[Counsel]) -> str:
    willing = any(each.reply is Reply.ANSWERED and each.may_be_published for each in counsels)
    is_closed = inquiry.state is ConsultationState.CLOSED
    is_free = inquiry.secrecy is not Secrecy.CONFIDENTIAL and inquiry.consultation_id is None
    return str(_("Can be published")) if is_closed and willing and is_free else ""


def own_counsels(reader: User) -> Sequence[Counsel]:
    """The questions that this expert has been asked, those that wait first."""
    rows = select(Counsel).join(ExpertPerson, ExpertPerson.record_id == Counsel.expert_id)
    own = rows.where(ExpertPerson.user_id == reader.id).options(joinedload(Counsel.inquiry))
    found = db.session.scalars(own.order_by(Counsel.due_on.desc(), Counsel.id.desc())).all()
    return sorted(found, key=lambda counsel: not counsel.is_pending)


def answered_by(expert_id: int) -> int:
    """How many consultations this expert has answered: a number that honours, for everybody."""
    answered = select(func.count(Counsel.id)).where(
        Counsel.expert_id == expert_id, Counsel.reply == Reply.ANSWERED
    )
    return db.session.scalar(answered) or 0
