"""Owners: who carries something out, as forms name them: the secretariat, a city or a member."""

from typing import Protocol

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import names

SECRETARIAT = "secretariat"
CITY, MEMBER = "city:", "member:"


class Owned(Protocol):
    """A follow-up or a resolution."""

    owner_city: str | None
    owner_member: str | None


def choices() -> list[tuple[str, str | LazyString]]:
    """`secretariat`, `city:rizhao`, `member:rizhao-park`, with their names."""
    cities = [(f"{CITY}{slug}", name) for slug, name in names.city_choices()]
    members = [(f"{MEMBER}{slug}", name) for slug, name in names.member_choices()]
    return [(SECRETARIAT, _l("Secretariat")), *cities, *members]


def choice_of(thing: Owned) -> str:
    """The owner, as `choices` names it."""
    if thing.owner_member:
        return f"{MEMBER}{thing.owner_member}"
    return f"{CITY}{thing.owner_city}" if thing.owner_city else SECRETARIAT


def chosen(choice: str | None) -> tuple[str | None, str | None]:
    """City and member of a choice; neither is the secretariat."""
    given = choice or ""
    city = given.removeprefix(CITY) if given.startswith(CITY) else None
    return city, given.removeprefix(MEMBER) if given.startswith(MEMBER) else None
