"""Honours: who adopted a case, how often a member's cases were adopted, and by whom in a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import contains_eager, joinedload

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.db import db
from kb.libraries.adopting.rights import own_of, seen_by, writes_for
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.libraries.case_studies import CaseStudy
from kb.publishing.permissions import is_staff


@dataclass(frozen=True)
class Honour:
    """A member whose cases others use."""

    member: str | None
    """Slug; None for cases that belong to no member."""
    adopted: int
    cases: int
    by: int
    """How many members use them."""


def _joined() -> Select[Adoption]:
    """Adoptions with case and member, oldest first."""
    rows = select(Adoption).join(CaseStudy, CaseStudy.id == Adoption.case_id)
    both = (contains_eager(Adoption.case), joinedload(Adoption.member))
    return rows.options(*both).order_by(Adoption.began_on, Adoption.id)


def of_case(case: CaseStudy, reader: User | None) -> Sequence[Adoption]:
    """The confirmed adoptions of a case, in the order in which they began."""
    return db.session.scalars(_joined().where(Adoption.case_id == case.id, seen_by(reader))).all()


def in_year(year: int | None, reader: User | None) -> Sequence[Adoption]:
    """The confirmed adoptions that began in the year, of cases that the reader may read."""
    rows = _joined().where(seen_by(reader))
    return db.session.scalars(rows.where(*_in(year)) if year else rows).all()


def _in(year: int) -> tuple[ColumnElement[bool], ...]:
    return (Adoption.began_on >= date(year, 1, 1), Adoption.began_on <= date(year, 12, 31))


def honours(year: int | None, reader: User | None) -> list[Honour]:
    """The members whose cases were adopted, in the year or ever; the most adopted first."""
    counts = (
        func.count(),
        func.count(func.distinct(Adoption.case_id)),
        func.count(func.distinct(Adoption.member_slug)),
    )
    rows = select(CaseStudy.member, *counts).select_from(Adoption)
    rows = rows.join(CaseStudy, CaseStudy.id == Adoption.case_id).where(seen_by(reader))
    rows = rows.where(*_in(year)) if year else rows
    grouped = rows.group_by(CaseStudy.member).order_by(counts[0].desc(), CaseStudy.member)
    return [Honour(*row) for row in db.session.execute(grouped).all()]


def times_adopted(member: str, reader: User | None) -> int:
    """How often the cases of this member (slug) are used by others."""
    counted = select(func.count()).select_from(Adoption)
    counted = counted.join(CaseStudy, CaseStudy.id == Adoption.case_id)
    return db.session.scalar(counted.where(seen_by(reader), CaseStudy.member == member)) or 0


def years(reader: User | None) -> list[int]:
    """The years in which adoptions began, newest first."""
    year = extract("year", Adoption.began_on)
    rows = select(year).join(CaseStudy, CaseStudy.id == Adoption.case_id).where(seen_by(reader))
    return sorted({int(found) for found in db.session.scalars(rows.distinct())}, reverse=True)


def waiting(reader: User | None) -> Sequence[Adoption]:
    """What the secretariat has to decide; of others their own units' that are not confirmed."""
    if is_staff(reader):
        rows = _joined().where(Adoption.state == AdoptionState.DECLARED)
        return db.session.scalars(rows).all()
    members: list[Member] = writes_for(reader)
    if not members:
        return []
    shown = (AdoptionState.DECLARED, AdoptionState.RETURNED)
    own = _joined().where(own_of(reader, members), Adoption.state.in_(shown))
    return db.session.scalars(own).all()


def all_of_them(reader: User | None) -> Sequence[Adoption]:
    """Every adoption in any state, for the secretariat's table."""
    return db.session.scalars(_joined()).all() if is_staff(reader) else []
