"""Hits: found records as lists show them, each with the words that were looked for marked."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import Row, Select, inspect, select

from kb.accounts.users import User
from kb.catalog import anchors
from kb.catalog.naming import Naming
from kb.clock import today
from kb.db import db
from kb.publishing.attachments import has_searchable, texts
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record, RecordText
from kb.search.engine import Everything, Node
from kb.search.snippets import MOST_CHARACTERS, holds, mark, marked_title
from kb.web.filters import long_date
from kb.web.languages import in_english

_UNTIL = "until="


def described(
    ids: Sequence[int], node: Node, reader: User | None, naming: Naming
) -> list[dict[str, Any]]:
    """These records in this order; those the reader may not see fall out here."""
    english = in_english()
    cities = naming.values("city")
    wanted = _ROWS.where(_RECORD.id.in_(ids), readable_by(reader))
    rows = {row.id: row for row in db.session.execute(wanted)}
    shown = [rows[record_id] for record_id in ids if record_id in rows]
    described = [_hit(row, node, naming, cities, english) for row in shown]
    _look_into_files(described, rows, node)
    return described


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


def _hit(
    row: Row[Any], node: Node, naming: Naming, cities: Mapping[str, str], english: bool
) -> dict[str, Any]:
    kind = naming.kinds.by_name[row.kind]
    title = row.title_en if english and row.title_en else row.title
    summary = row.summary_en if english and row.summary_en else row.summary
    trait = naming.trait(row.trait) if row.trait else ""
    return {
        "id": row.id,
        "title": title,
        "title_html": marked_html(marked_title(title, node)),
        "href": f"/{kind.slug}/{row.number}",
        "kind": kind.name,
        "kind_label": str(kind.noun),
        "number": row.number,
        "city_label": cities.get(row.city, ""),
        "year": row.year,
        "facts": [fact for fact in (trait, row.facts, _lasts(row.trait)) if fact],
        "snippet_html": marked_html(_snippet(summary, row.plain, node)),
        "place": anchors.place(row.outline, row.plain, node),
        "day": row.published_on,
        "found_in": "",
    }


def _lasts(traits: str | None) -> str:
    """Until when it holds, of kinds that say so as `until=2026-11-12`; and that it does not."""
    found = next((t for t in (traits or "").splitlines() if t.startswith(_UNTIL)), "")
    if not found:
        return ""
    last = date.fromisoformat(found.removeprefix(_UNTIL))
    day = long_date(last)
    return str(_("expired %(day)s", day=day) if last < today() else _("until %(day)s", day=day))


def marked_html(runs: Sequence[tuple[str, bool]]) -> Markup:
    """The runs as safe HTML. Here and not in a template, which takes ten times as long for it."""
    texts = ((escape(text), is_found) for text, is_found in runs)
    return Markup("".join(f"<mark>{text}</mark>" if found else text for text, found in texts))


def _snippet(summary: str, text: str | None, node: Node) -> list[tuple[str, bool]]:
    """From the summary when it answers or nothing was asked, else from the text."""
    if isinstance(node, Everything):
        return [(summary[:160], False)] if summary else [((text or "")[:120], False)]
    runs = mark(summary, node) if summary else []
    if _is_marked(runs) or not text:
        return runs
    inside = mark(text, node)
    return inside if _is_marked(inside) else (runs or inside)
