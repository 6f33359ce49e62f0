"""The steps of the workflow on a record's own page, and its versions."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, require_user
from kb.catalog.comparing import differences
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.catalog.views import find
from kb.publishing import versions as versions_of
from kb.publishing import workflow
from kb.publishing.permissions import may_edit, may_review, require
from kb.publishing.records import Record
from kb.publishing.revisions import State, history, live

bp = Blueprint("reviewing", __name__)


@bp.get("/<kind:kind>/<address>/history")
def versions(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Who proposed and decided what, and what lies between two versions."""
    record, reader = find(kind, address), current_user()
    require(may_edit(reader, record))
    revisions = history(record)
    by_number = {revision.number: revision for revision in revisions}
    older, newer = (by_number.get(_number(name)) for name in ("from", "to"))
    after = newer or (revisions[0] if revisions else None)
    seen = live(record)
    before = seen | older.content if older else seen
    compared = differences(kind, site().naming, before, seen | after.content if after else seen)
    return render_template(
        "catalog/history.html",
        kind=kind,
        record=record,
        revisions=revisions,
        changes=[each for each in compared if each.changed],
        older=older,
        newer=after,
        may_review=may_review(reader, record),
        may_restore=not (revisions and revisions[0].state is State.SUBMITTED),
    )


def _number(name: str) -> int:
    """Of a version, as the address says it; 0, which no version has, for none."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


@bp.post("/<kind:kind>/<address>/versions/<int:number>/restore")
def restore_version(kind: RecordKind, address: str, number: int) -> ResponseReturnValue:
    """An old version again: as a proposal, or by the staff at once for all readers."""
    record, user = find(kind, address), require_user()
    note = request.form.get("note", "")[:500]
    if request.form.get("at_once"):
        revision = versions_of.bring_back(record, user, number, note)
        done = _("Readers see the text of version %(old)s again, as version %(new)s.")
    else:
        revision = versions_of.propose_again(record, user, number, note)
        done = _("Version %(new)s is a draft with the text of version %(old)s. Submit it.")
    flash(done % {"old": number, "new": revision.number}, "success")
    return redirect(f"/{kind.slug}/{record.address}/history")


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
