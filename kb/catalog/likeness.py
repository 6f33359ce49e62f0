"""Likeness: records that tell of the same as one, and why, on a page of their own.

A script draws the same list into the record's page when its place comes into view: to ask the
index costs more than all the rest of that page.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from kb.accounts.sign_in import current_user, public
from kb.accounts.users import User
from kb.catalog import hits
from kb.catalog.kind import RecordKind
from kb.catalog.page import entry
from kb.catalog.site import site
from kb.catalog.views import find, tombstone
from kb.db import db
from kb.publishing.links import RecordLink
from kb.publishing.permissions import audiences
from kb.publishing.records import Record, Tag, record_tag
from kb.search.alike import alike, asking
from kb.search.engine import Everything

bp = Blueprint("likeness", __name__)


@bp.get("/<kind:kind>/<address>/alike")
@public
def index(kind: RecordKind, address: str) -> ResponseReturnValue:
    """More like this; the list alone when the script asks."""
    record, reader = find(kind, address), current_user()
    if gone := tombstone(kind, record, reader):
        return gone
    shown = of_record(record, reader)
    name = "catalog/_alike.html" if "HX-Request" in request.headers else "catalog/alike.html"
    this = entry(site(), record)
    return render_template(name, kind=kind, this=this, alike=shown)


def of_record(record: Record, reader: User | None) -> list[dict[str, Any]]:
    """What this reader may read of it, the likest first; without what is linked already."""
    here = site()
    wanted = asking(record.title, record.summary, [*record.themes, *record.tags])
    but = {record.id, *_linked(record)}
    ids = alike(here.index, wanted, audiences(reader), but)
    shared = _shared(record, ids)
    lines = hits.described(ids, Everything(), reader, here.naming)
    for line in lines:
        line["shared"] = [
            here.naming.value("theme", name) if is_theme else name
            for name, is_theme in shared.get(line["id"], ())
        ]
    return lines


def _linked(record: Record) -> set[int]:
    query = select(RecordLink.from_id, RecordLink.to_id).where(
        or_(RecordLink.from_id == record.id, RecordLink.to_id == record.id)
    )
    return {id for row in db.session.execute(query) for id in row}


def _shared(record: Record, ids: Sequence[int]) -> dict[int, list[tuple[str, bool]]]:
    """Themes and tags that each of these has too."""
    own = select(record_tag.c.tag_id).where(record_tag.c.record_id == record.id)
    query = select(record_tag.c.record_id, Tag.name, Tag.is_theme).join(Tag)
    found: dict[int, list[tuple[str, bool]]] = {}
    wanted = query.where(record_tag.c.record_id.in_(ids), record_tag.c.tag_id.in_(own))
    for id, name, is_theme in db.session.execute(wanted.order_by(Tag.id)):
        found.setdefault(id, []).append((name, is_theme))
    return found
