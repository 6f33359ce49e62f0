"""The pages that every kind shares: search, list, record."""

from functools import cache
from typing import Any, NoReturn

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, select

from kb.accounts.sign_in import current_user, public
from kb.accounts.users import User
from kb.catalog import asked as asking
from kb.catalog import counted, following, offers, page, results
from kb.catalog.attached import attached
from kb.catalog.exchange import has_table
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.db import SAFE_METHODS, db
from kb.prepared import PreparedRow
from kb.publishing.around import around
from kb.publishing.permissions import may_create, may_exchange, may_read, may_review
from kb.publishing.records import Record
from kb.web.addresses import base_url

bp = Blueprint("catalog", __name__)

COMMON_FACETS = ("city", "member", "year", "theme", "tag")


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    """Everything this reader may see, in one box."""
    here, reader = site(), current_user()
    asked = asking.read("/search", request.args, here.kinds)
    counted.count(asked.text, reader)
    found = results.search(here.index, asked, reader, (), ("kind", *COMMON_FACETS))
    shown = results.described(found, reader, here.naming, here.index, COMMON_FACETS)
    shown["tabs"] = results.tabs(found, here.naming)
    follow = following.of_search(asked, reader)
    return _answer("search/page.html", "search/_results.html", results=shown, follow=follow)


@bp.get("/<kind:kind>")
@public
def index(kind: RecordKind) -> ResponseReturnValue:
    """One library, with or without words."""
    here, reader = site(), current_user()
    kinds = here.kinds.listed_in(kind)
    asked = asking.read(f"/{kind.slug}", request.args, here.kinds)
    facets = (("kind",) if len(kinds) > 1 else ()) + kind.facets
    creates = may_create(reader, kind.model)
    found = results.search(here.index, asked, reader, kinds, facets)
    shown = results.described(found, reader, here.naming, here.index, facets)
    shown["tabs"] = []
    return _answer(
        "catalog/list.html",
        "search/_results.html",
        results=shown,
        kind=kind,
        can_create=creates,
        can_exchange=creates and may_exchange(reader) and has_table(kind),
        follow=following.of_library(kind, asked, reader),
    )


def _answer(whole: str, fragment: str, **context: Any) -> str:
    """The page, or only the part that changes when the script asks for it."""
    name = fragment if "HX-Request" in request.headers else whole
    return render_template(name, **context)


@bp.get("/<kind:kind>/<address>")
@public
def detail(kind: RecordKind, address: str) -> ResponseReturnValue:
    """A record's own page; withdrawn, what is left of it."""
    record, reader = find(kind, address), current_user()
    if gone := tombstone(kind, record, reader):
        return gone
    has = around(record)
    context = page.described(site(), kind, record, reader, base_url(), has)
    context |= offers.to_reader(record, reader)
    context["attached"] = attached(kind, record, reader, has_files=has.files)
    return render_template(_template(kind), **context)


@cache
def _template(kind: RecordKind) -> str:
    """The kind's own page, or the one that all share. To look for a missing file takes its time."""
    names = [kind.template, "catalog/detail.html"]
    return str(current_app.jinja_env.select_template(names).name)


def tombstone(kind: RecordKind, record: Record, reader: User | None) -> Response | None:
    """What is left of a withdrawn record for those who do not review it; None for all others."""
    if record.withdrawn_at is None or may_review(reader, record):
        return None
    gone = render_template("catalog/tombstone.html", kind=kind, record=record)
    return Response(gone, status=410)


@cache
def _by_number(kind: RecordKind) -> PreparedRow[Record]:
    return PreparedRow(kind.model, kind.model.number == bindparam("number"))


def find(kind: RecordKind, address: str) -> Record:
    """The record, or 404 for what does not exist and what this user may not see."""
    draft = address.removeprefix("draft-")
    if draft != address and draft.isascii() and draft.isdecimal() and len(draft) < 10:
        record = db.session.scalar(select(kind.model).where(kind.model.id == int(draft)))
    else:
        record = _by_number(kind).one(db.session, number=address)
    if record is None or not may_read(current_user(), record):
        abort(404)
    if record.address != address:
        _published_meanwhile(address, record)
    return record


def _published_meanwhile(address: str, record: Record) -> NoReturn:
    """Lead to where the draft is now; an order that was meant for the draft is not carried out."""
    if request.method not in SAFE_METHODS:
        abort(409)
    place = request.path.replace(f"/{address}", f"/{record.address}", 1)
    query = request.query_string.decode()
    abort(redirect(f"{place}?{query}" if query else place))
