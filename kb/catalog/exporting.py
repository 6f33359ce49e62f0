"""Exporting: a list, a search or one record as a file: .xlsx, .csv, .bib, .ris."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from kb.accounts.sign_in import current_user, public
from kb.accounts.users import User
from kb.catalog import asked as asking
from kb.catalog import citation, results, tables
from kb.catalog.kind import Kinds, RecordKind
from kb.catalog.page import responsible
from kb.catalog.site import Site, site
from kb.catalog.views import find
from kb.clock import today
from kb.db import db
from kb.office import references
from kb.office.references import Reference
from kb.office.spreadsheets import Column, Sheet, comma_separated, workbook
from kb.office.workbooks import Cell
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.web.addresses import base_url
from kb.web.downloads import attachment

bp = Blueprint("exporting", __name__)

CHUNK = 500
"""Records loaded at a time: their texts are long."""
COMMON = ("title", "title_en", "summary", "summary_en", "city", "member", "year", "published_on")
"""What records of all kinds share, for one table of several kinds."""

Found = dict[RecordKind, Sequence[int]]
"""The ids of the found records of each kind, in the order of the list."""


@bp.get("/search.<extension>")
@public
def search(extension: str) -> Response:
    """Everything that a search finds, as a file."""
    make = _maker(extension)
    here, reader = site(), current_user()
    asked = asking.read("/search", request.args, here.kinds)
    ids = results.every_id(here.index, asked, reader, ())
    return make(_by_kind(ids, here.kinds, reader), ids, _("Search results"))


@bp.get("/<kind:kind>.<extension>")
@public
def library(kind: RecordKind, extension: str) -> Response:
    """A library with its words and filters, as a file."""
    make = _maker(extension)
    here, reader = site(), current_user()
    asked = asking.read(f"/{kind.slug}", request.args, here.kinds)
    kinds = here.kinds.listed_in(kind)
    ids = results.every_id(here.index, asked, reader, kinds)
    found = _by_kind(ids, here.kinds, reader)
    # The library's own sheet is the first, even when empty: that is the one read at an upload.
    return make({kind: found.get(kind, ())} | found, ids, str(kind.label))


@bp.get("/<kind:kind>/<address>/citation.<extension>")
@public
def cite(kind: RecordKind, address: str, extension: str) -> Response:
    """One record for a reference manager."""
    if extension not in CITATIONS:
        abort(404)
    record = find(kind, address)
    if record.number is None or record.withdrawn_at is not None:
        abort(404)
    return _cited([record], extension, record.number)


def _maker(extension: str) -> Callable[[Found, Sequence[int], str], Response]:
    makers = {"xlsx": _workbook, "csv": _csv}
    if extension in CITATIONS:
        return lambda found, ids, name: _cited(_in_order(found, ids), extension, name)
    return makers.get(extension) or abort(404)


def _by_kind(ids: Sequence[int], kinds: Kinds, reader: User | None) -> Found:
    """The ids sorted into their kinds; those that this reader may not see fall out here."""
    names: dict[int, str] = {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        query = select(Record.id, Record.kind).where(Record.id.in_(part), readable_by(reader))
        names |= dict(iter(db.session.execute(query)))
    sorted_out: dict[RecordKind, list[int]] = {}
    for id in ids:
        if id in names:
            sorted_out.setdefault(kinds.by_name[names[id]], []).append(id)
    return {kind: sorted_out[kind] for kind in kinds if kind in sorted_out}


def _records(kind: RecordKind, ids: Sequence[int]) -> Iterator[Record]:
    """These records, a chunk in memory at a time."""
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        query = select(kind.model).where(kind.model.id.in_(part))
        rows = db.session.scalars(query.options(selectinload(kind.model.tag_rows)))
        there = {record.id: record for record in rows}
        for record in there.values():
            db.session.expunge(record)
        yield from (there[id] for id in part if id in there)


def _in_order(found: Found, ids: Sequence[int]) -> Iterator[Record]:
    """All of them in the order of the list, whatever their kinds."""
    kinds = {id: kind for kind, of_kind in found.items() for id in of_kind}
    for start in range(0, len(ids), CHUNK):
        part = [id for id in ids[start : start + CHUNK] if id in kinds]
        there = {
            record.id: record
            for kind in found
            for record in _records(kind, [id for id in part if kinds[id] is kind])
        }
        yield from (there[id] for id in part if id in there)


# ---- Tables ----


def _workbook(found: Found, _ids: Sequence[int], name: str) -> Response:
    """One sheet a kind, with all columns of its form."""
    sheets = [tables.records(kind, _records(kind, ids)) for kind, ids in found.items()]
    empty = [Sheet(name, [Column(_("Number"))], [])]
    return attachment(workbook(sheets or empty, lists=_("Choices")), name)


def _csv(found: Found, ids: Sequence[int], name: str) -> Response:
    """One table: all columns of the only kind, or what all kinds share."""
    shown = [kind for kind, of_kind in found.items() if of_kind] or list(found)
    if len(shown) == 1:
        sheet = tables.records(shown[0], _records(shown[0], found[shown[0]]))
    else:
        sheet = _mixed(found, ids)
    data = comma_separated(sheet.columns, sheet.rows)
    return attachment(data, name, "text/csv", "csv")


def _mixed(found: Found, ids: Sequence[int]) -> Sheet:
    here, base = site(), base_url()
    # Not of a found kind: an expert's form has no field for what the profile itself decides.
    some = next(iter(here.kinds))
    names = [_("Number"), _("Library"), *(str(some.field_label(name)) for name in COMMON)]
    columns = [Column(name) for name in [*names, _("Address")]]
    return Sheet("", columns, (_mixed_row(here, base, r) for r in _in_order(found, ids)))


def _mixed_row(here: Site, base: str, record: Record) -> list[Cell]:
    kind = here.kinds.of(record)
    labels = {"city": here.naming.values("city"), "member": here.naming.values("member")}
    values: list[Any] = [getattr(record, name) for name in COMMON]
    worded = [
        labels[name].get(value, value) if name in labels else value
        for name, value in zip(COMMON, values, strict=True)
    ]
    return [record.number, str(kind.label), *worded, f"{base}/{kind.slug}/{record.address}"]


# ---- Citations ----

CITATIONS: Mapping[str, tuple[Callable[[Iterator[Reference]], str], str]] = {
    "bib": (references.bibtex, "application/x-bibtex"),
    "ris": (references.ris, "application/x-research-info-systems"),
}


def _cited(records: Any, extension: str, name: str) -> Response:
    write, mimetype = CITATIONS[extension]
    here, base = site(), base_url()
    text = write(_reference(here, base, record) for record in records)
    return attachment(text.encode(), name, f"{mimetype}; charset=utf-8", extension)


def _reference(here: Site, base: str, record: Record) -> Reference:
    kind = here.kinds.of(record)
    address = f"{base}/{kind.slug}/{record.address}"
    return citation.reference(record, responsible(here, record), address, today())
