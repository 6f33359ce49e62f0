"""Suggesting: experts for a question, each with the reasons and with what speaks against them.

The facts are read with a fixed number of queries, whatever the number of experts; the judgement is
a plain function over them. Nobody is asked by this: the secretariat picks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import local
from kb.db import db
from kb.empowerment.consultations import PENDING, Counsel, Inquiry, Reply
from kb.empowerment.draws import ExpertTie
from kb.libraries import expertise
from kb.libraries.experts import Availability, Expert
from kb.libraries.personal import ExpertPerson
from kb.publishing.revisions import Revision, State
from kb.text.folding import clean, fold
from kb.web.languages import in_english

MOST = 30
"""So many are shown; who fits worse is found in the experts' library."""


@dataclass(frozen=True)
class Facts:
    """What is known of one expert, closed parts of the profile among it: for the staff alone."""

    expert: Expert
    user_id: int
    unit: str = ""
    member: str | None = None
    """Slug of the member that the account acts for."""
    areas: tuple[str, ...] = ()
    open: int = 0
    """Consultations that wait for an answer."""
    most: int = 2
    """So many the expert takes at once."""
    in_time: int = 0
    late: int = 0
    missing: int = 0
    """Never answered, though the day is past."""
    ties: frozenset[str] = frozenset()
    """Slugs of members, and folded names of units, that the expert has a relation to."""

    @property
    def answered(self) -> int:
        return self.in_time + self.late


@dataclass(frozen=True)
class Wanted:
    """What an inquiry looks for, and whom it has to avoid."""

    areas: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    """Areas of the same groups."""
    asker_id: int | None = None
    member: str | None = None
    units: frozenset[str] = frozenset()
    """Folded names of the asker's unit."""
    invited: frozenset[int] = frozenset()


@dataclass
class Suggestion:
    facts: Facts
    score: float = 0
    reasons: list[str] = field(default_factory=list)
    obstacle: str = ""
    """Why this expert cannot be picked; empty for who can."""


def suggestions(inquiry: Inquiry, day: date) -> list[Suggestion]:
    """The best first; whoever cannot be picked comes last, with the reason."""
    wanted = wanted_of(inquiry)
    found = [judged(facts, wanted) for facts in facts_of(day)]
    found.sort(key=lambda one: (bool(one.obstacle), -one.score, one.facts.expert.id))
    return found[:MOST]


def judged(facts: Facts, wanted: Wanted) -> Suggestion:
    """Area before experience, experience before an empty desk."""
    made = Suggestion(facts, obstacle=obstacle(facts, wanted))
    labels = expertise.area_names()
    hits = [labels.get(name, name) for name in facts.areas if name in wanted.areas]
    beside = [labels.get(name, name) for name in facts.areas if name in wanted.near]
    comma = ", " if in_english() else "、"
    if hits:
        made.score += 10 + len(hits)
        made.reasons.append(_("Area: %(areas)s", areas=comma.join(hits)))
    elif beside:
        made.score += 4
        made.reasons.append(_("Near to it: %(areas)s", areas=comma.join(beside)))
    made.score += _experience(facts, made.reasons) + 2 * (1 - facts.open / max(facts.most, 1))
    made.reasons.append(
        _("%(open)s of at most %(most)s consultations open", open=facts.open, most=facts.most)
    )
    return made


def _experience(facts: Facts, reasons: list[str]) -> float:
    """At most 3; half of it for who has never been asked, so that newcomers have their turn."""
    due = facts.answered + facts.missing
    if not due:
        reasons.append(_("Not asked before"))
        return 1.5
    words = ngettext(
        "Has answered %(num)s consultation", "Has answered %(num)s consultations", facts.answered
    )
    reasons.append(words)
    reasons.append(_("%(part)s of %(whole)s in time", part=facts.in_time, whole=due))
    return 3 * facts.in_time / due


def obstacle(facts: Facts, wanted: Wanted) -> str:
    """Why this expert must not be asked; empty where nothing speaks against it."""
    unit = plain(facts.unit)
    own = facts.user_id == wanted.asker_id or (unit and unit in wanted.units)
    if own or (facts.member is not None and facts.member == wanted.member):
        return str(_("Belongs to the asker's unit"))
    if facts.ties & (wanted.units | {wanted.member}):
        return str(_("Has a declared relation to the asker's unit"))
    if facts.expert.id in wanted.invited:
        return str(_("Has been invited already"))
    return str(_("Takes no more consultations at once")) if facts.open >= facts.most else ""


