"""Permissions: every rule about who may do what to a record, and the WHERE clause of lists."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_

from kb.accounts.users import Role, User
from kb.errors import NotAllowed
from kb.publishing.records import Record, Visibility

STAFF = frozenset({Role.ADMINISTRATOR, Role.SECRETARIAT})
COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.PROVINCIAL_OBSERVER})
OUTSIDE = frozenset({Role.EXPERT})
"""Roles that people have without belonging to the alliance."""


def require(allowed: bool) -> None:
    """Raise NotAllowed unless the person may."""
    if not allowed:
        raise NotAllowed(_("You are not allowed to do this. Ask the secretariat if you need to."))


def is_known(user: User | None) -> bool:
    """Signed in, and not locked."""
    return user is not None and user.active


def is_staff(user: User | None) -> bool:
    return user is not None and user.active and user.role in STAFF


def may_read(user: User | None, record: Record) -> bool:
    """May see the record's page: published and visible, own draft, or staff."""
    if is_staff(user):
        return True
    if user is not None and user.active and record.author_id == user.id:
        return True
    if record.published_at is None:
        return False
    return audience(record) in (audiences(user) or ())


def may_create(user: User | None) -> bool:
    return user is not None and user.active


def may_edit(user: User | None, record: Record) -> bool:
    """Staff edit everything, park editors what they wrote or see of their own organisation."""
    if user is None or not may_read(user, record):
        return False
    own = user.member is not None and record.member == user.member
    return user.active and (is_staff(user) or record.author_id == user.id or own)


def may_review(user: User | None, record: Record) -> bool:
    return is_staff(user)


def audience(record: Record) -> str:
    """Who may find a published record, as one word for index and filter."""
    if record.visibility is Visibility.MEMBER:
        return f"member:{record.member or ''}"
    return str(record.visibility.value)


def audiences(user: User | None) -> frozenset[str] | None:
    """The audiences this reader belongs to; None is all of them (staff)."""
    if is_staff(user):
        return None
    found = {Visibility.PUBLIC.value}
    if user is not None and user.active and user.role not in OUTSIDE:
        found.add(Visibility.ALLIANCE.value)
        if user.role in COUNCIL:
            found.add(Visibility.COUNCIL.value)
        if user.member:
            found.add(f"member:{user.member}")
    return frozenset(found)


def readable_by(user: User | None) -> ColumnElement[bool]:
    """The WHERE clause of every list, count, feed and search: published and visible to them."""
    published = and_(Record.published_at.is_not(None), Record.withdrawn_at.is_(None))
    belongs = audiences(user)
    if belongs is None:
        return published
    shared = Record.visibility.in_([each for each in Visibility if each.value in belongs])
    if user is None or f"member:{user.member}" not in belongs:
        return and_(published, shared)
    own = and_(Record.visibility == Visibility.MEMBER, Record.member == user.member)
    return and_(published, or_(shared, own))


def may_exchange(user: User | None) -> bool:
    """May bring records in as a table: staff all of them, park editors their own organisation's."""
    own = user is not None and user.role is Role.PARK_EDITOR and user.member is not None
    return is_staff(user) or (own and may_create(user))
