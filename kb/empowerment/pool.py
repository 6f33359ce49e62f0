"""Pool: which experts can be drawn for a question, and for what reason others stand back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance import rules
from kb.alliance.bodies import Holding, Seat
from kb.alliance.members import Member
from kb.clock import midnight, utcnow
from kb.db import db
from kb.empowerment.consultations import Counsel, Reply
from kb.empowerment.draws import Draw
from kb.libraries import expertise, ties
from kb.libraries.experts import Availability, Expert
from kb.libraries.personal import ExpertPerson
from kb.publishing.revisions import Revision, State

WHOLE_GROUP = "/*"
"""After the name of a group: all its areas."""
WAITING = (Reply.INVITED, Reply.ACCEPTED)
"""Of a consultation that an expert still has to do something for."""


class Reason(StrEnum):
    """Why somebody in the field cannot be drawn; the first that holds is written down."""

    LEFT = "left"
    PAUSED = "paused"
    LOCKED = "locked"
    ASKER = "asker"
    ASKED = "asked"
    OWN_UNIT = "own_unit"
    OFFICE = "office"
    TIE = "tie"
    LOAD = "load"
    RECENT = "recent"
    UNREACHABLE = "unreachable"

    @property
    def label(self) -> LazyString:
        return REASON_LABELS[self]


REASON_LABELS = {
    Reason.LEFT: _l("No longer available"),
    Reason.PAUSED: _l("Has paused"),
    Reason.LOCKED: _l("Account locked"),
    Reason.UNREACHABLE: _l("Has no account to be invited with"),
    Reason.ASKER: _l("Asks the question"),
    Reason.ASKED: _l("Has been invited to this consultation already"),
    Reason.OWN_UNIT: _l("Belongs to the unit that asks"),
    Reason.OFFICE: _l("Holds a seat for the unit that asks"),
    Reason.TIE: _l("Has a declared tie to the unit that asks"),
    Reason.LOAD: _l("Has as many consultations as one may have at once"),
    Reason.RECENT: _l("Was drawn a short time ago"),
}


@dataclass(frozen=True)
class Question:
    """For what experts are wanted, and who asks."""

    areas: Sequence[str] = ()
    """Names of areas, or of groups with `/*`; none: every field."""
    member: str | None = None
    units: Sequence[str] = ()
    """Other units whose people stand back, by name."""
    asker_id: int | None = None
    inquiry_id: int | None = None


@dataclass(frozen=True)
class Candidate:
    expert: Expert
    load: int


@dataclass(frozen=True)
class Excluded:
    expert: Expert
    reason: Reason
    detail: str = ""
    """A count or the number of a draw; never a word about the person."""


@dataclass(frozen=True)
class Pool:
    """In the order of the experts' numbers."""

    candidates: Sequence[Candidate]
    excluded: Sequence[Excluded]


@dataclass(frozen=True)
class _Known:
    """What is looked up once for the whole pool."""

    day: date
    question: Question
    names: frozenset[str]
    people: Mapping[int, ExpertPerson] = field(default_factory=dict)
    profiles: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    loads: Mapping[int, int] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()
    seated: frozenset[int] = frozenset()
    tied: frozenset[int] = frozenset()
    recent: Mapping[str, str] = field(default_factory=dict)


def gather(question: Question, day: date) -> Pool:
    """Who can be drawn on this day, and who of the field cannot."""
    found = [expert for expert in _published() if expert.number]
    profiles = _profiles(found)
    wanted = leaves(question.areas)
    fitting = [one for one in found if not wanted or wanted & set(profiles[one.id]["areas"] or ())]
    known = _known(question, day, fitting, profiles)
    candidates, excluded = list[Candidate](), list[Excluded]()
    for expert in fitting:
        reason, detail = _reason(expert, known)
        if reason is None:
            candidates.append(Candidate(expert, known.loads.get(expert.id, 0)))
        else:
            excluded.append(Excluded(expert, reason, detail))
    return Pool(candidates, excluded)


def leaves(areas: Iterable[str]) -> set[str]:
    """The areas themselves: a group stands for all of its own."""
    chosen = set(areas)
    groups = {one.removesuffix(WHOLE_GROUP) for one in chosen if one.endswith(WHOLE_GROUP)}
    of_groups = {area.name for area in expertise.areas() if area.group in groups}
    return {one for one in chosen if not one.endswith(WHOLE_GROUP)} | of_groups


def loads_of(experts: Sequence[Expert]) -> dict[int, int]:
    """How many consultations wait for each, by the expert's id; those with none are left out."""
    rows = (
        select(Counsel.expert_id, func.count().label("load"))
        .where(Counsel.expert_id.in_([one.id for one in experts]), Counsel.reply.in_(WAITING))
        .group_by(Counsel.expert_id)
    )
    return {one.expert_id: one.load for one in db.session.execute(rows)}


