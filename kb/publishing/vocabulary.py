"""Vocabulary: tags and themes in order; what is renamed or merged stays with its records.

Superseded versions keep the words that they had; what readers see and what is still open follows.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Text, cast, delete, func, insert, select
from sqlalchemy.orm.attributes import flag_modified

from kb.accounts.users import User
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.publishing.records import Tag, record_tag
from kb.publishing.revisions import Revision, State
from kb.text.folding import clean

LONGEST = 40


class Counted(NamedTuple):
    tag: Tag
    uses: int


def counted(*, themes: bool) -> list[Counted]:
    """All tags, or all themes, with the number of records that have them; most used first."""
    number = func.count(record_tag.c.record_id)
    query = select(Tag, number).outerjoin(record_tag, record_tag.c.tag_id == Tag.id)
    query = query.where(Tag.is_theme.is_(themes)).group_by(Tag.id)
    rows = db.session.execute(query.order_by(number.desc(), Tag.name))
    return [Counted(tag, count) for tag, count in rows]


def usage(tag: Tag) -> int:
    """How many records and open versions have it."""
    rows = select(func.count()).select_from(record_tag).where(record_tag.c.tag_id == tag.id)
    return (db.session.scalar(rows) or 0) + len(_current(tag))


def rename(tag: Tag, user: User, name: str, name_en: str = "") -> None:
    """Another word for the same thing; one that is there already is merged into instead."""
    require(is_staff(user))
    name, before = _checked(name), tag.name
    if name != before and _named(name, tag.is_theme) is not None:
        raise Conflict(_("“%(name)s” is there already. Merge the two instead.", name=name))
    revisions = _current(tag)
    tag.name, tag.name_en = name, name_en.strip()
    _rewrite(revisions, tag.is_theme, lambda words: _replaced(words, before, name))
    audit.log(user, "rename-tag", name, before=before, after=name)
    db.session.flush()


def merge(tag: Tag, user: User, into: Tag) -> None:
    """The records of one get the other, and the first is gone."""
    require(is_staff(user))
    if tag.id == into.id or tag.is_theme != into.is_theme:
        raise DomainError(_("Choose another tag of the same sort."))
    _give_records(tag, into)
    name = tag.name
    _rewrite(_current(tag), tag.is_theme, lambda words: _replaced(words, name, into.name))
    db.session.delete(tag)
    flag_modified(into, "name")  # So that search looks at its records again.
    audit.log(user, "merge-tags", into.name, before=name, after=into.name)
    db.session.flush()


def promote(tag: Tag, user: User, name_en: str = "") -> None:
    """A free word becomes a theme of the alliance; its records get the theme."""
    require(is_staff(user))
    if tag.is_theme:
        raise Conflict(_("This is a theme already."))
    if _named(tag.name, True) is not None:
        raise Conflict(_("A theme of this name is there already."))
    revisions, name = _current(tag), tag.name
    tag.is_theme, tag.name_en = True, name_en.strip() or tag.name_en
    _rewrite(revisions, False, lambda words: [word for word in words if word != name])
    _rewrite(revisions, True, lambda words: [*words, name] if name not in words else words)
    audit.log(user, "promote-tag", name)
    db.session.flush()


def drop(tag: Tag, user: User) -> None:
    """Delete what nothing uses."""
    require(is_staff(user))
    if usage(tag):
        raise Conflict(_("This is in use. Merge it into another one instead."))
    audit.log(user, "delete-tag", tag.name, before=tag.name, after="")
    db.session.delete(tag)
    db.session.flush()


def _checked(name: str) -> str:
    found = " ".join(clean(name).split())
    if not 0 < len(found) <= LONGEST or any(sign in found for sign in ",，、;；"):
        raise DomainError(_("Write one word of at most 40 characters, without commas."))
    return found


def _named(name: str, is_theme: bool) -> Tag | None:
    return db.session.scalar(select(Tag).where(Tag.name == name, Tag.is_theme.is_(is_theme)))


def _give_records(tag: Tag, into: Tag) -> None:
    """Records with both keep one row."""
    has = record_tag.c
    already = select(has.record_id).where(has.tag_id == into.id)
    moving = select(has.record_id).where(has.tag_id == tag.id, has.record_id.not_in(already))
    rows = [{"record_id": id, "tag_id": into.id} for id in db.session.scalars(moving)]
    if rows:
        db.session.execute(insert(record_tag), rows)
    db.session.execute(delete(record_tag).where(has.tag_id == tag.id))


def _current(tag: Tag) -> list[Revision]:
    """The versions that are not past and name the tag."""
    # As JSON is stored: any dialect can look for the word, and Python for its place.
    stored = cast(Revision.content, Text).contains(json.dumps(tag.name), autoescape=True)
    found = select(Revision).where(Revision.state != State.SUPERSEDED, stored)
    field = _field(tag.is_theme)
    rows = db.session.scalars(found)
    return [revision for revision in rows if tag.name in (revision.content.get(field) or ())]


def _rewrite(
    revisions: list[Revision], is_theme: bool, words: Callable[[list[str]], list[str]]
) -> None:
    field = _field(is_theme)
    for revision in revisions:
        before = list(revision.content.get(field) or ())
        revision.content = {**revision.content, field: words(before)}


def _replaced(words: list[str], before: str, after: str) -> list[str]:
    return list(dict.fromkeys(after if word == before else word for word in words))


def _field(is_theme: bool) -> str:
    return "themes" if is_theme else "tags"
