"""Ties: relations of an expert to members and other units, for which the expert stands back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import today, utcnow
from kb.db import Base, db
from kb.errors import DomainError
from kb.libraries import personal
from kb.libraries.experts import Expert
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.text.folding import fold

LEAST_IN_COMMON = 4
"""Characters from which a name that stands inside another means the same unit."""


class ExpertTie(Base):
    """A relation that an expert has declared, or the secretariat knows of: reason to stand back."""

    __tablename__ = "expert_tie"

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id", ondelete="CASCADE"), index=True)
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey("member.slug"))
    unit: Mapped[str] = mapped_column(default="")
    """An organisation that is no member, by its name."""
    nature: Mapped[str] = mapped_column(default="")
    """Employed there, advises it, family, shares ..."""
    since: Mapped[date | None]
    until: Mapped[date | None]
    """The last day on which it holds."""
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    declared_at: Mapped[datetime] = mapped_column(default=utcnow)

    declared_by: Mapped[User | None] = relationship()

    def holds_on(self, day: date) -> bool:
        """The first and the last day belong to it."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True)
class Bond:
    """What is said about a tie: with a member or with another unit, as what, from when to when."""

    nature: str
    member: str | None = None
    unit: str = ""
    since: date | None = None
    until: date | None = None


def may_tell(user: User | None, expert: Expert) -> bool:
    """Who enters and reads the ties of an expert: the person, and staff."""
    person = personal.of_record(expert)
    own = person is not None and user is not None and user.active and person.user_id == user.id
    return own or is_staff(user)


def declare(expert: Expert, bond: Bond, user: User) -> ExpertTie:
    """Write it down. From now on the expert is not drawn where this unit asks."""
    require(may_tell(user, expert))
    if bool(bond.member) == bool(bond.unit):
        raise DomainError(_("Choose a member or write the name of another unit, one of the two."))
    if bond.since and bond.until and bond.until < bond.since:
        raise DomainError(_("It cannot end before it begins."))
    tie = ExpertTie(expert_id=expert.id, member_slug=bond.member, unit=bond.unit)
    tie.nature, tie.since, tie.until = bond.nature, bond.since, bond.until
    tie.declared_by_id = user.id
    db.session.add(tie)
    audit.log(user, "declare-tie", expert.address, expert.id)
    db.session.flush()
    return tie


def may_end(user: User | None, tie: ExpertTie, expert: Expert) -> bool:
    """Staff every one; experts those that they have declared themselves."""
    return is_staff(user) or (
        may_tell(user, expert) and user is not None and tie.declared_by_id == user.id
    )


def end(tie: ExpertTie, expert: Expert, user: User) -> None:
    """Today is its last day; one that has not begun yet is taken out."""
    require(may_end(user, tie, expert))
    if tie.since is not None and tie.since > today():
        db.session.delete(tie)
    else:
        tie.until = min(tie.until or date.max, today())
    audit.log(user, "end-tie", expert.address, expert.id)
    db.session.flush()


def of_expert(expert: Expert) -> Sequence[ExpertTie]:
    """Those that hold first, then by when they were declared."""
    day = today()
    rows = db.session.scalars(select(ExpertTie).where(ExpertTie.expert_id == expert.id))
    return sorted(rows, key=lambda tie: (not tie.holds_on(day), tie.declared_at, tie.id))


def on(day: date) -> Sequence[ExpertTie]:
    """All that hold on this day."""
    begun = or_(ExpertTie.since.is_(None), ExpertTie.since <= day)
    lasting = or_(ExpertTie.until.is_(None), ExpertTie.until >= day)
    return db.session.scalars(select(ExpertTie).where(begun, lasting)).all()


def names_of(member: Member | None, units: Iterable[str] = ()) -> frozenset[str]:
    """Every name of the member and of these units, as they are compared."""
    own = [member.name, member.name_en, *member.aliases.split()] if member else []
    return frozenset(fold(name).strip() for name in (*own, *units) if name.strip())


def is_same_unit(unit: str, names: Iterable[str]) -> bool:
    """The unit's name is one of these (`names_of`), or one stands inside the other: a park and
    its administration are the same unit for who stands back.
    """
    own = fold(unit).strip()
    return bool(own) and any(own == name or _is_part(own, name) for name in names)


def _is_part(one: str, other: str) -> bool:
    is_long_enough = min(len(one), len(other)) >= LEAST_IN_COMMON
    return is_long_enough and (one in other or other in one)
