"""Reminding: postings that end, interests without an answer, links without a next step."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from kb.alliance import rules
from kb.clock import local, today
from kb.db import db
from kb.empowerment import interests, linking, validity
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.postings import Answer, Interest
from kb.publishing.events import Event
from kb.publishing.notices import notify


def daily(_payload: Mapping[str, Any], _progress: object) -> None:
    """The work of every morning; done twice it tells nobody twice."""
    validity.remind(today())
    climb(today())


def climb(day: date) -> int:
    """Remind whoever has to take the next step, once on each rung of the charter's ladder; of how
    many interests and links. Rungs on which nothing ran are made up for by one reminder.
    """
    ladder = rules.link_ladder(day)
    told = sum(_ask_again(each, day, ladder) for each in db.session.scalars(_open()))
    told += sum(_next_step(each, day, ladder) for each in db.session.scalars(_unfinished()))
    db.session.flush()
    return told


def rung(since: datetime, day: date, ladder: Sequence[int]) -> int:
    """The highest rung reached: so many days lie between the two; 0 before the first."""
    passed = (day - local(since).date()).days
    return max((each for each in ladder if each <= passed), default=0)


def _ask_again(interest: Interest, day: date, ladder: Sequence[int]) -> bool:
    reached = rung(interest.made_at, day, ladder)
    if reached <= interest.rung:
        return False
    interest.rung = reached
    facts = {"title": interest.posting.title, "day": interest.answer_by.isoformat()}
    href = interests.HREF.format(interest.id)
    people = validity.posters(interest.posting)
    notify(people, Event.INTEREST_REMINDER, None, href=href, **facts)
    return True


def _next_step(docking: Docking, day: date, ladder: Sequence[int]) -> bool:
    reached = rung(last_step(docking), day, ladder)
    if reached <= docking.rung:
        return False
    docking.rung = reached
    waits = docking.state is DockingState.PROPOSED
    event = Event.LINK_REMINDER if waits else Event.LINK_RESULT_WANTED
    href = linking.HREF.format(docking.id)
    people = linking.parties(docking, only_unconfirmed=waits)
    notify(people, event, None, title=docking.title, href=href)
    return True


def last_step(docking: Docking) -> datetime:
    """When it last moved on."""
    return docking.confirmed_at or docking.begun_at


def _open() -> Select[Interest]:
    loaded = joinedload(Interest.posting)
    rows = select(Interest).where(Interest.answer == Answer.OPEN).options(loaded)
    return rows.order_by(Interest.id)


def _unfinished() -> Select[Docking]:
    without = and_(Docking.state == DockingState.CONFIRMED, Docking.result.is_(None))
    rows = select(Docking).where(or_(Docking.state == DockingState.PROPOSED, without))
    return rows.order_by(Docking.id)


def silent_interests(day: date) -> Sequence[Interest]:
    """For the secretariat: those whose poster has let the day pass, the longest first."""
    late = _open().where(Interest.answer_by < day)
    return db.session.scalars(late.options(joinedload(Interest.user))).all()


def silent_links(day: date) -> Sequence[Docking]:
    """For the secretariat: those that have not moved since the ladder's first rung."""
    ladder = rules.link_ladder(day)
    rows = db.session.scalars(_unfinished()).all()
    return [each for each in rows if rung(last_step(each), day, ladder)]
