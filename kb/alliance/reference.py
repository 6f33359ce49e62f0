"""Reference: cities, members, bodies, themes, charter settings out of the tables in `content/`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select

from kb.alliance import members, names
from kb.alliance.bodies import Body, BodyKind
from kb.alliance.charter import CharterSetting
from kb.alliance.cities import City
from kb.alliance.members import Member, MemberKind
from kb.db import db
from kb.publishing.records import Tag
from kb.search import synonyms
from kb.search.synonyms import SynonymGroup


def load(folder: Path) -> int:
    """Add what is missing and bring the rest up to date, by slug. Returns the number of new rows.

    Members, bodies, charter settings and synonyms are only ever added: what became of them is the
    alliance's own, as when the secretariat has changed a member by Excel.
    """
    before = _size()
    for row in _table(folder / "cities.toml", "city"):
        _city(row)
    db.session.flush()
    for row in _table(folder / "members.toml", "member"):
        _member(row)
    for row in _table(folder / "bodies.toml", "body"):
        _body(row)
    for row in _table(folder / "themes.toml", "theme"):
        _theme(row)
    for row in _table(folder / "charter.toml", "setting"):
        _setting(row)
    for row in _table(folder / "synonyms.toml", "group"):
        synonyms.keep(row["key"], row["words"], bool(row.get("one_way")))
    db.session.flush()
    names.forget()
    return _size() - before


def _size() -> int:
    """How many rows there are in all."""
    tables = (City, Member, Body, Tag, CharterSetting, SynonymGroup)
    return sum(db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def _table(path: Path, name: str) -> list[Mapping[str, Any]]:
    if not path.exists():
        return []
    rows: list[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get(name, [])
    return rows


def _city(row: Mapping[str, Any]) -> None:
    city = db.session.scalar(select(City).where(City.slug == row["slug"])) or City(slug=row["slug"])
    city.name, city.name_en = row["name"], row["name_en"]
    city.position = row["position"]
    city.aliases = " ".join(row.get("aliases", ()))
    db.session.add(city)


def _member(row: Mapping[str, Any]) -> None:
    there = or_(Member.slug == row["slug"], Member.name == row["name"])
    if db.session.scalar(select(Member.id).where(there)):
        return
    member = Member(slug=row["slug"])
    member.name, member.name_en = row["name"], row.get("name_en", "")
    member.kind, member.city_slug = MemberKind(row["kind"]), row.get("city")
    member.is_founder = row.get("role") == "founder"
    member.joined_on = row.get("joined_on")
    member.source = row.get("source", "")
    members.rename(member, row.get("aliases", ()))
    db.session.add(member)


def _body(row: Mapping[str, Any]) -> None:
    if db.session.scalar(select(Body.id).where(Body.slug == row["slug"])) is None:
        db.session.add(Body(**{**row, "kind": BodyKind(row["kind"])}))


def _theme(row: Mapping[str, Any]) -> None:
    query = select(Tag).where(Tag.name == row["name"], Tag.is_theme)
    theme = db.session.scalar(query) or Tag(name=row["name"], is_theme=True)
    theme.name_en, theme.group = row.get("name_en", ""), row.get("group", "")
    db.session.add(theme)


def _setting(row: Mapping[str, Any]) -> None:
    if db.session.scalar(select(CharterSetting.id).where(CharterSetting.key == row["key"])):
        return
    db.session.add(
        CharterSetting(
            key=row["key"],
            label=row["label"],
            label_en=row.get("label_en", ""),
            value=str(row.get("value", "")),
            unit=row.get("unit", ""),
            shown=row.get("value_label", ""),
            shown_en=row.get("value_label_en", ""),
            is_default=bool(row.get("default")),
            since=row.get("since"),
            source=row.get("source", ""),
            note=row.get("note", ""),
            note_en=row.get("note_en", ""),
        )
    )
