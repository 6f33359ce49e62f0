"""Chasing: every morning the ladder is climbed: reminders, calls, units, the end of waiting."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import today
from kb.db import db
from kb.empowerment import ladder
from kb.empowerment.answering import RUNNING
from kb.empowerment.consultations import PENDING, Counsel, Inquiry
from kb.empowerment.inviting import give_up
from kb.empowerment.ladder import Rung, Step
from kb.empowerment.stepping import staff, tell, tell_expert
from kb.empowerment.suggesting import plain
from kb.libraries.experts import Audience, Expert, Part
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import UNIT
from kb.publishing.revisions import latest


def daily(_payload: Mapping[str, Any], _progress: object) -> None:
    """The work of every morning."""
    climb(today())


def pending() -> Sequence[Counsel]:
    """Whose answer is waited for, the oldest first."""
    rows = select(Counsel).join(Inquiry).where(Counsel.reply.in_(PENDING))
    running = rows.where(Inquiry.state.in_(RUNNING)).order_by(Counsel.invited_at, Counsel.id)
    loaded = (joinedload(Counsel.inquiry), joinedload(Counsel.expert))
    return db.session.scalars(running.options(*loaded)).unique().all()


def climb(day: date) -> int:
    """Take the step of this day with everybody whose answer is out, each step once. How many.

    After days on which nothing ran only the highest step is taken.
    """
    taken = 0
    for counsel in pending():
        db.session.refresh(counsel, with_for_update=True)
        rung = ladder.last_reached(ladder.of(counsel), day)
        if rung is None or rung.after <= counsel.rung or not counsel.is_pending:
            continue
        counsel.rung = rung.after
        _take(counsel, rung)
        taken += 1
    db.session.flush()
    return taken


def _take(counsel: Counsel, rung: Rung) -> None:
    inquiry, name = counsel.inquiry, counsel.expert.title
    if rung.step is Step.REMIND:
        tell_expert(counsel, Event.COUNSEL_REMINDER)
    elif rung.step is Step.CALL:
        tell(staff(), None, Event.COUNSEL_TO_CALL, inquiry, name=name)
    elif rung.step is Step.UNIT:
        day = counsel.due_on.isoformat()
        told = {"name": name, "number": inquiry.reference, "day": day}
        people = unit_people(counsel.expert)
        # Who works at the unit may not open the inquiry, so there is no way to it either.
        notify(people, Event.COUNSEL_UNIT, None, **told)
        if not people:
            notify(staff(), Event.COUNSEL_UNIT, None, **told, href=inquiry.address)
    else:
        give_up(counsel, None)
        tell([inquiry.asker, *staff()], None, Event.COUNSEL_GIVEN_UP, inquiry, name=name)


def unit_people(expert: Expert) -> Sequence[User]:
    """Who looks after the member that the expert names as their unit; nobody where the expert
    has closed the unit to all but the secretariat, who then write or call themselves.
    """
    if expert.audience_of(Part.UNIT) is Audience.SECRETARIAT:
        return []
    newest = latest(expert)
    unit = plain((newest.content.get("unit") if newest else "") or expert.unit)
    members = [each.slug for each in db.session.scalars(select(Member)) if plain(each.name) == unit]
    if not unit or not members:
        return []
    people = select(User).where(User.active, User.role.in_(UNIT), User.member.in_(members))
    return db.session.scalars(people.order_by(User.id)).all()


def to_call(day: date) -> list[Counsel]:
    """Whom the secretariat calls today: the day of calling has come, nobody has spoken to them
    since, and they are still waited for.
    """
    found = []
    for counsel in pending():
        rung = ladder.last_reached(ladder.of(counsel), day)
        if rung is None or rung.step in (Step.REMIND, Step.GIVE_UP):
            continue
        if counsel.called_on is None or counsel.called_on < rung.day:
            found.append(counsel)
    return found
