"""Inviting: experts are asked to answer a scoped question, by a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import rules
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment import suggesting
from kb.empowerment.asking import day_problem
from kb.empowerment.consultations import ConsultationState, Counsel, Inquiry, PickedBy, Reply
from kb.empowerment.rights import inquiry_may_run
from kb.empowerment.settling import settle
from kb.empowerment.stepping import begin, log, tell_expert
from kb.errors import Conflict, DomainError
from kb.libraries.experts import Expert
from kb.libraries.personal import ExpertPerson
from kb.publishing.events import Event
from kb.publishing.permissions import require

INVITING = (
    ConsultationState.SCOPED,
    ConsultationState.WITH_EXPERTS,
    ConsultationState.ANSWERED,
)


@dataclass(frozen=True)
class Picked:
    """Whom somebody, or the lot, has picked."""

    experts: Sequence[Expert]
    due_on: date
    """The last day to answer, in Asia/Shanghai."""
    by: PickedBy = PickedBy.SECRETARIAT


def invite(inquiry: Inquiry, secretary: User, picked: Picked) -> list[Counsel]:
    """Ask these experts, who are told. They see the scope and what it passes on, nothing else.

    Raises DomainError for who must not be asked, with the reason; Conflict before it is scoped.
    """
    require(inquiry_may_run(secretary))
    begin(inquiry, INVITING)
    if inquiry.consultation_id is not None:
        raise Conflict(_("This consultation is published: nobody is asked any more."))
    if not picked.experts:
        raise DomainError(_("Pick at least one expert."))
    if problem := day_problem(picked.due_on):
        raise DomainError(problem)
    _require_free(inquiry, [expert.id for expert in picked.experts])
    made = [
        Counsel(
            inquiry=inquiry,
            expert_id=expert.id,
            picked_by=picked.by,
            due_on=picked.due_on,
            invited_at=utcnow(),
            reply=Reply.INVITED,
        )
        for expert in picked.experts
    ]
    db.session.add_all(made)
    inquiry.state = ConsultationState.WITH_EXPERTS
    db.session.flush()
    names = [expert.address for expert in picked.experts]
    log(secretary, "invite-experts", inquiry, experts=names, by=picked.by.value)
    for counsel in made:
        tell_expert(counsel, Event.COUNSEL_WANTED)
    return made


def _require_free(inquiry: Inquiry, ids: list[int]) -> None:
    """None of them stands back, is away, or has as many as they take."""
    # Held: of two invitations of one expert at once the second counts the first.
    held = select(ExpertPerson).where(ExpertPerson.record_id.in_(ids)).with_for_update()
    db.session.scalars(held).all()
    facts = {one.expert.id: one for one in suggesting.facts_of(today(), ids)}
    wanted = suggesting.wanted_of(inquiry)
    for id in ids:
        if id not in facts:
            raise DomainError(_("An expert whom you picked takes no consultations. Reload."))
        if reason := suggesting.obstacle(facts[id], wanted):
            name = facts[id].expert.title
            raise DomainError(_("%(name)s cannot be asked: %(reason)s", name=name, reason=reason))


def usual_due_on(inquiry: Inquiry, day: date) -> date:
    """The day that the asker wished for; else the day on which the ladder calls."""
    _first, call, _unit, _end = rules.consultation_ladder(day)
    wished = inquiry.wished_on
    return wished if wished is not None and wished > day else day + timedelta(days=call)


def stop_waiting(counsel: Counsel, secretary: User) -> None:
    """Wait no longer for this expert. An answer can still come while the question is open."""
    require(inquiry_may_run(secretary))
    begin(counsel.inquiry, INVITING)
    db.session.refresh(counsel, with_for_update=True)
    if not counsel.is_pending:
        raise Conflict(_("Nobody waits for this expert any more."))
    give_up(counsel, secretary)


def give_up(counsel: Counsel, by: User | None) -> None:
    """The rule behind it, which the daily ladder uses too; no user: the site itself."""
    counsel.reply = Reply.GIVEN_UP
    log(by, "end-counsel", counsel.inquiry, expert=counsel.expert.address)
    tell_expert(counsel, Event.COUNSEL_GIVEN_UP, name=counsel.expert.title)
    db.session.flush()
    settle(counsel.inquiry)


def note_call(counsel: Counsel, secretary: User, day: date) -> None:
    """Somebody has spoken to the expert: the list of calls is shorter by one today."""
    require(inquiry_may_run(secretary))
    begin(counsel.inquiry, INVITING)
    counsel.called_on = day
    log(secretary, "call-expert", counsel.inquiry, expert=counsel.expert.address)
    db.session.flush()
