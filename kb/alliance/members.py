"""Member: an organisation that has joined the alliance."""

import re
from collections.abc import Container, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.alliance.cities import City
from kb.db import Base, db
from kb.text import pinyin

LONGEST_SLUG = 80


class MemberKind(StrEnum):
    BUREAU = "bureau"
    PARK = "park"
    ASSOCIATION = "association"
    UNIVERSITY = "university"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return KIND_LABELS[self]


KIND_LABELS = {
    MemberKind.BUREAU: _l("City bureau"),
    MemberKind.PARK: _l("Park"),
    MemberKind.ASSOCIATION: _l("Association"),
    MemberKind.UNIVERSITY: _l("University"),
    MemberKind.OTHER: _l("Other organisation"),
}


class Member(Base):
    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[MemberKind]
    is_founder: Mapped[bool] = mapped_column(default=False)
    city_slug: Mapped[str | None] = mapped_column("city", ForeignKey(City.slug))
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    aliases: Mapped[str] = mapped_column(default="")
    sound: Mapped[str] = mapped_column(default="")
    """Full pinyin and initials of name and aliases, for suggestions."""

    city: Mapped[City | None] = relationship()


def in_order() -> list[Member]:
    """All members: by kind, then in the order of their cities."""
    order = {kind: place for place, kind in enumerate(MemberKind)}
    rows = db.session.scalars(
        select(Member).outerjoin(City).order_by(City.position, Member.id)
    ).all()
    return sorted(rows, key=lambda member: order[member.kind])


def rename(member: Member, aliases: Sequence[str]) -> None:
    """Give it these other names, and the sounds by which all its names are suggested."""
    member.aliases = " ".join(aliases)
    spoken = (member.name, *aliases)
    member.sound = " ".join(f"{pinyin.full(name)} {pinyin.initials(name)}" for name in spoken)


def free_slug(name: str, taken: Container[str]) -> str:
    """The syllables of the name, as an address that no member has and no other page."""
    syllables = re.sub("[^a-z0-9]+", "-", pinyin.sort_key(name)).strip("-")
    slug = first = syllables[:LONGEST_SLUG].strip("-") or "member"
    number = 1
    while slug in taken or slug == "exchange":
        number += 1
        slug = f"{first}-{number}"
    return slug