def _published() -> Sequence[Expert]:
    rows = select(Expert).where(Expert.published_at <= utcnow(), Expert.withdrawn_at.is_(None))
    return db.session.scalars(rows.order_by(Expert.number)).all()


def _profiles(experts: Sequence[Expert]) -> dict[int, Mapping[str, Any]]:
    """What stands in the profiles, also what readers do not see: the secretariat may."""
    profiles: dict[int, Mapping[str, Any]] = {
        one.id: {"areas": one.areas, "unit": one.unit} for one in experts
    }
    closed = [one.id for one in experts if one.exposure]
    rows = select(Revision.record_id, Revision.content).where(
        Revision.record_id.in_(closed), Revision.state == State.PUBLISHED
    )
    for record_id, content in db.session.execute(rows.order_by(Revision.number)):
        profiles[record_id] = {"areas": content.get("areas"), "unit": content.get("unit", "")}
    return profiles


def _known(
    question: Question,
    day: date,
    experts: Sequence[Expert],
    profiles: Mapping[int, Mapping[str, Any]],
) -> _Known:
    ids = [one.id for one in experts]
    member = db.session.scalar(select(Member).where(Member.slug == question.member))
    names = ties.names_of(member, question.units)
    people = select(ExpertPerson).where(ExpertPerson.record_id.in_(ids))
    people = people.options(joinedload(ExpertPerson.user))
    asked = select(Counsel.expert_id).where(Counsel.inquiry_id == question.inquiry_id)
    return _Known(
        day,
        question,
        names,
        {one.record_id: one for one in db.session.scalars(people)},
        profiles,
        loads_of(experts),
        frozenset(db.session.scalars(asked)) if question.inquiry_id else frozenset(),
        _seated(question.member, day),
        frozenset(tie.expert_id for tie in ties.on(day) if _concerns(tie, question, names)),
        _recent(day),
    )


def _concerns(tie: ties.ExpertTie, question: Question, names: frozenset[str]) -> bool:
    own = tie.member_slug is not None and tie.member_slug == question.member
    return own or ties.is_same_unit(tie.unit, names)


def _seated(member: str | None, day: date) -> frozenset[int]:
    """Accounts that hold a seat of this member on the day."""
    if member is None:
        return frozenset()
    rows = select(Holding).join(Seat).where(Seat.member_slug == member, Holding.starts_on <= day)
    there = (one for one in db.session.scalars(rows) if (one.ends_on or date.max) >= day)
    return frozenset(one.user_id for one in there if one.user_id is not None)


def _recent(day: date) -> dict[str, str]:
    """Numbers of the experts who were drawn within the rest of the charter, with the draw."""
    rest = rules.expert_rest_days(day)
    if not rest:
        return {}
    since = midnight(day - timedelta(days=rest))
    rows = select(Draw).where(Draw.drawn_at >= since, Draw.annulled_at.is_(None))
    draws = db.session.scalars(rows.order_by(Draw.drawn_at))
    return {number: draw.number for draw in draws for number in draw.drawn}


def _reason(expert: Expert, known: _Known) -> tuple[Reason | None, str]:
    person = known.people.get(expert.id)
    user = person.user if person is not None else None
    load, most = known.loads.get(expert.id, 0), rules.expert_most_load(known.day)
    most = min(most, person.max_load) if person is not None else most
    reasons = {
        Reason.LEFT: expert.availability is Availability.LEFT,
        Reason.PAUSED: expert.availability is Availability.PAUSED,
        Reason.LOCKED: user is not None and not user.active,
        Reason.ASKER: user is not None and user.id == known.question.asker_id,
        Reason.ASKED: expert.id in known.asked,
        Reason.OWN_UNIT: _is_own(expert, user, known),
        Reason.OFFICE: user is not None and user.id in known.seated,
        Reason.TIE: expert.id in known.tied,
        Reason.LOAD: load >= most,
        Reason.RECENT: expert.number in known.recent,
        Reason.UNREACHABLE: user is None and known.question.inquiry_id is not None,
    }
    first = next((reason for reason, holds in reasons.items() if holds), None)
    details = {Reason.LOAD: f"{load}/{most}", Reason.RECENT: known.recent.get(expert.number or "")}
    return first, (details.get(first) or "") if first else ""


def _is_own(expert: Expert, user: User | None, known: _Known) -> bool:
    own = user is not None and user.member is not None and user.member == known.question.member
    return own or ties.is_same_unit(str(known.profiles[expert.id]["unit"] or ""), known.names)
