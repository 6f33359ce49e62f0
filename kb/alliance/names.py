"""Names of cities, members and themes in the reader's language, in their fixed order."""

from collections.abc import Mapping

from sqlalchemy import select

from kb.alliance import cities, members
from kb.db import db
from kb.publishing.records import Tag
from kb.web.languages import in_english


def city_names() -> Mapping[str, str]:
    """By slug, in the official order."""
    english = in_english()
    return {city.slug: city.name_en if english else city.name for city in cities.in_order()}


def member_names() -> Mapping[str, str]:
    english = in_english()
    return {
        member.slug: (member.name_en if english else "") or member.name
        for member in members.in_order()
    }


def theme_names() -> Mapping[str, str]:
    """By the theme's Chinese name, which is what records hold."""
    english = in_english()
    themes = db.session.scalars(select(Tag).where(Tag.is_theme).order_by(Tag.id))
    return {theme.name: (theme.name_en if english else "") or theme.name for theme in themes}


def city_choices() -> list[tuple[str, str]]:
    return list(city_names().items())


def member_choices() -> list[tuple[str, str]]:
    return list(member_names().items())


def theme_choices() -> list[tuple[str, str]]:
    return list(theme_names().items())
