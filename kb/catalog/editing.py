"""Editing: the pages where a record is begun and changed, and where two changes are merged."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog import carrying, merging
from kb.catalog.duplicates import twins
from kb.catalog.kind import RecordKind
from kb.catalog.opening import Opened, begun, copied, form_of, opened
from kb.catalog.views import find
from kb.db import db
from kb.errors import Conflict
from kb.publishing import drafts, workflow
from kb.publishing.permissions import is_staff, kept, may_create, may_edit, require
from kb.publishing.records import Record
from kb.publishing.revisions import State, latest
from kb.publishing.shortcomings import Unready
from kb.web.fields import Form, render_form

bp = Blueprint("editing", __name__)

SUBMIT = "submit"
"""The order that a button gives with the form: hand it to the secretariat at once."""


@bp.route("/<kind:kind>/new", methods=["GET", "POST"])
def new(kind: RecordKind) -> ResponseReturnValue:
    """Begin a draft; the same form sent again leads to the record that it made."""
    author = require_user()
    require(may_create(author, kind.model))
    if kind.model.written_at and not is_staff(author):
        return redirect(kind.model.written_at, 303)
    former = carrying.former_of(kind, author)
    if request.method == "GET":
        first = carrying.first_values(former, kind)
        return _page(author, kind, None, *begun(author, kind, first=first), former=former)
    form = form_of(kind, author, None, formdata=request.form)
    if not form.validate_on_submit():
        return _page(author, kind, None, opened(), form, former=former)
    received = drafts.receive(author, opened().form_key)
    if received.record is not None:
        return _save(kind, received.record, author, form, received)
    if "anyway" not in request.form and (alike := twins(kind, form.content, author)):
        return _page(author, kind, None, opened(), form, twins=alike, former=former)[0], 422
    return _make(kind, author, form, received, former)


@bp.get("/<kind:kind>/new/similar")
def similar(kind: RecordKind) -> ResponseReturnValue:
    """The records that a title under the pen is like, to be drawn beside the form."""
    author = require_user()
    require(may_create(author, kind.model))
    said = {name: request.args.get(name, "")[:300] for name in ("title", *kind.model.told_apart_by)}
    return render_template("catalog/_twins.html", twins=twins(kind, said, author))


@bp.route("/<kind:kind>/<address>/edit", methods=["GET", "POST"])
def edit(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Propose new content; a published record keeps its face until that is published."""
    author, record = require_user(), find(kind, address)
    require(may_edit(author, record))
    if kind.model.written_at and not is_staff(author):
        return redirect(kind.model.written_at, 303)
    if request.method == "GET":
        return _page(author, kind, record, *begun(author, kind, record))
    given = merging.decided(request.form, kind, record)
    form = form_of(kind, author, record, formdata=given)
    if not form.validate_on_submit():
        return _page(author, kind, record, opened(), form)
    received = drafts.receive(author, opened().form_key)
    return _save(kind, record, author, form, received)


def _page(
    author: User, kind: RecordKind, record: Record | None, at: Opened, form: Form, **more: Any
) -> tuple[str, int]:
    newest = latest(record) if record is not None else None
    returned = newest is not None and newest.state is State.RETURNED
    unsaved = drafts.of_place(author, kind.name if record is None else record)
    context: dict[str, Any] = {
        "kind": kind,
        "record": record,
        "at": at,
        "unsaved": [one for one in unsaved if one.form_key != at.form_key],
        "returned": newest.reason if newest is not None and returned else "",
        "shortcomings": record.shortcomings(newest.content) if record and newest else [],
        "twins": [],
        "hints": {},
        "former": None,
    }
    return render_form([kind.form_template, "catalog/edit.html"], form, **context | more)


def _make(
    kind: RecordKind,
    author: User,
    form: Form,
    received: drafts.ReceivedForm,
    former: carrying.Former | None,
) -> ResponseReturnValue:
    record = workflow.create(kind.model, author, form.content)
    carrying.join(former, record, author)
    if _order() == SUBMIT:
        try:
            workflow.submit(record, author)
        except Unready as unready:
            return _lacking(author, kind, None, form, unready)
        flash(_("Submitted for review."))
    else:
        flash(_("Saved as a draft. Only your unit and the secretariat can see it."))
    return _settle(kind, record, form, received)


def _save(
    kind: RecordKind, record: Record, author: User, form: Form, received: drafts.ReceivedForm
) -> ResponseReturnValue:
    at = opened()
    if received.record is not None:
        require(may_edit(author, record))
        if received.fingerprint == drafts.fingerprint(form.content, _order()):
            return redirect(f"/{kind.slug}/{received.record.address}")
        # Sent again with other words, after going back: a change of what was saved then.
        at = Opened(at.form_key, received.version, received.revision)
    try:
        # Of two at once the second waits, and then meets the text of the first.
        db.session.refresh(record, with_for_update=True)
        workflow.save(record, author, form.content, at.version)
    except Conflict as conflict:
        db.session.rollback()
        content = {**form.content, **kept(author, record)}
        return _both_texts(kind, record, content, at, str(conflict))
    if _order() == SUBMIT:
        try:
            workflow.submit(record, author)
        except Unready as unready:
            return _lacking(author, kind, record, form, unready)
        flash(_("Submitted for review."))
    else:
        flash(_("Saved. Submit the change when it is ready."))
    return _settle(kind, record, form, received)


def _lacking(
    author: User, kind: RecordKind, record: Record | None, form: Form, unready: Unready
) -> tuple[str, int]:
    """Nothing is saved; what is missing stands beside its fields, and what was typed in them."""
    db.session.rollback()
    for each in unready.missing:
        place = form[each.field if each.field in form else "title"]
        place.errors = [*place.errors, each.sentence]
    return _page(author, kind, record, opened(), form)


def _both_texts(
    kind: RecordKind, record: Record, content: Mapping[str, Any], at: Opened, conflict: str
) -> tuple[str, int]:
    """Nothing that was typed is lost: both texts, with a choice for every field."""
    both = merging.prepare(kind, record, content, at.base)
    now = Opened(at.form_key, record.version, both.revision)
    context = {"kind": kind, "record": record, "both": both, "at": now, "conflict": conflict}
    return render_template("catalog/merge.html", newest=latest(record), **context), 409


def _settle(
    kind: RecordKind, record: Record, form: Form, received: drafts.ReceivedForm
) -> ResponseReturnValue:
    newest = latest(record)
    sign = drafts.fingerprint(form.content, _order())
    drafts.settle(received, record, newest.number if newest else 0, sign)
    return redirect(f"/{kind.slug}/{record.address}")


def _order() -> str:
    """What the button of the form says, also the one of `save anyway`."""
    return request.form.get("anyway") or request.form.get("then") or ""


@bp.post("/<kind:kind>/<address>/copy")
def copy(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Begin a new record with the words of this one."""
    record = find(kind, address)
    return redirect(copied(require_user(), kind, record))
