"""Suggestions: records and tags from the index; cities, members, past searches from tables."""

from itertools import islice
from typing import Any
from urllib.parse import quote_plus

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from kb.accounts.users import User
from kb.alliance.cities import in_order
from kb.alliance.members import Member
from kb.catalog.page import entry
from kb.catalog.site import Site
from kb.db import db
from kb.publishing.permissions import audiences, readable_by
from kb.publishing.records import Record, Tag
from kb.search import popular
from kb.search.engine import EngineUnavailable, Everything, Query
from kb.text import pinyin
from kb.text.folding import clean, fold
from kb.web.languages import in_english

MOST = 8
MOST_MEMBERS = 3
MOST_WORDS = 2
MOST_SEARCHES = 2
TRIED = 6
"""So many words are looked up for those that this reader finds something by."""


def suggest(site: Site, typed: str, reader: User | None) -> list[dict[str, Any]]:
    """At most eight, each with text, address and kind: records first, then tags and themes, what
    others have looked for, cities and members.
    """
    others = _words(site, typed, reader) + _searches(site, typed) + _cities(typed)
    others += _members(typed)
    return _records(site, typed, reader, MOST - len(others)) + others


def _words(site: Site, typed: str, reader: User | None) -> list[dict[str, Any]]:
    """Tags and themes by which this reader finds something; of equal names the theme."""
    try:
        engine = site.index.engine()
        begun = engine.begun_words(typed, TRIED)
        spelled = and_(Tag.is_theme, Tag.name_en.istartswith(clean(typed), autoescape=True))
        rows = db.session.scalars(select(Tag).where(or_(Tag.name.in_(begun), spelled)))
        tags = {tag.name: tag for tag in sorted(rows, key=lambda tag: (tag.is_theme, -tag.id))}
        names = [name for name in begun if name in tags]
        names += [name for name in tags if name not in names][:TRIED]
        finding = (tags[n] for n in names if engine.search(_tagged(tags[n], reader)).total)
        return [_word(tag) for tag in islice(finding, MOST_WORDS)]
    except EngineUnavailable:
        return []


def _tagged(tag: Tag, reader: User | None) -> Query:
    facet = "theme" if tag.is_theme else "tag"
    return Query(Everything(), audiences(reader), {facet: frozenset({tag.name})}, limit=1)


def _word(tag: Tag) -> dict[str, Any]:
    facet, label = ("theme", _("Theme")) if tag.is_theme else ("tag", _("Tag"))
    text = (tag.name_en if in_english() else "") or tag.name
    return {
        "text": text,
        "href": f"/search?{facet}={quote_plus(tag.name)}",
        "kind_label": label,
    }


def _searches(site: Site, typed: str) -> list[dict[str, Any]]:
    """What several people have looked for, as long as everybody finds something by it."""
    fitting = (words for words in popular.begun(typed) if popular.is_public(site.index, words))
    return [
        {
            "text": words,
            "href": f"/search?q={quote_plus(words)}",
            "kind_label": _("Often searched"),
        }
        for words in islice(fitting, MOST_SEARCHES)
    ]


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
    """Members with a name that begins so; of more than a letter or two also those that have it."""
    folded = fold(clean(typed))
    spoken = folded.replace(" ", "")
    anywhere = len(folded) >= (3 if folded.isascii() else 2)
    named = (Member.name, Member.name_en, Member.aliases)
    if anywhere:
        fits = [column.icontains(folded, autoescape=True) for column in named]
        fits.append(Member.sound.icontains(spoken, autoescape=True))
    else:
        fits = [column.istartswith(folded, autoescape=True) for column in named]
        # Aliases and sounds stand in one row with blanks between.
        fits.append(Member.aliases.icontains(f" {folded}", autoescape=True))
        fits += [
            Member.sound.istartswith(spoken, autoescape=True),
            Member.sound.icontains(f" {spoken}", autoescape=True),
        ]
    english = in_english()
    query = select(Member).where(or_(*fits)).order_by(Member.id).limit(MOST_MEMBERS)
    return [
        {
            "text": (member.name_en if english else "") or member.name,
            "href": f"/members/{member.slug}",
            "kind_label": str(member.kind.label),
        }
        for member in db.session.scalars(query)
    ]


def _cities(typed: str) -> list[dict[str, Any]]:
    """The first city that is called, spelt or read so, as `青`, `青岛市`, `qingd` or `qd`."""
    folded = fold(clean(typed))
    english = in_english()
    fitting = (
        city
        for city in in_order()
        if any(fold(name).startswith(folded) for name in (city.name, *city.aliases.split()))
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
