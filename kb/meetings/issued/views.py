"""The pages of published minutes: numbered corrections, relations, and whether they are intact."""

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public, require_user
from kb.catalog import views as catalog
from kb.catalog.site import site
from kb.db import db
from kb.meetings import adding
from kb.meetings.issued import page
from kb.meetings.issued.forms import AddendumForm, RelationForm
from kb.meetings.kinds import MINUTES
from kb.meetings.minutes import Minutes
from kb.publishing.links import Relation, link
from kb.publishing.permissions import is_staff, may_read, require
from kb.publishing.records import Record
from kb.web.fields import render_form

bp = Blueprint("issued", __name__)


@bp.route("/minutes/<address>/addenda", methods=["GET", "POST"])
def add(address: str) -> ResponseReturnValue:
    """A numbered correction of published minutes."""
    user, record = require_user(), _published(address)
    require(is_staff(user))
    form = AddendumForm()
    if form.validate_on_submit():
        adding.add(record, user, form.text.data, form.reason.data, form.is_closed.data)
        flash(_("The correction stands under the minutes now."), "success")
        return redirect(f"/{MINUTES.slug}/{record.address}#addenda", 303)
    return render_form("meetings/addendum.html", form, record=record)


@bp.route("/minutes/<address>/relations", methods=["GET", "POST"])
def relate(address: str) -> ResponseReturnValue:
    """Say which project, outcome or policy the minutes are about."""
    user, record = require_user(), _published(address)
    require(is_staff(user))
    form = RelationForm()
    if form.validate_on_submit():
        other = db.session.scalar(select(Record).where(Record.number == form.number.data))
        if other is not None and other is not record and may_read(user, other):
            link(record, other, Relation(str(form.relation.data)), user)
            flash(_("The two are related now."), "success")
            return redirect(f"/{MINUTES.slug}/{record.address}", 303)
        form.number.errors = [_("There is no other record of this number.")]
    return render_form("meetings/relation.html", form, record=record)


@bp.get("/minutes/<address>/integrity")
@public
def integrity(address: str) -> ResponseReturnValue:
    """Compute the fingerprint once more, and say whether it is the published one."""
    record, reader = _published(address), current_user()
    if gone := catalog.tombstone(MINUTES, record, reader):
        return gone
    found = adding.check(record, adding.addenda_of(record, reader))
    return render_template("meetings/integrity.html", record=record, found=found)


def _published(address: str) -> Minutes:
    record = catalog.find(MINUTES, address)
    if not isinstance(record, Minutes) or record.published_at is None:
        abort(404)
    return record


@bp.app_template_global()
def minutes_page(record: Minutes) -> page.Published:
    """What `meetings/minutes.html` draws beside what every record's page has."""
    return page.of_record(record, current_user(), site().naming.values("city"))
