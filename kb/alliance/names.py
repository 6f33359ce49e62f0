"""Names of cities, members and themes in the reader's language, in their fixed order; and all the
other names that they have.
"""

from collections.abc import Mapping

from sqlalchemy import Select, case, func, literal, select

from kb.alliance.cities import City
from kb.alliance.members import Member, MemberKind
from kb.db import db
from kb.publishing.records import Tag
from kb.text.folding import clean, fold
from kb.web.languages import in_english
from kb.web.tallies import tallied


def city_names() -> Mapping[str, str]:
    """By slug, in the official order."""
    return _names("cities", _CITIES)


def member_names() -> Mapping[str, str]:
    """By slug: by kind, then in the order of their cities."""
    return _names("members", _MEMBERS)


def member_cities() -> Mapping[str, str]:
    """The city's slug by that of the member; empty for those of no city."""
    return _names("member cities", _MEMBER_CITIES)


def theme_names() -> Mapping[str, str]:
    """By the theme's Chinese name, which is what records hold."""
    return _names("themes", _THEMES)


# Put together once: that takes longer than to look up what is tallied.
_KINDS = case({kind: place for place, kind in enumerate(MemberKind)}, value=Member.kind)
_CITIES = select(City.slug, City.name, City.name_en).order_by(City.position)
_MEMBERS = (
    select(Member.slug, Member.name, Member.name_en)
    .outerjoin(City)
    .order_by(_KINDS, City.position, Member.id)
)
_MEMBER_CITIES = select(Member.slug, func.coalesce(Member.city_slug, ""), literal(""))
_THEMES = select(Tag.name, Tag.name, Tag.name_en).where(Tag.is_theme).order_by(Tag.id)


def other_names() -> list[list[str]]:
    """All names of each city and member that has several: search takes them for the same."""
    rows = [
        *db.session.execute(select(City.name, City.name_en, City.aliases)),
        *db.session.execute(select(Member.name, Member.name_en, Member.aliases)),
    ]
    groups = [
        [name for name in (own, english, *aliases.split()) if name]
        for own, english, aliases in rows
    ]
    return [names for names in groups if len(names) > 1]


def called() -> Mapping[str, str]:
    """`city=yantai` or `member=yantai-bureau` by each of its names, folded and without blanks."""
    return tallied(("names", "called"), _called)


def _called() -> Mapping[str, str]:
    # Cities last: where a member is called like its city, the city is meant.
    several = (
        ("member", select(Member.slug, Member.name, Member.name_en, Member.aliases)),
        ("city", select(City.slug, City.name, City.name_en, City.aliases)),
    )
    return {
        "".join(fold(clean(called)).split()): f"{facet}={slug}"
        for facet, query in several
        for slug, name, name_en, aliases in db.session.execute(query)
        for called in (name, name_en, *aliases.split())
        if called
    }


def _names(what: str, query: Select[str, str, str]) -> Mapping[str, str]:
    """By value. Columns, not objects: every page asks for these, and every loaded row."""
    # Once a session, that is once a request or a run of loading; a table that changes is named
    # anew by `reference.load`.
    read: dict[str, Mapping[str, str]] = db.session.info.setdefault(__name__, {})
    english = in_english()
    key = f"{what} {english}"
    if key not in read:
        read[key] = tallied(("names", key), lambda: _read(query, english))
    return read[key]


def _read(query: Select[str, str, str], english: bool) -> Mapping[str, str]:
    rows = db.session.execute(query)
    return {value: (name_en if english else "") or name for value, name, name_en in rows}


def forget() -> None:
    """The tables have changed: read them again."""
    db.session.info.pop(__name__, None)


def city_choices() -> list[tuple[str, str]]:
    return list(city_names().items())


def member_choices() -> list[tuple[str, str]]:
    return list(member_names().items())


def theme_choices() -> list[tuple[str, str]]:
    return list(theme_names().items())
