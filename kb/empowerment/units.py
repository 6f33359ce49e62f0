"""Units: a member, or a city by itself, that offers, needs and links; and who acts for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select

from kb.accounts.users import User
from kb.alliance import names
from kb.alliance.members import Member
from kb.alliance.offices import CITY_ROLES
from kb.db import db
from kb.empowerment.postings import Poster, Posting
from kb.publishing.permissions import UNIT

MEMBER, CITY = "member:", "city:"


@dataclass(frozen=True)
class Unit:
    """A member with the city where it sits, or a city alone."""

    member: str | None = None
    city: str | None = None

    def is_same(self, other: "Unit") -> bool:
        """The city of a member says only where it is."""
        if self.member or other.member:
            return self.member == other.member
        return self.city is not None and self.city == other.city

    @property
    def choice(self) -> str:
        """As forms name it: `member:rizhao-park`, `city:rizhao`; empty for none."""
        if self.member:
            return f"{MEMBER}{self.member}"
        return f"{CITY}{self.city}" if self.city else ""


def of_member(slug: str) -> Unit:
    return Unit(slug, db.session.scalar(select(Member.city_slug).where(Member.slug == slug)))


def of_person(user: User) -> Unit | None:
    """Whom they act for; None for those who act for nobody, as the staff."""
    if user.role in UNIT and user.member is not None:
        return of_member(user.member)
    if user.role in CITY_ROLES and user.city is not None:
        return Unit(None, user.city)
    return None


def of_posting(posting: Posting) -> Unit:
    """Whose posting it is, hidden or not."""
    return of_member(posting.owner) if posting.owner else Unit(None, posting.city)


def of_choice(choice: str | None) -> Unit | None:
    """The contrary of `Unit.choice`."""
    given = choice or ""
    if given.startswith(MEMBER):
        return of_member(given.removeprefix(MEMBER))
    return Unit(None, given.removeprefix(CITY)) if given.startswith(CITY) else None


def choices() -> list[tuple[str, str]]:
    """All units with their names."""
    cities = [(f"{CITY}{slug}", name) for slug, name in names.city_choices()]
    return [*cities, *((f"{MEMBER}{slug}", name) for slug, name in names.member_choices())]


def people_of(unit: Unit) -> Sequence[User]:
    """Who acts for it, of those who can sign in."""
    rows = select(User).where(User.active, _acts_for(unit)).order_by(User.id)
    return db.session.scalars(rows).all()


def _acts_for(unit: Unit) -> ColumnElement[bool]:
    if unit.member is not None:
        return and_(User.role.in_(UNIT), User.member == unit.member)
    if unit.city is not None:
        return and_(User.role.in_(CITY_ROLES), User.city == unit.city)
    return false()


def posted_by(user: User) -> ColumnElement[bool]:
    """Of `Posting` joined with `Poster`: those of this person and of their unit."""
    own = Posting.author_id == user.id
    unit = of_person(user)
    if unit is None:
        return own
    if unit.member is not None:
        return or_(own, Poster.member_slug == unit.member)
    return or_(own, and_(Poster.member_slug.is_(None), Posting.city == unit.city))


def name(unit: Unit, members: Mapping[str, str], cities: Mapping[str, str]) -> str:
    """The unit in the reader's language."""
    if unit.member:
        return members.get(unit.member, unit.member)
    return cities.get(unit.city or "", unit.city or "")
