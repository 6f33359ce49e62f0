"""The pages that every kind shares: search, list, record, new, edit, the steps of the workflow."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.catalog import asked as asking
from kb.catalog import page, results
from kb.catalog.attached import attached
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.db import db
from kb.errors import Conflict
from kb.publishing import workflow
from kb.publishing.permissions import may_create, may_edit, may_read, may_review, require
from kb.publishing.records import Record
from kb.publishing.revisions import decode, history, latest
from kb.text.differences import compare
from kb.web.addresses import base_url
from kb.web.fields import render_form

bp = Blueprint("catalog", __name__)

COMMON_FACETS = ("city", "member", "year", "theme", "tag")


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    """Everything this reader may see, in one box."""
    here, reader = site(), current_user()
    asked = asking.read("/search", request.args, here.kinds)
    found = results.search(here.index, asked, reader, (), ("kind", *COMMON_FACETS))
    shown = results.described(found, reader, here.naming, here.index, COMMON_FACETS)
    shown["tabs"] = results.tabs(found, here.naming)
    return _answer("search/page.html", "search/_results.html", results=shown)


@bp.get("/<kind:kind>")
@public
def index(kind: RecordKind) -> ResponseReturnValue:
    """One library, with or without words."""
    here, reader = site(), current_user()
    kinds = here.kinds.listed_in(kind)
    asked = asking.read(f"/{kind.slug}", request.args, here.kinds)
    facets = (("kind",) if len(kinds) > 1 else ()) + kind.facets
    found = results.search(here.index, asked, reader, kinds, facets)
    shown = results.described(found, reader, here.naming, here.index, facets)
    shown["tabs"] = []
    return _answer(
        "catalog/list.html",
        "search/_results.html",
        results=shown,
        kind=kind,
        can_create=may_create(reader),
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
    context = page.described(site(), kind, record, reader, base_url())
    context["attached"] = attached(kind, record, reader)
    return render_template([kind.template, "catalog/detail.html"], **context)


def tombstone(kind: RecordKind, record: Record, reader: User | None) -> Response | None:
    """What is left of a withdrawn record for those who do not review it; None for all others."""
    if record.withdrawn_at is None or may_review(reader, record):
        return None
    gone = render_template("catalog/tombstone.html", kind=kind, record=record)
    return Response(gone, status=410)


@bp.route("/<kind:kind>/new", methods=["GET", "POST"])
def new(kind: RecordKind) -> ResponseReturnValue:
    """Begin a draft."""
    author = require_user()
    require(may_create(author))
    form = kind.form()
    if form.validate_on_submit():
        record = workflow.create(kind.model, author, form.content)
        flash(_("Saved as a draft. Only you and the secretariat can see it."))
        return redirect(f"/{kind.slug}/{record.address}")
    return render_form("catalog/edit.html", form, kind=kind, record=None, hints={})


@bp.route("/<kind:kind>/<address>/edit", methods=["GET", "POST"])
def edit(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Propose new content; a published record keeps its face until that is published."""
    author, record = require_user(), find(kind, address)
    require(may_edit(author, record))
    newest = latest(record)
    form = kind.form(data=decode(kind.model, newest.content) if newest else None)
    if form.validate_on_submit():
        return _save(kind, record, author, form)
    return render_form("catalog/edit.html", form, kind=kind, record=record, hints={})


def _save(kind: RecordKind, record: Record, author: User, form: Any) -> ResponseReturnValue:
    try:
        workflow.save(record, author, form.content, _opened_version())
    except Conflict as conflict:
        # What was typed stays in the form; the other text stands beside it.
        db.session.rollback()
        context = {"kind": kind, "record": record, "conflict": str(conflict), "hints": {}}
        context["changes"] = _changes(kind, record, form.content)
        return render_template("catalog/edit.html", form=form, **context), 409
    flash(_("Saved. Submit the change when it is ready."))
    return redirect(f"/{kind.slug}/{record.address}")


def _opened_version() -> int:
    """The version that the form was opened with; 0, which no record has, when it does not say."""
    given = request.form.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


@bp.get("/<kind:kind>/<address>/history")
def versions(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Who proposed and decided what, and what the newest version changes."""
    record = find(kind, address)
    require(may_edit(current_user(), record))
    revisions = history(record)
    changes = _changes(kind, record, revisions[0].content) if revisions else []
    return render_template(
        "catalog/history.html", kind=kind, record=record, revisions=revisions, changes=changes
    )


def _changes(kind: RecordKind, record: Record, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Field by field, how this content differs from what readers see."""
    changes = []
    for name in record.content_fields:
        before, after = _text(getattr(record, name)), _text(content.get(name))
        if before != after:
            label = str(kind.field_label(name))
            changes.append({"label": label, "runs": compare(before, after)})
    return changes


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    return "" if value is None else str(value)


@bp.post("/<kind:kind>/<address>/submit")
def submit(kind: RecordKind, address: str) -> ResponseReturnValue:
    record = find(kind, address)
    workflow.submit(record, require_user())
    return _moved(kind, record, _("Submitted for review."))


@bp.post("/<kind:kind>/<address>/publish")
def publish(kind: RecordKind, address: str) -> ResponseReturnValue:
    record = find(kind, address)
    workflow.publish(record, require_user())
    return _moved(kind, record, _("Published as %(number)s.", number=record.number))


@bp.post("/<kind:kind>/<address>/return")
def send_back(kind: RecordKind, address: str) -> ResponseReturnValue:
    record = find(kind, address)
    workflow.send_back(record, require_user(), request.form.get("reason", ""))
    return _moved(kind, record, _("Returned to the author."))


@bp.post("/<kind:kind>/<address>/withdraw")
def withdraw(kind: RecordKind, address: str) -> ResponseReturnValue:
    record = find(kind, address)
    workflow.withdraw(record, require_user(), request.form.get("reason", ""))
    return _moved(kind, record, _("Withdrawn. Old links show the reason and the date."))


@bp.post("/<kind:kind>/<address>/restore")
def restore(kind: RecordKind, address: str) -> ResponseReturnValue:
    record = find(kind, address)
    workflow.restore(record, require_user())
    return _moved(kind, record, _("Restored."))


def _moved(kind: RecordKind, record: Record, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(f"/{kind.slug}/{record.address}")


def find(kind: RecordKind, address: str) -> Record:
    """The record, or 404 for what does not exist and what this user may not see."""
    draft = address.removeprefix("draft-")
    if draft != address and draft.isascii() and draft.isdecimal() and len(draft) < 10:
        query = select(kind.model).where(kind.model.id == int(draft), kind.model.number.is_(None))
    else:
        query = select(kind.model).where(kind.model.number == address)
    record = db.session.scalar(query)
    if record is None or not may_read(current_user(), record):
        abort(404)
    return record
