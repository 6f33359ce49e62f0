"""Hits: found records as lists show them, each with the words that were looked for marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import Integer, Row, Select, bindparam, inspect, or_, select

from kb.accounts.users import User
from kb.catalog.naming import Naming
from kb.clock import today
from kb.db import db
from kb.prepared import Prepared
from kb.publishing.attachments import has_searchable, texts
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record, RecordText
from kb.search.engine import Everything, Node
from kb.search.snippets import MOST_CHARACTERS, Run, holds, mark, quoted, titled
from kb.search.sought import IN_TEXTS, IN_TITLES, Sought, sought
from kb.text.outlines import Place, nearest
from kb.web.filters import long_date
from kb.web.languages import in_english

_UNTIL = "until="


def described(
    ids: Sequence[int], node: Node, reader: User | None, naming: Naming
) -> list[dict[str, Any]]:
    """These records in this order; those the reader may not see fall out here."""
    if not ids:
        return []
    words = _Words(
        naming,
        naming.values("city"),
        naming.values("noun"),
        in_english(),
        sought(node, IN_TITLES),
        None if isinstance(node, Everything) else sought(node, IN_TEXTS),
    )
    rows = _read(ids, reader)
    shown = [rows[record_id] for record_id in ids if record_id in rows]
    described = [_hit(row, words) for row in shown]
    _look_into_files(described, rows, node)
    return described


def _read(ids: Sequence[int], reader: User | None) -> dict[int, Row[Any]]:
    connection = db.session.connection()
    if reader is None and len(ids) <= _USUAL:
        found = _some_public(len(ids)).rows(connection, **dict(zip(_NAMES, ids, strict=False)))
    else:
        wanted = _ROWS.where(_AMONG, readable_by(reader))
        found = list(connection.execute(wanted, {"ids": ids}))
    return {row[0]: row for row in found}


def _look_into_files(
    hits: Sequence[dict[str, Any]], rows: Mapping[int, Row[Any]], node: Node
) -> None:
    """Whatever no text of its own answers was found in a file: name it, and quote from it."""
    if isinstance(node, Everything):
        return
    with_files = [id for id, row in rows.items() if row.has_files]
    files = texts([id for id in with_files if not holds(_own_text(rows[id]), node)])
    for hit in hits:
        quoted = [(name, _in_file(name, text, node)) for name, text in files.get(hit["id"], ())]
        for name, runs in quoted:
            if runs is not None:
                hit["found_in"], hit["snippet_html"] = name, marked_html(runs)
                break


def _own_text(row: Row[Any]) -> str:
    own = (row.number, row.title, row.title_en, row.summary, row.summary_en, row.facts, row.plain)
    return "\n".join(text or "" for text in own)


def _in_file(name: str, text: str, node: Node) -> list[tuple[str, bool]] | None:
    """A quotation with the words marked, empty when they are in the name; None for neither."""
    for start in range(0, len(text), MOST_CHARACTERS):
        runs = mark(text[start : start + MOST_CHARACTERS], node)
        if _is_marked(runs):
            return runs
    return [] if _is_marked(mark(name, node)) else None


def _is_marked(runs: Sequence[tuple[str, bool]]) -> bool:
    return any(marked for _text, marked in runs)


_RECORD, _TEXT = inspect(Record).local_table.c, inspect(RecordText).local_table.c
_ROWS: Select[Any] = select(
    *(_RECORD.id, _RECORD.kind, _RECORD.number, _RECORD.city, _RECORD.year, _RECORD.published_on),
    *(_RECORD.title, _RECORD.title_en, _RECORD.summary, _RECORD.summary_en),
    *(_TEXT.plain, _TEXT.outline, _TEXT.facts, _TEXT.trait),
    has_searchable().label("has_files"),
).outerjoin_from(inspect(Record).local_table, inspect(RecordText).local_table)
"""Plain columns of tables, put together once: loading objects of six kinds would cost more than
the search itself.
"""
_AMONG = _RECORD.id.in_(bindparam("ids", expanding=True))
_USUAL = 20
_NAMES = [f"id{at}" for at in range(_USUAL)]


@cache
def _some_public(count: int) -> Prepared:
    """So many records for a visitor, which is what most pages show. A statement that is the same
    each time takes half the time of one whose list of numbers may be of any length.
    """
    among = or_(*(_RECORD.id == bindparam(name, type_=Integer) for name in _NAMES[:count]))
    return Prepared(_ROWS.where(among, readable_by(None)))


@dataclass(frozen=True)
class _Words:
    """What all hits of a page are worded with, looked up once."""

    naming: Naming
    cities: Mapping[str, str]
    nouns: Mapping[str, str]
    english: bool
    in_titles: Sought
    in_texts: Sought | None
    """None where no words were asked for."""
    traits: dict[str, str] = field(default_factory=dict)
    """Those of the hits before, which are mostly the same ones."""

    def trait(self, text: str) -> str:
        if text not in self.traits:
            self.traits[text] = self.naming.trait(text)
        return self.traits[text]


def _hit(row: Row[Any], words: _Words) -> dict[str, Any]:
    kind: str = row.kind
    title = row.title_en if words.english and row.title_en else row.title
    summary = row.summary_en if words.english and row.summary_en else row.summary
    traits: str = row.trait or ""
    of_kind = words.naming.kinds.by_name[kind]
    facts = (words.trait(traits), row.facts, _lasts(traits)) if traits else (row.facts,)
    snippet, place = _quoted(row, summary, words.in_texts)
    return {
        "id": row.id,
        "title": title,
        "title_html": marked_html(titled(title, words.in_titles)),
        "href": f"/{of_kind.slug}/{row.number}",
        "kind": kind,
        "kind_label": words.nouns[kind],
        "number": row.number,
        "shown_number": row.number if of_kind.model.number_prefix else "",
        "city_label": words.cities.get(row.city, ""),
        "year": row.year,
        "facts": [fact for fact in facts if fact],
        "snippet_html": marked_html(snippet),
        "place": place,
        "day": row.published_on,
        "found_in": "",
    }


def _lasts(traits: str) -> str:
    """Until when it holds, of kinds that say so as `until=2026-11-12`; and that it does not."""
    if _UNTIL not in traits:
        return ""
    found = next((t for t in traits.splitlines() if t.startswith(_UNTIL)), "")
    if not found:
        return ""
    last = date.fromisoformat(found.removeprefix(_UNTIL))
    day = long_date(last)
    return str(_("expired %(day)s", day=day) if last < today() else _("until %(day)s", day=day))


def marked_html(runs: Sequence[tuple[str, bool]]) -> Markup:
    """The runs as safe HTML. Here and not in a template, which takes ten times as long for it."""
    if len(runs) < 2 and not _is_marked(runs):
        return escape("".join(text for text, _marked in runs))
    # Escaped all at once; cleaned texts have no NUL.
    texts = str(escape("\0".join(text for text, _marked in runs))).split("\0")
    marked = (is_marked for _text, is_marked in runs)
    pairs = zip(texts, marked, strict=True)
    return Markup("".join(f"<mark>{text}</mark>" if found else text for text, found in pairs))


def _quoted(
    row: Row[Any], summary: str, words: Sought | None
) -> tuple[Sequence[Run], Place | None]:
    """From the summary when it answers as well as the text or nothing was asked, else from the
    text; and the heading under which the text answers. Each of them is looked through once.
    """
    text: str = row.plain or ""
    if words is None:
        return [(summary[:160] or text[:120], False)], None
    own = quoted(summary, words) if summary else None
    if not text or (own and own.different == words.different and not row.outline):
        return own.runs if own else [], None
    inside = quoted(text, words)
    place = nearest(row.outline, inside.at) if row.outline and inside.at is not None else None
    if own and own.different >= inside.different:
        return own.runs, place
    return inside.runs, place
