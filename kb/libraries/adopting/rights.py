"""Rights: who may declare that a park uses another park's case, who decides, who sees it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from kb.accounts.users import Role, User
from kb.alliance.members import Member, MemberKind
from kb.db import db
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.libraries.case_studies import CaseStudy
from kb.publishing.permissions import is_out, is_staff, may_read, readable_by


def writes_for(user: User | None) -> list[Member]:
    """The members in whose name this person declares: an editor's own, a liaison's parks."""
    if user is None or not user.active:
        return []
    if user.role is Role.PARK_EDITOR and user.member:
        own = select(Member).where(Member.slug == user.member)
    elif user.role is Role.CITY_LIAISON and user.city:
        own = select(Member).where(
            Member.city_slug == user.city, Member.kind == MemberKind.PARK, Member.left_on.is_(None)
        )
    else:
        return []
    return list(db.session.scalars(own.order_by(Member.id)))


def may_adopt(user: User | None, case: CaseStudy) -> list[Member]:
    """The members for which this person may declare that they use the case: never its own."""
    if not is_out(case) or case.withdrawn_at is not None or not may_read(user, case):
        return []
    return [member for member in writes_for(user) if member.slug != case.member]


def is_of_unit(user: User | None, adoption: Adoption) -> bool:
    """The park that uses the case, or its city's liaison."""
    if user is None or not user.active:
        return False
    if user.role is Role.PARK_EDITOR:
        return user.member is not None and user.member == adoption.member_slug
    in_city = user.city is not None and user.city == adoption.member.city_slug
    return user.role is Role.CITY_LIAISON and in_city


def may_see(user: User | None, adoption: Adoption) -> bool:
    """Confirmed ones whoever may read the case; others the unit and the staff."""
    if is_staff(user):
        return True
    reads = may_read(user, adoption.case) and adoption.case.withdrawn_at is None
    if adoption.state is AdoptionState.CONFIRMED:
        return reads
    return reads and is_of_unit(user, adoption)


def seen_by(user: User | None) -> ColumnElement[bool]:
    """The WHERE clause of lists of adoptions that readers see; needs the case's record joined."""
    return and_(Adoption.state == AdoptionState.CONFIRMED, readable_by(user))


def own_of(user: User | None, members: Sequence[Member]) -> ColumnElement[bool]:
    """The adoptions of these members whose case the person may still read."""
    return and_(Adoption.member_slug.in_([member.slug for member in members]), readable_by(user))
