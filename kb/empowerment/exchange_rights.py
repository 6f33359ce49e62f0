"""Rights: who may do what with partners' contacts, offers and needs, interests and links.

They rest on the unit that somebody acts for, read anew each time. The staff see everything and
enter what others cannot, but never speak for a side that has an account of its own.
"""

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_, true

from kb.accounts.users import Role, User
from kb.alliance.offices import CITY_ROLES
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.partners import Partner
from kb.empowerment.postings import Interest, Posting
from kb.empowerment.units import Unit, of_person, of_posting, people_of
from kb.publishing.permissions import OUTSIDE, UNIT, is_known, is_out, is_staff, may_read


class Side(StrEnum):
    GIVER = "giver"
    TAKER = "taker"


def stands_for(user: User | None, unit: Unit) -> bool:
    """Acts for this member, or for this city where no member is named."""
    if user is None or not is_known(user):
        return False
    if unit.member is not None:
        return user.role in UNIT and user.member == unit.member
    return unit.city is not None and user.role in CITY_ROLES and user.city == unit.city


def is_of_alliance(user: User | None) -> bool:
    """Has an account that belongs to the alliance; experts have one without belonging to it."""
    return user is not None and is_known(user) and user.role not in OUTSIDE


def may_see_contacts(user: User | None, partner: Partner) -> bool:
    return is_of_alliance(user) and may_read(user, partner) and partner.withdrawn_at is None


def may_keep_contacts(user: User | None, partner: Partner) -> bool:
    """The staff, and the member that brought the partner."""
    if not may_see_contacts(user, partner):
        return False
    return is_staff(user) or stands_for(user, Unit(partner.member, partner.city))


def is_poster(user: User | None, posting: Posting) -> bool:
    """Answers for it: its unit and its author; the staff where nobody else could."""
    if user is None or not is_known(user):
        return False
    unit = of_posting(posting)
    if is_staff(user):
        return not people_of(unit)
    return stands_for(user, unit) or posting.author_id == user.id


def may_renew(user: User | None, posting: Posting) -> bool:
    return is_staff(user) or is_poster(user, posting)


def may_express(user: User | None, posting: Posting) -> bool:
    """Asks to talk about it: whoever acts for another unit of the alliance and may read it."""
    if user is None or not is_of_alliance(user) or user.role is Role.PROVINCIAL_OBSERVER:
        return False
    if not is_out(posting) or posting.withdrawn_at is not None or not may_read(user, posting):
        return False
    return not is_staff(user) and of_person(user) is not None and not is_poster(user, posting)


def asked_for(user: User | None, interest: Interest) -> bool:
    """Belongs to those who asked."""
    if user is None or not is_known(user):
        return False
    unit = Unit(interest.member_slug, interest.city_slug)
    return interest.user_id == user.id or stands_for(user, unit)


def may_see_interest(user: User | None, interest: Interest) -> bool:
    """Both sides, and the staff."""
    return is_staff(user) or asked_for(user, interest) or is_poster(user, interest.posting)


def side_units(docking: Docking) -> dict[Side, Unit]:
    return {
        Side.GIVER: Unit(docking.giver_member, docking.giver_city),
        Side.TAKER: Unit(docking.taker_member, docking.taker_city),
    }


def side_of(user: User | None, docking: Docking) -> Side | None:
    """The side for which this person speaks."""
    found = (side for side, unit in side_units(docking).items() if stands_for(user, unit))
    return next(found, None)


def may_see(user: User | None, docking: Docking) -> bool:
    """Everybody once both have confirmed; before that, and dropped ones, both sides and staff."""
    if docking.state is DockingState.CONFIRMED or is_staff(user):
        return True
    return side_of(user, docking) is not None


def seen_by(user: User | None) -> ColumnElement[bool]:
    """The WHERE clause of lists of links: the same as `may_see`."""
    confirmed = Docking.state == DockingState.CONFIRMED
    if is_staff(user):
        return true()
    return or_(confirmed, of_unit(user))


def of_unit(user: User | None) -> ColumnElement[bool]:
    """Links in which this person's unit is one of the sides."""
    unit = of_person(user) if user is not None and is_known(user) else None
    if unit is None:
        return false()
    if unit.member is not None:
        return or_(Docking.giver_member == unit.member, Docking.taker_member == unit.member)
    gives = and_(Docking.giver_member.is_(None), Docking.giver_city == unit.city)
    return or_(gives, and_(Docking.taker_member.is_(None), Docking.taker_city == unit.city))


def may_propose(user: User | None) -> bool:
    """Whoever acts for a unit; the staff enter links too."""
    if user is None or not is_of_alliance(user):
        return False
    return is_staff(user) or of_person(user) is not None


def may_record(user: User | None, docking: Docking) -> bool:
    """Says what came of it, and drops it: both sides, and the staff."""
    return is_staff(user) or side_of(user, docking) is not None


def may_know(user: User | None, docking: Docking, side: Side) -> bool:
    """Who is on this side: everybody where it agreed, else both sides and the staff."""
    if docking.giver_named if side is Side.GIVER else docking.taker_named:
        return True
    return may_record(user, docking)
