"""The pages of the exchange: template, upload, what the rows would do, writing them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import FileField, ValidationError
from wtforms.validators import DataRequired

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog import batches, exchange, importing, tables
from kb.catalog.batches import ImportBatch
from kb.catalog.findings import Finding, Result
from kb.catalog.kind import RecordKind, Tabled
from kb.db import db
from kb.errors import Conflict
from kb.jobs.queue import Job
from kb.office import workbooks
from kb.office.workbooks import Line, Unreadable
from kb.publishing.permissions import is_staff, may_create, may_exchange, require
from kb.text.differences import compare
from kb.web.downloads import attachment
from kb.web.fields import Form, render_form
from kb.web.paging import Page

bp = Blueprint("exchange", __name__)

Receive = Callable[[User, list[Line], str], ImportBatch]
"""Takes in the rows of a file and its name."""
ON_A_PAGE = 50
LONGEST_COMPARED = 2_000
"""Characters: two longer texts are shown by their beginnings."""


class WorkbookField(FileField):  # type: ignore[misc]  # the library has no types
    """An uploaded .xlsx; its data are the rows of the first sheet."""

    data: Any
    file_name = ""

    def pre_validate(self, form: object) -> None:
        if not self.data or not self.data.filename:
            return
        self.file_name = str(self.data.filename)
        try:
            self.data = workbooks.read(self.data.read(workbooks.LARGEST + 1))
        except Unreadable as problem:
            raise ValidationError(str(problem)) from problem


class UploadForm(Form):
    file = WorkbookField(_l("Excel file (.xlsx)"), [DataRequired(_l("Choose a file first."))])


@bp.route("/<kind:kind>/exchange", methods=["GET", "POST"])
def index(kind: RecordKind) -> ResponseReturnValue:
    """Download the template; upload it filled in, and see what it would do."""
    return upload(kind, _uploader(kind), partial(importing.receive, kind))


def upload(kind: Tabled, uploader: User, receive: Receive) -> ResponseReturnValue:
    """The page with template and upload; a file that can be read goes to `receive`."""
    if request.method == "POST":
        # The file is read outside any transaction, so that others can write meanwhile.
        db.session.rollback()
    form = UploadForm()
    if form.validate_on_submit():
        batch = receive(uploader, form.file.data, form.file.file_name)
        return redirect(f"/{kind.slug}/exchange/{batch.id}", 303)
    mine = batches.mine(kind, uploader)
    return render_form("catalog/exchange.html", form, kind=kind, batches=mine)


@bp.get("/<kind:kind>/exchange/template.xlsx")
def template(kind: RecordKind) -> Response:
    """The empty table."""
    _uploader(kind)
    return attachment(tables.template(kind), _("%(library)s, template", library=kind.label))


@bp.get("/<kind:kind>/exchange/<int:id>")
def detail(kind: RecordKind, id: int) -> ResponseReturnValue:
    """What each row would do, or how far the work on it is."""
    uploader = _uploader(kind)
    return shown(kind, find(kind, uploader, id), may_publish=is_staff(uploader))


def shown(kind: Tabled, batch: ImportBatch, **context: Any) -> str:
    """The page of an uploaded table."""
    described = _described(kind, batch)
    return render_template("catalog/exchange_batch.html", **described, **context)


def _described(kind: Tabled, batch: ImportBatch) -> dict[str, Any]:
    job = db.session.get(Job, batch.job_id) if batch.waits and batch.job_id else None
    rows = batch.findings if not batch.waits else []
    shown = _asked_result(batch)
    chosen = [finding for finding in rows if finding.result is shown]
    page = Page.of(request.args, len(chosen), ON_A_PAGE)
    address = f"/{kind.slug}/exchange/{batch.id}"
    return {
        "kind": kind,
        "batch": batch,
        "job": job,
        "address": address,
        "wrong": batch.count(Result.WRONG),
        "unknown": batch.found.get("unknown", []) if not batch.waits else [],
        "tabs_of": [
            {
                "label": str(result.label),
                "count": batch.count(result),
                "href": f"{address}?show={result}",
                "current": result is shown,
            }
            for result in Result
        ],
        "rows": [_row(finding) for finding in chosen[page.offset : page.offset + ON_A_PAGE]],
        "page": {
            "number": page.number,
            "addresses": {
                n: f"{address}?show={shown}&page={n}" for n in page.numbers if n is not None
            },
        },
    }


def _asked_result(batch: ImportBatch) -> Result:
    """The rows asked for, else the first that there are: what is wrong comes first."""
    asked = request.args.get("show", "")
    if asked in {result.value for result in Result}:
        return Result(asked)
    return next((result for result in Result if batch.count(result)), Result.NEW)


def _row(finding: Finding) -> dict[str, Any]:
    changes = [
        {"label": label, "runs": compare(_short(before), _short(after))}
        for label, before, after in finding.changes
    ]
    return {"finding": finding, "changes": changes}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_COMPARED else f"{text[:LONGEST_COMPARED]} …"


@bp.get("/<kind:kind>/exchange/<int:id>/reasons.xlsx")
def reasons(kind: RecordKind, id: int) -> Response:
    """The uploaded table with what is wrong in it."""
    batch = find(kind, _uploader(kind), id)
    return attachment(tables.marked(batch), _("%(library)s, to correct", library=kind.label))


@bp.post("/<kind:kind>/exchange/<int:id>/check")
def check(kind: RecordKind, id: int) -> ResponseReturnValue:
    """Look at the kept rows again."""
    uploader = _uploader(kind)
    importing.check(find(kind, uploader, id), uploader)
    return redirect(f"/{kind.slug}/exchange/{id}", 303)


@bp.post("/<kind:kind>/exchange/<int:id>/write")
def write(kind: RecordKind, id: int) -> ResponseReturnValue:
    """Write all rows, once."""
    uploader = _uploader(kind)
    publishes = request.form.get("publish") == "1"
    batch = find(kind, uploader, id)
    order = partial(importing.write, batch, uploader, publishes)
    return written(kind, batch, order, may_publish=is_staff(uploader))


def written(
    kind: Tabled, batch: ImportBatch, order: Callable[[], None], **context: Any
) -> ResponseReturnValue:
    """Back to the table when the order to write it was carried out, or the reason why not."""
    try:
        order()
    except Conflict as conflict:
        # The findings stay on the page, with the reason above them.
        db.session.rollback()
        return shown(kind, batch, conflict=str(conflict), **context), 409
    if not batch.waits:
        flash(_("Everything is written."), "success")
    return redirect(f"/{kind.slug}/exchange/{batch.id}", 303)


def _uploader(kind: RecordKind) -> User:
    """Who may bring records in; 404 for kinds that do not come as tables."""
    user = require_user()
    require(may_exchange(user) and may_create(user, kind.model))
    if not exchange.has_table(kind):
        abort(404)
    return user


def find(kind: Tabled, uploader: User, id: int) -> ImportBatch:
    """One's own table, or 404. Locked while it is written, so that two clicks are one."""
    query = select(ImportBatch).where(
        ImportBatch.id == id, ImportBatch.kind == kind.name, ImportBatch.user_id == uploader.id
    )
    if request.method == "POST":
        query = query.with_for_update()
    batch = db.session.scalar(query)
    if batch is None:
        abort(404)
    return batch
