"""Offices: what somebody may do because of a term or a seat, computed from the day."""

from datetime import date

from kb.accounts.users import Role, User
from kb.alliance import terms
from kb.alliance.bodies import Body, BodyKind, all_bodies, holding_of

CITY_ROLES = frozenset({Role.COUNCIL_MEMBER, Role.CITY_LIAISON})
"""Who acts for a city."""


def in_chair(user: User | None, day: date) -> bool:
    """Acts for the city that presides on this day (Asia/Shanghai): from its first midnight to the
    midnight after its last day.
    """
    if user is None or not user.active or user.city is None or user.role not in CITY_ROLES:
        return False
    term = terms.presiding(day)
    return term is not None and term.city_slug == user.city


def sits_in(user: User | None, body: Body, day: date) -> bool:
    """Holds a seat of the body on this day, or stands in for who does."""
    return user is not None and holding_of(user, body, day) is not None


def sits_in_council(user: User | None, day: date) -> bool:
    councils = [body for body in all_bodies() if body.kind is BodyKind.COUNCIL]
    return any(sits_in(user, body, day) for body in councils)
