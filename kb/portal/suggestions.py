"""Suggestions: records from the index, members from their table."""

from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from kb.accounts.users import User
from kb.alliance.cities import in_order
from kb.alliance.members import Member
from kb.catalog.page import entry
from kb.catalog.site import Site
from kb.db import db
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record
from kb.search.engine import EngineUnavailable
from kb.text import pinyin
from kb.text.folding import clean, fold
from kb.web.languages import in_english

MOST = 8
MOST_MEMBERS = 3


def suggest(site: Site, typed: str, reader: User | None) -> list[dict[str, Any]]:
    """At most eight, each with text, address and kind: records first, then cities and members."""
    places = _cities(typed) + _members(typed)
    return _records(site, typed, reader, MOST - len(places)) + places


def _records(site: Site, typed: str, reader: User | None, most: int) -> list[dict[str, Any]]:
    try:
        found = site.index.engine().suggest(typed, audiences(reader), most)
    except EngineUnavailable:
        title = Record.title.icontains(clean(typed), autoescape=True)
        query = select(Record).where(readable_by(reader), title).limit(most)
        return [_line(site, record) for record in db.session.scalars(query)]
    ids = [one.id for one in found]
    rows = db.session.scalars(select(Record).where(Record.id.in_(ids), readable_by(reader)))
    records = {record.id: record for record in rows}
    return [_line(site, records[number]) for number in ids if number in records]


def _line(site: Site, record: Record) -> dict[str, Any]:
    line = entry(site, record)
    return {"text": line["title"], "href": line["href"], "kind_label": line["kind_label"]}


def _members(typed: str) -> list[dict[str, Any]]:
    folded = fold(clean(typed))
    fits = or_(
        Member.name.icontains(folded, autoescape=True),
        Member.name_en.icontains(folded, autoescape=True),
        Member.aliases.icontains(folded, autoescape=True),
        Member.sound.icontains(folded.replace(" ", ""), autoescape=True),
    )
    english = in_english()
    rows = db.session.scalars(select(Member).where(fits).order_by(Member.id).limit(MOST_MEMBERS))
    return [
        {
            "text": (member.name_en if english else "") or member.name,
            "href": f"/members/{member.slug}",
            "kind_label": str(member.kind.label),
        }
        for member in rows
    ]


def _cities(typed: str) -> list[dict[str, Any]]:
    """The first city that is spelt or read so, as `青`, `qingd` or `qd`."""
    folded = fold(clean(typed))
    english = in_english()
    fitting = (
        city
        for city in in_order()
        if city.name.startswith(folded)
        or city.slug.startswith(folded)
        or pinyin.initials(city.name) == folded
    )
    return [
        {
            "text": city.name_en if english else city.name,
            "href": f"/cities/{city.slug}",
            "kind_label": _("City"),
        }
        for city in islice(fitting, 1)
    ]
