"""Editing: the pages where a record is begun and changed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.changed import changed_fields
from kb.catalog.kind import RecordKind
from kb.catalog.views import find
from kb.db import db
from kb.errors import Conflict
from kb.publishing import workflow
from kb.publishing.permissions import may_create, may_edit, require
from kb.publishing.records import Record
from kb.publishing.revisions import decode, latest
from kb.web.fields import render_form

bp = Blueprint("editing", __name__)


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
        context["changes"] = changed_fields(kind, record, form.content)
        return render_template("catalog/edit.html", form=form, **context), 409
    flash(_("Saved. Submit the change when it is ready."))
    return redirect(f"/{kind.slug}/{record.address}")


def _opened_version() -> int:
    """The version that the form was opened with; 0, which no record has, when it does not say."""
    given = request.form.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
