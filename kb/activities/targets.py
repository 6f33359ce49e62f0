"""Targets: how many themed activities a park means to hold in a year. Nobody has to have one."""

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import Role, User
from kb.alliance.members import Member
from kb.db import Base, db
from kb.publishing import audit
from kb.publishing.permissions import is_known, is_staff, require
from kb.web.tallies import tallied


class ParkTarget(Base):
    __tablename__ = "park_target"
    __table_args__ = (UniqueConstraint("member", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_slug: Mapped[str] = mapped_column("member", ForeignKey(Member.slug))
    year: Mapped[int]
    activities: Mapped[int]

    member: Mapped[Member] = relationship()


def of_year(year: int) -> dict[str, int]:
    """The targets of a year by the slug of the park."""
    rows = select(ParkTarget.member_slug, ParkTarget.activities).where(ParkTarget.year == year)
    return tallied(("targets", year), lambda: dict(db.session.execute(rows).all()))


def may_set(user: User | None, member: Member) -> bool:
    """The park itself, the liaison of its city and the staff."""
    if user is None or not is_known(user):
        return False
    own = user.role is Role.PARK_EDITOR and user.member == member.slug
    in_city = user.role is Role.CITY_LIAISON and user.city == member.city_slug
    return is_staff(user) or own or (in_city and user.city is not None)


def set_target(member: Member, year: int, activities: int | None, user: User) -> None:
    """So many themed activities; None takes the target away."""
    require(may_set(user, member))
    db.session.refresh(member, with_for_update=True)  # Two at once would both find none.
    target = db.session.scalar(
        select(ParkTarget).where(ParkTarget.member_slug == member.slug, ParkTarget.year == year)
    )
    before = target.activities if target else None
    if activities is None and target is not None:
        db.session.delete(target)
    elif activities is not None and target is None:
        db.session.add(ParkTarget(member_slug=member.slug, year=year, activities=activities))
    elif activities is not None and target is not None:
        target.activities = activities
    audit.log(user, "set-target", member.name, year=year, before=before, after=activities)
    db.session.flush()
