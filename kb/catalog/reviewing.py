"""The steps of the workflow on a record's own page, and its versions."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, require_user
from kb.catalog.comparing import differences
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.catalog.views import find
from kb.publishing import workflow
from kb.publishing.permissions import may_edit, require
from kb.publishing.records import Record
from kb.publishing.revisions import history, snapshot

bp = Blueprint("reviewing", __name__)


@bp.get("/<kind:kind>/<address>/history")
def versions(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Who proposed and decided what, and what the newest version changes."""
    record = find(kind, address)
    require(may_edit(current_user(), record))
    revisions = history(record)
    newest = revisions[0].content if revisions else snapshot(record)
    compared = differences(kind, site().naming, snapshot(record), newest)
    changes = [each for each in compared if each.changed]
    return render_template(
        "catalog/history.html", kind=kind, record=record, revisions=revisions, changes=changes
    )


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
