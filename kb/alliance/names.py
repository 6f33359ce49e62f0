"""Names of cities, members and themes in the reader's language, in their fixed order."""

from collections.abc import Mapping

from sqlalchemy import Select, case, select

from kb.alliance.cities import City
from kb.alliance.members import Member, MemberKind
from kb.db import db
from kb.publishing.records import Tag
from kb.web.languages import in_english


def city_names() -> Mapping[str, str]:
    """By slug, in the official order."""
    return _names(select(City.slug, City.name, City.name_en).order_by(City.position))


def member_names() -> Mapping[str, str]:
    """By slug: by kind, then in the order of their cities."""
    kinds = case({kind: place for place, kind in enumerate(MemberKind)}, value=Member.kind)
    query = select(Member.slug, Member.name, Member.name_en).outerjoin(City)
    return _names(query.order_by(kinds, City.position, Member.id))


def theme_names() -> Mapping[str, str]:
    """By the theme's Chinese name, which is what records hold."""
    return _names(select(Tag.name, Tag.name, Tag.name_en).where(Tag.is_theme).order_by(Tag.id))


def _names(query: Select[str, str, str]) -> Mapping[str, str]:
    """By value. Columns, not objects: every page asks for these, and every loaded row."""
    english = in_english()
    rows = db.session.execute(query)
    return {value: (name_en if english else "") or name for value, name, name_en in rows}


def city_choices() -> list[tuple[str, str]]:
    return list(city_names().items())


def member_choices() -> list[tuple[str, str]]:
    return list(member_names().items())


def theme_choices() -> list[tuple[str, str]]:
    return list(theme_names().items())
