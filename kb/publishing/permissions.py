"""Permissions: every rule about who may do what to a record, and the WHERE clause of lists.

Who somebody is comes from two facts: the role, and the unit they act for, a member or a city.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, bindparam, or_

from kb.accounts.users import STAFF, Role, User
from kb.clock import utcnow
from kb.db import UTCDateTime
from kb.errors import NotAllowed
from kb.publishing.attachments import SHOWN, Attachment
from kb.publishing.records import Record, Visibility

COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.PROVINCIAL_OBSERVER})
OUTSIDE = frozenset({Role.EXPERT})
"""Roles that people have without belonging to the alliance."""
UNIT = frozenset({Role.PARK_EDITOR, Role.CITY_LIAISON})
"""Roles whose people write for the unit they stand for, and take over each other's drafts."""
SHARED = frozenset({"activity", "case_study", "outcome", "partner", "posting", "project", "topic"})
CREATES = {Role.PARK_EDITOR: SHARED, Role.CITY_LIAISON: SHARED, Role.EXPERT: frozenset({"expert"})}
"""Kinds that a role may begin. The staff begin every kind; who is not named here begins none."""
SEALED = frozenset({"consultation", "minutes"})
"""Kinds that are written in a place of their own, whoever writes, and never change once they are
published. They can still be withdrawn, which takes nothing from what they say.
"""


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
    """May see the record's page: published and visible, written by them, or a draft of theirs."""
    if user is None or not user.active:
        return is_out(record) and record.visibility is Visibility.PUBLIC
    if is_staff(user) or record.author_id == user.id:
        return True
    if not is_out(record):
        return record.visibility is not Visibility.SECRETARIAT and _is_of_unit(user, record)
    return audience(record) in (audiences(user) or ())


def may_name(user: User | None, record: Record) -> bool:
    """May learn what it is called: its readers, and of a withdrawn one its editors only."""
    return may_read(user, record) and (record.withdrawn_at is None or may_edit(user, record))


def may_create(user: User | None, model: type[Record] | None = None) -> bool:
    """May begin a record of this kind; without a kind, of any at all."""
    if user is None or not user.active or (model is not None and _kind(model) in SEALED):
        return False
    if is_staff(user):
        return True
    if user.role is Role.PARK_EDITOR and user.member is None:
        return False
    if user.role is Role.CITY_LIAISON and user.city is None:
        return False
    kinds = CREATES.get(user.role, frozenset())
    return bool(kinds) if model is None else _kind(model) in kinds


def may_edit(user: User | None, record: Record) -> bool:
    """The staff edit everything, others what they wrote, and their unit's records that they see."""
    if user is None or record.kind in SEALED or not may_read(user, record):
        return False
    if is_staff(user):
        return True
    writes = user.active and user.role is not Role.PROVINCIAL_OBSERVER
    return writes and (record.author_id == user.id or _is_of_unit(user, record))


def may_relate(user: User | None, record: Record) -> bool:
    """May say that it belongs with another: its editors. To what is sealed the staff add relations,
    which stand beside what it says.
    """
    return may_edit(user, record) or (record.kind in SEALED and is_staff(user))


def is_sealed(record: Record) -> bool:
    """Whether its content stays for ever as it is: readers have seen it, and rely on it."""
    return record.kind in SEALED and record.published_at is not None


def kept(author: User, record: Record | None) -> Mapping[str, Any]:
    """Content that this author cannot choose, with its value: whose record it is.

    Only the staff give a record to another member or city. A new record belongs to its author's
    unit; an old one stays where it is. What a form says otherwise is passed over.
    """
    if is_staff(author):
        return {}
    member = record.owner if record is not None else author.member
    if author.role in UNIT and author.city is not None:
        return {"member": member, "city": (record or author).city}
    return {"member": member}


def fixed(model: type[Record], author: User, record: Record | None) -> dict[str, Any]:
    """What `kept` says of the fields that such a record has at all."""
    values = kept(author, record)
    return {name: value for name, value in values.items() if name in model.content_fields}


def _is_of_unit(user: User, record: Record) -> bool:
    """True for what belongs to the member, or for liaisons to the city, that they write for.

    Only kinds that they may begin: an expert's profile is the person's own.
    """
    if user.role not in UNIT or record.kind not in CREATES[user.role]:
        return False
    own = user.member is not None and record.owner == user.member
    in_city = user.city is not None and record.city == user.city
    return own or (user.role is Role.CITY_LIAISON and in_city)


def _kind(model: type[Record]) -> str:
    return str(model.__mapper_args__["polymorphic_identity"])


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
    return readable_to(audiences(user))


@lru_cache(maxsize=256)
def readable_to(belongs: frozenset[str] | None) -> ColumnElement[bool]:
    """The same for all who belong to these audiences: put together once, asked on every page."""
    # Under an embargo the time of publication lies ahead.
    published = and_(Record.published_at <= _NOW, Record.withdrawn_at.is_(None))
    if belongs is None:
        return published
    # An IN would be written out anew each time a statement runs.
    shared = or_(*(Record.visibility == each for each in Visibility if each.value in belongs))
    members = [each[len(_OF_MEMBER) :] for each in sorted(belongs) if each.startswith(_OF_MEMBER)]
    if not members:
        return and_(published, shared)
    own = and_(Record.visibility == Visibility.MEMBER, Record.member.in_(members))
    return and_(published, or_(shared, own))


_OF_MEMBER = "member:"
_NOW = bindparam("now", unique=True, callable_=utcnow, type_=UTCDateTime())
"""The time when a statement runs, so that one may be put together once and kept."""


def may_look_after(user: User | None, role: Role) -> bool:
    """May invite, appoint and lock people of this role: the staff, but no administrators."""
    if user is None or not is_staff(user):
        return False
    return user.role is Role.ADMINISTRATOR or role is not Role.ADMINISTRATOR


def is_out(record: Record) -> bool:
    """Published, and its embargo over."""
    return record.published_at is not None and record.published_at <= utcnow()


def may_download(user: User | None, attachment: Attachment) -> bool:
    """Readers of the record, as far as the file's own visibility goes; its editors all but what
    the secretariat keeps for itself.
    """
    record = attachment.record
    if is_staff(user):
        return True
    if record.withdrawn_at is not None or not may_read(user, record):
        return False
    own = user is not None and attachment.uploader_id == user.id
    if may_edit(user, record) and (own or attachment.visibility is not Visibility.SECRETARIAT):
        return True
    if attachment.standing not in SHOWN or not is_out(record):
        return False
    wanted = attachment.visibility.value
    if attachment.visibility is Visibility.MEMBER:
        wanted = f"member:{record.member or ''}"
    return wanted in (audiences(user) or ())


def may_exchange(user: User | None) -> bool:
    """May bring records in as a table: staff all of them, park editors their own organisation's."""
    own = user is not None and user.role is Role.PARK_EDITOR and user.member is not None
    return is_staff(user) or (own and may_create(user))