def wanted_of(inquiry: Inquiry) -> Wanted:
    """The area that was chosen, else those that the words name."""
    tree = expertise.areas()
    text = f"{inquiry.title}\n{inquiry.question}\n{inquiry.scope}"
    areas = {inquiry.area} if inquiry.area else {one.name for one in expertise.named_in(text)}
    groups = {one.group for one in tree if one.name in areas}
    member = db.session.scalar(select(Member).where(Member.slug == inquiry.member_slug))
    names = (member.name, member.name_en) if member is not None else ()
    counsels = select(Counsel.expert_id).where(Counsel.inquiry_id == inquiry.id)
    return Wanted(
        areas=frozenset(areas),
        near=frozenset(one.name for one in tree if one.group in groups) - areas,
        asker_id=inquiry.asker_id,
        member=inquiry.member_slug,
        units=frozenset(plain(name) for name in names if name),
        invited=frozenset(db.session.scalars(counsels)),
    )


def plain(unit: str) -> str:
    """Spaces, width and case make no other unit."""
    return "".join(fold(clean(unit)).split())


def facts_of(day: date, only: Collection[int] | None = None) -> list[Facts]:
    """Of every expert who can be asked on this day: published, with an account, and not paused."""
    rows = (
        select(Expert, ExpertPerson, User)
        .join(ExpertPerson, ExpertPerson.record_id == Expert.id)
        .join(User, User.id == ExpertPerson.user_id)
        .where(Expert.published_at.is_not(None), Expert.withdrawn_at.is_(None), User.active)
        .where(Expert.availability == Availability.OPEN, ExpertPerson.erase_asked_at.is_(None))
    )
    if only is not None:
        rows = rows.where(Expert.id.in_(only))
    found = db.session.execute(rows.order_by(Expert.id)).all()
    ids = [expert.id for expert, _person, _user in found]
    profiles, records, ties = _profiles(ids), _records(ids, day), _ties(ids, day)
    return [
        Facts(
            expert=expert,
            user_id=user.id,
            unit=str(profiles.get(expert.id, {}).get("unit") or expert.unit),
            member=user.member,
            areas=tuple(profiles.get(expert.id, {}).get("areas") or expert.areas or ()),
            most=person.max_load,
            ties=ties.get(expert.id, frozenset()),
            **records.get(expert.id, {}),
        )
        for expert, person, user in found
    ]


def _profiles(ids: Sequence[int]) -> Mapping[int, Mapping[str, list[str] | str]]:
    """What they have written and the secretariat has seen, with the parts closed to readers."""
    rows = select(Revision.record_id, Revision.content).where(
        Revision.record_id.in_(ids), Revision.state == State.PUBLISHED
    )
    return {row[0]: row[1] for row in db.session.execute(rows.order_by(Revision.id))}


def _records(ids: Sequence[int], day: date) -> Mapping[int, dict[str, int]]:
    """How they have answered so far, and how much waits for them."""
    rows = select(Counsel.expert_id, Counsel.reply, Counsel.due_on, Counsel.answered_at)
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for expert, reply, due_on, answered_at in db.session.execute(
        rows.where(Counsel.expert_id.in_(ids))
    ):
        if reply in PENDING:
            found[expert]["open"] += 1
        if reply is Reply.ANSWERED:
            late = answered_at is not None and local(answered_at).date() > due_on
            found[expert]["late" if late else "in_time"] += 1
        elif reply is not Reply.DECLINED and due_on < day:
            found[expert]["missing"] += 1
    return found


def _ties(ids: Sequence[int], day: date) -> Mapping[int, frozenset[str]]:
    holds = or_(ExpertTie.until.is_(None), ExpertTie.until >= day)
    rows = select(ExpertTie).where(ExpertTie.expert_id.in_(ids), holds)
    found: dict[int, frozenset[str]] = {}
    for tie in db.session.scalars(rows):
        found[tie.expert_id] = found.get(tie.expert_id, frozenset()) | _named(tie)
    return found


def _named(tie: ExpertTie) -> frozenset[str]:
    return frozenset(name for name in (tie.member_slug, plain(tie.unit)) if name)


def paused() -> int:
    """How many published experts take no consultations now, so that the page can say so."""
    rows: Iterable[int] = db.session.scalars(
        select(Expert.id).where(
            Expert.published_at.is_not(None),
            Expert.withdrawn_at.is_(None),
            Expert.availability != Availability.OPEN,
        )
    )
    return len(list(rows))
